"""Which paste has which answer: as storage says, and while that is away as memory does; nothing is said to Slack here.

What memory took in is written down as soon as storage is back, before anything else is asked of it.
"""

import asyncio
import datetime as dt
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
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
MOST_MISSED = 20_000

T = TypeVar("T")
Window = tuple[str, str, str]
Deed = Callable[[Answers], Awaitable[object]]


class Openings:
    """One for the whole process. No method raises for want of storage."""

    def __init__(self, store: Store, clock: Time) -> None:
        self._store = store
        self._clock = clock
        self._answers = OrderedDict[str, PostedAnswer]()
        self._windows = OrderedDict[Window, str]()
        self._missed = deque[Deed](maxlen=MOST_MISSED)
        self._lock = asyncio.Lock()
        self._away_until = float("-inf")

    async def open(self, draft: PostedAnswer, window: dt.timedelta | None) -> Opening:
        """As storage's Answers.open."""
        async with self._lock:
            try:
                opening = await self._stored(lambda answers: answers.open(draft, window))
            except StorageError:
                opening = self._open_in_memory(draft, window)
                self._missed.append(lambda answers: answers.open(draft, window))
            self._keep(opening.answer)
            if window is not None and opening.outcome != "again":
                self._windows[_window_of(draft)] = opening.answer.id
                _forget_oldest(self._windows)
            return opening

    async def change(self, answer_id: str, **values: Any) -> PostedAnswer | None:
        """As storage's Answers.change."""
        async with self._lock:
            try:
                changed = await self._stored(lambda answers: answers.change(answer_id, **values))
            except StorageError:
                changed = self._change_in_memory(answer_id, values)
                self._missed.append(lambda answers: answers.change(answer_id, **values))
            if changed is not None:
                self._keep(changed)
            return changed

    async def give_up(self, answer_id: str) -> None:
        """As storage's Answers.give_up."""
        async with self._lock:
            self._answers.pop(answer_id, None)
            try:
                await self._stored(lambda answers: answers.give_up(answer_id))
            except StorageError:
                self._missed.append(lambda answers: answers.give_up(answer_id))

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
                return self._answers.get(answer_id)

    async def _stored(self, work: Callable[[Answers], Awaitable[T]]) -> T:
        """What storage says, told first what it missed; raises StorageError where it is away, or too slow."""
        if self._clock.monotonic() < self._away_until:
            raise DatabaseUnavailable("the database was away a moment ago")
        try:
            async with asyncio.timeout(STORE_WITHIN):
                while self._missed:
                    await self._missed[0](self._store.answers)
                    self._missed.popleft()
                return await work(self._store.answers)
        except (StorageError, TimeoutError) as error:
            log.warning("answers_in_memory", reason=type(error).__name__)
            self._away_until = self._clock.monotonic() + AWAY_FOR
            raise DatabaseUnavailable("the database is away") from error

    def _open_in_memory(self, draft: PostedAnswer, window: dt.timedelta | None) -> Opening:
        earlier = self._find_paste(draft.team, draft.paste_channel, draft.paste_ts)
        if earlier is not None:
            return Opening(outcome="again", answer=earlier)
        first = None if window is None else self._answers.get(self._windows.get(_window_of(draft), ""))
        counts = (
            first is not None
            and window is not None
            and first.at >= draft.at - window
            and first.state != "deleted"
            and first.fingerprint == draft.fingerprint
        )
        if first is None or not counts:
            return Opening(outcome="first", answer=draft)
        counted = first.model_copy(update={"count": first.count + 1, "last_at": draft.at})
        return Opening(outcome="repeat", answer=counted)

    def _change_in_memory(self, answer_id: str, values: dict[str, Any]) -> PostedAnswer | None:
        answer = self._answers.get(answer_id)
        return answer and answer.model_copy(update={**values, "revision": answer.revision + 1})

    def _find_paste(self, team: str, channel: str, ts: str) -> PostedAnswer | None:
        wanted = (team, channel, ts)
        answers = self._answers.values()
        return next((one for one in answers if (one.team, one.paste_channel, one.paste_ts) == wanted), None)

    def _keep(self, answer: PostedAnswer) -> None:
        self._answers[answer.id] = answer
        self._answers.move_to_end(answer.id)
        _forget_oldest(self._answers)


def _window_of(answer: PostedAnswer) -> Window:
    return answer.team, answer.channel, answer.fingerprint


def _forget_oldest(kept: OrderedDict[Any, Any]) -> None:
    if len(kept) > MOST:
        kept.popitem(last=False)
