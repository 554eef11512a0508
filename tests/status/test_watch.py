import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import pairwise

import pytest

from bot.models.history import Past, Tally
from bot.models.target import Standing, Target
from bot.status.watch import JITTER, Watch, next_due
from tests.fakes.hours import START, Hours
from tests.fakes.watched import Answers, Kept, a_standing, a_target, a_witness


class Ground:
    """A watch on a clock of ours, with all that was told of changes."""

    def __init__(self, targets: Sequence[Target], kept: Kept | None = None) -> None:
        self.hours = Hours()
        self.answers = Answers(self.hours)
        self.told: list[tuple[str, str | None, str | None]] = []
        self.watch = Watch(targets, self.answers, self.hours, keeps=kept, heard=self.on_change, sleep=self.hours.sleep)

    async def on_change(self, target: Target, before: Standing, after: Standing) -> None:
        self.told.append((target.name, before.verdict, after.verdict))

    def verdict(self, name: str) -> str | None:
        return self.watch.standings[name].verdict

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        task = asyncio.create_task(self.watch.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_each_target_is_asked_at_its_own_interval_and_keeps_to_its_grid() -> None:
    ground = Ground([a_target("fast", interval="2s"), a_target("slow", interval="10s")])

    async with ground.running():
        await ground.hours.pass_by(200)

    for name, interval in (("fast", 2.0), ("slow", 10.0)):
        times = ground.answers.times(name)
        assert len(times) in (int(200 / interval) - 1, int(200 / interval), int(200 / interval) + 1)
        gaps = [right - left for left, right in pairwise(times)]
        assert max(abs(gap - interval) for gap in gaps) <= 2 * JITTER * interval + 1e-6
        assert len({round(gap, 6) for gap in gaps}) > 5
        assert abs((times[-1] - times[0]) - interval * (len(times) - 1)) <= 2 * JITTER * interval + 1e-6


async def test_targets_do_not_start_at_the_same_moment() -> None:
    ground = Ground([a_target(f"t{number}") for number in range(50)])

    async with ground.running():
        await ground.hours.pass_by(10.3)

    starts = sorted(at for at, _ in ground.answers.asked)
    assert max(right - left for left, right in pairwise(starts)) < 2
    assert len(starts) >= 50


async def test_one_that_hangs_delays_nobody_and_is_asked_once_at_a_time() -> None:
    ground = Ground([a_target("healthy"), *(a_target(f"hangs{number}") for number in range(60))])
    for number in range(60):
        ground.answers.hang(f"hangs{number}")

    async with ground.running():
        await ground.hours.pass_by(300)

    gaps = [right - left for left, right in pairwise(ground.answers.times("healthy"))]
    assert len(gaps) >= 28
    assert max(abs(gap - 10) for gap in gaps) < 1
    assert ground.answers.most_at_once == 1
    assert len(ground.answers.times("hangs0")) == 1


async def test_rounds_that_were_missed_are_not_made_up_for() -> None:
    ground = Ground([a_target("kms")])

    async with ground.running():
        await ground.hours.pass_by(30)
        before = len(ground.answers.asked)
        await ground.hours.jump(600)
        assert len(ground.answers.asked) - before <= 1
        await ground.hours.pass_by(30)

    assert len(ground.answers.asked) - before <= 5
    assert ground.told == [("kms", None, "up")]


def test_the_next_round_is_on_the_grid_after_now() -> None:
    assert next_due(100.0, 10.0, 100.2) == 110.0
    assert next_due(100.0, 10.0, 99.9) == 110.0
    assert next_due(100.0, 10.0, 112.0) == 120.0
    assert next_due(100.0, 10.0, 701.0) == 710.0


async def test_three_bad_readings_turn_a_target_down_and_two_good_ones_up_again_and_each_is_told_once() -> None:
    ground = Ground([a_target("kms")])

    async with ground.running():
        await ground.hours.pass_by(15)
        ground.answers.say("kms", "down")
        await ground.hours.pass_by(20)
        assert ground.verdict("kms") == "up"
        await ground.hours.pass_by(20)
        assert ground.verdict("kms") == "down"
        ground.answers.say("kms", "up")
        await ground.hours.pass_by(30)

    assert ground.told == [("kms", None, "up"), ("kms", "up", "down"), ("kms", "down", "up")]


async def test_a_target_that_flaps_at_every_reading_stays_as_it_is() -> None:
    ground = Ground([a_target("kms")])

    async with ground.running():
        for number in range(20):
            ground.answers.say("kms", "down" if number % 2 else "up")
            await ground.hours.pass_by(10)

    assert ground.told == [("kms", None, "up")]


async def test_where_our_own_network_fails_no_target_is_called_down() -> None:
    targets = [a_target(f"t{number}") for number in range(5)]
    ground = Ground([*targets, a_witness()])

    async with ground.running():
        await ground.hours.pass_by(15)
        ground.answers.say([target.name for target in targets] + ["witness"], "down")
        await ground.hours.pass_by(60)

    assert {ground.verdict(target.name) for target in (*targets, a_witness())} == {"blind"}
    assert "down" not in {after for _, _, after in ground.told}


async def test_a_witness_that_is_seldom_asked_is_asked_anew_before_a_target_is_called_down() -> None:
    ground = Ground([a_target("kms"), a_witness(interval="1h")])
    await ground.watch.ask_now(["kms", "witness"])
    ground.answers.say(["kms", "witness"], "down")

    async with ground.running():
        await ground.hours.pass_by(60)

    assert ground.verdict("kms") == "blind"


async def test_where_the_witness_is_up_the_target_is_down_and_a_failing_witness_alone_is_down_itself() -> None:
    ground = Ground([a_target("kms"), a_target("auth"), a_witness()])
    ground.answers.say("kms", "down")

    async with ground.running():
        await ground.hours.pass_by(60)
        assert ground.verdict("kms") == "down"
        ground.answers.say("witness", "down")
        await ground.hours.pass_by(60)

    assert ground.verdict("witness") == "down"
    assert ground.verdict("auth") == "up"


async def test_whoever_asks_now_shares_the_asking_that_is_under_way() -> None:
    ground = Ground([a_target("kms")])
    answering = ground.answers.hang("kms")

    both = asyncio.gather(ground.watch.ask_now(["kms"]), ground.watch.ask_now(["kms"]))
    await ground.hours.settle()
    answering.set()
    await both

    assert len(ground.answers.asked) == 1
    assert ground.verdict("kms") == "up"


async def test_people_who_press_a_button_three_times_turn_nothing_down() -> None:
    ground = Ground([a_target("kms")])
    await ground.watch.ask_now(["kms"])
    ground.answers.say("kms", "down")

    for _ in range(5):
        await ground.hours.pass_by(0.5)
        await ground.watch.ask_now(["kms"])

    standing = ground.watch.standings["kms"]
    assert standing.verdict == "up"
    assert standing.reading is not None
    assert standing.reading.verdict == "down"
    assert ground.watch.pasts["kms"].hours[0].down == 0


async def test_somebody_who_waits_gets_a_judgement_after_as_many_askings_as_it_takes() -> None:
    ground = Ground([a_target("kms", interval="1s"), a_target("auth", interval="1s")])
    ground.answers.say("kms", "down")

    waiting = asyncio.create_task(ground.watch.ask_until_sure(["kms", "auth"]))
    await ground.hours.pass_by(5)
    await waiting

    assert (ground.verdict("kms"), ground.verdict("auth")) == ("down", "up")
    assert (len(ground.answers.times("kms")), len(ground.answers.times("auth"))) == (3, 1)


async def test_one_that_cannot_be_judged_is_not_asked_for_ever() -> None:
    ground = Ground([a_target("kms", interval="1s", down_after=100)])
    ground.answers.say("kms", "down")

    waiting = asyncio.create_task(ground.watch.ask_until_sure(["kms"], rounds=3))
    await ground.hours.pass_by(20)
    await waiting

    assert len(ground.answers.asked) == 3


async def test_a_restart_takes_over_what_was_held_and_the_past() -> None:
    past = Past(hours=(Tally(START, up=100),))
    kept = Kept([a_standing("kms", "down"), a_standing("gone", "down")], {"kms": past})
    ground = Ground([a_target("kms")], kept)

    await ground.watch.load()

    assert ground.watch.standings["kms"].since == START
    assert ground.watch.pasts["kms"] == past
    assert "gone" not in ground.watch.standings


async def test_each_counted_reading_is_kept_with_what_is_held_after_it() -> None:
    kept = Kept()
    ground = Ground([a_target("kms")], kept)

    async with ground.running():
        await ground.hours.pass_by(35)

    assert len(kept.kept) == len(ground.answers.asked) >= 3
    assert kept.kept[-1] == ground.watch.standings["kms"]


async def test_watching_goes_on_while_the_database_is_away() -> None:
    kept = Kept()
    ground = Ground([a_target("kms")], kept)

    async with ground.running():
        kept.broken = True
        await ground.hours.pass_by(30)
        assert ground.verdict("kms") == "up"
        kept.broken = False
        await ground.hours.pass_by(20)

    assert kept.kept


async def test_a_fault_with_one_target_ends_the_watch_of_none() -> None:
    ground = Ground([a_target("kms"), a_target("odd")])
    ground.answers.break_down("odd")

    async with ground.running():
        await ground.hours.pass_by(50)

    assert len(ground.answers.times("odd")) >= 4
    assert len(ground.answers.times("kms")) >= 4


@pytest.mark.parametrize("shift", [-1, 1])
async def test_a_clock_that_is_set_an_hour_off_changes_no_verdict_and_no_rhythm(shift: int) -> None:
    ground = Ground([a_target("kms"), a_witness()])

    async with ground.running():
        await ground.hours.pass_by(30)
        ground.hours.shift = shift * dt.timedelta(hours=1)
        await ground.hours.pass_by(30)

    assert ground.told == [(name, None, "up") for name, _, _ in ground.told]
    assert len(ground.answers.times("kms")) in (5, 6, 7)
    past = ground.watch.pasts["kms"]
    assert sum(tally.up for tally in past.hours) == len(ground.answers.times("kms"))


async def test_stopping_ends_what_is_being_asked() -> None:
    ground = Ground([a_target("kms")])
    ground.answers.hang("kms")

    async with ground.running():
        await ground.hours.pass_by(15)

    assert len(asyncio.all_tasks()) == 1
