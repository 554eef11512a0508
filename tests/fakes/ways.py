"""Both ways of an alarm about the bot itself, each of which may fail."""

from collections.abc import Mapping
from typing import Any

from bot.models.showing import NotShown, Outcome, Shown


class Ways:
    """`posts` and `events` are what went out."""

    def __init__(self) -> None:
        self.posts: list[str] = []
        self.events: list[dict[str, Any]] = []
        self.works = True

    async def post(self, kind: str, facts: Mapping[str, str]) -> bool:
        """Take a post."""
        del facts
        self.posts.append(kind)
        return self.works

    async def tell(self, event: Mapping[str, Any]) -> Outcome:
        """Take an event for the pager."""
        self.events.append(dict(event))
        return Shown(ts="202") if self.works else NotShown(why="unreachable")
