"""Reads what Slack sends before Bolt does: wanted or not, why, and which event it is; pure, a few microseconds."""

import datetime as dt
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from typing import Any, Literal, cast

from bot.models.conversation import Event

Json = dict[str, Any]
Reason = Literal[
    "candidate",
    "mention",
    "direct",
    "group",
    "file",
    "thread",
    "long",
    "continued",
    "changed",
    "deleted",
    "other",
]
"""Why something is wanted; `other` is every event that is no message."""

DIRECT: frozenset[Reason] = frozenset({"mention", "direct"})
"""Somebody speaks to the bot itself."""

LONG = 3000
"""Characters from which on a message may be a part of a paste that Slack split (it does so at some 4,000)."""

_READ = frozenset({None, "file_share", "thread_broadcast", "me_message", "bot_message"})
WORDS = frozenset({"text", "fallback", "title", "pretext", "value"})
"""Where a text may stand in blocks and attachments."""
_KEYED_BY_MESSAGE = frozenset({"message", "app_mention"})
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of ourselves and of what we did, as far as the look needs it.

    `pastes` and `threads` hold (channel, ts); `candidate` says of a text whether it may name an error.
    """

    bot_user: str
    bot_id: str
    bots: Container[str]
    pastes: Container[tuple[str, str]]
    threads: Container[tuple[str, str]]
    candidate: Callable[[str], bool]


def wanted(payload: Json, known: Known) -> Reason | None:
    """Why an event is handed on, or None where nobody wants it."""
    event = payload.get("event")
    if type(event) is not dict:
        return None
    kind = event.get("type")
    if kind == "message":
        return _message(event, known)
    if kind == "app_mention":
        return None if _of_a_bot(event, known) else "mention"
    return "other"


def _message(event: Json, known: Known) -> Reason | None:
    subtype = event.get("subtype")
    if subtype in _READ:
        return None if _of_a_bot(event, known) else _new(event, known)
    if subtype == "message_changed":
        return _changed(event, known)
    if subtype == "message_deleted":
        return "deleted" if (event.get("channel"), paste_of(event)) in known.pastes else None
    return None


def _new(event: Json, known: Known) -> Reason | None:
    text = event.get("text")
    words = text if type(text) is str else ""
    if event.get("channel_type") == "im":
        return "direct"
    if f"<@{known.bot_user}" in words:
        return "mention"
    return "file" if event.get("files") else _ambient(event, words, known)


def _ambient(event: Json, words: str, known: Known) -> Reason | None:
    """Said to nobody in particular."""
    if known.candidate(words) or _elsewhere(event, words, known):
        return "candidate"
    thread = event.get("thread_ts")
    if thread is not None and (event.get("channel"), thread) in known.threads:
        return "thread"
    if len(words) >= LONG:
        return "long"
    return "group" if event.get("channel_type") == "mpim" else None


def _elsewhere(event: Json, words: str, known: Known) -> bool:
    """Whether a part of the message that `text` does not repeat may name an error: tables, attachments, bare blocks."""
    attachments, blocks = event.get("attachments"), event.get("blocks")
    if attachments and any(known.candidate(found) for found in _texts(attachments)):
        return True
    if not blocks or type(blocks) is not list:
        return False
    if words and all(type(block) is dict and block.get("type") == "rich_text" for block in blocks):
        return False
    return any(known.candidate(found) for found in _texts(blocks))


def _texts(value: object, depth: int = 0) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if type(value) is list:
        for item in value:
            yield from _texts(item, depth + 1)
    elif type(value) is dict:
        for name, item in value.items():
            if type(item) is str:
                if name in WORDS:
                    yield item
            else:
                yield from _texts(item, depth + 1)


def _changed(event: Json, known: Known) -> Reason | None:
    """Only a change of the words, of something that we answered, by whoever: unfurls change messages too."""
    if (event.get("channel"), paste_of(event)) not in known.pastes:
        return None
    now, before = event.get("message"), event.get("previous_message")
    if type(now) is dict and now.get("subtype") == "tombstone":
        # What Slack makes of a deleted message that has a thread.
        return "deleted"
    if type(now) is not dict or type(before) is not dict:
        return "changed"
    same = now.get("text") == before.get("text") and len(now.get("files") or ()) == len(before.get("files") or ())
    return None if same else "changed"


def _of_a_bot(event: Json, known: Known) -> bool:
    """Ourselves, or another bot that is not listed."""
    user, bot = event.get("user"), event.get("bot_id")
    if user == known.bot_user or (bot is not None and bot == known.bot_id):
        return True
    if bot is None and event.get("subtype") != "bot_message":
        return False
    return not any(name is not None and name in known.bots for name in (bot, user, event.get("app_id")))


def paste_of(event: Json) -> str | None:
    """The ts of the message that an event speaks of; of a change or deletion, the one that was changed."""
    if event.get("deleted_ts"):
        return cast("str", event["deleted_ts"])
    for name in ("message", "previous_message"):
        inner = event.get(name)
        if type(inner) is dict:
            return cast("str | None", inner.get("ts"))
    return cast("str | None", event.get("ts"))


def event_of(payload: Json, now: dt.datetime) -> Event:
    """The row that is kept of an event; raises ValueError (pydantic's) where its ids are no ids.

    A change or deletion has a ts of its own, and keeps the paste's as `thread_ts`. Events about a message (reactions)
    keep no ts: they are no second copy of it.
    """
    event = payload["event"]
    kind, subtype = event.get("type"), event.get("subtype")
    hidden = kind == "message" and subtype in {"message_changed", "message_deleted"}
    channel = event.get("channel")
    return Event(
        event_id=payload.get("event_id"),
        team=payload.get("team_id") or event.get("team"),
        channel=channel if type(channel) is str else None,
        ts=event.get("ts") if kind in _KEYED_BY_MESSAGE else None,
        thread_ts=paste_of(event) if hidden else event.get("thread_ts"),
        user=event.get("user") if type(event.get("user")) is str else None,
        client_msg_id=None if hidden else event.get("client_msg_id"),
        kind=subtype if hidden else kind,
        at=now,
    )


def sent_at(payload: Json, otherwise: dt.datetime) -> dt.datetime:
    """When Slack says the event happened."""
    moment = payload.get("event_time")
    if type(moment) is not int or not 0 < moment < 1 << 33:
        return otherwise
    return dt.datetime.fromtimestamp(moment, dt.UTC)
