"""Has the checks of an answer carried out after it was posted, and shows once what they found; composes no words."""

from dataclasses import dataclass
from functools import partial

import structlog

from bot.errors import InboxFull
from bot.explain.templates import Phrases
from bot.models.conversation import PostedAnswer
from bot.slack.blocks import overturn
from bot.slack.explaining import Explained
from bot.slack.lookup import Lookup
from bot.slack.messenger import METADATA, Body, Sent, Spot
from bot.slack.openings import Openings
from bot.slack.question import Question
from bot.slack.shown import Shelf, Shown
from bot.slack.sight import Sight
from bot.slack.surface import Job, Surface

log = structlog.get_logger("skms_bot.checking")


@dataclass(frozen=True, slots=True)
class Round:
    """The checks of one answer as it was shown. `resumed`: an earlier life of the process may have told of them."""

    question: Question
    answer: PostedAnswer
    shown: Shown
    resumed: bool = False


class Checking:
    """One for the whole process."""

    def __init__(self, surface: Surface, sight: Sight, openings: Openings, shelf: Shelf) -> None:
        self._surface = surface
        self._sight = sight
        self._openings = openings
        self._shelf = shelf
        self._lookup = Lookup(surface.clients, METADATA)

    async def follow(self, question: Question, answer: PostedAnswer, shown: Shown, *, resumed: bool = False) -> None:
        """See to it that an answer which holds a line for its checks gets it filled; waits for none of them.

        The event stays open until that is done, so that a crash leaves it to the next life.
        """
        if not shown.explained.worth_checking:
            return
        round_ = Round(question, answer, shown, resumed)
        lane = f"checks:{answer.id}"
        work = partial(self._carry_out, round_)
        try:
            self._surface.inbox.submit(
                Job("checks", work, lane=lane, event_id=question.own_id, aside=True, follows=True)
            )
        except InboxFull:
            log.warning("checks_left_out", answer=answer.id)
            if shown.explained.joint is not None:
                await self._show(round_, shown.explained.as_in(self._sight.unasked(shown.explained.joint)))

    async def _carry_out(self, round_: Round) -> None:
        explained, question = round_.shown.explained, round_.question
        if explained.joint is None:
            return
        after = explained.as_in(await self._sight.check(explained.joint))
        self._sight.remember((question.channel, question.ts), after)
        work = partial(self._show, round_, after)
        # In the lane of the paste, so that it never overtakes an edit.
        job = Job("checked", work, question.channel, question.lane, question.own_id, follows=True)
        try:
            self._surface.inbox.submit(job)
        except InboxFull:
            await work()

    async def _show(self, round_: Round, after: Explained) -> None:
        """Update the answer, unless it shows something else by now or was taken away; note an overturned verdict."""
        answer = await self._openings.by_id(round_.answer.id)
        shown = self._shelf.of(round_.answer.id) or round_.shown
        if answer is None or answer.state != "sent" or answer.message_ts is None:
            return
        if shown.explained.joint is None or not _same(shown.explained, round_.shown.explained):
            return
        if after.joint is not None:
            after = after.as_in(after.joint.having_counted(shown.explained.joint.live.reports))
        now = self._shelf.holding_lines(shown, after)
        spot = Spot(answer.team, answer.channel, answer.thread_ts)
        outcome = await self._surface.messenger.update(spot, answer.message_ts, self._shelf.body(now))
        if not isinstance(outcome, Sent):
            log.warning("checks_not_shown", answer=answer.id, reason=outcome.reason)
            return
        self._shelf.keep(answer, now)
        await self._note(round_, answer, after)

    async def _note(self, round_: Round, answer: PostedAnswer, after: Explained) -> None:
        before, now = round_.shown.explained.joint, after.joint
        phrases = Phrases(self._surface.catalog().phrases, after.locale)
        note = before.overturned_by(now, phrases) if before and now else ""
        if not note or await self._was_noted(round_, answer):
            return
        message = overturn.render(note, round_.question.user)
        body = Body(message.text, message.blocks)
        outcome = await self._surface.messenger.post(round_.question.thread, body, own_id=_note_id(answer))
        if not isinstance(outcome, Sent):
            log.warning("overturn_not_told", answer=answer.id, reason=outcome.reason)

    async def _was_noted(self, round_: Round, answer: PostedAnswer) -> bool:
        """Whether the note stands there: after an edit, or from an earlier life; then doubt counts as well."""
        thread = round_.question.thread.thread_ts
        found = await self._lookup.find(answer.channel, thread, _note_id(answer), answer.at.timestamp())
        return bool(found) or (found is None and round_.resumed)


def _same(now: Explained, before: Explained) -> bool:
    """Whether an answer still shows what its checks were asked for: only its count may have changed."""
    if now.joint is None or before.joint is None:
        return False
    return now.joint.findings is None and now.joint.source is before.joint.source


def _note_id(answer: PostedAnswer) -> str:
    return f"{answer.id}:checks"
