"""F47 and F49 of the reliability page as far as one asking goes, and the bulkhead of each target."""

import asyncio
import datetime as dt
import errno
import time
from contextlib import suppress

import httpcore
import pytest

from bot.clock import SystemClock
from bot.status.probe import Prober
from bot.status.reasons import failure_of
from bot.status.wire import Course
from tests.fakes.asking import QUICK, http, tcp
from tests.fakes.loopback import Line, Loopback
from tests.status.conftest import Making


async def answers(line: Line) -> None:
    await line.answer("ready")


async def is_silent(line: Line) -> None:
    await line.head()
    await line.ended()


class JumpingClock(SystemClock):
    """A wall clock that goes back an hour at every look; the monotonic one is never faked."""

    def __init__(self) -> None:
        self._looks = 0

    def now(self) -> dt.datetime:  # type: ignore[explicit-override]
        self._looks += 1
        return super().now() - dt.timedelta(hours=self._looks)


async def test_who_hangs_does_not_delay_the_others(prober: Prober) -> None:
    async with Loopback(answers) as healthy, Loopback(is_silent) as hanging:
        slow = [http(hanging.port, name=f"hangs-{n}", deadline="1s") for n in range(30)]
        fine = [http(healthy.port, name=f"fine-{n}") for n in range(70)]
        hung = [asyncio.create_task(prober.probe(target)) for target in slow]
        begun = time.monotonic()
        readings = await asyncio.gather(*(prober.probe(target) for target in fine))

        assert time.monotonic() - begun < 0.5
        assert {reading.verdict for reading in readings} == {"up"}
        assert {reading.reason for reading in await asyncio.gather(*hung)} == {"answer-deadline"}


async def test_a_target_is_asked_once_for_all_who_want_to_know_at_the_same_time(prober: Prober) -> None:
    async with Loopback(answers) as server:
        readings = await asyncio.gather(*(prober.probe(http(server.port)) for _ in range(20)))

        assert server.connections == 1
        assert len({reading.at for reading in readings}) == 1


async def test_who_leaves_does_not_end_the_asking_for_the_others(prober: Prober) -> None:
    async with Loopback(answers) as server:
        leaving = asyncio.create_task(prober.probe(http(server.port)))
        await asyncio.sleep(0)
        staying = asyncio.create_task(prober.probe(http(server.port)))
        await asyncio.sleep(0)
        leaving.cancel()

        assert (await staying).verdict == "up"
        with suppress(asyncio.CancelledError):
            await leaving
        assert server.connections == 1


async def test_closing_ends_what_is_being_asked(prober: Prober) -> None:
    async with Loopback(is_silent) as server:
        asking = asyncio.create_task(prober.probe(http(server.port, deadline="60s")))
        await server.heard.wait()
        await prober.aclose()

        with pytest.raises(asyncio.CancelledError):
            await asking
        async with asyncio.timeout(1):
            await server.all_gone()


async def test_a_clock_that_jumps_changes_no_duration(making: Making) -> None:
    async with Loopback(answers) as server:
        reading = await making(clock=JumpingClock()).probe(http(server.port))

        assert reading.verdict == "up"
        assert reading.latency is not None
        assert 0 < reading.latency < 1


async def test_a_process_that_was_stopped_does_not_blame_the_other_side(prober: Prober) -> None:
    async with Loopback(is_silent) as server:
        asking = asyncio.create_task(prober.probe(http(server.port, deadline=QUICK)))
        await server.heard.wait()
        time.sleep(QUICK.total_seconds() + 0.7)  # noqa: ASYNC251 - nothing runs, as after SIGSTOP
        reading = await asking

        assert (reading.verdict, reading.reason) == ("blind", "late-ourselves")


async def test_an_open_port_is_up(prober: Prober) -> None:
    async with Loopback(is_silent) as server:
        reading = await prober.probe(tcp(server.port))

        assert (reading.verdict, reading.address) == ("up", "127.0.0.1")
        async with asyncio.timeout(1):
            await server.all_gone()


@pytest.mark.parametrize(
    ("number", "verdict", "reason"),
    [
        (errno.ECONNREFUSED, "down", "connect-refused"),
        (errno.EHOSTUNREACH, "down", "no-route"),
        (errno.ENETUNREACH, "blind", "network-unreachable"),
        (errno.ENETDOWN, "blind", "network-unreachable"),
        (errno.EADDRNOTAVAIL, "blind", "network-unreachable"),
        (errno.EPERM, "blind", "not-permitted"),
        (errno.EMFILE, "blind", "own-limit"),
        (errno.ENOBUFS, "blind", "own-limit"),
        (errno.ECONNRESET, "down", "connection-reset"),
        (errno.EPIPE, "down", "connection-reset"),
        (errno.ETIMEDOUT, "down", "connect-deadline"),
        (errno.EIO, "down", "connect-failed"),
    ],
)
def test_an_error_of_the_system_speaks_of_us_or_of_the_other_side(number: int, verdict: str, reason: str) -> None:
    failure = failure_of(OSError(number, "as the system says"), Course(ends_at=0, phase="connect"))

    assert (failure.verdict, failure.reason) == (verdict, reason)
    assert failure.detail


def test_a_question_that_is_no_http_is_our_own_fault() -> None:
    failure = failure_of(httpcore.LocalProtocolError("Illegal header value b'not-a-token'"), Course(ends_at=0))

    assert (failure.verdict, failure.reason) == ("blind", "own-request")
    assert "not-a-token" not in failure.detail
