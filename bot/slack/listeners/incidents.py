"""Takes presses on an incident's message and the forms behind its menu; tells whoever pressed what came of it."""

import asyncio
import datetime as dt
import re
from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.app.async_app import AsyncApp

from bot.errors import SlackRefused
from bot.explain.templates import Phrases
from bot.models.alerting import Scope, Wish
from bot.models.incident import Incident
from bot.slack.blocks import ids, incident_modals, incident_words, wish_button
from bot.slack.blocks.ids import IncidentReference
from bot.slack.blocks.notices import Notice
from bot.slack.blocks.page import Message, View
from bot.slack.clicks import Click, read_click
from bot.slack.desk import Desk
from bot.slack.duty import Duty, Who
from bot.slack.forms import answer_form
from bot.slack.messenger import Sent
from bot.slack.private import LAST_WORD_WITHIN, answer_press, notify_press
from bot.slack.surface import Job

Ack = Callable[..., Awaitable[Any]]

PRESSED = (ids.INCIDENT_TAKE, ids.INCIDENT_MENU, ids.INCIDENT_CONFIRM)
UNDECIDED = dt.timedelta(hours=1)
"""For the look at what a silence hides, while nobody has said for how long: it does not depend on that."""


def register(app: AsyncApp, desk: Desk) -> None:
    """Let Bolt know the listeners."""
    listener = _Incidents(desk)
    app.action(re.compile(rf"\A(?:{'|'.join(PRESSED)})(?::.*)?\Z"))(listener.on_pressed)
    app.action(ids.INCIDENT_SCOPE)(listener.on_scope)
    app.view_submission(ids.WAITING_VIEW)(listener.on_waiting)
    app.view_submission(ids.MUTE_VIEW)(listener.on_mute)


