import asyncio

from bot.delivery.post_office import PostOffice
from tests.fakes.delivering import Life, World


class Stumbling:
    """A part that fails the first times it runs."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.begun = 0

    async def run(self) -> None:
        self.begun += 1
        if self.begun <= self.times:
            raise LookupError("on purpose")
        await asyncio.Event().wait()


def office_of(world: World, *parts: Stumbling) -> PostOffice:
    life = world.life
    return PostOffice(life.lease, world.hours, [life.sender], [life.reconciler, life.sweeper, *parts])


async def until_shown(world: World, count: int) -> None:
    async with asyncio.timeout(5):
        while len(world.screen.visible()) < count:
            await world.hours.pass_by(0.5)
            await asyncio.sleep(0.01)


async def test_what_is_wanted_becomes_visible_while_a_part_stumbles(world: World) -> None:
    stumbling = Stumbling(3)
    office = office_of(world, stumbling)
    running = asyncio.ensure_future(office.run())
    await world.begin()

    await until_shown(world, 1)
    await world.hours.pass_by(10)

    assert (office.restarts, stumbling.begun) == (3, 4)
    await office.close(1)
    await running


async def test_after_a_farewell_the_next_one_sends_at_once(world: World) -> None:
    office = office_of(world)
    running = asyncio.ensure_future(office.run())
    await world.begin()
    await until_shown(world, 1)

    assert await office.close(1) == 0
    await running
    await world.end()
    successor = Life(world.store, world.screen, world.hours)
    await successor.turn()

    (message,) = world.screen.visible()
    assert message.says == "#1 resolved r2"


async def test_what_is_under_way_at_a_farewell_is_ended(world: World) -> None:
    office = office_of(world)
    world.screen.pause = asyncio.Event()
    running = asyncio.ensure_future(office.run())
    await world.begin()
    async with asyncio.timeout(5):
        while not world.screen.waiting.is_set():
            await world.hours.pass_by(0.5)
            await asyncio.sleep(0.01)

    closing = asyncio.ensure_future(office.close(5))
    await asyncio.sleep(0)
    world.screen.pause.set()

    assert await closing == 0
    await running
    (row,) = await world.rows()
    assert (row.state, row.sent_rev) == ("idle", 1)
