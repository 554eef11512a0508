"""Which paste has which answer: as storage says, and while that is away as memory does; nothing is said to Slack here.

What memory took in is written down as soon as storage is back, before anything else is asked of it.
"""

import asyncio
import datetime as dt
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import structlog

from bot.errors import DatabaseUnavailable, StorageError
from bot.models.conversation import Opening, PostedAnswer
from bot.slack.ports import Time
from bot.storage.answers import Answers
from bot.storage.store import Store

log = structlog.get_logger("skms_bot.openings")

STORE_WITHIN = 2.0
AWAY_FOR = 5.0
"""Seconds after a failure in which storage is not asked: a queue must not wait for it one by one."""
MOST = 2_000

T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Kept:
    """An answer as memory knows it; `window` None is a direct question's, which counts no repeats."""

    answer: PostedAnswer
    window: dt.timedelta | None
    unsaved: bool = False


class Openings:
    """One for the whole process. No method raises for want of storage."""

    def __init__(self, store: Store, clock: Time) -> None:
        self._store = store
        self._clock = clock
        self._kept = OrderedDict[str, Kept]()
        self._given_up = set[str]()
        self._lock = asyncio.Lock()
        self._away_until = 0.0

    async def open(self, draft: PostedAnswer, window: dt.timedelta | None) -> Opening:
        """As storage's Answers.open."""
        async with self._lock:
            try:
                opening = await self._stored(lambda answers: answers.open(draft, window))
            except StorageError:
                return self._open_in_memory(draft, window)
            self._keep(opening.answer, window)
            return opening

    async def change(self, answer_id: str, **values: Any) -> PostedAnswer | None:
        """As storage's Answers.change."""
        async with self._lock:
            try:
                changed = await self._stored(lambda answers: answers.change(answer_id, **values))
            except StorageError:
                return self._change_in_memory(answer_id, values)
            if changed is not None:
                self._keep(changed)
            return changed

    async def give_up(self, answer_id: str) -> None:
        """As storage's Answers.give_up."""
        async with self._lock:
            self._kept.pop(answer_id, None)
            try:
                await self._stored(lambda answers: answers.give_up(answer_id))
            except StorageError:
                self._given_up.add(answer_id)

    async def of_paste(self, team: str, channel: str, ts: str) -> PostedAnswer | None:
        """As storage's Answers.of_paste."""
        async with self._lock:
            try:
                return await self._stored(lambda answers: answers.of_paste(team, channel, ts))
            except StorageError:
                return self._find_paste(team, channel, ts)

    async def by_id(self, answer_id: str) -> PostedAnswer | None:
        """As storage's Answers.by_id."""
        async with self._lock:
            try:
                return await self._stored(lambda answers: answers.by_id(answer_id))
            except StorageError:
                kept = self._kept.get(answer_id)
                return None if kept is None else kept.answer

    async def _stored(self, work: Callable[[Answers], Awaitable[T]]) -> T:
        """What storage says, told first what it missed; raises StorageError where it is away, or too slow."""
        if self._clock.monotonic() < self._away_until:
            raise DatabaseUnavailable("the database was away a moment ago")
        try:
            async with asyncio.timeout(STORE_WITHIN):
                await self._catch_up()
                return await work(self._store.answers)
        except (StorageError, TimeoutError) as error:
            log.warning("answers_in_memory", reason=type(error).__name__)
            self._away_until = self._clock.monotonic() + AWAY_FOR
            raise DatabaseUnavailable("the database is away") from error

    async def _catch_up(self) -> None:
        answers = self._store.answers
        for answer_id in list(self._given_up):
            await answers.give_up(answer_id)
            self._given_up.discard(answer_id)
        for kept in [kept for kept in self._kept.values() if kept.unsaved]:
            answer = kept.answer
            opening = await answers.open(answer, kept.window)
            if opening.outcome == "repeat":
                # Another process answered the same meanwhile: both answers stand, and both are kept.
                await answers.open(answer, None)
            values = answer.model_dump(exclude={"id", "team", "channel", "paste_channel", "paste_ts", "at", "revision"})
            await answers.change(answer.id, **values)
            kept.unsaved = False

    def _open_in_memory(self, draft: PostedAnswer, window: dt.timedelta | None) -> Opening:
        earlier = self._find_paste(draft.team, draft.paste_channel, draft.paste_ts)
        if earlier is not None:
            return Opening(outcome="again", answer=earlier)
        kept = None if window is None else self._find_window(draft, draft.at - window)
        if kept is not None:
            update = {"count": kept.answer.count + 1, "last_at": draft.at}
            kept.answer, kept.unsaved = kept.answer.model_copy(update=update), True
            return Opening(outcome="repeat", answer=kept.answer)
        self._keep(draft, window).unsaved = True
        return Opening(outcome="first", answer=draft)

    def _change_in_memory(self, answer_id: str, values: dict[str, Any]) -> PostedAnswer | None:
        kept = self._kept.get(answer_id)
        if kept is None:
            return None
        update = {**values, "revision": kept.answer.revision + 1}
        kept.answer, kept.unsaved = kept.answer.model_copy(update=update), True
        return kept.answer

    def _find_paste(self, team: str, channel: str, ts: str) -> PostedAnswer | None:
        wanted = (team, channel, ts)
        answers = (kept.answer for kept in self._kept.values())
        return next((one for one in answers if (one.team, one.paste_channel, one.paste_ts) == wanted), None)

    def _find_window(self, draft: PostedAnswer, since: dt.datetime) -> Kept | None:
        wanted = (draft.team, draft.channel, draft.fingerprint)
        for kept in reversed(self._kept.values()):
            one = kept.answer
            standing = kept.window is not None and one.state != "deleted" and one.at >= since
            if standing and (one.team, one.channel, one.fingerprint) == wanted:
                return kept
        return None

    def _keep(self, answer: PostedAnswer, window: dt.timedelta | None = None) -> Kept:
        known = self._kept.get(answer.id)
        kept = self._kept[answer.id] = Kept(answer, window or (known.window if known else None))
        self._kept.move_to_end(answer.id)
        if len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return kept
