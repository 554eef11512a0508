"""chat.*: what the bot says, changes, takes back, whispers, and links to."""

from tests.fakes.slack import posting
from tests.fakes.slack.api.method import (
    Method,
    checked_attachments,
    checked_blocks,
    checked_metadata,
    member,
    method,
    own_message,
)
from tests.fakes.slack.core import Core
from tests.fakes.slack.posting import Draft
from tests.fakes.slack.problems import SlackError
from tests.fakes.slack.shapes.blocks import too_long_together
from tests.fakes.slack.world import Channel, Json

TRUNCATED_ABOVE = 40_000
MAY_BE_SPLIT_ABOVE = 4_000
UPDATE_AT_MOST = 4_000


def _post(core: Core, arguments: Json) -> Json:
    channel = _writable(core, arguments)
    draft = _draft(core, channel, arguments)
    if too_long_together(draft.blocks):
        raise SlackError("msg_blocks_too_long")
    core.rates.posted(channel.id)
    message, _ = posting.post(core, channel, core.workspace.bot, draft)
    warning = _length_warning(core, str(arguments.get("text") or ""))
    return {"channel": channel.id, "ts": message.ts, "message": message.as_json(), **warning}


def _update(core: Core, arguments: Json) -> Json:
    message = own_message(core, arguments, "cant_update_message")
    if len(str(arguments.get("text") or "")) > UPDATE_AT_MOST:
        raise SlackError("msg_too_long")
    draft = _draft(core, message.channel, {"text": "", **arguments})
    if "text" not in arguments:
        draft = Draft(message.text, draft.blocks, attachments=draft.attachments, metadata=draft.metadata)
    if "attachments" not in arguments:
        draft = Draft(draft.text, draft.blocks, attachments=message.attachments, metadata=draft.metadata)
    posting.change(core, message, draft, edited_by=core.workspace.bot)
    return {"channel": message.channel.id, "ts": message.ts, "text": message.text, "message": message.as_json()}


def _delete(core: Core, arguments: Json) -> Json:
    message = own_message(core, arguments, "cant_delete_message")
    posting.remove(core, message)
    return {"channel": message.channel.id, "ts": message.ts}


def _ephemeral(core: Core, arguments: Json) -> Json:
    channel = core.workspace.channel(arguments["channel"])
    member(core, channel)
    reader = core.workspace.user(arguments["user"])
    if reader.id not in channel.members:
        raise SlackError("user_not_in_channel")
    message = posting.whisper(core, channel, reader, _draft(core, channel, arguments))
    return {"message_ts": message.ts}


def _permalink(core: Core, arguments: Json) -> Json:
    channel = core.workspace.channel(arguments["channel"])
    message = channel.find(str(arguments["message_ts"]))
    if message is None:
        raise SlackError("message_not_found")
    path = (
        f"https://{core.workspace.team.domain}.slack.example.test/archives/{channel.id}/p{message.ts.replace('.', '')}"
    )
    thread = f"?thread_ts={message.thread_ts}&cid={channel.id}" if message.is_reply else ""
    return {"channel": channel.id, "permalink": path + thread}


def _writable(core: Core, arguments: Json) -> Channel:
    """The channel of a new message; a user's id is the direct conversation with them."""
    place = str(arguments["channel"])
    if place in core.workspace.users:
        return core.workspace.direct(core.workspace.user(place))
    channel = core.workspace.channel(place)
    if channel.archived:
        raise SlackError("is_archived")
    if channel.restricted:
        raise SlackError(channel.restricted)
    if "chat:write.public" not in core.app.granted or channel.kind != "channel":
        member(core, channel)
    return channel


def _draft(core: Core, channel: Channel, arguments: Json) -> Draft:
    text = str(arguments.get("text") or "")
    blocks = checked_blocks(arguments)
    attachments = checked_attachments(arguments)
    if not (text or blocks or attachments):
        raise SlackError("no_text")
    thread_ts = arguments.get("thread_ts")
    if thread_ts is not None:
        _look_at_thread(core, channel, str(thread_ts))
    return Draft(
        text[:TRUNCATED_ABOVE],
        blocks,
        thread_ts=str(thread_ts) if thread_ts else None,
        attachments=attachments,
        metadata=checked_metadata(arguments),
        broadcast=bool(arguments.get("reply_broadcast")),
    )


def _look_at_thread(core: Core, channel: Channel, thread_ts: str) -> None:
    """Slack takes almost any thread_ts; one that starts no thread shows up where nobody looks."""
    parent = channel.find(thread_ts)
    if parent is None:
        core.ledger.odd(f"a reply to {thread_ts}, which is no message in {channel.id}")
    elif parent.is_reply:
        core.ledger.odd(f"a reply to {thread_ts}, which is a reply itself")


def _length_warning(core: Core, text: str) -> Json:
    if len(text) > TRUNCATED_ABOVE:
        return {"warning": "message_truncated", "response_metadata": {"warnings": ["message_truncated"]}}
    if len(text) > MAY_BE_SPLIT_ABOVE:
        core.ledger.odd(f"a text of {len(text)} characters, which Slack may split")
    return {}


_SAY = "text blocks attachments thread_ts mrkdwn parse link_names username icon_emoji icon_url team_id"
METHODS: dict[str, Method] = {
    "chat.postMessage": method(
        _post,
        "channel",
        f"{_SAY} reply_broadcast unfurl_links unfurl_media metadata client_msg_id as_user",
        "chat:write",
    ),
    "chat.update": method(
        _update,
        "channel ts",
        "text blocks attachments parse link_names metadata reply_broadcast file_ids as_user team_id",
        "chat:write",
    ),
    "chat.delete": method(_delete, "channel ts", "as_user team_id", "chat:write"),
    "chat.postEphemeral": method(_ephemeral, "channel user", f"{_SAY} as_user", "chat:write"),
    "chat.getPermalink": method(_permalink, "channel message_ts", "team_id"),
}
