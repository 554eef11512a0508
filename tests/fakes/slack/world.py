"""Who and what there is in the workspace: teams, people, channels, messages, files; holds state, decides nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
Kind = Literal["channel", "group", "im", "mpim"]


@dataclass(slots=True, eq=False)
class Team:
    """A workspace, ours or another organisation's."""

    id: str
    name: str
    domain: str
    enterprise_id: str | None = None


@dataclass(slots=True, eq=False)
class User:
    """A person or the user behind a bot."""

    id: str
    name: str
    team: Team
    locale: str = "en-US"
    bot_id: str | None = None
    app_id: str | None = None
    home: "View | None" = None
    views: list["View"] = field(default_factory=list)

    @property
    def view(self) -> "View":
        """The modal on top."""
        return self.views[-1]

    def as_json(self, *, ours: Team, locale: bool) -> Json:
        """The user as users.info tells it; a stranger's locale is nobody's business."""
        stranger = self.team is not ours
        body: Json = {
            "id": self.id,
            "team_id": self.team.id,
            "name": self.name,
            "real_name": self.name.title(),
            "tz": "Asia/Seoul",
            "deleted": False,
            "is_bot": self.bot_id is not None,
            "is_stranger": stranger,
            "profile": {"display_name": self.name, "real_name": self.name.title()},
        }
        if not stranger:
            del body["is_stranger"]
        if locale and not stranger:
            body["locale"] = self.locale
        return body


@dataclass(slots=True, eq=False)
class File:
    """A file: what Slack claims of it and what its host hands out; the two may differ."""

    id: str
    name: str
    content: bytes
    filetype: str = "text"
    mimetype: str = "text/plain"
    mode: str = "hosted"
    served_as: str | None = None
    size: int | None = None
    repeat: int = 1
    slow: float = 0.0
    endless: bool = False
    redirect: str | None = None
    url: str = ""
    user: str = ""
    channels: list[str] = field(default_factory=list)
    external: bool = False
    deleted: bool = False

    def as_json(self) -> Json:
        """The file object of events and files.info."""
        size = self.size if self.size is not None else len(self.content) * self.repeat
        preview = self.content[:200].decode("utf-8", "replace")
        return {
            "id": self.id,
            "name": self.name,
            "title": self.name,
            "mimetype": self.mimetype,
            "filetype": self.filetype,
            "pretty_type": self.filetype.title(),
            "user": self.user,
            "mode": self.mode,
            "is_external": False,
            "size": size,
            "url_private": self.url,
            "url_private_download": f"{self.url}/download",
            "file_access": "visible",
            "channels": list(self.channels),
            **({"preview": preview, "lines": self.content.count(b"\n") + 1} if self.mode == "snippet" else {}),
        }


@dataclass(slots=True, eq=False)
class Message:
    """A message as it is now, with the versions it had before."""

    channel: "Channel"
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    subtype: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    client_msg_id: str | None = None
    team_id: str | None = None
    edited: Json | None = None
    files: list[File] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    reactions: dict[str, list[str]] = field(default_factory=dict)
    broadcast: bool = False
    deleted: bool = False
    notified: bool = True
    ephemeral_to: str | None = None
    before: list[tuple[str, list[Json]]] = field(default_factory=list)

    def as_json(self, *, metadata: bool = True) -> Json:
        """The message as the API and events show it."""
        body: Json = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts}
        replies = [] if self.is_reply or self.thread_ts is None else self.channel.thread(self)
        optional: Json = {
            "hidden": self.subtype == "tombstone",
            "reply_count": len(replies),
            "reply_users": sorted({reply.user for reply in replies}),
            "latest_reply": replies[-1].ts if replies else None,
            "subtype": self.subtype,
            "client_msg_id": self.client_msg_id,
            "team": self.team_id,
            "bot_id": self.bot_id,
            "app_id": self.app_id,
            "thread_ts": self.thread_ts,
            "edited": self.edited,
            "blocks": self.blocks,
            "attachments": self.attachments,
            "files": [file.as_json() for file in self.files],
            "reactions": [
                {"name": name, "users": list(users), "count": len(users)} for name, users in self.reactions.items()
            ],
            "metadata": self.metadata if metadata else None,
        }
        return {**body, **{name: value for name, value in optional.items() if value}}

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread and is not the thread's first message."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    @property
    def shown(self) -> str:
        """All text a reader sees: that of the blocks where there are any, otherwise `text`."""
        return "\n".join(texts(self.blocks)) if self.blocks else self.text


