import asyncio
import datetime as dt

from bot.delivery.lease import Lease
from bot.errors import DatabaseUnavailable
from bot.models.showing import Mandate
from tests.fakes.delivering import QUARTER, Life, World
from tests.fakes.hours import Hours


class Rows:
    """A lease in memory, by the clock of the test."""

    def __init__(self, hours: Hours) -> None:
        self.hours = hours
        self.away = False
        self.owner = ""
        self.term = 0
        self.until = 0.0

    async def take(self, owner: str, lasts: dt.timedelta) -> int | None:
        if self.away:
            raise DatabaseUnavailable("the database is away")
        if self.owner != owner and self.hours.monotonic() < self.until:
            return None
        self.term += self.owner != owner
        self.owner, self.until = owner, self.hours.monotonic() + lasts.total_seconds()
        return self.term

    async def release(self, mandate: Mandate) -> None:
        if mandate.owner == self.owner:
            self.until = 0.0


def held(lease: Lease) -> Mandate | None:
    return lease.mandate


async def test_it_is_trusted_until_a_while_before_it_lapses() -> None:
    hours = Hours()
    lease = Lease(Rows(hours), hours)
    assert held(lease) is None
    await lease.renew()
    mandate = held(lease)
    assert mandate is not None

    await hours.pass_by(11.9)
    assert lease.holds(mandate)
    await hours.pass_by(0.2)

    assert held(lease) is None
    assert not lease.holds(mandate)


async def test_it_is_renewed_while_the_process_runs_and_not_while_the_database_is_away() -> None:
    hours = Hours()
    rows = Rows(hours)
    lease = Lease(rows, hours)
    running = asyncio.ensure_future(lease.run())
    await hours.pass_by(60)
    assert held(lease) is not None

    rows.away = True
    await hours.pass_by(16)
    assert held(lease) is None
    rows.away = False
    await hours.pass_by(5)

    assert held(lease) is not None
    assert rows.term == 1
    running.cancel()


async def test_another_takes_over_within_sixteen_seconds_and_at_once_after_a_release() -> None:
    hours = Hours()
    rows = Rows(hours)
    first, second = Lease(rows, hours), Lease(rows, hours)
    await first.renew()
    running = asyncio.ensure_future(second.run())

    await hours.pass_by(14.9)
    assert held(second) is None
    await hours.pass_by(1.1)
    assert held(second) is not None
    await second.release()
    assert await first.renew()

    running.cancel()


async def test_a_stopped_holder_knows_when_it_wakes_that_it_holds_nothing() -> None:
    hours = Hours()
    lease = Lease(Rows(hours), hours)
    await lease.renew()

    await hours.jump(45)

    assert held(lease) is None


async def test_what_a_stopped_sender_had_begun_is_fenced_and_visible_once(world: World) -> None:
    await world.begin()
    frozen = world.life
    world.screen.pause = asyncio.Event()
    await frozen.lease.renew()
    await frozen.sender.step()
    await world.screen.waiting.wait()
    held, world.screen.pause = world.screen.pause, None

    await world.store.lease.force()
    successor = Life(world.store, world.screen, world.hours)
    await successor.live(30)
    held.set()
    await frozen.sender.settle()
    await successor.live(QUARTER, every=10)

    assert len(world.screen.visible()) == 1
    assert frozen.desk.meters.lost == 1
    assert await world.quiet()


async def test_a_late_request_is_not_written_when_the_lease_is_no_longer_trusted(world: World) -> None:
    await world.begin()
    world.screen.pause = asyncio.Event()
    await world.life.lease.renew()
    await world.life.sender.step()
    await world.screen.waiting.wait()

    await world.hours.jump(13)
    world.screen.pause.set()
    await world.life.sender.settle()

    assert world.screen.shows == []
    (row,) = await world.rows()
    assert (row.state, row.ts) == ("idle", None)


async def test_draining_leaves_what_is_under_way_to_be_looked_for(world: World) -> None:
    await world.begin()
    world.screen.pause = asyncio.Event()
    await world.life.lease.renew()
    await world.life.sender.step()
    await world.screen.waiting.wait()

    assert await world.life.sender.drain(0.01) == 1
    await world.life.lease.release()
    world.screen.pause = None
    await world.restart()
    await world.run(30)

    assert (world.screen.looks, len(world.screen.visible())) == (1, 1)


async def test_who_cannot_know_what_was_begun_lays_the_lease_down(world: World) -> None:
    await world.begin()
    await world.life.lease.renew()
    before = held(world.life.lease)

    await world.life.lease.lay_down()
    assert held(world.life.lease) is None
    await world.life.lease.renew()

    after = held(world.life.lease)
    assert before is not None
    assert after is not None
    assert (after.term, after.owner != before.owner) == (before.term + 1, True)
