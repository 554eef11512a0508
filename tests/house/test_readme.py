import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.models.answer import Contact
from bot.settings import VARIABLES, Settings, read_settings
from bot.settings.names import SLACK_VARIABLES, WEB_VARIABLES
from bot.settings.slack import SECRETS, SlackSettings, read_slack_settings
from bot.settings.status import StatusTable
from bot.settings.web import Web, read_web_settings
from bot.slack.consent import scopes_table
from bot.slack.scopes import Plan
from tests.fakes.terminal import run

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```console\n\$ skms-bot (?!status|explain --check|alerts)(.*)\n([^`]*)```", README)
"""Those that need no settings; test_readme_status.py and test_readme_alerts.py hold the others."""


@pytest.mark.parametrize(("command", "shown"), EXAMPLES, ids=[command[:40] for command, _ in EXAMPLES])
def test_what_the_readme_shows_is_what_the_command_prints(command: str, shown: str) -> None:
    command, _, lines = command.partition(" | head -n ")
    printed = run(*shlex.split(command)).out

    assert "".join(printed.splitlines(keepends=True)[: int(lines or 1_000)]) == shown


def test_the_readme_shows_examples() -> None:
    assert len(EXAMPLES) >= 5


@pytest.mark.parametrize("field", sorted(set(Settings.model_fields) - {"system_lang"}))
def test_every_setting_is_in_the_readme(field: str) -> None:
    assert f"`{field}`" in README


def slack_settings() -> Iterator[str]:
    """Each setting for Slack by its dotted name, but for the secrets, which have no place in the file."""
    for section, field in SlackSettings.model_fields.items():
        assert field.annotation is not None
        for name in field.annotation.model_fields:
            if name not in SECRETS:
                yield f"{section}.{name}"


WEB_SETTINGS = [f"web.{name}" for name in Web.model_fields]


@pytest.mark.parametrize("field", sorted([*slack_settings(), *WEB_SETTINGS]))
def test_every_setting_for_slack_is_in_the_readme(field: str) -> None:
    assert f"| `{field}` |" in README


def test_the_readme_names_no_setting_that_there_is_not() -> None:
    told = README.split("\n## How good it is")[0]
    rows = re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", told, re.MULTILINE)

    status = [f"status.{name}" for name in StatusTable.model_fields]
    assert sorted(rows) == sorted([*slack_settings(), *status, *WEB_SETTINGS])


def test_the_example_of_settings_is_read_without_complaint(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(lang.*?)```", README, re.DOTALL)
    (tmp_path / "skms-bot.toml").write_text(example, encoding="utf-8")

    assert read_settings({}, tmp_path).owners
    assert read_slack_settings({}, tmp_path).channels.each


def test_the_example_of_sources_is_read_without_complaint(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(\[web\].*?)```", README, re.DOTALL)
    (tmp_path / "skms-bot.toml").write_text(example, encoding="utf-8")

    web = read_web_settings({}, tmp_path).web

    assert {name: source.accepts for name, source in web.sources.items()} == {
        "fluent-bit": ("errors",),
        "alertmanager": ("alerts",),
    }
    assert f"default {web.max_bytes} " in README


@pytest.mark.parametrize("default", ["http.port", "files.max_bytes", "work.workers", "work.queue", "work.connections"])
def test_a_default_in_the_readme_is_the_real_one(default: str) -> None:
    section, _, name = default.partition(".")
    value = getattr(getattr(SlackSettings(), section), name)

    assert re.search(rf"^\| `{default}` \|.*default {value}\b", README, re.MULTILINE)


def test_the_scopes_in_the_readme_are_those_of_the_manifest() -> None:
    table = "\n".join(scopes_table(Plan()))

    assert table in README
    assert table in run("slack", "manifest", "--explain").out


@pytest.mark.parametrize("variable", sorted({*VARIABLES, *SLACK_VARIABLES, *WEB_VARIABLES, "SKMS_BOT_CONFIG"}))
def test_every_variable_is_in_the_readme(variable: str) -> None:
    assert f"`{variable}`" in README


@pytest.mark.parametrize("field", sorted(Contact.model_fields))
def test_every_part_of_a_contact_is_in_the_readme(field: str) -> None:
    assert f"\n{field} = " in README
