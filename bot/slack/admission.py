"""Lets each event in once: by its id, its message, its sender's own id; recorded where storage works."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import structlog

from bot.errors import StorageError
from bot.models.conversation import Event
from bot.slack.ports import EventRows

log = structlog.get_logger("skms_bot.admission")

STORE_WITHIN = 2.0
"""Seconds that recording may take: an ack is due after three."""
MOST = 20_000

Verdict = Literal["new", "known", "unstored", "again"]
"""`new`: recorded, to be worked on. `known`: somebody has it, nothing to do. `unstored`: to be worked on, but only
memory knows of it. `again`: it is being worked on, and still only memory knows of it. The first two may be acked."""
Key = tuple[str, ...]


@dataclass(slots=True, eq=False)
class Seen:
    """One message or event of this life of the process."""

    event: Event
    stored: bool = False
    done: bool = False
    storing: asyncio.Future[bool] | None = None

    def has_settled(self) -> bool:
        """Its ack promises nothing that a crash could break."""
        return self.stored or self.done


class Admission:
    """Decides of each event whether it is new; safe under any number of equal events at once."""

    def __init__(self, rows: EventRows) -> None:
        self._rows = rows
        self._seen: OrderedDict[Key, Seen] = OrderedDict()
        self.storing = True

    async def admit(self, event: Event) -> Verdict:
        """What to do with an event; never raises."""
        seen = next((found for key in _keys(event) if (found := self._seen.get(key)) is not None), None)
        if seen is not None:
            return await self._again(seen)
        seen = Seen(event)
        self.hold(seen)
        known_elsewhere = await self._store(seen)
        if known_elsewhere:
            # An earlier life recorded it: answered then, or read again by the sweep (bot.slack.recovery).
            seen.done = True
            return "known"
        return "new" if seen.stored else "unstored"

    def hold(self, seen: Seen) -> None:
        """Know an event under all its keys."""
        for key in _keys(seen.event):
            self._seen[key] = seen
        while len(self._seen) > MOST:
            self._seen.popitem(last=False)

    def finished(self, event_id: str) -> None:
        """Its work is done: an ack of it promises nothing any more."""
        seen = self._seen.get((event_id,))
        if seen is not None:
            seen.done = True

    def is_open(self, event_id: str) -> bool:
        """Whether it is still to be dealt with, by this life of the process."""
        seen = self._seen.get((event_id,))
        return seen is not None and not seen.done

    def is_stored(self, event_id: str) -> bool:
        """Whether a row of it is in the database."""
        seen = self._seen.get((event_id,))
        return seen is None or seen.stored

    async def _again(self, seen: Seen) -> Verdict:
        if seen.has_settled():
            return "known"
        if seen.storing is not None:
            await asyncio.wait({seen.storing})
        else:
            await self._store(seen)
        return "known" if seen.has_settled() else "again"

    async def _store(self, seen: Seen) -> bool:
        """Record it in time, or not; true where the database knew it already."""
        loop = asyncio.get_running_loop()
        seen.storing = loop.create_future()
        try:
            async with asyncio.timeout(STORE_WITHIN):
                novelty = await self._rows.record(seen.event)
        except (StorageError, TimeoutError) as error:
            self._tell(error)
            return False
        else:
            seen.stored = True
            self.storing = True
            return not novelty.new
        finally:
            seen.storing.set_result(seen.stored)
            seen.storing = None

    def _tell(self, error: Exception) -> None:
        """Once per outage, not once per event."""
        if self.storing:
            log.error("events_not_recorded", reason=type(error).__name__, detail=str(error))
        self.storing = False


def _keys(event: Event) -> Iterator[Key]:
    """The strongest first."""
    yield (event.event_id,)
    if event.channel and event.ts:
        yield (event.team, event.channel, event.ts)
    if event.client_msg_id and event.user:
        yield (event.team, "client_msg_id", event.user, event.client_msg_id)
