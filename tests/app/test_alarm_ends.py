import datetime as dt

from bot.app.alarm_ends import AlarmEnds
from bot.delivery.auditor import Auditor
from bot.delivery.lease import Lease
from bot.delivery.self_alarm import SelfAlarm
from bot.delivery.sender import Meters
from bot.errors import DatabaseUnavailable
from bot.models.showing import Backlog, Missing
from tests.fakes.hours import Hours
from tests.fakes.leases import Leases
from tests.fakes.ways import Ways


class Rows:
    """What is behind, in a database that can be away."""

    def __init__(self, leases: Leases) -> None:
        self.leases = leases
        self.gone = list[Missing]()
        self.parked = 0

    async def missing(self, before: dt.datetime, most: int) -> list[Missing]:
        del before, most
        if self.leases.away:
            raise DatabaseUnavailable("the database is away")
        return self.gone

    async def backlog(self, now: dt.datetime) -> Backlog:
        await self.missing(now, 1)
        return Backlog(parked=self.parked)


class Watch:
    """An alarm, whoever looks, and whoever notices the end."""

    def __init__(self) -> None:
        self.hours, self.ways, self.leases = Hours(), Ways(), Leases()
        self.rows = Rows(self.leases)
        self.alarm = SelfAlarm(self.hours, self.ways.post, self.ways.tell)
        self.lease = Lease(self.leases, self.hours)
        self.auditor = Auditor(self.rows, self.lease, self.hours, self.alarm.sound, self.beat)
        self.meters = (Meters(), Meters())
        self.ends = AlarmEnds(self.alarm, self.auditor, self.rows, self.hours, self.meters)

    async def beat(self) -> bool:
        return True

    async def half_a_minute(self) -> None:
        await self.hours.pass_by(30)
        await self.lease.renew()
        await self.auditor.step()
        await self.ends.step()

    @property
    def told(self) -> list[tuple[str, str]]:
        return [(one["id"].removeprefix("skms-bot/"), one["action"]) for one in self.ways.events]


async def test_the_alarm_of_a_database_ends_when_it_answers_also_where_another_process_leads_then() -> None:
    watch = Watch()
    await watch.half_a_minute()
    watch.leases.away = True
    await watch.half_a_minute()
    await watch.half_a_minute()
    assert watch.told == [("database", "trigger")]

    watch.leases.away, watch.leases.owner = False, "another"
    await watch.half_a_minute()

    assert watch.told == [("database", "trigger"), ("database", "resolve")]


async def test_what_became_visible_is_no_alarm_any_more() -> None:
    watch = Watch()
    watch.rows.gone = [Missing(incident=1, channel="C1", kind="parent", since=watch.hours.now(), shown=None)]
    await watch.half_a_minute()
    watch.rows.gone = []
    await watch.half_a_minute()

    assert watch.told == [("not-visible", "trigger"), ("not-visible", "resolve")]


async def test_a_refusal_is_over_when_something_is_shown_or_nothing_is_refused_any_more() -> None:
    watch = Watch()
    watch.rows.parked = 1
    for kind in ("slack-token", "pager", "refused"):
        await watch.alarm.sound(kind, {})
    await watch.half_a_minute()
    assert [action for _, action in watch.told] == ["trigger"] * 3

    watch.rows.parked = 0
    for meters in watch.meters:
        meters.shown += 1
    await watch.half_a_minute()

    assert watch.told[3:] == [("slack-token", "resolve"), ("pager", "resolve"), ("refused", "resolve")]
