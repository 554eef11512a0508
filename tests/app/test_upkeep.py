"""The hourly look at a real SQLite file, with its copies; what is wrong reaches people once."""

from pathlib import Path

import pytest

from bot.app.upkeep import KEPT, Upkeep, demand_copies
from bot.delivery.self_alarm import SelfAlarm
from bot.errors import BadSettings
from bot.storage import upkeep
from bot.storage.address import Address, read_address
from tests.fakes.hours import Hours
from tests.fakes.ways import Ways


@pytest.fixture
def address(tmp_path: Path) -> Address:
    found = read_address(f"sqlite:///{tmp_path / 'bot.db'}")
    upkeep.upgrade(found)
    return found


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    folder = tmp_path / "copies"
    folder.mkdir()
    return folder


async def test_each_hour_has_its_copy_and_the_oldest_goes(address: Address, copies: Path) -> None:
    hours = Hours()
    looking = Upkeep(address, hours, copies)
    first = hours.now()
    for _ in range(KEPT + 2):
        assert await looking.step()
        await hours.pass_by(3600)

    kept = sorted(copies.iterdir())
    assert len(kept) == KEPT
    assert first.strftime("%Y%m%dT%H") not in kept[0].name
    assert upkeep.check(Address(address.url, kept[-1])).rows


async def test_a_file_of_somebody_else_stays_in_the_folder(address: Address, copies: Path) -> None:
    (copies / "skms-bot.db").write_text("mine")
    for number in range(KEPT):
        (copies / f"skms-bot-2020010{number % 10}T{number:02}0000Z.db").touch()

    await Upkeep(address, Hours(), copies).step()

    assert (copies / "skms-bot.db").read_text() == "mine"
    assert len(list(copies.iterdir())) == KEPT + 1


async def test_a_damaged_database_and_a_lost_folder_are_told_once_until_all_is_well(
    address: Address, copies: Path
) -> None:
    ways = Ways()
    looking = Upkeep(address, Hours(), copies, SelfAlarm(Hours(), ways.post, ways.tell))
    assert await looking.step()

    copies.rename(copies.with_name("elsewhere"))
    assert not await looking.step()
    assert not await looking.step()
    assert ways.posts == ["database-check"]
    copies.mkdir()
    assert await looking.step()
    assert [one["action"] for one in ways.events] == ["trigger", "resolve"]

    assert address.path is not None
    spoilt = bytearray(address.path.read_bytes())
    spoilt[4096:8192] = b"\xff" * 4096
    address.path.write_bytes(spoilt)
    assert not await looking.step()
    assert ways.posts == ["database-check"] * 2


def test_copies_that_could_not_be_made_are_refused_at_the_start(address: Address, tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="backups: no such folder"):
        demand_copies(address, tmp_path / "nowhere")
    with pytest.raises(BadSettings, match="PostgreSQL makes its own"):
        demand_copies(read_address("postgresql://somebody@database.example.test/skms"), tmp_path)
    demand_copies(address, tmp_path)
    demand_copies(address, None)
