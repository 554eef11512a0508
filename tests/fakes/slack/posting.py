"""Puts messages where people see them, changes and removes them; whoever calls has decided that it is allowed."""

from dataclasses import dataclass, field

from tests.fakes.slack import events
from tests.fakes.slack.core import Core
from tests.fakes.slack.delivery import Delivery
from tests.fakes.slack.world import Channel, File, Json, Message, User

TOMBSTONE = "tombstone"
SLACKBOT = "USLACKBOT"


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody is about to say."""

    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    subtype: str | None = None
    attachments: list[Json] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    metadata: Json | None = None
    broadcast: bool = False
    client_msg_id: str | None = None


def post(core: Core, channel: Channel, author: User, draft: Draft) -> tuple[Message, list[Delivery]]:
    """The new message, visible to all, and the deliveries that tell the app of it."""
    message = _message(core, channel, author, draft)
    channel.history.append(message)
    _start_thread(channel, message)
    core.ledger.ring()
    if author is core.workspace.bot and not core.rules.echo:
        return message, []
    return message, events.publish_message(core, message)


def whisper(core: Core, channel: Channel, reader: User, draft: Draft) -> Message:
    """The new message that only one person sees; no event tells of it."""
    message = _message(core, channel, core.workspace.bot, draft)
    message.ephemeral_to = reader.id
    channel.ephemerals.append(message)
    core.ledger.ring()
    return message


def change(core: Core, message: Message, draft: Draft, *, edited_by: User | None) -> None:
    """The message says something else; `edited_by` None is a change that shows no "(edited)", as an unfurl."""
    previous = message.as_json()
    message.before.append((message.text, message.blocks))
    message.text = draft.text
    message.blocks = with_ids(core, draft.blocks)
    message.attachments = draft.attachments
    if draft.metadata is not None:
        message.metadata = draft.metadata
    if edited_by is not None:
        message.edited = {"user": edited_by.id, "ts": core.ids.ts()}
    core.ledger.ring()
    if message.ephemeral_to is None and (core.rules.echo or edited_by is not core.workspace.bot):
        events.publish_changed(core, message, previous)


def remove(core: Core, message: Message) -> None:
    """The message is gone, or a tombstone as long as replies stand under it, which the app sees as a change.

    Undocumented; 42wim/matterbridge issue 600 and slack-edge pull request 10 show the events.
    """
    previous = message.as_json()
    if message.ephemeral_to is None and not message.is_reply and message.channel.thread(message):
        _bury(core, message, previous)
        return
    message.deleted = True
    core.ledger.ring()
    if message.ephemeral_to is not None:
        return
    events.publish_deleted(core, message, previous)
    parent = message.channel.find(str(message.thread_ts)) if message.is_reply else None
    if parent is not None and parent.subtype == TOMBSTONE and not message.channel.thread(parent):
        remove(core, parent)


def _bury(core: Core, message: Message, previous: Json) -> None:
    message.before.append((message.text, message.blocks))
    message.subtype, message.user, message.text = TOMBSTONE, SLACKBOT, "This message was deleted."
    message.blocks, message.files, message.attachments = [], [], []
    message.bot_id = message.app_id = message.client_msg_id = message.edited = message.metadata = None
    core.ledger.ring()
    events.publish_changed(core, message, previous)


def react(core: Core, message: Message, user: User, name: str) -> None:
    """A reaction more."""
    message.reactions.setdefault(name, []).append(user.id)
    core.ledger.ring()
    events.publish_reaction(core, "reaction_added", message, user, name)


def unreact(core: Core, message: Message, user: User, name: str) -> None:
    """A reaction less."""
    message.reactions[name].remove(user.id)
    if not message.reactions[name]:
        del message.reactions[name]
    core.ledger.ring()
    events.publish_reaction(core, "reaction_removed", message, user, name)


def with_ids(core: Core, blocks: list[Json]) -> list[Json]:
    """The blocks as Slack keeps them: each with a block_id, each element that acts with an action_id."""
    return [{"block_id": core.ids.next("blk"), **_with_action_ids(core, block)} for block in blocks]


def _with_action_ids(core: Core, block: Json) -> Json:
    def named(element: Json) -> Json:
        return (
            element
            if element.get("type") in {"image", "plain_text", "mrkdwn"}
            else {
                "action_id": core.ids.next("act"),
                **element,
            }
        )

    kept = dict(block)
    if block.get("type") == "actions":
        kept["elements"] = [named(element) for element in block["elements"]]
    for slot in ("accessory", "element"):
        if slot in block:
            kept[slot] = named(block[slot])
    return kept


def _message(core: Core, channel: Channel, author: User, draft: Draft) -> Message:
    return Message(
        channel=channel,
        ts=core.ids.ts(),
        user=author.id,
        text=draft.text,
        blocks=with_ids(core, draft.blocks),
        thread_ts=draft.thread_ts,
        subtype="thread_broadcast" if draft.broadcast else draft.subtype,
        bot_id=author.bot_id,
        app_id=author.app_id,
        client_msg_id=draft.client_msg_id,
        team_id=author.team.id,
        files=draft.files,
        attachments=draft.attachments,
        metadata=draft.metadata,
        broadcast=draft.broadcast,
    )


def _start_thread(channel: Channel, message: Message) -> None:
    """The first message of a thread carries its own time stamp as thread_ts from the first reply on."""
    if message.is_reply:
        parent = channel.find(str(message.thread_ts))
        if parent is not None:
            parent.thread_ts = parent.ts
