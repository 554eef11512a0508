"""What the README says of alerts, against the real thing: its output, its settings."""

import re
import shlex
from pathlib import Path

import pytest

from bot.models.alerting import MaintenanceWindow, Route, Threshold
from bot.settings.alerts import AlertsTable, HeartbeatTable, PagerTable, open_pager, read_alert_settings
from tests.fakes.terminal import ROOT, run

README = (ROOT / "README.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```toml\n(\[alerts\][^`]*)```", README)
SHOWN = re.findall(r"```console\n\$ skms-bot (alerts.*)\n([^`]*)```", README)
SECTION = README[README.index("### For alerts") : README.index("### What is remembered")]
TABLES = (AlertsTable, Route, MaintenanceWindow, PagerTable, HeartbeatTable, Threshold)
IN_TABLES_OF_THEIR_OWN = {"routes", "maintenance", "pager", "heartbeat"}


@pytest.mark.parametrize(("command", "shown"), SHOWN)
def test_what_the_readme_shows_of_alerts_is_what_is_printed(command: str, shown: str, tmp_path: Path) -> None:
    (tmp_path / "skms-bot.toml").write_text(f'lang = "en"\n{EXAMPLE}', encoding="utf-8")
    done = run(*shlex.split(command), folder=tmp_path)

    assert done.out == shown, done.err


def test_the_readme_shows_a_dry_run() -> None:
    assert SHOWN


def test_the_example_is_read_without_complaint(tmp_path: Path) -> None:
    (tmp_path / "skms-bot.toml").write_text(EXAMPLE, encoding="utf-8")
    settings = read_alert_settings({}, tmp_path)

    assert settings.alerting is not None
    assert settings.alerting.windows
    assert settings.companies
    assert open_pager(settings, {"PAGERDUTY_ROUTING_KEY": "not-a-key"}) is not None


@pytest.mark.parametrize(
    "name", sorted({name for table in TABLES for name in table.model_fields} - IN_TABLES_OF_THEIR_OWN)
)
def test_every_setting_of_alerts_is_in_the_readme(name: str) -> None:
    assert f"`{name}`" in SECTION
