"""Knows who is in the configured user groups; asks Slack, and remembers for a while."""

from collections.abc import Iterable
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot.slack.clients import Clients, error_of
from bot.slack.ports import Time

log = structlog.get_logger("skms_bot.groups")

KNOWN_FOR = 300.0


class Groups:
    """Members by group."""

    def __init__(self, clients: Clients, clock: Time) -> None:
        self._clients = clients
        self._clock = clock
        self._members: dict[str, tuple[float, frozenset[str]]] = {}

    async def has(self, user: str, groups: Iterable[str]) -> bool:
        """Whether a person is in one of the groups; where Slack cannot say, nobody is."""
        for group in groups:
            if user in await self._members_of(group):
                return True
        return False

    async def _members_of(self, group: str) -> frozenset[str]:
        until, known = self._members.get(group, (0.0, frozenset()))
        if until > self._clock.monotonic():
            return known
        try:
            told: Any = await self._clients.bot.api_call(
                "usergroups.users.list", http_verb="GET", params={"usergroup": group}
            )
        except SlackApiError as error:
            log.warning("group_not_known", group=group, reason=error_of(error))
            return frozenset()
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError, AttributeError) as error:
            log.warning("group_not_known", group=group, reason=type(error).__name__)
            return frozenset()
        members = frozenset(str(user) for user in told.get("users") or ())
        self._members[group] = (self._clock.monotonic() + KNOWN_FOR, members)
        return members
