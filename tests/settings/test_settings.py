from pathlib import Path

import pytest

from bot.errors import BadSettings
from bot.settings import read_settings, system_language


def written(folder: Path, text: str) -> Path:
    (folder / "skms-bot.toml").write_text(text, encoding="utf-8")
    return folder


def test_without_a_file_everything_has_a_default(tmp_path: Path) -> None:
    settings = read_settings({}, tmp_path)

    assert settings.locale == "en"
    assert settings.owners == {}


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    folder = written(tmp_path, 'lang = "en"\n')

    assert read_settings({"SKMS_BOT_LANG": "ko"}, folder).locale == "ko"


def test_paths_in_the_file_are_relative_to_it(tmp_path: Path) -> None:
    folder = written(tmp_path, 'knowledge = "kb"\nknowledge_paths = ["site"]\n')
    settings = read_settings({}, folder)

    assert settings.knowledge == tmp_path / "kb"
    assert settings.knowledge_paths == (tmp_path / "site",)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('lnag = "ko"', "lnag: unknown name"),
        ('lang = "Korean"', "lang:"),
        ('[owners.key-vault-ops]\nlabl = "x"', "owners.key-vault-ops.labl: unknown name"),
        ("knowledge_paths = 3", "knowledge_paths:"),
        ("lang = ", "skms-bot.toml"),
    ],
    ids=["wrong-name", "wrong-value", "wrong-name-inside", "wrong-type", "no-toml"],
)
def test_a_wrong_name_or_value_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(BadSettings, match=named.replace(".", r"\.")):
        read_settings({}, written(tmp_path, text))


def test_a_wrong_value_in_the_environment_names_the_variable(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="SKMS_BOT_LANG"):
        read_settings({"SKMS_BOT_LANG": "Korean"}, tmp_path)


def test_a_named_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="no such file"):
        read_settings({"SKMS_BOT_CONFIG": str(tmp_path / "none.toml")}, tmp_path)


def test_a_file_that_is_no_utf8_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "skms-bot.toml").write_bytes(b"lang = '\xff'")

    with pytest.raises(BadSettings, match="cannot be read"):
        read_settings({}, tmp_path)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "en_GB", "LC_ALL": "ko_KR"}, "ko"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_is_that_of_the_locale(environment: dict[str, str], language: str) -> None:
    assert system_language(environment) == language


def test_times_are_told_in_the_zone_that_is_set(tmp_path: Path) -> None:
    (tmp_path / "skms-bot.toml").write_text('timezone = "Asia/Seoul"')

    assert str(read_settings({}, tmp_path).zone) == "Asia/Seoul"
    assert str(read_settings({"SKMS_BOT_TIMEZONE": "UTC"}, tmp_path).zone) == "UTC"
    assert read_settings({}, tmp_path / "elsewhere").zone is None


@pytest.mark.parametrize("zone", ["Asia/Nowhere", "../../etc/passwd", "", "KST+9"])
def test_a_zone_that_there_is_not_is_refused_by_name(zone: str, tmp_path: Path) -> None:
    (tmp_path / "skms-bot.toml").write_text(f'timezone = "{zone}"')

    with pytest.raises(BadSettings, match="timezone: no such time zone on this machine"):
        read_settings({}, tmp_path)
