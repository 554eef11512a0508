import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from bot.demo.site import write_site
from bot.demo.skms import LICENCE, Fault, SimulatedSkms
from bot.settings import read_settings
from bot.settings.slack import read_slack_settings
from bot.settings.status import read_status_settings
from tests.fakes.terminal import run

ALL = {"sdf", "skms", "key-vault", "sci", "login", "network"}


async def asked(folder: Path, skms: SimulatedSkms) -> dict[str, Any]:
    """What the command line says of every target of the demo's settings."""
    write_site(folder, skms, "en")
    done = await asyncio.to_thread(run, "status", "--json", env={"SKMS_BOT_CONFIG": str(folder / "skms-bot.toml")})
    assert LICENCE not in done.out + done.err
    return {target["name"]: target for target in json.loads(done.out)["targets"]}


async def test_the_settings_are_read_as_an_operators_are(tmp_path: Path) -> None:
    async with SimulatedSkms() as skms:
        write_site(tmp_path, skms, "ko")

    assert read_settings({}, tmp_path).locale == "ko"
    assert read_slack_settings({}, tmp_path).channels.default.environment == "demo"
    assert {target.name for target in read_status_settings({}, tmp_path).targets} == ALL


async def test_every_target_of_a_healthy_simulation_is_up(tmp_path: Path) -> None:
    async with SimulatedSkms() as skms:
        found = await asked(tmp_path, skms)

    assert {name: target["verdict"] for name, target in found.items()} == dict.fromkeys(ALL, "up")


@pytest.mark.parametrize(
    ("fault", "down"),
    [
        ("key-vault", {"key-vault", "sdf"}),
        ("certificate", {"skms", "sdf"}),
        ("key-missing", set()),
        ("slow", set()),
    ],
)
async def test_a_fault_turns_down_what_it_breaks(tmp_path: Path, fault: Fault, down: set[str]) -> None:
    async with SimulatedSkms() as skms:
        await skms.break_(fault)
        found = await asked(tmp_path, skms)

    assert {name for name, target in found.items() if target["verdict"] == "down"} == down
