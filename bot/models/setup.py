"""How a site wants the bot to behave in Slack: channels, files, answers, work; values only, read by the settings."""

import datetime as dt
import re
from collections.abc import Mapping
from typing import Annotated, Literal
from urllib.parse import quote, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from bot.models.catalog import Audience
from bot.models.conversation import ChannelMode, ChannelSetting
from bot.models.text import Locale, Value

SLACK_CONNECTIONS = 10
"""Slack lets an app have this many Socket Mode connections (docs.slack.dev, "Using Socket Mode")."""

DIRECT = "D"
"""How Slack begins the id of a conversation between one person and the bot."""

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_DURATION = re.compile(r"([0-9]{1,6}) ?([smhd])")
_CHANNEL = re.compile(r"[CGD][A-Z0-9]{2,20}")


def _read_duration(value: object) -> object:
    if not isinstance(value, str):
        return value
    matched = _DURATION.fullmatch(value.strip())
    if matched is None:
        raise ValueError("write a number and a unit, as in 90s, 10m, 2h, 1d")
    return dt.timedelta(seconds=int(matched[1]) * _UNITS[matched[2]])


def _check_channel(value: str) -> str:
    if _CHANNEL.fullmatch(value) is None:
        raise ValueError("a channel is named by its id (as in C0123ABCD, from the channel's details), not by its name")
    return value


def _check_link(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme != "https" or not parts.hostname or parts.username or re.search(r"[\s<>|]", value):
        raise ValueError("must be an https:// address without user name or blanks")
    return value


Duration = Annotated[dt.timedelta, BeforeValidator(_read_duration)]
ChannelId = Annotated[str, AfterValidator(_check_channel)]
BotId = Annotated[str, StringConstraints(pattern=r"^B[A-Z0-9]{2,20}$")]
GroupId = Annotated[str, StringConstraints(pattern=r"^S[A-Z0-9]{2,20}$")]
# The pattern sees the text before it is put in lower case.
HostName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$", to_lower=True)]


class Conduct(Value):
    """How the bot behaves in a channel; None means: as said elsewhere."""

    mode: ChannelMode | None = None
    language: Locale | None = None
    audience: Audience | None = None
    environment: Annotated[str, StringConstraints(min_length=1, max_length=255)] | None = None

    def over(self, other: "Conduct | ChannelSetting") -> "Conduct":
        """This one, with what it leaves open taken from the other."""
        return Conduct.model_validate({name: getattr(self, name) or getattr(other, name) for name in CONDUCT})


CONDUCT = tuple(Conduct.model_fields)


class Channels(Value):
    """Where the bot reads unasked, and how it behaves there.

    `allow` None means: wherever it is invited; an empty list means: nowhere. Direct questions are answered anywhere.
    `bots` are other bots whose messages are read like a person's.
    """

    allow: tuple[ChannelId, ...] | None = None
    bots: tuple[BotId, ...] = ()
    default: Conduct = Conduct()
    each: Mapping[ChannelId, Conduct] = {}

    def allows(self, channel: str) -> bool:
        """Whether messages of the channel may be read unasked; a direct message is a question, and always may."""
        return self.allow is None or channel in self.allow or channel.startswith(DIRECT)

    def conduct_in(self, channel: str, chosen: ChannelSetting | None = None) -> Conduct:
        """How to behave in a channel: what people chose there, over the file's word for it, over the default.

        Only `language` and `environment` can still be None; the mode is `off` where the channel is not allowed.
        """
        conduct = self.each.get(channel, Conduct()).over(self.default).over(Conduct(mode="on", audience="operator"))
        if chosen is not None:
            picked = {name: getattr(chosen, name) for name in CONDUCT}
            conduct = Conduct.model_validate(picked).over(conduct)
        return conduct if self.allows(channel) else conduct.model_copy(update={"mode": "off"})


class Files(Value):
    """Which files are read: how large at most, and from which hosts, since the bot's token goes with the request."""

    max_bytes: Annotated[int, Field(ge=1_024, le=16 * 1024 * 1024)] = 1024 * 1024
    hosts: Annotated[tuple[HostName, ...], Field(min_length=1)] = ("files.slack.com",)


class Feedback(Value):
    """Whether a redacted text is kept when a person says that the answer to it was wrong."""

    keep_cases: bool = False


class Answers(Value):
    """What goes with answers: who may withdraw them besides the poster, where runbooks are edited, when one repeats."""

    withdraw_groups: tuple[GroupId, ...] = ()
    edit_url: Annotated[str, AfterValidator(_check_link)] | None = None
    repeat_window: Annotated[Duration, Field(ge=dt.timedelta(0), le=dt.timedelta(days=1))] = dt.timedelta(minutes=10)

    def edit_link(self, path: str) -> str | None:
        """Where a file of the knowledge base is edited, None where no repository is set."""
        if self.edit_url is None:
            return None
        if "{path}" in self.edit_url:
            return self.edit_url.replace("{path}", quote(path))
        return f"{self.edit_url.rstrip('/')}/{quote(path)}"


class Http(Value):
    """Where HTTP mode listens; a proxy in front of it ends TLS."""

    host: Annotated[str, StringConstraints(min_length=1, max_length=253)] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65_535)] = 3_000
    path: Annotated[str, StringConstraints(pattern=r"^/[A-Za-z0-9/_.-]{0,200}$")] = "/slack/events"


class Work(Value):
    """How much is done at once and how much may wait, in each process; how many processes there are."""

    workers: Annotated[int, Field(ge=1, le=64)] = 4
    queue: Annotated[int, Field(ge=1, le=100_000)] = 1_000
    connections: Annotated[int, Field(ge=1, le=SLACK_CONNECTIONS)] = 2
    replicas: Annotated[int, Field(ge=1, le=100)] = 1

    @property
    def all_connections(self) -> int:
        """How many Socket Mode connections all processes hold together."""
        return self.connections * self.replicas


class Log(Value):
    """How the log looks and from which level on it speaks."""

    format: Literal["text", "json"] = "text"
    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
