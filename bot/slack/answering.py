"""Answers a paste once, whatever happens, and lets the answer follow its paste; composes no words itself."""

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import Any

import structlog

from bot.errors import SlackRefused, SlackUnreachable
from bot.explain.compose import is_secret, name_secrets
from bot.explain.paste import Findings, look_into
from bot.explain.templates import Phrases
from bot.models.conversation import PostedAnswer
from bot.models.setup import DIRECT
from bot.models.sighting import Hidden
from bot.slack.blocks import notices
from bot.slack.blocks.answer import Showing
from bot.slack.blocks.notices import Notice
from bot.slack.checking import Checking
from bot.slack.envelope import LONG
from bot.slack.explaining import Explained, explain
from bot.slack.lookup import Lookup, NotNow, NotReadable
from bot.slack.meeting import Meeting
from bot.slack.messenger import METADATA, Body, NotSent, Outcome, Sent, Spot
from bot.slack.openings import Openings
from bot.slack.question import Question, lane_of
from bot.slack.reader import Readers
from bot.slack.shown import Shelf, Shown
from bot.slack.sight import Sight
from bot.slack.surface import Surface
from bot.slack.tally import Tally
from bot.slack.unknown_codes import UnknownCodes
from bot.slack.words import words_of

log = structlog.get_logger("skms_bot.answering")

LOOK_AFTER = (0.0, 1.0, 3.0)
"""Seconds before each try to find an answer that may have been posted."""
TOO_LONG = 50_000
"""Characters from which on a text is read beside the event loop, which has acks to send."""
NOTHING = "nothing"
"""The fingerprint of a direct question without an error: nothing repeats it."""
GONE = "message_not_found"
MOST_CODES = 20