class _Incidents:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def on_pressed(self, ack: Ack, body: dict[str, Any]) -> None:
        """Queue what was asked for; where there is no room there is no ack, and Slack says that it failed."""
        click = read_click(body, self._desk.surface.identity.team)

        async def work() -> None:
            done = False
            try:
                message = await self._press(click)
                if message is not None:
                    await answer_press(self._desk, click, message, replaces=click.private)
                done = True
            finally:
                # Also where the job is cut short, at the end of the process: nobody else knows of the press.
                if not done:
                    async with asyncio.timeout(LAST_WORD_WITHIN):
                        await notify_press(self._desk, click, self._desk.surface.locale, Notice.FAILED)

        self._desk.surface.inbox.submit(Job("incident-press", work, lane=f"{click.team}:{click.user}", prompt=True))
        await ack()

    async def on_scope(self, ack: Ack, body: dict[str, Any]) -> None:
        """Show what the chosen scope would hide."""
        click = read_click(body, self._desk.surface.identity.team)
        view = body.get("view") or {}
        found = incident_modals.read_metadata(str(view.get("private_metadata") or ""))

        async def work() -> None:
            duty, open_view = self._desk.duty, click.view
            if found is None or duty is None or open_view is None or not click.value.isdigit():
                return
            who = await self._who(click.team, click.user)
            shown = await self._mute_view(duty, who, found[0], int(click.value))
            if shown is not None:
                await self._desk.surface.messenger.update_view(click.team, open_view.id, shown, open_view.hash)

        self._desk.surface.inbox.submit(Job("incident-scope", work, lane=f"view:{view.get('id')}", prompt=True))
        await ack()

    async def on_waiting(self, ack: Ack, body: dict[str, Any]) -> None:
        """Note that somebody waits."""
        filled, duty = incident_modals.read_filled(body["view"]), self._desk.duty
        if filled is None or duty is None:
            await ack()
            return

        async def work() -> Message:
            who = await self._who(body["team"]["id"], body["user"]["id"])
            return await duty.wait(filled.number, who, filled.words, filled.span)

        await answer_form(self._desk, ack, body, self._phrases(filled.locale), work)

    async def on_mute(self, ack: Ack, body: dict[str, Any]) -> None:
        """Mute what was chosen."""
        filled, duty = incident_modals.read_filled(body["view"]), self._desk.duty
        if filled is None or duty is None:
            await ack()
            return
        phrases = self._phrases(filled.locale)
        if not filled.words:
            errors = {incident_modals.WORDS_BLOCK: phrases.say("alert-refused-no-reason")}
            await ack(response_action="errors", errors=errors)
            return

        async def work() -> Message:
            who = await self._who(body["team"]["id"], body["user"]["id"])
            incident = await duty.engine.find(filled.number, self._desk.surface.clock.now())
            scope = incident_modals.scope_of(incident, filled.choice) if incident else None
            if scope is None:
                return duty.say(who, "alert-unknown", number=filled.number)
            return await duty.mute(Wish(scope=scope, span=filled.span, reason=filled.words), who)

        await answer_form(self._desk, ack, body, phrases, work)

    async def _press(self, click: Click) -> Message | None:
        """What to tell whoever pressed; None where a form says it."""
        who = await self._who(click.team, click.user, click.channel)
        duty, phrases = self._desk.duty, self._phrases(who.reader.locale)
        if duty is None or who.reader.audience == "external":
            return incident_words.render([phrases.say("alert-off" if duty is None else "alert-outside")], phrases)
        wish = wish_button.read(click.value) if click.action == ids.INCIDENT_CONFIRM else None
        if wish is not None:
            return await duty.mute(wish, who)
        reference = ids.unpack_incident(click.value)
        if reference is None:
            return incident_words.render([phrases.say("slack-notice-outdated")], phrases)
        return await self._do(reference, duty, who, click)

    async def _do(self, reference: IncidentReference, duty: Duty, who: Who, click: Click) -> Message | None:
        number = reference.number
        match reference.choice:
            case ids.INCIDENT_NOT_OURS:
                return await duty.not_ours(number, who)
            case ids.INCIDENT_UNMUTE:
                return await duty.unmute(Scope(number=number), who)
            case ids.INCIDENT_WAITING | ids.INCIDENT_MUTE:
                return await self._open(reference, duty, who, click)
            case _:
                return await duty.take(number, who, over=reference.choice == ids.INCIDENT_OVER)

    async def _open(self, reference: IncidentReference, duty: Duty, who: Who, click: Click) -> Message | None:
        """Open the form that a choice needs; a word instead where it cannot be."""
        incident = await duty.engine.find(reference.number, self._desk.surface.clock.now())
        if incident is None or not incident.open:
            return duty.say(who, "alert-over" if incident else "alert-unknown", number=reference.number)
        view: View | None
        if reference.choice == ids.INCIDENT_WAITING:
            view = incident_modals.render_waiting(incident, duty.telling(who.reader))
        elif not await duty.may_mute(who):
            return duty.say(who, "alert-not-allowed")
        else:
            view = await self._mute_view(duty, who, incident, 0)
        if view is not None:
            outcome = await self._desk.surface.messenger.open_view(click.team, click.trigger_id, view)
            if not isinstance(outcome, Sent):
                raise SlackRefused(f"the form was not opened: {outcome.reason}")
        return None

    async def _mute_view(self, duty: Duty, who: Who, about: Incident | int, choice: int) -> View | None:
        """The form with what this choice would hide; None where the incident is gone, or offers no such choice."""
        now = self._desk.surface.clock.now()
        incident = await duty.engine.find(about, now) if isinstance(about, int) else about
        scope = incident_modals.scope_of(incident, choice) if incident else None
        if incident is None or scope is None:
            return None
        preview, _ = await duty.preview(Wish(scope=scope, span=UNDECIDED), who)
        longest = duty.alerts.alerting().policy.longest_mute
        return incident_modals.render_mute(incident, choice, preview, duty.telling(who.reader), longest)

    async def _who(self, team: str, user: str, channel: str = "") -> Who:
        return Who(team, user, await self._desk.readers.for_person(team, user, channel))

    def _phrases(self, locale: str) -> Phrases:
        return Phrases(self._desk.surface.catalog().phrases, locale)
