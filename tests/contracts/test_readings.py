import asyncio
import datetime as dt

from bot.models.history import HOUR, MINUTE, Past
from bot.models.sighting import SkmsError
from bot.models.target import Standing
from bot.status.conditions import judge
from bot.storage.address import read_address
from bot.storage.glimpse import Glimpse
from bot.storage.store import Store
from tests.fakes.hours import START
from tests.fakes.watched import SECOND, a_reading, a_standing, a_target, items


async def test_what_is_held_of_a_target_comes_back_as_it_was_kept(store: Store) -> None:
    held = a_standing("kms", "down", 30, items=items(keyCheck=False), certificate_days=9, address="192.0.2.171")
    await store.readings.keep(a_standing("kms", "up"))
    await store.readings.keep(held)
    await store.readings.keep(a_standing("auth", "up"))

    assert await store.readings.standings() == [a_standing("auth", "up"), held]


async def test_of_an_error_that_was_answered_no_detail_is_kept(store: Store) -> None:
    error = SkmsError(code=40013, message="Key not found in the keyVault", detail="keyId : 0000009")
    await store.readings.keep(a_standing("kms", "down", error=error))

    (found,) = await store.readings.standings()

    assert found.reading is not None
    assert found.reading.error == SkmsError(code=40013, message="Key not found in the keyVault", detail=None)
    assert found.proof is not None
    assert found.proof.error == found.reading.error


async def test_the_past_that_is_kept_is_the_one_that_was_counted_in_memory(store: Store) -> None:
    target, counted, standing = a_target(), Past(), Standing(target="kms")
    for number in range(300):
        verdict = ("up", "up", "down", "blind")[number % 4]
        reading = a_reading(verdict=verdict, seconds=11.3 * number, latency=0.001 * (number % 7))
        standing, counted = judge(standing, reading, target), counted.count(reading)
        await store.readings.keep(standing)
    now = START + 11.3 * 299 * SECOND

    kept = (await store.readings.pasts(now))["kms"]

    assert [(one.at, one.up, one.down, one.blind, one.measured) for one in kept.hours] == [
        (one.at, one.up, one.down, one.blind, one.measured) for one in counted.hours
    ]
    assert [(one.at, one.up, one.down, one.blind) for one in kept.minutes] == [
        (one.at, one.up, one.down, one.blind) for one in counted.minutes
    ]
    for ours, theirs in ((kept.hours, counted.hours), (kept.minutes, counted.minutes)):
        assert [round(one.latency, 5) for one in ours] == [round(one.latency, 5) for one in theirs]
        assert [one.slowest for one in ours] == [one.slowest for one in theirs]


async def test_readings_that_come_together_are_all_counted(store: Store) -> None:
    readings = [a_standing(f"t{number % 20}", "up", number) for number in range(200)]

    await asyncio.gather(*(store.readings.keep(one) for one in readings))

    pasts = await store.readings.pasts(START + 200 * SECOND)
    assert {name: sum(tally.up for tally in past.hours) for name, past in pasts.items()} == {
        f"t{number}": 10 for number in range(20)
    }
    counts = await store.counts()
    assert (counts["standing"], counts["reading"], counts["reading_hour"]) == (20, 200, 20)


async def test_the_past_ends_after_an_hour_and_a_week(store: Store) -> None:
    for age in (dt.timedelta(days=8), dt.timedelta(days=6), 2 * HOUR, 30 * MINUTE):
        reading = a_reading(at=START - age)
        await store.readings.keep(Standing(target="kms", verdict="up", since=START, reading=reading))

    past = (await store.readings.pasts(START))["kms"]

    assert len(past.minutes) == 1
    assert len(past.hours) == 3


async def test_raw_readings_go_before_the_counts(store: Store) -> None:
    reading = a_reading(at=START - dt.timedelta(days=2))
    await store.readings.keep(Standing(target="kms", verdict="up", since=START, reading=reading))

    assert await store.prune(START) == {"reading": 1}
    assert (await store.readings.pasts(START))["kms"].hours[0].up == 1


async def test_what_a_bot_keeps_can_be_looked_at_beside_it(store: Store, setting: str) -> None:
    held = a_standing("kms", "down", 30)
    await store.readings.keep(held)
    glimpse = Glimpse(read_address(setting))

    await glimpse.keep(a_standing("kms", "up"))

    assert await glimpse.standings() == [held]
    assert (await glimpse.pasts(START))["kms"].hours[0].down == 1
