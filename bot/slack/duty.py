"""Carries out what a person wants of incidents, and says to that person what came of it; sends nothing itself."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from bot.explain.incident import Telling, write_holder, write_row
from bot.explain.incident_note import compose_note
from bot.explain.incident_reply import write_preview, write_scope, write_silence
from bot.incidents.changes import announce
from bot.incidents.engine import Actor, Engine
from bot.models.alerting import Outcome, Preview, Scope, SilenceDraft, Wish
from bot.models.answer import Reader
from bot.models.incident import Incident, Told
from bot.slack.blocks import ids, incident_words, page
from bot.slack.blocks.ids import IncidentReference
from bot.slack.blocks.incident import render_list
from bot.slack.blocks.page import Message
from bot.slack.groups import Groups
from bot.slack.surface import Alerts, Surface

MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Who:
    """A person who wants something, and how they are answered."""

    team: str
    user: str
    reader: Reader

    @property
    def actor(self) -> Actor:
        """The same, as the audit keeps it."""
        return Actor(self.user, self.team)


class Duty:
    """One for the whole process, where alerts are set up. Every method may raise StorageError."""

    def __init__(self, surface: Surface, alerts: Alerts) -> None:
        self._surface = surface
        self._alerts = alerts
        self._groups = Groups(surface.clients, surface.clock)

    @property
    def engine(self) -> Engine:
        """Where incidents are changed."""
        return self._alerts.engine

    @property
    def alerts(self) -> Alerts:
        """What the site set."""
        return self._alerts

    def telling(self, reader: Reader) -> Telling:
        """To whom and when incidents are told now; companies have names for operators alone."""
        surface = self._surface
        now = surface.clock.now().astimezone(surface.zone)
        companies = self._alerts.companies if reader.audience == "operator" else {}
        return Telling(surface.catalog(), reader, now, now.tzinfo or dt.UTC, companies)

    async def overview(self, who: Who) -> Message:
        """The open incidents, and what is muted."""
        telling = self.telling(who.reader)
        rows = [write_row(one, telling) for one in await self.engine.open(MOST_SHOWN)]
        silences = [write_silence(one, telling) for one in await self.engine.silences(telling.now)]
        listed = render_list(rows, telling.phrases)
        return incident_words.add_small(listed, silences)

    async def take(self, number: int, who: Who, *, over: bool = False) -> Message:
        """Somebody takes an incident; told what happened since they were called, or who has it already."""
        telling = self.telling(who.reader)
        outcome = await self.engine.acknowledge(number, who.actor, telling.now, over=over)
        return self._answered(number, outcome, "acknowledged", telling)

    async def not_ours(self, number: int, who: Who) -> Message:
        """Somebody says that it is not theirs."""
        telling = self.telling(who.reader)
        outcome = await self.engine.not_ours(number, who.actor, telling.now)
        return self._answered(number, outcome, "not-ours", telling)

    async def wait(self, number: int, who: Who, waits_for: str, span: dt.timedelta) -> Message:
        """Somebody waits for somebody for a while."""
        telling = self.telling(who.reader)
        until = telling.now + span
        outcome = await self.engine.wait(number, who.actor, waits_for, until, telling.now)
        return self._answered(number, outcome, "waiting", telling)

    async def preview(self, wish: Wish, who: Who) -> tuple[Preview, list[str]]:
        """What a silence would hide of what is open, and the same in lines."""
        telling = self.telling(who.reader)
        preview = await self.engine.preview(_draft(wish, who, telling.now), telling.now)
        return preview, list(write_preview(preview, wish.scope, telling.now + wish.span, telling))

    async def mute(self, wish: Wish, who: Who) -> Message:
        """Keep a silence, where this person may; told what it hides, or why it is refused."""
        telling = self.telling(who.reader)
        if not await self.may_mute(who):
            return self.say(who, "alert-not-allowed")
        preview, _ = await self.preview(wish, who)
        outcome = await self.engine.mute(_draft(wish, who, telling.now), who.team, telling.now)
        if not outcome.done or outcome.silence is None:
            return self.refuse(outcome.reason, who)
        head = telling.phrases.say(
            "alert-muted",
            scope=write_scope(wish.scope, telling),
            until=telling.clock(outcome.silence.until),
            reason=wish.reason,
        )
        rows = [write_row(one, telling) for one in preview.hides]
        return incident_words.render([head, *rows], telling.phrases)

    async def unmute(self, scope: Scope, who: Who) -> Message:
        """End a silence, where this person may."""
        telling = self.telling(who.reader)
        if not await self.may_mute(who):
            return self.say(who, "alert-not-allowed")
        outcome = await self.engine.unmute(scope, who.actor, telling.now)
        phrase = "alert-unmuted" if outcome.done else "alert-not-muted"
        return self.say(who, phrase, scope=write_scope(scope, telling))

    async def may_mute(self, who: Who) -> bool:
        """Anyone, unless the site set groups: then their members."""
        groups = self._alerts.alerting().groups
        return not groups or await self._groups.has(who.user, groups)

    def refuse(self, reason: str, who: Who) -> Message:
        """Why a silence is refused, in words."""
        telling = self.telling(who.reader)
        longest = telling.span(self._alerts.alerting().policy.longest_mute)
        return self.say(who, f"alert-refused-{reason}", longest=longest)

    def say(self, who: Who, phrase: str, **known: object) -> Message:
        """One sentence to this person."""
        phrases = self.telling(who.reader).phrases
        return incident_words.render([phrases.say(phrase, **known)], phrases)

    def _answered(self, number: int, outcome: Outcome, told: Told, telling: Telling) -> Message:
        """What came of taking an incident, or saying otherwise of it."""
        phrases, incident = telling.phrases, outcome.incident
        if incident is None:
            return incident_words.render([phrases.say("alert-unknown", number=number)], phrases)
        if outcome.reason == "taken":
            take = IncidentReference(number, ids.INCIDENT_OVER)
            button = page.button(ids.INCIDENT_TAKE, phrases.say("alert-take-over"), take.pack())
            line = phrases.say("alert-taken", number=number, holder=write_holder(incident, telling))
            return incident_words.render([line], phrases, button)
        if not outcome.done:
            return incident_words.render([phrases.say(f"alert-{outcome.reason}", number=number)], phrases)
        return incident_words.render(list(_confirm(incident, told, telling)), phrases)


def _confirm(incident: Incident, told: Told, telling: Telling) -> Iterator[str]:
    """What was noted, and what happened since people were called."""
    said = incident.acknowledged
    until = telling.clock(said.until) if said is not None and said.until is not None else None
    waits_for = said.waits_for if said is not None else ""
    yield telling.phrases.say(f"alert-{told}", number=incident.number, until=until, whom=waits_for)
    by = said.by if said is not None else ""
    note = compose_note(announce(incident, told, telling.now, by=by), incident, telling)
    yield from note.lines


def _draft(wish: Wish, who: Who, now: dt.datetime) -> SilenceDraft:
    return SilenceDraft(scope=wish.scope, by=who.user, reason=wish.reason, until=now + wish.span)
