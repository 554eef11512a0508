import datetime as dt
from collections.abc import Sequence

from bot.delivery.auditor import Auditor
from bot.delivery.lease import Lease
from bot.delivery.self_alarm import SelfAlarm
from bot.errors import DatabaseUnavailable
from bot.models.showing import Backlog, Missing
from tests.fakes.delivering import Heard, World
from tests.fakes.hours import Hours
from tests.fakes.incidents import alerting
from tests.fakes.leases import Leases
from tests.fakes.ways import Ways


class Beats:
    def __init__(self) -> None:
        self.count = 0

    async def __call__(self) -> bool:
        self.count += 1
        return True


class Watchman:
    """An auditor of a world, with its lease."""

    def __init__(self, world: World, others: Sequence[str] = ()) -> None:
        self.world = world
        self.heard, self.beats = Heard(), Beats()
        self.others = list(others)
        self.auditor = Auditor(
            world.store.deliveries, world.life.lease, world.hours, self.heard, self.beats, self._check
        )

    async def look(self) -> bool | None:
        await self.world.life.lease.renew()
        return await self.auditor.step()

    async def _check(self) -> Sequence[str]:
        return self.others


async def test_the_heart_beats_while_everything_visible_is_true(world: World) -> None:
    watchman = Watchman(world)
    await world.begin()
    await world.run(5)
    await world.hours.pass_by(300)

    assert await watchman.look()
    assert (watchman.beats.count, watchman.heard.kinds) == (1, [])


async def test_a_sender_that_is_stuck_stops_the_heart_and_sounds_an_alarm(world: World) -> None:
    watchman = Watchman(world)
    await world.begin()
    assert await watchman.look()

    await world.hours.pass_by(61)

    assert await watchman.look() is False
    assert watchman.beats.count == 1
    assert watchman.heard.alarms == [("not-visible", {"count": "1", "incidents": "#1"})]


async def test_an_edit_that_does_not_come_stops_the_heart_and_one_that_is_new_does_not(world: World) -> None:
    watchman = Watchman(world)
    await world.begin()
    await world.run(5)
    await world.hours.pass_by(300)
    await world.end()

    assert await watchman.look()
    await world.hours.pass_by(61)

    assert await watchman.look() is False


async def test_an_incident_that_nobody_is_told_of_stops_the_heart(world: World) -> None:
    world.alerting = alerting(routes=())
    watchman = Watchman(world)
    await world.begin()
    await world.hours.pass_by(61)

    assert await watchman.look() is False


async def test_what_else_is_not_done_stops_the_heart(world: World) -> None:
    assert await Watchman(world, ["vault-1 was not asked for 5 min"]).look() is False


async def test_who_does_not_hold_the_lease_neither_looks_nor_beats(world: World) -> None:
    watchman = Watchman(world)

    assert await watchman.auditor.step() is None
    assert watchman.beats.count == 0


class Away:
    async def missing(self, before: dt.datetime, most: int) -> list[Missing]:
        del before, most
        raise DatabaseUnavailable("the database is away")

    async def backlog(self, now: dt.datetime) -> Backlog:
        raise NotImplementedError


async def test_a_database_that_does_not_answer_stops_the_heart(world: World) -> None:
    heard, beats = Heard(), Beats()
    lease = world.life.lease
    await lease.renew()

    assert await Auditor(Away(), lease, world.hours, heard, beats).step() is False
    assert (heard.kinds, beats.count) == (["database"], 0)


async def test_a_database_that_stays_away_is_told_of_by_the_one_process_that_held_the_lease(world: World) -> None:
    leases, hours, heard, beats = Leases(), world.hours, Heard(), Beats()
    ours, others = Lease(leases, hours), Lease(leases, hours)
    watchmen = [Auditor(world.store.deliveries, lease, hours, heard, beats) for lease in (ours, others)]
    await ours.renew()
    await others.renew()
    assert [await one.step() for one in watchmen] == [True, None]

    leases.away = True
    await hours.pass_by(30)
    await ours.renew()
    await others.renew()
    looks = [await one.step() for one in watchmen]

    assert looks == [False, None]
    assert [one.beating for one in watchmen] == [False, None]
    assert heard.alarms == [("database", {"reason": "DatabaseUnavailable"})]


async def test_who_no_longer_holds_the_lease_says_nothing_of_what_is_visible(world: World) -> None:
    leases, hours = Leases(), world.hours
    lease = Lease(leases, hours)
    auditor = Auditor(world.store.deliveries, lease, hours, Heard(), Beats())
    await lease.renew()
    await auditor.step()

    leases.owner = "another"
    await lease.renew()
    await auditor.step()

    assert auditor.beating is None
    assert not auditor.blind


async def test_an_alarm_goes_both_ways_once_an_hour() -> None:
    hours, ways = Hours(), Ways()
    alarm = SelfAlarm(hours, ways.post, ways.tell)
    for minutes in (0, 1, 58, 2):
        await hours.pass_by(60 * minutes)
        await alarm.sound("database", {"reason": "DatabaseFull"})

    assert ways.posts == ["database"] * 2
    assert [one["id"] for one in ways.events] == ["skms-bot/database"] * 2


async def test_alarms_of_two_channels_are_two_and_an_end_lets_it_sound_anew() -> None:
    hours, ways = Hours(), Ways()
    alarm = SelfAlarm(hours, ways.post, ways.tell)
    for channel in ("C0A", "C0B", "C0A"):
        await alarm.sound("refused", {"channel": channel})
    assert len(ways.posts) == 2

    await alarm.over("refused")
    await alarm.sound("refused", {"channel": "C0A"})

    assert len(ways.posts) == 3
    assert [one["action"] for one in ways.events] == ["trigger", "trigger", "resolve", "trigger"]


async def test_an_alarm_that_reached_nobody_is_tried_again() -> None:
    hours, ways = Hours(), Ways()
    ways.works = False
    alarm = SelfAlarm(hours, ways.post, ways.tell)
    await alarm.sound("database", {})
    ways.works = True

    await alarm.sound("database", {})

    assert len(ways.posts) == 2
