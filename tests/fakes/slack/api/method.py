"""What a Web API method is: its arguments, its scopes and what it does; and the readings of arguments all share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from slackblocks._limits import MESSAGE_ATTACHMENTS_MAX_ITEMS

from tests.fakes.slack.app import HISTORY
from tests.fakes.slack.core import Core
from tests.fakes.slack.problems import SlackError, invalid
from tests.fakes.slack.shapes.blocks import check_blocks
from tests.fakes.slack.shapes.check import Findings
from tests.fakes.slack.world import Channel, Json, Message

Run = Callable[[Core, Json], Json]


@dataclass(frozen=True, slots=True)
class Method:
    """One method; `scopes` are alternatives, none means that any token will do."""

    run: Run
    must: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    scopes: tuple[str, ...] = ()


def method(run: Run, must: str = "", may: str = "", *scopes: str) -> Method:
    """A method whose argument names are given as words."""
    return Method(run, frozenset(must.split()), frozenset(may.split()), scopes)


def checked_blocks(arguments: Json, surface: str = "message") -> list[Json]:
    """The blocks of the arguments; raises `invalid_blocks_format`, `invalid_blocks`."""
    blocks = arguments.get("blocks")
    if blocks is None or blocks == "":
        return []
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    findings = Findings()
    check_blocks(blocks, surface, findings)
    if findings.words:
        raise invalid("invalid_blocks", findings.words)
    return blocks


def checked_attachments(arguments: Json) -> list[Json]:
    """The attachments of the arguments; raises `invalid_attachments`, `too_many_attachments`."""
    attachments = arguments.get("attachments") or []
    if not isinstance(attachments, list) or not all(isinstance(one, dict) for one in attachments):
        raise SlackError("invalid_attachments")
    if len(attachments) > MESSAGE_ATTACHMENTS_MAX_ITEMS:
        raise SlackError("too_many_attachments")
    findings = Findings()
    for index, attachment in enumerate(attachments):
        check_blocks(attachment.get("blocks", []), "message", findings, f"/attachments/{index}/blocks")
    if findings.words:
        raise invalid("invalid_attachments", findings.words)
    return attachments


def checked_metadata(arguments: Json) -> Json | None:
    """The metadata of the arguments; raises `invalid_metadata_format`, `invalid_metadata_schema`."""
    metadata = arguments.get("metadata")
    if metadata is None:
        return None
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_schema")
    return metadata


def readable(core: Core, arguments: Json) -> Channel:
    """The channel, if the bot may read in it; raises `missing_scope`, `not_in_channel`."""
    channel = core.workspace.channel(arguments.get("channel"))
    core.demand(HISTORY[channel.kind])
    member(core, channel)
    return channel


def member(core: Core, channel: Channel) -> None:
    """Raises `not_in_channel`."""
    if core.workspace.bot.id not in channel.members:
        raise SlackError("not_in_channel")


def own_message(core: Core, arguments: Json, refusal: str) -> Message:
    """The bot's own message; raises `message_not_found`, or the refusal where it is another's."""
    message = core.workspace.channel(arguments.get("channel")).find(str(arguments.get("ts")))
    if message is None:
        raise SlackError("message_not_found")
    if message.user != core.workspace.bot.id:
        raise SlackError(refusal)
    return message


def page(things: list[Any], arguments: Json, most: int) -> tuple[list[Any], Json]:
    """One page of a list and the answer's cursor; raises `invalid_cursor`, `invalid_limit`."""
    cursor = str(arguments.get("cursor") or "0")
    if not cursor.isdigit() or int(cursor) > len(things):
        raise SlackError("invalid_cursor")
    limit = str(arguments.get("limit") or 100)
    if not limit.isdigit() or not 1 <= int(limit) <= most:
        raise SlackError("invalid_limit")
    start = int(cursor)
    end = start + int(limit)
    more = end < len(things)
    return things[start:end], {"has_more": more, "response_metadata": {"next_cursor": str(end) if more else ""}}
