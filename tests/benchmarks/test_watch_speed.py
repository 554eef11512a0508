"""Two hundred targets: a status from the last readings in under 50 ms, and what a reading costs besides its asking."""

import asyncio
import time
from collections.abc import Callable

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from bot.models.target import Target
from bot.slack.blocks import status
from bot.status.overview import look
from bot.status.watch import Watch
from tests.fakes.hours import Hours
from tests.fakes.statuses import CATALOG, NOW, a_past, worded
from tests.fakes.watched import Answers, Kept, a_standing, a_target

TARGETS = 200
LONGEST_ANSWER = 0.050
LONGEST_READING = 0.001


def many() -> list[Target]:
    components = list(CATALOG.components)
    return [a_target(f"target-{number}", component=components[number % len(components)]) for number in range(TARGETS)]


def a_status_of_many() -> Callable[[], object]:
    targets = many()
    past = a_past(*["up"] * 60)
    standings = {
        target.name: a_standing(target.name, "down" if number % 7 == 0 else "up", 545)
        for number, target in enumerate(targets)
    }
    pasts = {target.name: past for target in targets}
    wording = worded()
    return lambda: status.render(look(targets, standings, pasts, CATALOG, NOW), wording)


def test_a_status_from_the_last_readings_takes_less_than_fifty_milliseconds() -> None:
    make = a_status_of_many()
    took = []
    for _ in range(5):
        begun = time.perf_counter()
        make()
        took.append(time.perf_counter() - begun)

    print(f"\na status of {TARGETS} targets: {min(took) * 1000:.1f} ms")
    assert min(took) < LONGEST_ANSWER


@pytest.mark.benchmark(group="status")
def test_a_status_of_two_hundred_targets(benchmark: BenchmarkFixture) -> None:
    benchmark(a_status_of_many())


def test_a_reading_is_judged_and_counted_in_less_than_a_millisecond() -> None:
    async def ask_all() -> float:
        hours = Hours()
        targets = many()
        watch = Watch(targets, Answers(hours), hours, keeps=Kept(), sleep=hours.sleep)
        rounds = 5
        begun = time.process_time()
        for _ in range(rounds):
            await watch.ask_now(target.name for target in targets)
            await hours.pass_by(10)
        return (time.process_time() - begun) / (rounds * TARGETS)

    each = asyncio.run(ask_all())

    print(f"\na reading besides its asking: {each * 1e6:.0f} µs")
    assert each < LONGEST_READING
