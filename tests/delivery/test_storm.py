from tests.fakes.delivering import World
from tests.fakes.incidents import an_alert

BATCHES, BATCH = 20, 500


async def test_among_ten_thousand_different_ones_the_urgent_one_is_alone_and_first(world: World) -> None:
    for number in range(BATCHES):
        alerts = [an_alert(fingerprint=f"{number}/{one}", starts_at=world.hours.now()) for one in range(BATCH)]
        urgent = number == BATCHES // 2
        if urgent:
            alerts[7] = alerts[7].model_copy(update={"urgency": "act-now", "level": "P1", "name": "Everything is down"})
        await world.engine.alerts(alerts, world.hours.now())
        await world.life.turn()
        if urgent:
            (row,) = [one for one in await world.rows(number=5_000 + 9) if one.kind == "parent"]
            assert row.ts is not None
        await world.hours.pass_by(60 / BATCHES)

    assert len(world.screen.visible()) <= 20
    (summary,) = [one for one in await world.engine.open(20_000) if one.subject.kind == "storm"]
    open_ones = await world.engine.open(20_000)
    shown = {one.number for one in open_ones if one.channels}
    assert len(open_ones) == 10_001
    assert all(one.number in shown or one.storm == summary.number for one in open_ones)
    assert await world.store.deliveries.missing(world.hours.now(), 10) == []


async def test_sixty_kinds_of_ten_thousand_errors_take_few_calls(world: World) -> None:
    for _ in range(BATCHES):
        alerts = [an_alert(fingerprint=f"{one % 60}", starts_at=world.hours.now()) for one in range(BATCH)]
        await world.engine.alerts(alerts, world.hours.now())
        await world.life.turn()
        await world.hours.pass_by(60 / BATCHES)

    assert len(await world.engine.open(20_000)) == 61
    assert len(world.screen.shows) < 120


async def test_after_a_storm_whatever_is_still_open_is_visible_by_itself(world: World) -> None:
    names = [f"{number}" for number in range(40)]
    began = world.hours.now()
    await world.engine.alerts([an_alert(fingerprint=name, starts_at=began) for name in names], began)
    await world.run(30)
    ends = [an_alert(fingerprint=name, starts_at=began, status="resolved") for name in names[:33]]
    await world.engine.alerts(ends, world.hours.now())
    await world.hours.pass_by(700)
    await world.engine.tick(world.hours.now())
    await world.run(30)

    open_ones = await world.engine.open(100)
    assert len(open_ones) == 7
    for one in open_ones:
        (row,) = [row for row in await world.rows(one.number) if row.kind == "parent"]
        assert row.ts is not None
