"""Gathers reports that come while others are being kept, so that all are kept together; keeps none itself."""

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from bot.errors import StorageError
from bot.models.alerting import ErrorReport
from bot.web.ports import Engine, Time

PORTION = 2_000
"""How many reports one unit of work counts; the next ones wait for the next."""

LONGEST_REST = 0.005
"""Seconds between two units, for what the last one's senders say next; whoever comes alone does not wait for it.

Ten times as long took a fifth off what 128 connections could send, and saved hardly any work.
"""


class _Waiting(NamedTuple):
    reports: Sequence[ErrorReport]
    kept: asyncio.Future[None]


class Gathering:
    """Hands reports to the engine, one unit of work at a time with all that came meanwhile.

    A unit that takes longer than `within` seconds is given up with TimeoutError: whether it was kept nobody knows.
    A thousand senders cost a handful of commits instead of a thousand, and nobody waits for more than two of them.
    """

    def __init__(self, engine: Engine, clock: Time, within: float) -> None:
        self._engine = engine
        self._clock = clock
        self._within = within
        self._waiting = deque[_Waiting]()
        self._working: asyncio.Task[None] | None = None

    async def keep(self, reports: Sequence[ErrorReport]) -> None:
        """Returns once they are kept; raises what the engine raises."""
        kept = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(reports, kept))
        if self._working is None or self._working.done():
            self._working = asyncio.create_task(self._work(), name="gathering")
        await kept

    async def _work(self) -> None:
        while self._waiting:
            begun = self._clock.monotonic()
            await self._keep(self._take())
            # A unit costs by the kinds of errors in it, not by their number: what comes now had better go together.
            await asyncio.sleep(min(self._clock.monotonic() - begun, LONGEST_REST))

    async def _keep(self, portion: Sequence[_Waiting]) -> None:
        reports = [report for one in portion for report in one.reports]
        try:
            async with asyncio.timeout(self._within):
                await self._engine.report(reports, self._clock.now())
        except (StorageError, TimeoutError) as error:
            _tell(portion, error)
        except Exception as error:  # noqa: BLE001 - supervision: whoever waits is told, logs it and answers
            if len(portion) == 1:
                _tell(portion, error)
                return
            # What the engine chokes on must not take its neighbours with it.
            for one in portion:
                await self._keep([one])
        else:
            _tell(portion, None)

    def _take(self) -> list[_Waiting]:
        taken, count = list[_Waiting](), 0
        while self._waiting and count < PORTION:
            one = self._waiting.popleft()
            # Whoever gave up has told its sender to come again.
            if not one.kept.done():
                taken.append(one)
                count += len(one.reports)
        return taken


def _tell(portion: Sequence[_Waiting], error: Exception | None) -> None:
    for one in portion:
        if one.kept.done():
            continue
        if error is None:
            one.kept.set_result(None)
        else:
            one.kept.set_exception(error)
