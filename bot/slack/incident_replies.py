"""Answers what is typed about incidents, in a command or a mention: reads which one is meant; sends nothing."""

from dataclasses import dataclass

from bot.explain.incident import compose_incident
from bot.explain.templates import Phrases
from bot.models.alerting import Scope, Wish
from bot.models.incident import Incident
from bot.slack.blocks import incident, incident_words, page, wish_button
from bot.slack.blocks.page import Message
from bot.slack.duty import MOST_SHOWN, Duty, Who
from bot.slack.incident_verbs import AboutIncidents, Acknowledge, Incidents, Silence, Unclear, Unsilence
from bot.slack.scoping import NotKnown, known_environments, read_scope
from bot.slack.surface import Surface

LONGEST_WORD = 60

Thread = tuple[str, str]
"""A channel and the ts of a thread in it; the ts is empty where there is none."""


class IncidentReplies:
    """One for the whole process."""

    def __init__(self, surface: Surface, duty: Duty | None) -> None:
        self._surface = surface
        self._duty = duty

    async def reply(self, request: AboutIncidents, who: Who, thread: Thread) -> Message:
        """What to say; in the thread of an incident that one is meant where none is named.

        Raises StorageError where nobody can say, or nothing could be kept.
        """
        phrases = Phrases(self._surface.catalog().phrases, who.reader.locale)
        if who.reader.audience == "external":
            return incident_words.render([phrases.say("alert-outside")], phrases)
        if self._duty is None:
            return incident_words.render([phrases.say("alert-off")], phrases)
        turn = _Turn(self._surface, self._duty, who, thread)
        match request:
            case Unclear(verb):
                return self._duty.say(who, f"alert-how-{verb}")
            case Silence() | Unsilence():
                return await turn.silence(request)
            case _:
                return await turn.tell(request)


@dataclass(frozen=True, slots=True)
class _Turn:
    """One person who says something of incidents in one place."""

    surface: Surface
    duty: Duty
    who: Who
    thread: Thread

    async def tell(self, request: AboutIncidents) -> Message:
        """The open incidents, one of them, or what came of taking it."""
        if isinstance(request, Acknowledge):
            return await self._take(request)
        number = request.number if isinstance(request, Incidents) else None
        return await self.duty.overview(self.who) if number is None else await self._show(number)

    async def silence(self, request: Silence | Unsilence) -> Message:
        """What came of muting, or of the end of it; what is wrong with the words that should say what."""
        scope = await self._scope(request.what)
        if isinstance(scope, Message):
            return scope
        if isinstance(request, Unsilence):
            return await self.duty.unmute(scope, self.who)
        return await self._mute(Wish(scope=scope, span=request.span, reason=request.reason))

    async def _show(self, number: int) -> Message:
        """An incident as its own message shows it."""
        telling = self.duty.telling(self.who.reader)
        found = await self.duty.engine.find(number, telling.now)
        if found is None:
            return self.duty.say(self.who, "alert-unknown", number=number)
        showing = incident.Showing(self.who.reader.locale)
        return incident.render(compose_incident(found, telling), telling.phrases, showing)

    async def _take(self, request: Acknowledge) -> Message:
        number = request.number if request.number is not None else await self._meant()
        if number is None:
            return page.join(self.duty.say(self.who, "alert-which"), await self.duty.overview(self.who))
        return await self.duty.take(number, self.who, over=request.over)

    async def _meant(self) -> int | None:
        """The incident that the thread is about, else the only one that nobody has; None where that is not clear."""
        about = await self._about()
        if about is not None:
            return about.number
        free = [one for one in await self.duty.engine.open(MOST_SHOWN) if not one.holder]
        return free[0].number if len(free) == 1 else None

    async def _about(self) -> Incident | None:
        return await self.duty.engine.at(*self.thread) if self.thread[1] else None

    async def _mute(self, wish: Wish) -> Message:
        """One incident is muted at once; anything wider after a look at what it would hide."""
        if not await self.duty.may_mute(self.who):
            return self.duty.say(self.who, "alert-not-allowed")
        preview, lines = await self.duty.preview(wish, self.who)
        if preview.problem:
            return self.duty.refuse(preview.problem, self.who)
        if wish.scope.number is not None:
            return await self.duty.mute(wish, self.who)
        phrases = self.duty.telling(self.who.reader).phrases
        return incident_words.render(lines, phrases, wish_button.render(wish, phrases))

    async def _scope(self, words: tuple[str, ...]) -> Scope | Message:
        """What the words name, the thread's incident where there are none; or what is wrong with them."""
        if not words:
            about = await self._about()
            return Scope(number=about.number) if about else self.duty.say(self.who, "alert-how-mute")
        status = self.surface.status
        targets = status.board.targets.values() if status else ()
        known = known_environments(self.duty.alerts.alerting(), targets, await self.duty.engine.open())
        try:
            scope = read_scope(words, self.surface.catalog(), known)
        except NotKnown as error:
            return self.duty.say(self.who, "alert-word-unknown", word=str(error)[:LONGEST_WORD])
        number = scope.number
        if number is not None and await self.duty.engine.find(number, self.surface.clock.now()) is None:
            return self.duty.say(self.who, "alert-unknown", number=number)
        return scope
