"""Carries out what was asked and composes the reply, the same for every way in; sends nothing."""

import asyncio
from dataclasses import dataclass, replace
from functools import partial

from bot import __version__
from bot.catalog.search import search
from bot.explain.templates import Phrases
from bot.models.answer import Reader
from bot.models.catalog import Catalog
from bot.models.conversation import UserLanguage
from bot.models.summary import LogSummary
from bot.slack import verbs
from bot.slack.answering import TOO_LONG
from bot.slack.blocks import about, card, notices, usage
from bot.slack.blocks import search as search_blocks
from bot.slack.blocks.answer import Showing, count_lines
from bot.slack.blocks.ids import AUTOMATIC
from bot.slack.blocks.notices import Notice
from bot.slack.blocks.page import Message
from bot.slack.blocks.rows import rows_of
from bot.slack.desk import Desk
from bot.slack.duty import Who
from bot.slack.explaining import Explained, explain, explain_code
from bot.slack.incident_replies import IncidentReplies
from bot.slack.incident_verbs import AboutIncidents
from bot.slack.joint import Joint
from bot.slack.reply import Reply
from bot.slack.standings import Standings
from bot.slack.unknown_codes import UnknownCodes

_AUTOMATIC = frozenset({AUTOMATIC, "automatic", "slack", "자동"})
_ALSO_CALLED = {"영어": "en", "한글": "ko", "한국말": "ko"}
_PARTICLES = ("으로", "로")
_REFUSED = {"verb": Notice.UNKNOWN_VERB, "search": Notice.NO_QUERY, "card": Notice.NO_CODE}

Told = verbs.Search | verbs.About | verbs.Help | verbs.Nothing | verbs.Refusal
Settled = Told | verbs.Language | verbs.Card | AboutIncidents


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: the person, how the reply is written and shown, and in which channel and thread it is asked."""

    team: str
    user: str
    reader: Reader
    showing: Showing
    channel: str = ""
    thread_ts: str = ""


class Replies:
    """One for the whole process."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._unknown = UnknownCodes(desk.surface)
        self._incidents = IncidentReplies(desk.surface, desk.duty)
        self._standings = Standings(desk)

    async def reply(self, request: verbs.Request, asker: Asker) -> Reply:
        """What to say to a request; raises StorageError where a choice could not be kept."""
        catalog = self._desk.surface.catalog()
        match request:
            case verbs.Code():
                explained = await self._explain(request, asker, catalog)
                return self._checked(explained, asker, catalog)
            case verbs.Paste():
                return await self.explain(request.text, None, asker)
            case verbs.Status():
                return self._standings.reply(request.about, asker.reader)
            case _:
                return Reply(await self._at_once(request, asker, catalog))

    async def _at_once(self, request: Settled, asker: Asker, catalog: Catalog) -> Message:
        """What there is no more to know of."""
        match request:
            case verbs.Language():
                return await self._choose(request.wanted, asker, catalog)
            case verbs.Card():
                return await self._card(request.code, asker, catalog)
            case AboutIncidents():
                who = Who(asker.team, asker.user, asker.reader)
                return await self._incidents.reply(request, who, (asker.channel, asker.thread_ts))
            case _:
                return _tell(request, asker, catalog)

    async def explain(self, text: str, log: LogSummary | None, asker: Asker) -> Reply:
        """What a text holds, and a log that went along with it; the buttons find the text again for a while."""
        catalog, showing = self._desk.surface.catalog(), asker.showing
        explained = await self._explain(verbs.Paste(text), asker, catalog)
        if explained.answers:
            channel, ts = self._desk.memo.keep(text, showing.channel, showing.ts)
            showing = replace(showing, channel=channel, ts=ts)
        return self._checked(explained.with_log(log, catalog), replace(asker, showing=showing), catalog)

    def _checked(self, explained: Explained, asker: Asker, catalog: Catalog) -> Reply:
        """The answer at once, with what its checks find later where there is anybody to ask."""
        phrases, sight = _phrases(catalog, asker), self._desk.sight
        showing, joint = replace(asker.showing, check_now=explained.worth_checking), explained.joint
        first = explained.show(phrases, showing)
        if joint is None or not explained.worth_checking:
            return Reply(first)

        def show(after: Joint) -> Message:
            return explained.as_in(after).show(phrases, replace(showing, held_lines=count_lines(first.blocks)))

        async def later() -> Message:
            after = await sight.check(joint)
            sight.remember((showing.channel, showing.ts), explained.as_in(after))
            return show(after)

        return Reply(first, later, lambda: show(sight.unasked(joint)))

    async def _explain(self, request: verbs.Code | verbs.Paste, asker: Asker, catalog: Catalog) -> Explained:
        now = self._desk.sight.now()
        if isinstance(request, verbs.Code):
            explained = explain_code(request.code, catalog, asker.reader, at=now)
        elif len(request.text) < TOO_LONG:
            explained = explain(request.text, catalog, asker.reader, direct=True, at=now)
        else:
            work = partial(explain, request.text, catalog, asker.reader, direct=True, at=now)
            explained = await asyncio.to_thread(work)
        if not explained.found:
            text = str(request.code) if isinstance(request, verbs.Code) else request.text
            await self._unknown.note(asker.team, text, direct=True)
        said = request.text if isinstance(request, verbs.Paste) else ""
        return await self._desk.sight.join(explained, said, (asker.team, asker.channel or asker.showing.channel))

    async def _card(self, code: int, asker: Asker, catalog: Catalog) -> Message:
        """The card, or that the code is not SKMS's."""
        explained = await self._explain(verbs.Code(code), asker, catalog)
        if not explained.answers:
            return explained.show(_phrases(catalog, asker), asker.showing)
        return card.render(explained.answers[0], _phrases(catalog, asker), asker.showing)

    async def _choose(self, wanted: str, asker: Asker, catalog: Catalog) -> Message:
        """Keep the language, and say so in it; or name those there are."""
        locale = find_language(wanted, catalog)
        if locale is None:
            phrases = _phrases(catalog, asker)
            return notices.render(Notice.LANGUAGE_UNKNOWN, phrases, languages=", ".join(catalog.locales))
        reader = await self.choose_language(locale, asker.team, asker.user)
        phrases = Phrases(catalog.phrases, reader.locale)
        if locale == AUTOMATIC:
            return notices.render(Notice.LANGUAGE_AUTOMATIC, phrases)
        return notices.render(Notice.LANGUAGE, phrases, language=catalog.locales[locale].name)

    async def choose_language(self, locale: str, team: str, user: str) -> Reader:
        """Keep a person's language (`ids.AUTOMATIC`: none of their own); how they are answered from now on."""
        surface = self._desk.surface
        if locale == AUTOMATIC:
            await surface.store.languages.forget(team, user)
        else:
            chosen = UserLanguage(team=team, user=user, language=locale, at=surface.clock.now())
            await surface.store.languages.choose(chosen)
        return await self._desk.readers.for_person(team, user)


