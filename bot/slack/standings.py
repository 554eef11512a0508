"""Replies how SKMS stands: the last readings at once, then asked again; judges nothing and sends nothing."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace

from bot.explain.status import Wording
from bot.models.answer import Reader
from bot.models.catalog import Catalog
from bot.models.target import Target
from bot.slack.blocks import status as blocks
from bot.slack.blocks.page import Message
from bot.slack.desk import Desk
from bot.slack.reply import Reply
from bot.status.overview import Overview, choose, look, nearest

_BETWEEN = re.compile(r"[\s_-]+")


class Standings:
    """One for the whole process."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def reply(self, about: str, reader: Reader) -> Reply:
        """How what was asked for stands: a target, an environment, a component, or everything for no word."""
        chosen = self.find(about, reader)
        if chosen is None:
            return Reply(self._unknown(about, reader))
        if not chosen:
            return Reply(self._show(self._look(()), about, reader))
        overview = self._look(chosen)

        async def later() -> Message:
            await self._desk.sight.ask(chosen)
            return self._show(self._look(chosen), about, reader)

        first = self._show(overview, about, reader, asking=True)
        return Reply(first, later, lambda: self._show(overview, about, reader))

    def find(self, about: str, reader: Reader) -> tuple[Target, ...] | None:
        """The targets that a word names, None where it names none; people outside name no target, only components."""
        status = self._desk.sight.status
        if status is None:
            return ()
        targets, catalog = tuple(status.board.targets.values()), self._desk.surface.catalog()
        environments = {word.casefold(): sign.name for sign in status.environments for word in sign.words}
        for word in (about, environments.get(about.strip().casefold(), "")):
            if (word or not about) and reader.audience != "external" and (found := choose(word, targets)):
                return found
        if not about.strip():
            return targets
        component = _components(catalog).get(_plain(about))
        return (component and _speaking_of(component, targets, catalog)) or None

    def _look(self, chosen: tuple[Target, ...]) -> Overview:
        """The board as it is now."""
        status, surface = self._desk.sight.status, self._desk.surface
        standings, pasts = (status.board.standings, status.board.pasts) if status else ({}, {})
        return look(chosen, standings, pasts, surface.catalog(), surface.clock.now())

    def _show(self, overview: Overview, about: str, reader: Reader, *, asking: bool = False) -> Message:
        """The message, and one without the chart for a Slack that refuses it."""
        wording = self._wording(reader)
        message = blocks.render(overview, wording, about, asking=asking)
        return replace(message, plainer=blocks.render(overview, wording, about, asking=asking, chart=False).blocks)

    def _unknown(self, about: str, reader: Reader) -> Message:
        status, catalog = self._desk.sight.status, self._desk.surface.catalog()
        targets = tuple(status.board.targets.values()) if status else ()
        names = nearest(about, targets)
        if reader.audience == "external":
            names = tuple(name for name in catalog.components if _speaking_of(name, targets, catalog))
        return blocks.render_unknown(about, names, self._wording(reader))

    def _wording(self, reader: Reader) -> Wording:
        return Wording(self._desk.surface.catalog(), reader, self._desk.sight.now().tzinfo or dt.UTC)


def _components(catalog: Catalog) -> Mapping[str, str]:
    """The ids of components by what people call them, in any language."""
    return {
        _plain(name): component.id
        for component in catalog.components.values()
        for name in (component.id, *(component.name.say(locale) for locale in catalog.locales))
    }


def _speaking_of(component: str, targets: tuple[Target, ...], catalog: Catalog) -> tuple[Target, ...]:
    """The targets of a component, and the health checks that have an item for it."""
    items = any(test.component == component for test in catalog.health.values())
    return tuple(
        target for target in targets if target.component == component or (items and target.kind == "sdf-health")
    )


def _plain(name: str) -> str:
    return _BETWEEN.sub("", name.strip().casefold())
