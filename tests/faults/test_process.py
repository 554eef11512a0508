"""Faults of process and database (F16, F50 to F65): kills, locks, full and damaged disks, restores, shutdowns."""

import asyncio
import json
import random
import resource
import shutil
import signal
import time
from pathlib import Path

import pytest

from tests.fakes.slack import Hold, Rules, Slow
from tests.faults.alerted import alert as prod_alert
from tests.faults.alerted import alerted
from tests.faults.life import Life
from tests.faults.machines import ENVIRONMENTS, Json, Machines, alert, machines
from tests.faults.site import site

PASTE = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009"}'
OTHER = '{"code": 40008, "message": "Key Vault Service Failed", "detail": "keyId : 0000003"}'
POST = "chat.postMessage"
PATIENCE = 5
RETRIES = (0.0, 2.0, 10.0)
RETRIES_OF_MANY = (0.0, 10.0, 60.0)
"""Slack's are spread over five minutes: on a busy machine a whole life takes longer than those of the other faults."""
MANY = 50
MOST_GIVEN_UP = 0.05
SECONDS_OF_LIFE = (0.02, 0.6)


class Kills:
    """So many lives, each with a paste or two and an alert, each killed at a moment of its own."""

    def __init__(self, sent: Machines, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a replayable test
        self.sent = sent
        self.place = sent.place
        self.told: dict[str, Json] = {}
        self.given_up = 0

    async def begin_and_end(self, number: int) -> None:
        """One life."""
        await self.place.starts()
        self.place.slack.faults.clear()
        weather: tuple[Slow | Hold, ...] = (Slow(0.3), Hold(0.2), Slow(0.0))
        self.place.slack.faults.add(POST, self.chance.choice(weather))
        for _ in range(self.chance.randrange(1, 3)):
            channel = self.place.slack.channel(f"ops-{self.chance.randrange(6)}")
            self.place.pastes_in(channel, PASTE.replace("0000009", f"{number:07}"))
        telling = asyncio.gather(self.sent.tell(self._news(number)), self.sent.report(json.loads(OTHER)))
        await asyncio.sleep(self.chance.uniform(*SECONDS_OF_LIFE))
        await self.place.is_killed()
        await telling

    def _news(self, number: int) -> Json:
        """An alert begins, or one of those before ends."""
        name, environment = f"Alert{number}", self.chance.choice(ENVIRONMENTS)
        self.told[name] = alert(name, environment=environment)
        if number % 5 > 2:
            del self.told[name]
            name = self.chance.choice(list(self.told))
            self.told[name] = alert(name, ended=True, environment=self.told[name]["labels"]["environment"])
        return self.told[name]

    async def end(self, within: float) -> None:
        """A last life, to which everything is told again as Alertmanager does, and which brings it all to rest."""
        slack = self.place.slack
        slack.faults.clear()
        await self.place.starts()
        await slack.until(lambda: slack.deliveries.pending == [], "end of Slack's tries", within=within)
        self._let_go_of_what_slack_gave_up()
        assert await self.sent.tell(*self.told.values()) == 202
        await self.place.comes_to_rest(within=within)

    def _let_go_of_what_slack_gave_up(self) -> None:
        """Nobody acked it in any of its four tries, so it was never ours; that is rare, or the lives are too short."""
        pastes = self.place.pastes
        lost = {(one.event.get("channel"), one.event.get("ts")) for one in self.place.slack.deliveries.failed}
        taken = [paste for paste in pastes if (paste.message.channel.id, paste.message.ts) not in lost]
        self.given_up = len(pastes) - len(taken)
        assert self.given_up <= max(1, len(pastes) * MOST_GIVEN_UP), (
            f"Slack gave up {self.given_up} of {len(pastes)} pastes"
        )
        pastes[:] = taken


async def is_killed_at_random(folder: Path, kills: int, seed: int) -> str:
    """The whole run, after which the invariants held; what it was, in words."""
    retries = RETRIES_OF_MANY if kills >= MANY else RETRIES
    async with machines(folder, rules=Rules(retry_after=retries, connections_open_burst=10_000)) as sent:
        lives = Kills(sent, seed)
        for number in range(kills):
            await lives.begin_and_end(number)
        await lives.end(within=120 + kills)
        known = sent.incidents()
        shown = sum(one["state"] == "resolved" for one in known)
        return (
            f"{kills} kills, {len(sent.place.pastes)} pastes, {len(known)} incidents ({shown} of them resolved), "
            f"{sent.errors} errors accepted and {sent.doubtful} without an answer, "
            f"{lives.given_up} pastes that reached no life"
        )


@pytest.mark.parametrize("kills", [6, pytest.param(500, marks=pytest.mark.long)])
async def test_f16_random_kills_lose_nothing_and_double_nothing(tmp_path: Path, kills: int) -> None:
    """F16: kill -9 at random moments (500, 300 incidents in the long set): none lost, none twice, threads in order."""
    seed = random.randrange(10**6)  # noqa: S311 - a replayable test
    print(f"replay: python -m tests.long kills --kills {kills} --seed {seed}")  # noqa: T201 - replays a failure
    await is_killed_at_random(tmp_path, kills, seed)


@pytest.mark.parametrize("seconds", [3, pytest.param(30, marks=pytest.mark.long)])
async def test_f50_a_lock_of_another_program_ends_and_nothing_is_lost(tmp_path: Path, seconds: int) -> None:
    """F50: another process holds the write lock 3 s (30 s): answered all the same, stored within 2 s of its release."""
    async with site(tmp_path) as place:
        # So long a lock is a database that is away: what comes meanwhile is answered before its ack, and not kept.
        place.storage_failed = seconds > PATIENCE
        await place.starts()
        with place.locked():
            paste = place.pastes_in(place.slack.channel("ops"), PASTE)
            await place.answer_to(paste, within=12)
            await asyncio.sleep(seconds - 2)
        later = place.pastes_in(place.slack.channel("kms"), OTHER)
        await place.answer_to(later)
        await place.keeps(f"SELECT 1 FROM event WHERE ts = '{later.ts}'")  # noqa: S608 - a ts of the test's own


async def test_f51_a_full_disk_silences_nobody_and_needs_no_restart(tmp_path: Path) -> None:
    """F51: the file may not grow any more: answers go on from memory, it is told once, and heals without a restart."""
    async with site(tmp_path) as place:
        await place.starts()
        await place.answer_to(place.pastes_in(place.slack.channel("ops"), PASTE))
        place.storage_failed = True
        place.life.limit(resource.RLIMIT_FSIZE, 1)
        for number in range(3):
            text = PASTE.replace("0000009", f"{number:07}")
            await place.answer_to(place.pastes_in(place.slack.channel(f"full-{number}"), text), within=12)
        told = place.life.said("events_not_recorded")
        place.life.limit(resource.RLIMIT_FSIZE, resource.RLIM_INFINITY)
        later = place.pastes_in(place.slack.channel("later"), OTHER)
        await place.answer_to(later)
        await place.keeps(f"SELECT 1 FROM event WHERE ts = '{later.ts}'")  # noqa: S608 - a ts of the test's own

    assert [line["reason"] for line in told] == ["DatabaseFull"]


def zero_the_header(database: Path) -> None:
    with database.open("r+b") as file:
        file.write(b"\0" * 100)


def spoil_a_page(database: Path) -> None:
    with database.open("r+b") as file:
        file.seek(4096)
        file.write(random.Random(7).randbytes(8192))  # noqa: S311 - a replayable test


def cut_in_half(database: Path) -> None:
    with database.open("r+b") as file:
        file.truncate(database.stat().st_size // 2 + 100)


@pytest.mark.parametrize("damage", [zero_the_header, spoil_a_page, cut_in_half], ids=lambda damage: damage.__name__)
async def test_f52_a_damaged_database_is_put_aside_and_the_bot_answers(tmp_path: Path, damage: object) -> None:
    """F52: damaged pages, header or length: starts within 10 s, the file kept aside, told; answers, no loop."""
    async with site(tmp_path) as place:
        await place.starts()
        old = place.pastes_in(place.slack.channel("ops"), PASTE)
        answer = await place.answer_to(old)
        await place.slack.settles()
        await place.life.stop()
        assert callable(damage)
        damage(place.database)
        spoilt = place.database.read_bytes()
        began = time.monotonic()
        await place.starts()
        took = time.monotonic() - began
        told = place.life.said("database_put_aside")
        await place.answer_to(place.pastes_in(place.slack.channel("kms"), OTHER))
        aside = [file for file in tmp_path.glob("bot.db.damaged-*") if file.read_bytes() == spoilt]
        place.pastes = place.pastes[1:]

    assert took < 10
    assert len(told) == 1
    assert len(aside) == 1
    assert old.channel.by_bots() == [answer]


async def test_f52_a_damaged_database_doubles_no_card(tmp_path: Path) -> None:
    """F52: damaged while a part is down: its card is found in the history and goes on to its end; visible 1."""
    async with alerted(tmp_path) as incidents:
        place = incidents.place
        await place.starts()
        await incidents.vault.shut()
        card = await incidents.shows("Key vault DOWN")
        await place.life.stop()
        zero_the_header(place.database)
        await place.starts()
        await place.life.says("found_again")
        await incidents.counts("skms_bot_troubles_total", 'what="database_put_aside"')
        await incidents.vault.open()
        await incidents.shows("Resolved after")

    assert incidents.cards() == [card]


async def test_f52_a_damaged_database_is_replaced_by_its_newest_good_copy(tmp_path: Path) -> None:
    """F52: damaged, and of its hourly copies the newest, too: the newest good one is used, nothing doubles."""
    copies = tmp_path / "copies"
    copies.mkdir()
    async with alerted(tmp_path) as incidents:
        place = incidents.place
        place.settings(f'backups = "{copies}"\n' + (tmp_path / "skms-bot.toml").read_text(encoding="utf-8"))
        await place.starts()
        assert await incidents.alerts([prod_alert("A1")]) == 202
        card = await incidents.shows("AlertA1")
        good = copies / "skms-bot-20261122T010000Z.db"
        backup = await Life.begin(place.surroundings(), "db", "backup", str(good))
        assert await backup.ended() == 0, backup.log
        (copies / "skms-bot-20261122T020000Z.db").write_bytes(b"no database" * 1_000)
        await place.life.stop()
        zero_the_header(place.database)
        await place.starts()
        told = [line["copy"] for line in place.life.said("database_from_copy")]
        assert await incidents.alerts([prod_alert("A1", "resolved")]) == 202
        await incidents.shows("Resolved after")

    assert told == [good.name]
    assert incidents.cards() == [card]


@pytest.mark.parametrize("folder", ["{here}/missing", "{here}/a-file", "/proc"], ids=["missing", "a-file", "closed"])
async def test_f53_a_folder_that_cannot_hold_a_database_is_one_clear_line(tmp_path: Path, folder: str) -> None:
    """F53: the database's folder is missing, no folder, or closed to us: exit 78 with one clear line, no trace."""
    (tmp_path / "a-file").write_text("")
    path = f"{folder.format(here=tmp_path)}/bot.db"
    async with site(tmp_path) as place:
        place.environment["SKMS_BOT_DATABASE"] = f"sqlite:///{path}"
        life = await place.begins()
        code = await life.ended()

    lines = [line for line in life.lines if line.startswith("skms-bot: ")]
    assert code == 78, life.log
    assert len(lines) == 1
    assert path in lines[0]


async def test_f54_a_restored_backup_says_nothing_twice(tmp_path: Path) -> None:
    """F54: an older backup comes back: what it calls pending is looked up, and nothing is announced again."""
    async with site(tmp_path) as place:
        place.slack.faults.add(POST, Slow(1.0))
        await place.starts()
        paste = place.pastes_in(place.slack.channel("ops"), PASTE)
        answer = await place.answer_to(paste)
        backup = await Life.begin(place.surroundings(), "db", "backup", str(tmp_path / "older"))
        assert await backup.ended() == 0, backup.log
        await place.slack.settles()
        await place.life.stop()
        for file in tmp_path.glob("bot.db*"):
            if file.is_file():
                file.unlink()
        shutil.copy(tmp_path / "older", place.database)
        assert place.rows("SELECT state FROM answer") == [("pending",)]
        await place.starts()
        await place.slack.until(lambda: len(place.slack.ledger.said("conversations.replies")), "look", within=9)
        await place.slack.settles()

    assert paste.channel.by_bots() == [answer]
    assert len(place.slack.ledger.said(POST)) == 1


async def test_f55_a_second_process_on_the_same_file_ends_at_once(tmp_path: Path) -> None:
    """F55: a second process on the same SQLite file: ends with 75 within 5 s of a start, the first goes on."""
    async with site(tmp_path) as place:
        first = await place.starts()
        began = time.monotonic()
        second = await Life.begin(place.surroundings())
        code = await second.ended()
        took = time.monotonic() - began
        await place.answer_to(place.pastes_in(place.slack.channel("ops"), PASTE))

    assert code == 75
    assert took < 5
    assert f"in use by process {first.pid}" in second.log


async def test_f64_sigterm_in_the_middle_of_everything(tmp_path: Path) -> None:
    """F64: SIGTERM, twice, in mid-post, with pastes just acked: exit 0 under 25 s, all answered by it or the next."""
    async with site(tmp_path) as place:
        place.slack.faults.add(POST, Hold(1.0), times=3)
        await place.starts()
        pastes = [place.pastes_in(place.slack.channel(f"ops-{number}"), PASTE) for number in range(6)]
        await place.slack.until(lambda: place.slack.ledger.said(POST), "post")
        await place.life.stop(again=True)
        await place.starts()
        for paste in pastes:
            await place.answer_to(paste)


async def test_f65_a_process_that_stood_still_goes_on(tmp_path: Path) -> None:
    """F65: nothing runs for 5 s (SIGSTOP): what came meanwhile is answered once, the connections are there again."""
    async with site(tmp_path) as place:
        await place.starts()
        place.life.signal(signal.SIGSTOP)
        paste = place.pastes_in(place.slack.channel("ops"), PASTE)
        await asyncio.sleep(5)
        place.life.signal(signal.SIGCONT)
        await place.answer_to(paste)
        await place.slack.connected(2, within=20)
