"""Shows the whole runbook behind a button as a modal, lets people leaf and vote in it; writes no runbook."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace

import structlog

from bot.errors import StorageError
from bot.explain.templates import Phrases
from bot.models.answer import Answer
from bot.models.feedback import StepVote, Verdict
from bot.slack.blocks import ids, notices, page, runbook
from bot.slack.blocks.ids import Reference
from bot.slack.blocks.notices import Notice
from bot.slack.blocks.page import View
from bot.slack.blocks.runbook import Shelf
from bot.slack.clicks import Click, OpenView
from bot.slack.desk import Desk
from bot.slack.messenger import NotSent, Outcome, Sent
from bot.slack.private import Line, tell
from bot.slack.recall import Recall
from bot.slack.replying import languages_of

log = structlog.get_logger("skms_bot.runbooks")

READ_WITHIN = 1.2
"""Seconds for reading the paste before the modal is opened without: its trigger lives for three."""

VERDICTS: Mapping[str, Verdict] = {
    ids.STEP_FIXED: "fixed",
    ids.STEP_WRONG: "wrong",
    ids.STEP_UNCLEAR: "unclear",
    ids.STEP_DANGEROUS: "dangerous",
}


class NotKnown(Exception):  # noqa: N818 - named for the fact
    """The knowledge base lacks the code by now."""


@dataclass(frozen=True, slots=True)
class Look:
    """A runbook as one person is to see it: the answer behind it, and whether that rests on the paste."""

    reference: Reference
    answer: Answer
    from_paste: bool


class Runbooks:
    """One for the whole process."""

    def __init__(self, desk: Desk, recall: Recall) -> None:
        self._desk = desk
        self._recall = recall

    async def open(self, click: Click, reference: Reference) -> None:
        """Open the modal while the trigger lives: whole, or with a word first where the paste takes long to read."""
        looking = asyncio.ensure_future(self._look(click, reference))
        try:
            await asyncio.wait({looking}, timeout=READ_WITHIN)
            in_time = looking.done()
            opened = await self._open(click, self._render(looking.result()) if in_time else self._waiting(reference))
            if isinstance(opened, NotSent):
                log.warning("runbook_not_opened", reason=opened.reason)
                await self._tell(click, reference, Notice.FAILED)
            elif isinstance(opened, Sent) and not in_time:
                whole = self._render(await looking)
                await self._desk.surface.messenger.update_view(click.team, opened.id, whole, opened.hash)
        except NotKnown:
            await self._tell(click, reference, Notice.OUTDATED)
        finally:
            looking.cancel()

    async def turn(self, click: Click, view: OpenView, reference: Reference) -> None:
        """Show another page, or the same in another language."""
        number = _page_of(reference)
        if click.action == ids.RUNBOOK_LANGUAGE:
            locales = self._desk.surface.catalog().locales
            locale = reference.extra if reference.extra in locales else reference.locale
            reference, number = replace(reference, locale=locale), _page_of(view.shows)
        await self._replace(click, view, await self._look(click, reference), Shelf(noted=view.noted, page=number))

    async def vote(self, click: Click, view: OpenView, reference: Reference) -> None:
        """Keep what somebody says of a step, or of the whole, and show that it was noted."""
        look = await self._look(click, reference)
        step = next((one.id for one in look.answer.steps if one.id[: ids.LONGEST_EXTRA] == reference.extra), "")
        verdict = VERDICTS.get(reference.choice)
        noted, note = dict(view.noted), ""
        if verdict is None or look.answer.audience == "external" or (reference.extra and not step):
            note = self._say(Notice.OUTDATED, reference)
        elif await self._keep(click, reference.code, step, verdict):
            noted[step] = reference.choice
        else:
            note = self._say(Notice.FAILED, reference)
        await self._replace(click, view, look, Shelf(noted=noted, page=_page_of(view.shows), note=note))

    async def _keep(self, click: Click, code: int, step: str, verdict: Verdict) -> bool:
        surface = self._desk.surface
        at = surface.clock.now()
        vote = StepVote(team=click.team, entry=str(code), step=step or None, verdict=verdict, by=click.user, at=at)
        try:
            await surface.store.feedback.vote(vote)
        except StorageError as error:
            log.warning("vote_lost", reason=type(error).__name__)
            return False
        return True

    async def _look(self, click: Click, reference: Reference) -> Look:
        """In the language of the button, since that is what was pressed; raises NotKnown."""
        place = reference.channel or click.channel
        reader = await self._desk.readers.for_person(click.team, click.user, place)
        reader = reader.model_copy(update={"locale": reference.locale})
        thread_ts = click.thread_ts if click.channel == reference.channel else None
        recalled = await self._recall.recall(reference, reader, thread_ts)
        answer = recalled.answer_to(reference.code)
        if answer is None:
            raise NotKnown
        return Look(reference, answer, recalled.paste is not None)

    def _render(self, look: Look, shelf: Shelf | None = None) -> View:
        shelf, reference, surface = shelf or Shelf(), look.reference, self._desk.surface
        phrases = self._phrases(reference.locale)
        otherwise = phrases.say("slack-runbook-unread") if reference.ts else look.answer.scope_line
        full = replace(
            shelf,
            note=shelf.note or ("" if look.from_paste else otherwise),
            edit_url=surface.settings.answers.edit_link(f"errors/{reference.code}.yaml") or "",
            languages=languages_of(surface.catalog()),
        )
        return runbook.render(look.answer, phrases, reference.choosing(""), full)

    async def _open(self, click: Click, view: View) -> Outcome:
        on_top = click.view is not None and click.view.modal
        return await self._desk.surface.messenger.open_view(click.team, click.trigger_id, view, push=on_top)

    async def _replace(self, click: Click, view: OpenView, look: Look, shelf: Shelf) -> None:
        made = self._render(look, shelf)
        outcome = await self._desk.surface.messenger.update_view(click.team, view.id, made, view.hash)
        if isinstance(outcome, NotSent):
            # Closed meanwhile, or changed by a later press, whose view holds.
            log.info("runbook_not_updated", reason=outcome.reason)

    async def _tell(self, click: Click, reference: Reference, notice: Notice) -> None:
        """Say it where there is a way to; on a view there is none."""
        if click.response_url:
            line = Line(click.team, click.user, click.channel, click.response_url, click.thread_ts)
            await tell(self._desk, line, notices.render(notice, self._phrases(reference.locale)))

    def _waiting(self, reference: Reference) -> View:
        phrases = self._phrases(reference.locale)
        words = page.section(phrases.say("slack-runbook-reading"))
        return page.modal(phrases.say("slack-runbook-title", code=reference.code), phrases.say("slack-close"), [words])

    def _say(self, notice: Notice, reference: Reference) -> str:
        return self._phrases(reference.locale).say(f"slack-notice-{notice.value}")

    def _phrases(self, locale: str) -> Phrases:
        return Phrases(self._desk.surface.catalog().phrases, locale)


def _page_of(reference: Reference | None) -> int:
    return int(reference.extra) if reference is not None and reference.extra.isdecimal() else 0
