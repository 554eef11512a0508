"""Says for whom an answer is: language, audience, contacts; asks storage and Slack, and remembers for a while."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Generic, TypeVar

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError

from bot.errors import SkmsBotError, StorageError
from bot.models.answer import Reader
from bot.models.catalog import Audience
from bot.models.conversation import ChannelSetting
from bot.models.setup import DIRECT, Conduct
from bot.slack.clients import Identity, error_of
from bot.slack.envelope import Json
from bot.slack.ports import Time
from bot.slack.surface import Surface

log = structlog.get_logger("skms_bot.reader")

KNOWN_FOR = 3600.0
UNKNOWN_FOR = 60.0
"""Seconds until Slack is asked again for what it could not say."""
ASK_WITHIN = 2.0
READ_WITHIN = 1.0
AWAY_FOR = 5.0
MOST = 10_000
LONGEST_NAME = 60

T = TypeVar("T")


class Away(Enum):
    """Storage did not answer, which is something else than that it knows nothing."""

    AWAY = auto()


AWAY = Away.AWAY


@dataclass(frozen=True, slots=True)
class Person:
    """What Slack says of somebody: the locale, None where it does not say, whether they are of elsewhere, the name."""

    locale: str | None
    stranger: bool
    name: str = ""


class Asked(Generic[T]):
    """What Slack said of each id, for a while; None is what it could not say."""

    def __init__(self, clock: Time, ask: Callable[[str], Awaitable[T]]) -> None:
        self._clock = clock
        self._ask = ask
        self._told: OrderedDict[str, tuple[float, T | None]] = OrderedDict()

    async def of(self, key: str) -> T | None:
        """What is known of an id; never raises what Slack or the network did."""
        until, told = self._told.get(key, (0.0, None))
        if until > self._clock.monotonic():
            return told
        told = await self._now(key)
        self._told[key] = (self._clock.monotonic() + (UNKNOWN_FOR if told is None else KNOWN_FOR), told)
        self._told.move_to_end(key)
        if len(self._told) > MOST:
            self._told.popitem(last=False)
        return told

    async def _now(self, key: str) -> T | None:
        try:
            async with asyncio.timeout(ASK_WITHIN):
                return await self._ask(key)
        except SlackApiError as error:
            log.warning("slack_cannot_say", id=key, reason=error_of(error))
        except (aiohttp.ClientError, OSError, ValueError, AttributeError, KeyError, SkmsBotError) as error:
            log.warning("slack_cannot_say", id=key, reason=type(error).__name__)
        return None


class Readers:
    """One for the whole process. No method raises: where storage or Slack cannot say, the careful answer holds."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._people = Asked(surface.clock, self._ask_person)
        self._shared = Asked(surface.clock, self._ask_channel)
        self._away_until = float("-inf")
        self._chosen = OrderedDict[tuple[str, str], ChannelSetting | None]()

    async def conduct_in(self, team: str, channel: str) -> Conduct:
        """How to behave in a channel: mode, language, audience, environment; mode and audience are never None."""
        place = (team, channel)
        found = await self._stored(lambda: self._surface.store.channels.of(team, channel))
        if found is not AWAY:
            self._chosen[place] = found
            self._chosen.move_to_end(place)
            if len(self._chosen) > MOST:
                self._chosen.popitem(last=False)
        # What people chose earlier holds in an outage: a channel that was told to be silent stays so.
        return self._surface.settings.channels.conduct_in(channel, self._chosen.get(place))

    async def for_channel(self, team: str, channel: str, user: str, *, shared: bool | None = None) -> Reader:
        """Who reads an answer that all in the channel see, asked for by `user`.

        `shared` is the event's own word on whether the channel is shared with another organisation
        (`is_ext_shared_channel` of its envelope); None: Slack is asked, and where it cannot say, it is taken to be.
        A direct message is its person's.
        """
        if channel.startswith(DIRECT):
            return await self.for_person(team, user, channel)
        conduct = await self.conduct_in(team, channel)
        if shared is None:
            shared = await self._shared.of(channel) is not False
        person = None if shared else await self._person(user)
        outside = shared or (person is not None and person.stranger)
        return self._reader(conduct.language, conduct.audience, outside=outside)

    async def for_alerts(self, team: str, channel: str, language: str | None) -> tuple[Reader, bool]:
        """Who reads incidents in a channel that the site chose for them; and whether it is certainly ours alone.

        `language` is that of the route. Where Slack cannot say whether others are in it, the site's word holds.
        """
        conduct = await self.conduct_in(team, channel)
        shared = await self._shared.of(channel)
        reader = self._reader(language or conduct.language, conduct.audience, outside=shared is True)
        return reader, shared is False and reader.audience == "operator"

    async def for_person(self, team: str, user: str, channel: str = "") -> Reader:
        """Who reads an answer that only `user` sees, in `channel` or nowhere in particular.

        The language that the person chose, else the one of their Slack, else the site's. Somebody whom Slack does not
        know for ours is taken to be of elsewhere; a channel is not, where it cannot be seen: only `user` reads.
        """
        conduct = await self.conduct_in(team, channel)
        person = await self._person(user)
        language = await self._language_of(team, user) or (person.locale if person else None)
        outside = person is None or person.stranger
        if not outside and channel and not channel.startswith(DIRECT):
            outside = await self._shared.of(channel) is True
        return self._reader(language, conduct.audience, outside=outside)

    async def name_of(self, user: str) -> str:
        """The name by which people know somebody, empty where Slack does not say."""
        person = await self._person(user)
        return person.name if person else ""

    def _reader(self, language: str | None, audience: Audience | None, *, outside: bool) -> Reader:
        """External readers get no contacts: those are ours."""
        known = self._surface.catalog().locales
        wanted = (language, (language or "").partition("-")[0], self._surface.locale)
        locale = next((name for name in wanted if name and name in known), "en")
        if outside or audience == "external":
            return Reader(locale=locale, audience="external")
        return Reader(locale=locale, audience=audience or "operator", contacts=self._surface.contacts)

    async def _person(self, user: str) -> Person | None:
        """What Slack says of a person; bots without a user are nobody."""
        return await self._people.of(user) if user.startswith(("U", "W")) else None

    async def _language_of(self, team: str, user: str) -> str | None:
        found = await self._stored(lambda: self._surface.store.languages.of(team, user))
        return None if found is AWAY else found

    async def _stored(self, read: Callable[[], Awaitable[T]]) -> T | Away:
        """What storage says, or that it is away, or too slow; then it is not asked for a while."""
        if self._surface.clock.monotonic() < self._away_until:
            return AWAY
        try:
            async with asyncio.timeout(READ_WITHIN):
                return await read()
        except (StorageError, TimeoutError) as error:
            log.warning("choices_unread", reason=type(error).__name__)
            self._away_until = self._surface.clock.monotonic() + AWAY_FOR
            return AWAY

    async def _ask_person(self, user: str) -> Person:
        told: Any = await self._surface.clients.bot.users_info(user=user, include_locale=True)
        return _person_in(told["user"], self._surface.identity)

    async def _ask_channel(self, channel: str) -> bool:
        """Whether people of other organisations are in it, or were invited."""
        told: Any = await self._surface.clients.bot.conversations_info(channel=channel)
        found = told["channel"]
        return bool(found.get("is_ext_shared") or found.get("is_pending_ext_shared"))


def _person_in(user: Json, identity: Identity) -> Person:
    """What users.info says; in an Enterprise organisation, all its workspaces are home."""
    locale, team = user.get("locale"), user.get("team_id")
    enterprise = (user.get("enterprise_user") or {}).get("enterprise_id")
    ours = team in (None, identity.team, identity.enterprise) or (enterprise and enterprise == identity.enterprise)
    names = ((user.get("profile") or {}).get("display_name"), user.get("real_name"), user.get("name"))
    name = next((str(name) for name in names if name), "")
    stranger = bool(user.get("is_stranger")) or not ours
    return Person(locale if isinstance(locale, str) else None, stranger, name[:LONGEST_NAME])
