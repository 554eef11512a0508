"""Takes pastes in for answering, joins the parts of one that Slack split, and queues the work; answers nothing."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from functools import partial

import structlog

from bot.errors import SlackRefused
from bot.slack.answering import Answering
from bot.slack.envelope import LONG
from bot.slack.front import CONTINUED_WITHIN, Arrival
from bot.slack.inbox import Job
from bot.slack.lookup import Lookup, NotNow, NotReadable
from bot.slack.ports import Work
from bot.slack.question import Question
from bot.slack.surface import Surface
from bot.slack.words import words_of

log = structlog.get_logger("skms_bot.intake")

QUIET = 1.0
"""Seconds without another part after which a split paste is taken to be whole."""
FENCE = "```"
MOST = 2_000

Place = tuple[str, str]
Sender = tuple[str, str, str | None]


@dataclass(slots=True, eq=False)
class Paste:
    """The parts of a paste by their ts, in whatever order they came; `said` is the text that was answered already."""

    parts: dict[str, Question]
    last: float
    said: str | None = None
    first: Question | None = None
    grown: asyncio.Event = field(default_factory=asyncio.Event)

    def add(self, part: Question, now: float) -> None:
        """Take in a part more."""
        self.parts[part.ts] = part
        self.last = now
        self.grown.set()

    async def quiet(self) -> None:
        """Wait until no part has come for a moment."""
        while True:
            self.grown.clear()
            try:
                async with asyncio.timeout(QUIET):
                    await self.grown.wait()
            except TimeoutError:
                return

    def whole(self) -> Question:
        """The paste as one question, asked by its first part, which stays the first once it was answered."""
        parts = [self.parts[ts] for ts in sorted(self.parts, key=float)]
        return replace(
            self.first or parts[0],
            text=join_parts([part.text for part in parts]),
            files_text="\n".join(part.files_text for part in parts if part.files_text),
            direct=any(part.direct for part in parts),
        )


class Intake:
    """One for the whole process: the parts of a paste may come through different listeners."""

    def __init__(self, surface: Surface, answering: Answering) -> None:
        self._surface = surface
        self._answering = answering
        self._lookup = Lookup(surface.clients)
        self._pastes = OrderedDict[Sender, Paste]()
        self._split = OrderedDict[Place, tuple[str, ...]]()

    def take(self, question: Question, arrival: Arrival) -> None:
        """Queue the answer to a message, or to the paste that it is a part of; raises InboxFull, never waits."""
        sender = (question.channel, question.user, question.thread_ts)
        paste = self._pastes.get(sender)
        if paste is not None and self._belongs(arrival, paste):
            paste.add(question, self._surface.clock.monotonic())
        elif len(question.text) < LONG and arrival.reason != "continued":
            self._submit("paste", partial(self._answering.answer, question), question, question.ts)
            return
        else:
            paste = Paste({question.ts: question}, self._surface.clock.monotonic())
            self._pastes[sender] = paste
            _forget_oldest(self._pastes)
        self._submit("paste", partial(self._answer, paste), question, min(paste.parts, key=float))

    def follow(self, question: Question, before: str | None) -> None:
        """Queue what an edit changes; `before` is the message's old text. Raises InboxFull."""
        self._submit("edit", partial(self._follow, question, before), question, self._first_of(question))

    def forget(self, question: Question) -> None:
        """Queue what a deletion takes away; of the question only its places count. Raises InboxFull."""
        self._submit("deletion", partial(self._forget, question), question, self._first_of(question))

    def _belongs(self, arrival: Arrival, paste: Paste) -> bool:
        """Whether a message goes with what its sender said just before: after the answer, only if it says no error."""
        if paste.said is None:
            return True
        age = self._surface.clock.monotonic() - paste.last
        return arrival.reason in {"continued", "long"} and age < CONTINUED_WITHIN.total_seconds()

    async def _answer(self, paste: Paste) -> None:
        """Answer a paste once it is whole; a part more lets the answer follow."""
        if paste.whole().text == paste.said:
            return
        await paste.quiet()
        whole, before = paste.whole(), paste.said
        paste.first, paste.said = whole, whole.text
        if len(paste.parts) > 1:
            self._note_parts(whole.channel, tuple(sorted(paste.parts, key=float)))
        try:
            if before is None:
                await self._answering.answer(whole)
            else:
                await self._answering.revise(whole, before)
        except BaseException:
            # The job of another part, if there is one, tries again.
            paste.said = before
            raise

    async def _follow(self, question: Question, before: str | None) -> None:
        parts = self._split.get((question.channel, question.ts))
        if parts is None:
            await self._answering.revise(question, before)
        elif (whole := await self._read_whole(question, parts)) is not None:
            await self._answering.revise(whole)

    async def _forget(self, question: Question) -> None:
        parts = self._split.get((question.channel, question.ts))
        if parts is None or question.ts == parts[0]:
            await self._answering.retract(question.team, question.channel, question.ts)
            return
        left = tuple(ts for ts in parts if ts != question.ts)
        self._note_parts(question.channel, left)
        whole = await self._read_whole(replace(question, ts=parts[0]), left)
        if whole is not None:
            await self._answering.revise(whole)

    async def _read_whole(self, question: Question, parts: tuple[str, ...]) -> Question | None:
        """The whole paste as it stands now; `question` may be a part of it that is known. None where it is unread."""
        texts = []
        for ts in parts:
            if ts == question.ts and question.text:
                texts.append(question.text)
                continue
            try:
                message = await self._lookup.message(question.channel, ts, question.thread_ts)
            except (NotNow, NotReadable, SlackRefused) as error:
                log.warning("part_not_read", channel=question.channel, reason=str(error))
                return None
            texts.append(words_of(message or {}))
        return replace(question, ts=parts[0], text=join_parts(texts))

    def _first_of(self, question: Question) -> str:
        parts = self._split.get((question.channel, question.ts))
        return parts[0] if parts else question.ts

    def _note_parts(self, channel: str, parts: tuple[str, ...]) -> None:
        for ts in parts:
            self._split[channel, ts] = parts
            _forget_oldest(self._split)

    def _submit(self, name: str, work: Work, question: Question, first_ts: str) -> None:
        lane = replace(question, ts=first_ts).lane
        self._surface.inbox.submit(Job(name, work, question.channel, lane, question.own_id))


def join_parts(texts: list[str]) -> str:
    """The parts of a paste as it was before Slack cut it anywhere, closing and opening a code fence at the cut."""
    whole = ""
    for text in texts:
        head, rest = whole.rstrip(), text.lstrip()
        if head.endswith(FENCE) and rest.startswith(FENCE):
            whole = head.removesuffix(FENCE) + rest.removeprefix(FENCE)
        else:
            whole += text
    return whole


def _forget_oldest(kept: OrderedDict[Sender, Paste] | OrderedDict[Place, tuple[str, ...]]) -> None:
    if len(kept) > MOST:
        kept.popitem(last=False)
