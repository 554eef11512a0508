import datetime as dt
import os
from pathlib import Path

import pytest

from bot.errors import BadSettings
from bot.models.conversation import ChannelSetting
from bot.settings import read_settings
from bot.settings.names import SLACK_SECTIONS, SLACK_VARIABLES
from bot.settings.slack import SlackSettings, open_secrets, read_slack_settings

BOT = "xoxb-not-a-token"
APP = "xapp-not-a-token"


def written(folder: Path, text: str) -> Path:
    (folder / "skms-bot.toml").write_text(text, encoding="utf-8")
    return folder


def test_without_anything_set_slack_has_its_defaults(tmp_path: Path) -> None:
    settings = read_slack_settings({}, tmp_path)

    assert settings.slack.mode == "socket"
    assert settings.slack.api_url == "https://slack.com/api/"
    assert settings.channels.allow is None
    assert settings.files.hosts == ("files.slack.com",)
    assert not settings.feedback.keep_cases


def test_every_section_of_the_settings_is_known_to_the_other_reader() -> None:
    assert set(SlackSettings.model_fields) == SLACK_SECTIONS


def test_every_variable_names_a_setting() -> None:
    for field in SLACK_VARIABLES.values():
        section, _, name = field.partition(".")
        kind = SlackSettings.model_fields[section].annotation
        assert kind is not None
        assert name in kind.model_fields


def test_what_every_verb_reads_leaves_the_sections_of_slack_alone(tmp_path: Path) -> None:
    folder = written(tmp_path, 'lang = "ko"\n[slack]\nmoed = "http"\n')

    assert read_settings({}, folder).locale == "ko"
    with pytest.raises(BadSettings, match=r"slack\.moed: unknown name"):
        read_slack_settings({}, folder)


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    folder = written(tmp_path, '[slack]\nmode = "socket"\n[channels]\nallow = []\n')

    settings = read_slack_settings({"SKMS_BOT_MODE": "http", "SKMS_BOT_CHANNELS_ALLOW": "C0123, C0456"}, folder)

    assert settings.slack.mode == "http"
    assert settings.channels.allow == ("C0123", "C0456")


@pytest.mark.parametrize(
    ("environment", "text", "named"),
    [
        ({"SLACK_BOT_TOKN": BOT}, "", "SLACK_BOT_TOKN"),
        ({"SKMS_BOT_MOED": "http"}, "", "SKMS_BOT_MOED"),
        ({"SKMS_BOT_MODE": "ftp"}, "", "SKMS_BOT_MODE: slack.mode"),
        ({"SKMS_BOT_HTTP_PORT": "0"}, "", "SKMS_BOT_HTTP_PORT: http.port"),
        ({"SKMS_BOT_CHANNELS_ALLOW": "#general"}, "", "named by its id"),
        ({"SLACK_API_URL": "http://slack.example.test/api/"}, "", "SLACK_API_URL: slack.api_url: must be an https"),
        ({}, f'[slack]\nbot_token = "{BOT}"', "slack.bot_token: no secret stands in the settings file"),
        ({}, '[answers]\nrepeat_window = "ten minutes"', "answers.repeat_window: write a number and a unit"),
        ({}, '[answers]\nrepeat_window = "2d"', "answers.repeat_window"),
        ({}, '[answers]\nedit_url = "http://git.example.test/x"', "answers.edit_url"),
        ({}, "[files]\nmax_bytes = 999999999", "files.max_bytes"),
        ({}, '[channels.each.C0123]\nmode = "loud"', "channels.each.C0123.mode"),
        ({}, '[channels.each.general]\nmode = "on"', "channels.each.general"),
        ({}, 'slack = "x"', "slack:"),
        (
            {"SLACK_BOT_TOKEN": BOT, "SLACK_BOT_TOKEN_FILE": "token"},
            "",
            "SLACK_BOT_TOKEN and SLACK_BOT_TOKEN_FILE: both are set",
        ),
    ],
)
def test_a_wrong_name_or_value_is_named_and_its_value_is_not(
    tmp_path: Path, environment: dict[str, str], text: str, named: str
) -> None:
    with pytest.raises(BadSettings) as refused:
        read_slack_settings(environment, written(tmp_path, text))

    assert named in refused.value.message
    assert BOT not in refused.value.message + refused.value.hint
    assert refused.value.exit_code == os.EX_CONFIG


def test_a_variable_of_somebody_else_is_no_slip(tmp_path: Path) -> None:
    read_slack_settings({"SLACK_WEBHOOK_URL": "x", "SLACK_APP_ID": "A1", "SLACK_TOKEN": "x"}, tmp_path)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/api", "http://slack:8080/api/", "https://slack-gov.com/api"])
def test_the_address_of_slack_may_be_another_and_ends_with_a_slash(tmp_path: Path, url: str) -> None:
    assert read_slack_settings({"SLACK_API_URL": url}, tmp_path).slack.api_url == f"{url.rstrip('/')}/"


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"SLACK_BOT_TOKEN": APP}, "SLACK_BOT_TOKEN: does not begin with xoxb-"),
        ({"SLACK_APP_TOKEN": BOT}, "SLACK_APP_TOKEN: does not begin with xapp-"),
        ({"SLACK_SIGNING_SECRET": BOT}, "SLACK_SIGNING_SECRET: is a token"),
        ({"SLACK_BOT_TOKEN": f"{BOT}\nSLACK"}, "SLACK_BOT_TOKEN: has a blank, a line break"),
        ({"SLACK_BOT_TOKEN_FILE": "/nonexistent/token"}, "SLACK_BOT_TOKEN: /nonexistent/token cannot be read"),
    ],
)
def test_tokens_that_were_swapped_or_spoilt_are_told_at_start(
    tmp_path: Path, environment: dict[str, str], told: str
) -> None:
    with pytest.raises(BadSettings) as refused:
        open_secrets(read_slack_settings(environment, tmp_path).slack)

    assert told in refused.value.message
    assert "not-a-token" not in refused.value.message


