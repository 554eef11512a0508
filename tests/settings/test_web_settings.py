import datetime as dt
from pathlib import Path

import pytest

from bot.errors import BadSettings
from bot.settings import read_settings
from bot.settings.names import WEB_SECTIONS, WEB_VARIABLES
from bot.settings.web import WebSettings, open_sources, read_web_settings

TOKEN, LATER = "first-token-not-real", "second-token-not-real"
SOURCE = '[web.sources.fluent-bit]\ntoken_file = "tokens"\n'


def written(folder: Path, text: str, tokens: str = f"{TOKEN}\n") -> Path:
    (folder / "skms-bot.toml").write_text(text, encoding="utf-8")
    (folder / "tokens").write_text(tokens, encoding="utf-8")
    return folder


def test_without_anything_set_nobody_is_listened_to(tmp_path: Path) -> None:
    web = read_web_settings({}, tmp_path).web

    assert (web.host, web.port, web.sources, web.max_bytes) == ("127.0.0.1", None, {}, 4 * 1024 * 1024)


def test_every_section_and_variable_is_known_to_the_other_readers(tmp_path: Path) -> None:
    folder = written(tmp_path, 'lang = "ko"\n[web]\nport = 8080\n')

    assert set(WebSettings.model_fields) == WEB_SECTIONS
    assert read_settings({"SKMS_BOT_WEB_PORT": "8081"}, folder).locale == "ko"
    for field in WEB_VARIABLES.values():
        assert field.partition(".")[2] in type(WebSettings().web).model_fields


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    folder = written(tmp_path, '[web]\nhost = "127.0.0.1"\nport = 8080\n')

    web = read_web_settings({"SKMS_BOT_WEB_HOST": "0.0.0.0", "SKMS_BOT_WEB_PORT": "9000"}, folder).web  # noqa: S104 - as in a container

    assert (web.host, web.port) == ("0.0.0.0", 9000)  # noqa: S104 - as in a container


def test_a_source_has_its_tokens_from_a_file_beside_the_settings(tmp_path: Path) -> None:
    text = SOURCE + 'accepts = ["errors"]\nenvironment = "prod"\nsilent_after = "30m"\n'

    (found,) = open_sources(read_web_settings({}, written(tmp_path, text)).web)

    assert found.source.name == "fluent-bit"
    assert (found.source.accepts, found.source.environment) == (("errors",), "prod")
    assert found.source.silent_after == dt.timedelta(minutes=30)
    assert found.tokens() == [TOKEN]


def test_tokens_are_exchanged_without_a_restart_and_the_last_good_ones_stay(tmp_path: Path) -> None:
    (found,) = open_sources(read_web_settings({}, written(tmp_path, SOURCE)).web)

    (tmp_path / "tokens").write_text(f"{TOKEN}\n\n  {LATER}  \n")
    changed = found.refresh()
    both = found.tokens()
    (tmp_path / "tokens").write_text("short")
    kept = found.refresh()

    assert both == [TOKEN, LATER]
    assert (changed and changed.what, kept and kept.what) == ("changed", "kept")
    assert found.tokens() == [TOKEN, LATER]
    assert "short" not in str(kept)


@pytest.mark.parametrize(
    ("tokens", "reason"),
    [
        ("", "is empty"),
        ("fifteen-letters", "fewer than 16 characters"),
        (f"{TOKEN} {LATER}", "one token a line"),
        ("caf\u00e9" * 5, "odd character"),
    ],
)
def test_a_file_that_holds_no_good_token_is_refused_at_the_start(tmp_path: Path, tokens: str, reason: str) -> None:
    web = read_web_settings({}, written(tmp_path, SOURCE, tokens)).web

    with pytest.raises(BadSettings, match=rf"web\.sources\.fluent-bit\.token_file: .*{reason}") as refused:
        open_sources(web)
    assert not tokens or tokens not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[web]\nprot = 1\n", r"web\.prot: unknown name"),
        ("[web]\nport = 0\n", r"web\.port: "),
        ("web = 1\n", "web: "),
        ("[web.sources.x]\n", r"web\.sources\.x\.token_file: Field required"),
        ('[web.sources."A B"]\ntoken_file = "tokens"\n', r"web\.sources\.A B"),
        (SOURCE + 'accepts = ["all"]\n', r"web\.sources\.fluent-bit\.accepts"),
        (SOURCE + 'silent_after = "soon"\n', "write a number and a unit"),
        (SOURCE + 'silent_after = "0s"\n', r"silent_after"),
        ("".join(f'[web.sources.s{n}]\ntoken_file = "tokens"\n' for n in range(51)), "at most 50 items"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(BadSettings, match=reason):
        read_web_settings({}, written(tmp_path, text))
