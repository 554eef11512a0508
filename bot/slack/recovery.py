"""Finds events that were acked and never answered, reads their messages again, and lets them in as late ones."""

import asyncio
import datetime as dt

import structlog

from bot.errors import SlackRefused, StorageError
from bot.models.conversation import Event
from bot.slack.admission import Admission, Seen
from bot.slack.envelope import Json
from bot.slack.front import Arrival, Front
from bot.slack.inbox import Inbox
from bot.slack.lookup import Lookup, NotNow, NotReadable
from bot.slack.ports import EventRows, Time

log = structlog.get_logger("skms_bot.recovery")

EVERY = 30.0
LEFT_ALONE_FOR = dt.timedelta(seconds=60)
"""An event this young may be under way, here or in another process."""
TOO_OLD = dt.timedelta(hours=12)
"""An answer to a paste of yesterday helps nobody."""
AT_ONCE = 100


class Recovery:
    """Runs once at the start, for what a crash left, and then now and then, for what was put off."""

    def __init__(
        self, rows: EventRows, lookup: Lookup, front: Front, admission: Admission, inbox: Inbox, *, clock: Time
    ) -> None:
        self._rows = rows
        self._lookup = lookup
        self._front = front
        self._admission = admission
        self._inbox = inbox
        self._clock = clock

    async def run(self, *, alone: bool) -> None:
        """Recover for ever. `alone`: no other process works on this database, so all that is open is left over."""
        await self.sweep(dt.timedelta(0) if alone else LEFT_ALONE_FOR)
        while True:
            await asyncio.sleep(EVERY)
            await self.sweep(LEFT_ALONE_FOR)

    async def sweep(self, young: dt.timedelta) -> int:
        """Let in again what is open and older than `young`; returns how many were."""
        now = self._clock.now()
        try:
            left = await self._rows.unanswered(now - young, most=AT_ONCE)
        except StorageError as error:
            log.warning("nothing_recovered", reason=type(error).__name__)
            return 0
        recovered = 0
        for event in left:
            if not self._inbox.has(event.event_id):
                recovered += await self._recover(event, now)
        if recovered:
            log.warning("events_recovered", count=recovered)
        return recovered

    async def _recover(self, event: Event, now: dt.datetime) -> bool:
        self._admission.hold(Seen(event, stored=True))
        ts = event.thread_ts if event.kind in {"message_changed", "message_deleted"} else event.ts
        if event.channel is None or ts is None or now - event.at > TOO_OLD:
            # No message stands behind it (Home opened, a button): nobody waits for it any more.
            await self._inbox.finish(event.event_id, "failed")
            return False
        try:
            message = await self._lookup.message(event.channel, ts, event.thread_ts or None)
        except NotNow:
            return False
        except (NotReadable, SlackRefused) as error:
            log.warning("event_not_readable", event_id=event.event_id, reason=str(error))
            await self._inbox.finish(event.event_id, "failed")
            return False
        payload = _payload(event, ts, message)
        reason = None if payload is None else self._front.look(payload)
        if payload is None or reason is None:
            await self._inbox.finish(event.event_id, "answered")
            return False
        arrival = Arrival(event.event_id, reason, event.at, now, recovered=True)
        self._front.spawn(self._front.dispatch(payload, arrival))
        return True


def _payload(event: Event, ts: str, message: Json | None) -> Json | None:
    """The event as Slack would send it now; None where its message is gone and nothing need be done about it."""
    place = {"channel": event.channel, "channel_type": "im" if str(event.channel).startswith("D") else "channel"}
    inner: Json
    if event.kind in {"message_changed", "message_deleted"}:
        gone = message is None
        inner = {
            "type": "message",
            "subtype": "message_deleted" if gone else "message_changed",
            "ts": event.ts,
            **place,
        }
        inner |= {"deleted_ts": ts, "previous_message": {"ts": ts}} if gone else {"message": message}
    elif message is None:
        return None
    else:
        inner = {**message, "type": event.kind, **place}
    return {
        "type": "event_callback",
        "team_id": event.team,
        "event_id": event.event_id,
        "event_time": int(event.at.timestamp()),
        "event": inner,
    }
