"""What the README says of the status, against the real thing: its output, its settings."""

import asyncio
import re
import shlex
from pathlib import Path

import pytest

from bot.settings import read_settings
from bot.settings.status import StatusTable, TargetTable, read_status_settings
from tests.cli.test_explain_check import healthy, hold
from tests.fakes.loopback import Loopback
from tests.fakes.terminal import ROOT, run

README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```console\n\$ skms-bot ((?:status|explain --check).*)\n([^`]*)```", README)
(EXAMPLE,) = re.findall(r"```toml\n(timezone.*?)```", README, re.DOTALL)
KEY = {"SKMS_LICENCE_KEY": "LICENCE-not-a-key"}
CHANGING = re.compile(r" *\d+ m?s|█|·{3,}")


def settings_in(folder: Path, text: str) -> Path:
    (folder / "skms-bot.toml").write_text(text, encoding="utf-8")
    return folder


def plain(text: str) -> list[str]:
    """The lines without what is different each time: times, and what is drawn or laid out by them."""
    return [" ".join(CHANGING.sub(" ", line).split()) for line in text.splitlines()]


def site(vault: int, sdf: int) -> str:
    """The README's example, its hosts on loopback."""
    text = EXAMPLE.replace("kms.prod.example.test:8080", f"127.0.0.1:{vault}").replace("192.0.2.0/24", "127.0.0.0/8")
    text = text.replace("gateway.example.test:443", f"127.0.0.1:{sdf}").replace(":8181", f":{sdf}")
    return f'lang = "en"\n{text}'


@pytest.mark.parametrize(("command", "shown"), SHOWN, ids=[command[:20] for command, _ in SHOWN])
async def test_what_the_readme_shows_of_the_status_is_what_is_printed(command: str, shown: str, tmp_path: Path) -> None:
    async with Loopback(healthy) as sdf, Loopback(hold) as vault:
        settings_in(tmp_path, site(1 if "--check" in command else vault.port, sdf.port))
        done = await asyncio.to_thread(run, *shlex.split(command), env={**KEY, "COLUMNS": "120"}, folder=tmp_path)

    assert plain(done.out) == plain(shown), done.err


def test_the_readme_shows_the_status_and_a_checked_paste() -> None:
    assert [command.split()[0] for command, _ in SHOWN] == ["status", "explain"]


def test_the_example_of_targets_is_read_without_complaint(tmp_path: Path) -> None:
    folder = settings_in(tmp_path, EXAMPLE)
    found = read_status_settings({}, folder)

    assert [target.name for target in found.targets] == ["vault-prod", "skms-prod", "gateway"]
    assert [sign.name for sign in found.environments] == ["prod"]
    assert str(read_settings({}, folder).zone) == "Asia/Seoul"


@pytest.mark.parametrize("field", sorted(TargetTable.model_fields))
def test_every_field_of_a_target_is_in_the_readme(field: str) -> None:
    assert re.search(rf"^\| [^|]*`{field}`", README, re.MULTILINE)


@pytest.mark.parametrize("field", sorted(StatusTable.model_fields))
def test_every_setting_of_the_status_is_in_the_readme(field: str) -> None:
    assert f"| `status.{field}` |" in README