class Answering:
    """One for the whole process, given to every listener that answers in a channel; `shelf` has what answers show."""

    def __init__(self, surface: Surface, readers: Readers, sight: Sight, meeting: Meeting) -> None:
        self._surface = surface
        self._meeting = meeting
        self._readers = readers
        self._sight = sight
        self._openings = Openings(surface.store, surface.clock)
        self._lookup = Lookup(surface.clients, METADATA)
        self._tally = Tally(surface, self._recount)
        self._unknown = UnknownCodes(surface)
        self.shelf = Shelf(surface)
        self._checking = Checking(surface, sight, self._openings, self.shelf)
        self._posting = set[str]()

    async def answer(self, question: Question) -> None:
        """Answer in the thread, or count a repeat; silent where nothing is found and nobody asked directly.

        A listen-only channel is recorded and not answered, one that is off is left alone, unless asked directly.
        Raises SlackRefused or SlackUnreachable where Slack does not take the answer.
        """
        conduct = await self._readers.conduct_in(question.team, question.channel)
        if conduct.mode == "off" and not question.direct:
            return
        findings = await self._look_into(question)
        if not findings:
            await self._unknown.note(question.team, question.whole, direct=question.direct)
        if not question.direct and (not findings or conduct.mode == "listen"):
            return
        draft = self._draft(question, findings, conduct.environment or "")
        # None for no window at all, too: a site may want each paste answered.
        window = None if question.direct else self._surface.settings.answers.repeat_window or None
        opening = await self._openings.open(draft, window)
        if opening.outcome == "repeat" and await self._is_missing(opening.answer):
            await self._openings.give_up(opening.answer.id)
            opening = await self._openings.open(draft, window)
        if opening.outcome == "again":
            await self._resume(question, opening.answer)
            return
        if opening.outcome == "first":
            await self._post(question, opening.answer)
        else:
            await self._count(question, findings, opening.answer)
        environment = partial(self._sight.environment_of, question.whole, (question.team, question.channel))
        self._meeting.tell(question, findings, environment)

    async def revise(self, question: Question, before: str | None = None) -> None:
        """Let the answer follow an edit of its paste; `question` is the paste as it is now, `before` its old text.

        A paste without an answer is answered now where there is an error in it that was not there before.
        """
        answer = await self._openings.of_paste(question.team, question.channel, question.ts)
        if answer is None:
            if before is None or not await self._says_the_same(question, before):
                await self.answer(replace(question, direct=False))
            return
        if answer.state == "withdrawn":
            return
        shown = await self._compose(question, answer.count)
        if answer.state == "deleted":
            if shown.explained.found:
                await self._post(question, answer)
        elif shown.explained.found or question.direct:
            await self._update(question, answer, shown)
        elif len(question.whole) < LONG:
            # A long one may be a part of a paste whose other parts nobody shows us: its answer stays.
            await self._take_away(answer)

    async def retract(self, team: str, channel: str, ts: str) -> None:
        """The paste is gone: take its answer away."""
        answer = await self._openings.of_paste(team, channel, ts)
        if answer is not None and answer.state != "deleted":
            await self._take_away(answer)

    async def _look_into(self, question: Question) -> Findings:
        catalog, text = self._surface.catalog(), question.whole
        if len(text) < TOO_LONG:
            findings = look_into(text, catalog, doubtful=question.direct)
        else:
            findings = await asyncio.to_thread(look_into, text, catalog, doubtful=question.direct)
        return replace(findings, log=question.log)

    async def _says_the_same(self, question: Question, before: str) -> bool:
        """Whether an edit left the errors of a paste as they were: it was counted as a repeat, or not answered."""
        was = await self._look_into(replace(question, text=before))
        return bool(was) and was.fingerprint() == (await self._look_into(question)).fingerprint()

    def _draft(self, question: Question, findings: Findings, environment: str) -> PostedAnswer:
        now = self._surface.clock.now()
        return PostedAnswer(
            id=question.own_id,
            team=question.team,
            channel=question.channel,
            thread_ts=question.thread.thread_ts,
            fingerprint=findings.fingerprint(environment) or NOTHING,
            paste_channel=question.channel,
            paste_ts=question.ts,
            codes=findings.codes[:MOST_CODES],
            at=now,
            last_at=now,
        )

    async def _post(self, question: Question, answer: PostedAnswer) -> None:
        self._posting.add(answer.id)
        try:
            shown = await self._compose(question, answer.count)
            outcome = await self._surface.messenger.post(question.thread, self.shelf.body(shown), own_id=answer.id)
            await self._settle(question, answer, outcome, shown)
        finally:
            self._posting.discard(answer.id)

    async def _settle(self, question: Question, answer: PostedAnswer, outcome: Outcome, shown: Shown) -> None:
        """Keep what became of an answer that was to be posted."""
        if isinstance(outcome, NotSent):
            await self._openings.give_up(answer.id)
            raise _failure(outcome)
        if not isinstance(outcome, Sent):
            await self._openings.change(answer.id, state="unknown")
            return
        self.shelf.keep(answer, shown)
        kept = _kept_of(shown.explained)
        now = await self._openings.change(answer.id, message_ts=outcome.id, state="sent", **kept)
        if now is not None and now.count > shown.showing.repeats:
            self._tally.count(now, question.lane)
        await self._checking.follow(question, answer, shown)
        await self._warn(question, shown.explained.hidden)

    async def _count(self, question: Question, findings: Findings, first: PostedAnswer) -> None:
        """The same error came again: mark it, and count it on the first answer."""
        if first.state == "withdrawn":
            return
        await self._warn(question, findings.hidden)
        self._tally.count(first, lane_of(first.paste_channel, first.paste_ts))
        await self._tally.mark(question.thread, question.ts)

    async def _resume(self, question: Question, answer: PostedAnswer) -> None:
        """This very paste was being answered when something broke: finish it, without saying anything twice."""
        if answer.state == "sent" and self.shelf.of(answer.id) is None:
            await self._finish(question, answer)
        if answer.id in self._posting or answer.state not in {"pending", "unknown"}:
            return
        found = await self._find(answer)
        if found == "":
            await self._post(question, answer)
        elif found is None:
            log.warning("answer_unaccounted_for", answer=answer.id)
            await self._openings.change(answer.id, state="unknown")
        else:
            await self._openings.change(answer.id, message_ts=found, state="sent")
            await self._finish(question, answer)

    async def _finish(self, question: Question, answer: PostedAnswer) -> None:
        """An earlier life posted this answer, and may have ended before its checks were done."""
        shown = await self._compose(question, answer.count)
        self.shelf.keep(answer, shown)
        await self._checking.follow(question, answer, shown, resumed=True)

    async def _is_missing(self, answer: PostedAnswer) -> bool:
        """Whether an answer that nobody was sure of turns out not to be there."""
        if answer.state != "unknown" or answer.id in self._posting:
            return False
        found = await self._find(answer)
        if found:
            await self._openings.change(answer.id, message_ts=found, state="sent")
        return found == ""

    async def _find(self, answer: PostedAnswer) -> str | None:
        """The ts of an answer's message, "" where there is none, None where nobody can say."""
        for rest in LOOK_AFTER:
            await asyncio.sleep(rest)
            since = answer.at.timestamp()
            found = await self._lookup.find(answer.channel, answer.thread_ts, answer.id, since)
            if found is not None:
                return found
        return None

    async def _update(self, question: Question, answer: PostedAnswer, shown: Shown) -> None:
        message_ts = answer.message_ts or await self._find(answer)
        if not message_ts:
            return
        before = self.shelf.of(answer.id)
        late = before.showing.late_minutes if before else 0
        shown = replace(shown, showing=replace(shown.showing, late_minutes=late))
        outcome = await self._surface.messenger.update(_spot(answer), message_ts, self.shelf.body(shown))
        if not isinstance(outcome, Sent):
            log.warning("answer_not_updated", answer=answer.id)
            return
        self.shelf.keep(answer, shown)
        await self._openings.change(answer.id, message_ts=message_ts, state="sent", **_kept_of(shown.explained))
        if before is None or not any(map(is_secret, before.explained.hidden)):
            await self._warn(question, shown.explained.hidden)
        await self._checking.follow(question, answer, shown)

    async def _take_away(self, answer: PostedAnswer) -> None:
        message_ts = answer.message_ts or await self._find(answer)
        if message_ts:
            await self._surface.messenger.delete(_spot(answer), message_ts)
        await self._openings.change(answer.id, state="deleted", message_ts=None)

    async def _recount(self, answer_id: str) -> None:
        """Show on an answer how often its error came by now."""
        answer = await self._openings.by_id(answer_id)
        if answer is None or answer.message_ts is None or answer.state != "sent":
            return
        shown = self.shelf.of(answer.id) or await self._read_again(answer)
        if shown is None or shown.showing.repeats >= answer.count:
            return
        explained = await self._sight.recount(shown.explained, answer)
        shown = Shown(explained, replace(shown.showing, repeats=answer.count))
        outcome = await self._surface.messenger.update(_spot(answer), answer.message_ts, self.shelf.body(shown))
        if isinstance(outcome, Sent):
            self.shelf.keep(answer, shown)
        elif isinstance(outcome, NotSent) and outcome.reason == GONE:
            # Somebody deleted it: it is not put back, and the next paste of the error is answered anew.
            await self._openings.change(answer.id, state="deleted", message_ts=None)

    async def _read_again(self, answer: PostedAnswer) -> Shown | None:
        """What an answer of an earlier life shows; None where its paste does not say so any more, or cannot be read."""
        thread_ts = None if answer.thread_ts == answer.paste_ts else answer.thread_ts
        try:
            paste = await self._lookup.message(answer.paste_channel, answer.paste_ts, thread_ts)
        except (NotNow, NotReadable, SlackRefused):
            return None
        question = Question(
            team=answer.team,
            channel=answer.channel,
            user=str((paste or {}).get("user") or ""),
            ts=answer.paste_ts,
            thread_ts=thread_ts,
            text=words_of(paste or {}),
            direct=False,
            late_minutes=0,
            own_id=answer.id,
        )
        shown = await self._compose(question, 1)
        # What its checks found is forgotten, and they are not carried out again for a count.
        shown = replace(shown, explained=self._sight.recall((question.channel, question.ts), shown.explained))
        return shown if set(shown.explained.codes) == set(answer.codes) else None

    async def _compose(self, question: Question, repeats: int) -> Shown:
        team, channel, catalog = question.team, question.channel, self._surface.catalog()
        reader = await self._readers.for_channel(team, channel, question.user, shared=question.shared)
        conduct = await self._readers.conduct_in(team, channel)
        explained = explain(
            question.whole,
            catalog,
            reader,
            direct=question.direct,
            at=self._sight.now(),
            environment=conduct.environment or "",
        ).with_log(question.log, catalog)
        explained = await self._sight.join(explained, question.whole, (team, channel))
        languages = {name: info.name for name, info in catalog.locales.items()}
        showing = Showing(
            channel=channel,
            ts=question.ts,
            shareable=not channel.startswith(DIRECT),
            languages=languages,
            repeats=repeats,
            late_minutes=question.late_minutes,
            check_now=explained.worth_checking,
        )
        return Shown(explained, showing)

    async def _warn(self, question: Question, hidden: Iterable[Hidden]) -> None:
        """Tell the poster alone what was hidden; where only the poster reads, the answer has said it."""
        secrets = list(filter(is_secret, hidden))
        if not secrets or not question.user or question.channel.startswith(DIRECT):
            return
        reader = await self._readers.for_person(question.team, question.user, question.channel)
        phrases = Phrases(self._surface.catalog().phrases, reader.locale)
        message = notices.render(Notice.SECRET, phrases, kinds=name_secrets(secrets, phrases))
        spot = Spot(question.team, question.channel, question.thread_ts)
        await self._surface.messenger.whisper(spot, question.user, Body(message.text, message.blocks))


def _kept_of(explained: Explained) -> dict[str, Any]:
    """What is kept of what an answer shows."""
    return {
        "fingerprint": explained.fingerprint or NOTHING,
        "codes": explained.codes[:MOST_CODES],
        "language": explained.locale,
    }


def _spot(answer: PostedAnswer) -> Spot:
    return Spot(answer.team, answer.channel, answer.thread_ts)


def _failure(outcome: NotSent) -> SlackRefused | SlackUnreachable:
    if outcome.final:
        return SlackRefused(f"Slack does not take the answer: {outcome.reason}", hint="skms-bot doctor says why")
    return SlackUnreachable(f"the answer was not sent: {outcome.reason}", hint="it is tried again for some hours")
