"""What stands in the demo's Slack: messages, modals, the Home tab; tells of every change, speaks no HTTP."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal

from bot.clock import SystemClock
from bot.slack.envelope import Json

TEAM, APP, BOT, BOT_ID, PERSON = "T0DEMO000", "A0SKMSBOT", "U0SKMSBOT", "B0SKMSBOT", "U0YOU0000"
CHANNEL, DIRECT = "C0SKMSOPS", "D0YOU0000"
NAMES = {CHANNEL: "skms-ops", BOT: "skms", PERSON: "you"}

Kind = Literal["posted", "edited", "deleted", "whispered", "reacted", "unreacted", "modal", "home"]


class SlackSays(Exception):  # noqa: N818 - named for the fact
    """An error in Slack's word, such as message_not_found."""


@dataclass(slots=True, eq=False)
class Message:
    """A message; `private`: only the person sees it. `before` are the blocks and text that an edit replaced."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json]
    thread_ts: str | None = None
    metadata: Json | None = None
    private: bool = False
    gone: bool = False
    reactions: set[str] = field(default_factory=set)
    before: tuple[str, list[Json]] = ("", [])

    def as_json(self, *, metadata: bool = False) -> Json:
        """As Slack hands it out."""
        body: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": TEAM}
        if self.blocks:
            body["blocks"] = self.blocks
        if self.thread_ts:
            body["thread_ts"] = self.thread_ts
        if self.user == BOT:
            body |= {"bot_id": BOT_ID, "app_id": APP}
        return {**body, "metadata": self.metadata} if metadata and self.metadata else body


@dataclass(slots=True, eq=False)
class View:
    """A modal or the Home tab, under a hash that changes with what it shows."""

    id: str
    body: Json
    hash: str
    state: dict[str, dict[str, Json]] = field(default_factory=dict)

    def as_json(self) -> Json:
        """As Slack hands it out."""
        return {"team_id": TEAM, **self.body, "id": self.id, "hash": self.hash, "state": {"values": self.state}}


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that a person at the screen sees."""

    kind: Kind
    message: Message | None = None
    view: View | None = None
    name: str = ""


Listen = Callable[[Happening], None]


class Workspace:
    """One channel, one direct conversation, one person and the bot."""

    def __init__(self, on_happening: Listen) -> None:
        self._tell = on_happening
        self._clock = SystemClock()
        self._ids = count(1)
        self._last = 0
        self.messages: list[Message] = []
        self.modals: list[View] = []
        self.home: View | None = None
        self.responses: dict[str, tuple[str, Message | None]] = {}

    def new_id(self, prefix: str) -> str:
        """An id that was never used before."""
        return f"{prefix}{next(self._ids):07d}"

    def new_ts(self) -> str:
        """A message's time stamp, later than every one before."""
        self._last = max(int(self._clock.now().timestamp() * 1_000_000), self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def find(self, channel: object, ts: object) -> Message:
        """The message there; raises SlackSays."""
        for message in self.messages:
            if (message.channel, message.ts) == (channel, ts) and not message.gone:
                return message
        raise SlackSays("message_not_found")

    def post(self, channel: str, user: str, text: str, **more: Any) -> Message:
        """Something new is said."""
        message = Message(channel, self.new_ts(), user, text, **more)
        self.messages.append(message)
        self._tell(Happening("whispered" if message.private else "posted", message))
        return message

    def edit(self, message: Message, text: str, blocks: list[Json]) -> None:
        """A message says something else; the same words again are no change."""
        before = (message.text, message.blocks)
        message.text, message.blocks = text, blocks
        if before != (text, blocks):
            message.before = before
            self._tell(Happening("edited", message))

    def delete(self, message: Message) -> None:
        """A message is gone."""
        message.gone = True
        self._tell(Happening("deleted", message))

    def react(self, message: Message, name: str, *, on: bool) -> None:
        """A reaction of the bot comes or goes; raises SlackSays where it is so already."""
        if (name in message.reactions) == on:
            raise SlackSays("already_reacted" if on else "no_reaction")
        message.reactions.symmetric_difference_update({name})
        self._tell(Happening("reacted" if on else "unreacted", message, name=name))

    def show_modal(self, body: Json, *, push: bool = False) -> View:
        """A modal opens, or comes on top of the one that is open."""
        if not push:
            self.modals.clear()
        view = View(self.new_id("V"), body, self.new_id("hash"))
        self.modals.append(view)
        self._tell(Happening("modal", view=view))
        return view

    def publish_home(self, body: Json) -> View:
        """The Home tab shows something new."""
        self.home = self.home or View(self.new_id("V"), body, "")
        self.home.body, self.home.hash = body, self.new_id("hash")
        self._tell(Happening("home", view=self.home))
        return self.home

    def change_view(self, view_id: object, body: Json, view_hash: object = None) -> View:
        """A view shows something else; raises SlackSays where it is closed, or not the one that was meant."""
        views = [*self.modals, *([self.home] if self.home else [])]
        view = next((one for one in views if one.id == view_id), None)
        if view is None:
            raise SlackSays("not_found")
        if view_hash and view_hash != view.hash:
            raise SlackSays("hash_conflict")
        view.body, view.hash = body, self.new_id("hash")
        self._tell(Happening("home" if view is self.home else "modal", view=view))
        return view

    def hand_out_response(self, channel: str, origin: Message | None = None) -> str:
        """The last part of a new response_url."""
        name = self.new_id("R")
        self.responses[name] = (channel, origin)
        return name

    def respond(self, name: str, body: Json) -> None:
        """What is sent to a response_url, or comes with an ack: a message, an edit or a deletion."""
        if name not in self.responses:
            raise SlackSays("used_url")
        channel, origin = self.responses[name]
        text, blocks = str(body.get("text") or ""), list(body.get("blocks") or [])
        if origin is not None and body.get("delete_original"):
            self.delete(origin)
        elif origin is not None and body.get("replace_original"):
            self.edit(origin, text, blocks)
        else:
            private = body.get("response_type") != "in_channel"
            made = self.post(channel, BOT, text, blocks=blocks, thread_ts=body.get("thread_ts"), private=private)
            self.responses[name] = (channel, origin or made)