def _tell(request: Told, asker: Asker, catalog: Catalog) -> Message:
    """What the knowledge base alone can say."""
    phrases, locale = _phrases(catalog, asker), asker.reader.locale
    match request:
        case verbs.Search():
            rows = rows_of((hit.code for hit in search(request.query, catalog)), catalog, locale)
            return search_blocks.render(request.query, rows, locale, phrases)
        case verbs.About():
            return about.render(about.Facts(__version__, catalog.revision, len(catalog.vendor)), phrases)
        case verbs.Help() | verbs.Nothing():
            return usage.render(phrases)
        case verbs.Refusal():
            return notices.render(_REFUSED[request.why], phrases, words=request.words)


def _phrases(catalog: Catalog, asker: Asker) -> Phrases:
    return Phrases(catalog.phrases, asker.reader.locale)


def find_language(wanted: str, catalog: Catalog) -> str | None:
    """The language that somebody named by id, own name or English name, `ids.AUTOMATIC`, or None for no such one."""
    words = wanted.casefold()
    for said in (words, *(words.removesuffix(particle) for particle in _PARTICLES)):
        if said in _AUTOMATIC:
            return AUTOMATIC
        for locale, info in catalog.locales.items():
            names = {locale.casefold(), info.name.casefold(), info.english.casefold()}
            if said in names or said.partition("-")[0] in names or _ALSO_CALLED.get(said) == locale:
                return locale
    return None


def languages_of(catalog: Catalog) -> dict[str, str]:
    """The languages that answers are given in, id -> own name."""
    return {locale: info.name for locale, info in catalog.locales.items()}