@dataclass(slots=True, eq=False)
class Channel:
    """A conversation and what is visible in it."""

    id: str
    name: str
    kind: Kind
    team: Team
    members: set[str] = field(default_factory=set)
    history: list[Message] = field(default_factory=list)
    ephemerals: list[Message] = field(default_factory=list)
    shared_with: list[Team] = field(default_factory=list)
    archived: bool = False
    restricted: str | None = None
    topic: str = ""

    @property
    def messages(self) -> list[Message]:
        """What stands in the channel now, threads included, oldest first."""
        return [message for message in self.history if not message.deleted]

    def thread(self, parent: Message) -> list[Message]:
        """The replies under a message, oldest first."""
        root = parent.thread_ts or parent.ts
        return [message for message in self.messages if message.thread_ts == root and message.ts != root]

    def by_bots(self) -> list[Message]:
        """What bots said in the channel and still stands there."""
        return [message for message in self.messages if message.bot_id]

    def seen_by(self, user: User) -> list[Message]:
        """What only this person sees here."""
        return [message for message in self.ephemerals if message.ephemeral_to == user.id and not message.deleted]

    def find(self, ts: str) -> Message | None:
        """The standing message with this time stamp."""
        return next((message for message in reversed(self.history) if message.ts == ts and not message.deleted), None)

    @property
    def external(self) -> bool:
        """Whether people of other organisations are in it."""
        return bool(self.shared_with)

    def as_json(self) -> Json:
        """The channel as conversations.info tells it."""
        return {
            "id": self.id,
            "name": self.name,
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "group",
            "is_im": self.kind == "im",
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "channel",
            "is_archived": self.archived,
            "is_shared": self.external,
            "is_ext_shared": self.external,
            "is_org_shared": False,
            "context_team_id": self.team.id,
            "topic": {"value": self.topic},
            "purpose": {"value": ""},
            "num_members": len(self.members),
        }


@dataclass(slots=True, eq=False)
class View:
    """A modal or a Home tab that somebody has open."""

    id: str
    user: User
    team: Team
    body: Json
    hash: str
    root: "View | None" = None
    previous: "View | None" = None
    state: Json = field(default_factory=dict)

    def as_json(self) -> Json:
        """The view as answers and interaction payloads show it."""
        return {
            "id": self.id,
            "team_id": self.team.id,
            "type": self.body["type"],
            "blocks": self.body.get("blocks", []),
            "private_metadata": self.body.get("private_metadata", ""),
            "callback_id": self.body.get("callback_id", ""),
            "external_id": self.body.get("external_id", ""),
            "state": {"values": self.state},
            "hash": self.hash,
            "title": self.body.get("title"),
            "close": self.body.get("close"),
            "submit": self.body.get("submit"),
            "clear_on_close": self.body.get("clear_on_close", False),
            "notify_on_close": self.body.get("notify_on_close", False),
            "previous_view_id": self.previous.id if self.previous else None,
            "root_view_id": (self.root or self).id,
            "app_id": "A0000001",
            "bot_id": "B0000001",
        }

    @property
    def blocks(self) -> list[Json]:
        """The blocks it shows."""
        return list(self.body.get("blocks", []))

    @property
    def shown(self) -> str:
        """All text a reader sees."""
        title = self.body.get("title") or {}
        return "\n".join([title.get("text", ""), *texts(self.blocks)])


def texts(value: Any) -> Iterator[str]:
    """Every text in blocks, in reading order."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == "text" and isinstance(inner, str):
                yield inner
            else:
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)