def test_nothing_prints_a_secret(tmp_path: Path) -> None:
    settings = read_slack_settings({"SLACK_BOT_TOKEN": BOT, "SLACK_SIGNING_SECRET": "not-a-signing-secret"}, tmp_path)
    secrets = open_secrets(settings.slack)

    for shown in (repr(settings), str(settings), settings.model_dump_json(), repr(secrets), str(secrets)):
        assert "not-a" not in shown
    assert secrets.bot_token.reveal() == BOT


def test_what_a_mode_needs_and_lacks_is_named(tmp_path: Path) -> None:
    secrets = open_secrets(read_slack_settings({"SLACK_BOT_TOKEN": BOT}, tmp_path).slack)

    assert secrets.missing("socket") == ["SLACK_APP_TOKEN"]
    assert secrets.missing("http") == ["SLACK_SIGNING_SECRET"]
    with pytest.raises(BadSettings, match="SLACK_APP_TOKEN"):
        secrets.demand("socket")


def test_a_secret_in_a_file_is_read_again_when_the_file_changes(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{BOT}\n")
    secrets = open_secrets(read_slack_settings({"SLACK_BOT_TOKEN_FILE": str(file)}, tmp_path).slack)
    assert secrets.bot_token.reveal() == BOT
    assert secrets.refresh() == []

    file.write_text("xoxb-another\r\n")
    (news,) = secrets.refresh()

    assert secrets.bot_token.reveal() == "xoxb-another"
    assert (news.what, "xoxb" in news.message) == ("changed", False)


@pytest.mark.parametrize("spoilt", ["", "\n", "xapp-not-a-token", "xoxb-a\nxoxb-b", "x" * 10_000, None])
def test_a_file_that_cannot_be_used_changes_nothing_and_is_told_once(tmp_path: Path, spoilt: str | None) -> None:
    file = tmp_path / "token"
    file.write_text(BOT)
    token = open_secrets(read_slack_settings({"SLACK_BOT_TOKEN_FILE": str(file)}, tmp_path).slack).bot_token

    file.unlink()
    if spoilt is not None:
        file.write_text(spoilt)
    first, second = token.refresh(), token.refresh()
    file.write_text(BOT)
    mended = token.refresh()

    assert first is not None
    assert first.what == "kept"
    assert "stays in use" in first.message
    assert second is None
    assert mended is not None
    assert mended.what == "mended"
    assert token.reveal() == BOT


def test_a_pipe_or_a_folder_in_the_place_of_a_secret_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name in ("pipe", "."):
        with pytest.raises(BadSettings, match="SLACK_BOT_TOKEN"):
            open_secrets(read_slack_settings({"SLACK_BOT_TOKEN_FILE": str(tmp_path / name)}, tmp_path).slack)


def test_a_file_named_in_the_settings_file_is_relative_to_it_and_a_variable_wins(tmp_path: Path) -> None:
    (tmp_path / "token").write_text(BOT)
    folder = written(tmp_path, '[slack]\nbot_token_file = "token"\n')

    assert open_secrets(read_slack_settings({}, folder).slack).bot_token.reveal() == BOT
    other = read_slack_settings({"SLACK_BOT_TOKEN": "xoxb-another"}, folder).slack
    assert open_secrets(other).bot_token.reveal() == "xoxb-another"


def test_a_database_address_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "database"
    file.write_text("postgresql://bot:not-to-be-shown@db.example.test/skms\n")

    settings = read_settings({"SKMS_BOT_DATABASE_FILE": str(file)}, tmp_path)

    assert settings.database.get_secret_value().endswith("/skms")
    assert "not-to-be-shown" not in repr(settings)
    file.write_text("oracle://not-to-be-shown")
    with pytest.raises(BadSettings, match="must begin with") as refused:
        read_settings({"SKMS_BOT_DATABASE_FILE": str(file)}, tmp_path)
    assert "not-to-be-shown" not in refused.value.message


def test_what_people_chose_in_a_channel_wins_over_the_file_and_its_default(tmp_path: Path) -> None:
    text = """
[channels]
allow = ["C0123", "C0456"]
[channels.default]
mode = "listen"
language = "ko"
[channels.each.C0123]
audience = "integrator"
environment = "test"
"""
    channels = read_slack_settings({}, written(tmp_path, text)).channels
    chosen = ChannelSetting(
        team="T1", channel="C0123", mode="on", language="en", by="U1", at=dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    )

    assert channels.conduct_in("C0456").model_dump() == {
        "mode": "listen",
        "language": "ko",
        "audience": "operator",
        "environment": None,
    }
    conduct = channels.conduct_in("C0123", chosen)
    assert (conduct.mode, conduct.language, conduct.audience) == ("on", "en", "integrator")
    assert channels.conduct_in("D0123").mode == "listen"
    assert channels.conduct_in("C0789", chosen.model_copy(update={"channel": "C0789"})).mode == "off"


def test_the_edit_link_leads_to_the_file(tmp_path: Path) -> None:
    link = "https://git.example.test/kb/edit/main"
    for url in (link, f"{link}/", f"{link}/{{path}}"):
        folder = written(tmp_path, f'[answers]\nedit_url = "{url}"\nrepeat_window = "90s"\n')
        answers = read_slack_settings({}, folder).answers
        assert answers.edit_link("errors/40013.yaml") == f"{link}/errors/40013.yaml"
        assert answers.repeat_window == dt.timedelta(seconds=90)
