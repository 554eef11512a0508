"""Shows each person's Home tab, and follows what they search, browse and choose there; finds and explains nothing."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp

from bot.catalog.search import search
from bot.errors import InboxFull, StorageError
from bot.explain.templates import Phrases
from bot.slack.blocks import home, ids
from bot.slack.blocks.home import LONGEST_QUERY, Visit
from bot.slack.blocks.page import View
from bot.slack.blocks.rows import Row, name_components, rows_about, rows_of
from bot.slack.desk import Desk
from bot.slack.messenger import NotSent
from bot.slack.replying import Replies, find_language, languages_of
from bot.slack.scopes import COMMAND
from bot.slack.surface import Arrival, Job

log = structlog.get_logger("skms_bot.home")

CONFLICT = "hash_conflict"
FOUND = 10
SOUGHT = ("component", "query")

Ack = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class _Looking:
    """Who looks at Home, at which version of it, and what they look for: a component, or words, or nothing."""

    team: str
    user: str
    view_hash: str | None
    component: str = ""
    query: str = ""


def register(app: AsyncApp, desk: Desk) -> None:
    """Let Bolt know the listeners."""
    listener = _Home(desk)
    app.event("app_home_opened")(listener.on_opened)
    app.action(ids.HOME_SEARCH)(listener.on_searched)
    app.action(ids.HOME_COMPONENT)(listener.on_browsed)
    app.action(ids.HOME_LANGUAGE)(listener.on_language)


class _Home:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._replies = Replies(desk)
        self._latest: dict[tuple[str, str], object] = {}

    async def on_opened(self, event: dict[str, Any], body: dict[str, Any], context: dict[str, Any]) -> None:
        """Show what is known now; what somebody had looked for stays."""
        if event.get("tab") != "home":
            return
        arrival: Arrival = context["arrival"]
        self._show_soon(_seen(body["team_id"], event["user"], event.get("view")), event_id=arrival.event_id)

    async def on_searched(self, ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        """Show what the words are about."""
        self._show_soon(replace(_seen_in(body), component="", query=(action.get("value") or "")[:LONGEST_QUERY]))
        await ack()

    async def on_browsed(self, ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        """Show the entries of a component."""
        self._show_soon(replace(_seen_in(body), component=_picked(action), query=""))
        await ack()

    async def on_language(self, ack: Ack, body: dict[str, Any], action: dict[str, Any]) -> None:
        """Keep the language, and show everything in it."""
        looking = _seen_in(body)
        chosen = find_language(_picked(action), self._desk.surface.catalog())

        async def keep() -> None:
            if chosen is not None:
                await self._replies.choose_language(chosen, looking.team, looking.user)

        self._show_soon(looking, keep)
        await ack()

    def _show_soon(
        self, looking: _Looking, before: Callable[[], Awaitable[None]] | None = None, event_id: str | None = None
    ) -> None:
        """Queue it, in the order of the person's doings; only the last of several is shown."""
        person, turn = (looking.team, looking.user), object()

        async def work() -> None:
            try:
                if before is not None:
                    await before()
                if self._latest.get(person) is turn:
                    await self._show(looking, event_id)
            finally:
                if self._latest.get(person) is turn:
                    del self._latest[person]

        earlier = self._latest.get(person)
        self._latest[person] = turn
        lane = f"home:{':'.join(person)}"
        try:
            self._desk.surface.inbox.submit(Job("home", work, lane=lane, event_id=event_id, prompt=True))
        except InboxFull:
            if earlier is None:
                del self._latest[person]
            else:
                self._latest[person] = earlier
            raise

    async def _show(self, looking: _Looking, event_id: str | None) -> None:
        view = await self._view(looking)
        publish = self._desk.surface.messenger.publish_home
        outcome = await publish(looking.team, looking.user, view, looking.view_hash)
        if isinstance(outcome, NotSent) and outcome.reason == CONFLICT and event_id is None:
            # Another version came between what they saw and this, which is the last thing they did: it holds.
            outcome = await publish(looking.team, looking.user, view)
        if isinstance(outcome, NotSent) and outcome.reason != CONFLICT:
            log.warning("home_not_shown", reason=outcome.reason)

    async def _view(self, looking: _Looking) -> View:
        surface = self._desk.surface
        catalog = surface.catalog()
        locale = (await self._desk.readers.for_person(looking.team, looking.user)).locale
        visit = Visit(
            locale=locale,
            chosen=await self._chosen(looking),
            languages=languages_of(catalog),
            components=name_components(catalog, locale),
            knowledge=catalog.revision,
            component=looking.component,
            query=looking.query,
            rows=self._find(looking, locale),
        )
        view = home.render(visit, Phrases(catalog.phrases, locale), COMMAND)
        return {**view, "private_metadata": _remember(looking)}

    async def _chosen(self, looking: _Looking) -> str:
        """The language that the person chose; where nobody can say, Home is shown all the same."""
        try:
            chosen = await self._desk.surface.store.languages.of(looking.team, looking.user)
        except StorageError as error:
            log.warning("language_not_known", reason=type(error).__name__)
            return ids.AUTOMATIC
        return chosen or ids.AUTOMATIC

    def _find(self, looking: _Looking, locale: str) -> list[Row]:
        catalog = self._desk.surface.catalog()
        if looking.component:
            return rows_about(looking.component, catalog, locale)
        return rows_of((hit.code for hit in search(looking.query, catalog, FOUND)), catalog, locale)


def _seen_in(body: Mapping[str, Any]) -> _Looking:
    return _seen(body["team"]["id"], body["user"]["id"], body.get("view"))


def _seen(team: str, user: str, view: Mapping[str, Any] | None) -> _Looking:
    """What a person looks at, as the view itself remembers it."""
    seen = view or {}
    kind, _, sought = str(seen.get("private_metadata") or "").partition(":")
    return _Looking(team, user, seen.get("hash"), **({kind: sought} if kind in SOUGHT else {}))


def _remember(looking: _Looking) -> str:
    """What `_seen` reads: Slack keeps it with the view, and hands it back with whatever happens there."""
    return next((f"{kind}:{getattr(looking, kind)}" for kind in SOUGHT if getattr(looking, kind)), "")


def _picked(action: Mapping[str, Any]) -> str:
    return str((action.get("selected_option") or {}).get("value") or "")
