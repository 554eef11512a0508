"""People, as a test speaks of them: they write, click, fill in and read; each method does what a client does."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tests.fakes.slack import events, interaction, pointing, posting
from tests.fakes.slack.core import Core
from tests.fakes.slack.interaction import Interaction
from tests.fakes.slack.mangle import as_blocks, as_text, curly
from tests.fakes.slack.posting import Draft
from tests.fakes.slack.world import Channel, File, Json, Message, User, View


class Person:
    """Somebody at a keyboard."""

    def __init__(self, core: Core, user: User) -> None:
        self._core = core
        self.user = user

    @property
    def id(self) -> str:
        """The user id."""
        return self.user.id

    @property
    def name(self) -> str:
        """The name others mention them by."""
        return self.user.name

    @property
    def view(self) -> View:
        """The modal on top of their screen; fails when there is none."""
        if not self.user.views:
            raise AssertionError(f"{self.name} sees no modal")
        return self.user.views[-1]

    @property
    def home(self) -> View:
        """The Home tab they see; fails when nothing was published."""
        if self.user.home is None:
            raise AssertionError(f"{self.name} sees an empty Home")
        return self.user.home

    def sees(self, channel: Channel) -> list[Message]:
        """What only they see in a channel."""
        return channel.seen_by(self.user)

    def says(
        self,
        channel: Channel,
        text: str = "",
        *,
        thread: Message | None = None,
        files: Sequence[File] = (),
        blocks: list[Json] | None = None,
    ) -> Message:
        """Types a message, `@name` and all, in a thread if told; they join the channel if they were not in it."""
        draft = self._typed(text, blocks)
        thread_ts = (thread.thread_ts or thread.ts) if thread else None
        for file in files:
            file.channels.append(channel.id)
            file.user = self.id
        draft = replace(draft, thread_ts=thread_ts, files=list(files), subtype="file_share" if files else None)
        return self._post(channel, draft)

    def says_with_curly_quotes(self, channel: Channel, text: str) -> Message:
        """Types on a keyboard that makes quotes and dashes pretty."""
        return self.says(channel, curly(text))

    def says_in_parts(self, channel: Channel, text: str, *, at: int = 4_000) -> list[Message]:
        """Pastes more than the composer takes: consecutive messages, cut anywhere."""
        return [self.says(channel, text[start : start + at]) for start in range(0, len(text), at)]

    def says_by_api(self, channel: Channel, text: str) -> Message:
        """Sends `text` as given, without blocks, as old clients do."""
        return self._post(channel, Draft(text))

    def broadcasts(self, parent: Message, text: str) -> Message:
        """Replies in the thread and "also sends to channel"."""
        draft = replace(self._typed(text, None), thread_ts=parent.ts, broadcast=True)
        return self._post(parent.channel, draft)

    def repeats(self, message: Message) -> Message:
        """What a client does that lost the answer: the same message again, with the same client_msg_id."""
        draft = Draft(message.text, message.blocks, message.thread_ts, client_msg_id=message.client_msg_id)
        return self._post(message.channel, draft)

    def edits(self, message: Message, text: str) -> None:
        """Changes what they said."""
        draft = self._typed(text, None)
        posting.change(self._core, message, draft, edited_by=self.user)

    def deletes(self, message: Message) -> None:
        """Takes back what they said."""
        posting.remove(self._core, message)

    def reacts(self, message: Message, name: str) -> None:
        """Adds an emoji."""
        posting.react(self._core, message, self.user, name)

    def joins(self, channel: Channel) -> Message:
        """Joins, with the line that Slack writes about it."""
        channel.members.add(self.id)
        events.publish(
            self._core,
            {
                "type": "member_joined_channel",
                "user": self.id,
                "channel": channel.id,
                "channel_type": "C" if channel.kind == "channel" else "G",
                "team": self.user.team.id,
                "event_ts": self._core.ids.ts(),
            },
            channel=channel,
        )
        return self._post(channel, Draft(f"<@{self.id}> has joined the channel", subtype="channel_join"))

    def sets_topic(self, channel: Channel, topic: str) -> Message:
        """Changes the topic, with the line that Slack writes about it."""
        channel.topic = topic
        draft = Draft(f"<@{self.id}> set the channel topic: {topic}", subtype="channel_topic")
        return self._post(channel, draft)

    async def command(self, channel: Channel, command: str, text: str = "") -> Interaction:
        """Runs a slash command; people of other organisations have none of ours, and threads have none at all."""
        core = self._core
        self._must_be_ours("slash commands")
        if core.app.commands is not None and command not in core.app.commands:
            raise AssertionError(f"{command} is not a valid command; the app has {sorted(core.app.commands)}")
        payload, url = interaction.command_payload(core, self.user, channel, (command, text))
        done = await interaction.carry(core, self.user, "slash_commands", payload)
        done.url = url
        interaction.show_response(core, done)
        return done

    async def shortcut(self, callback_id: str) -> Interaction:
        """Runs a global shortcut."""
        self._must_know(callback_id)
        payload = {
            **interaction.common(self._core, self.user, "shortcut"),
            "callback_id": callback_id,
            "trigger_id": self._core.triggers.hand_out(self.user),
            "action_ts": self._core.ids.ts(),
        }
        return await interaction.carry(self._core, self.user, "interactive", payload)

    async def message_shortcut(self, callback_id: str, message: Message) -> Interaction:
        """Runs a shortcut on a message, wherever it stands."""
        self._must_be_ours("message shortcuts")
        self._must_know(callback_id)
        url, address = interaction.response_url(self._core, self.user, message.channel)
        payload = {
            **interaction.common(self._core, self.user, "message_action"),
            "callback_id": callback_id,
            "trigger_id": self._core.triggers.hand_out(self.user),
            "action_ts": self._core.ids.ts(),
            "message_ts": message.ts,
            "channel": {"id": message.channel.id, "name": message.channel.name},
            "message": message.as_json(),
            "response_url": address,
        }
        done = await interaction.carry(self._core, self.user, "interactive", payload)
        done.url = url
        return done

    async def clicks(self, where: Message | View, wanted: str) -> Interaction:
        """Presses the button with this label or action_id."""
        block, element = pointing.find(where.blocks, wanted)
        return await self._acts(where, pointing.pressed(block, element, self._core.ids.ts()))

    async def picks(self, where: Message | View, menu: str, option: str) -> Interaction:
        """Opens a menu and takes the option with this text or value."""
        block, element = pointing.find(where.blocks, menu)
        return await self._acts(where, self._action(block, element, option))

    async def enters(self, where: Message | View, field: str, value: Any) -> Interaction:
        """Writes into an input that tells the app at once (`dispatch_action`)."""
        block, element = pointing.find(where.blocks, field)
        if block["type"] == "input" and not block.get("dispatch_action"):
            raise AssertionError(f"{field} tells the app nothing before the view is submitted")
        action = self._action(block, element, value)
        if isinstance(where, View):
            self._write(where, field, value)
        return await self._acts(where, action)

    async def looks_up(self, where: Message | View, menu: str, words: str) -> Interaction:
        """Types into a menu whose options the app supplies; they are in `options`."""
        block, element = pointing.find(where.blocks, menu)
        payload = {
            **interaction.common(self._core, self.user, "block_suggestion"),
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "value": words,
            **self._container(where),
        }
        done = await interaction.carry(self._core, self.user, "interactive", payload)
        done.options = done.response.get("options", [])
        element["offered"] = done.options
        return done

    async def submits(self, view: View, values: dict[str, Any] | None = None) -> Interaction:
        """Fills in the modal, by action_id, and submits it; Slack's client refuses where a required input is empty."""
        for name, value in (values or {}).items():
            self._write(view, name, value)
        view.state = {**pointing.initial_state(view.blocks), **view.state}
        if empty := pointing.missing(view.blocks, view.state):
            raise AssertionError(f"Slack's client submits nothing while these are empty: {empty}")
        payload = {
            **interaction.common(self._core, self.user, "view_submission"),
            "trigger_id": self._core.triggers.hand_out(self.user, view),
            "view": view.as_json(),
            "response_urls": [],
        }
        done = await interaction.carry(self._core, self.user, "interactive", payload)
        interaction.follow(self._core, done, view)
        return done

    async def closes(self, view: View) -> Interaction | None:
        """Closes the modal; the app hears of it only where it asked to (`notify_on_close`)."""
        self.user.views.remove(view)
        if not view.body.get("notify_on_close"):
            return None
        payload = {
            **interaction.common(self._core, self.user, "view_closed"),
            "view": view.as_json(),
            "is_cleared": False,
        }
        return await interaction.carry(self._core, self.user, "interactive", payload)

    def opens_home(self, tab: str = "home") -> None:
        """Opens the app's Home (or its messages)."""
        event: Json = {
            "type": "app_home_opened",
            "user": self.id,
            "channel": self._core.workspace.direct(self.user).id,
            "tab": tab,
            "event_ts": self._core.ids.ts(),
        }
        if tab == "home" and self.user.home is not None:
            event["view"] = self.user.home.as_json()
        events.publish(self._core, event)

    def _typed(self, text: str, blocks: list[Json] | None) -> Draft:
        names = self._core.workspace.names()
        made = blocks if blocks is not None else as_blocks(text, names) if text else []
        return Draft(as_text(text, names), made, client_msg_id=self._core.ids.uuid())

    def _post(self, channel: Channel, draft: Draft) -> Message:
        channel.members.add(self.id)
        message, _ = posting.post(self._core, channel, self.user, draft)
        return message

    async def _acts(self, where: Message | View, action: Json) -> Interaction:
        payload = {
            **interaction.common(self._core, self.user, "block_actions"),
            "trigger_id": self._core.triggers.hand_out(self.user, where if isinstance(where, View) else None),
            "actions": [action],
            **self._container(where),
        }
        url = None
        if isinstance(where, Message):
            url, payload["response_url"] = interaction.response_url(self._core, self.user, where.channel, where)
            payload["state"] = {"values": pointing.initial_state(where.blocks)}
        done = await interaction.carry(self._core, self.user, "interactive", payload)
        done.url = url
        return done

    def _container(self, where: Message | View) -> Json:
        if isinstance(where, View):
            where.state = {**pointing.initial_state(where.blocks), **where.state}
            return {"container": {"type": "view", "view_id": where.id}, "view": where.as_json()}
        if where.deleted:
            raise AssertionError("nobody can click on a message that is gone")
        container: Json = {
            "type": "message",
            "message_ts": where.ts,
            "channel_id": where.channel.id,
            "is_ephemeral": where.ephemeral_to is not None,
        }
        if where.thread_ts:
            container["thread_ts"] = where.thread_ts
        body: Json = {"container": container, "channel": {"id": where.channel.id, "name": where.channel.name}}
        return body if where.ephemeral_to else {**body, "message": where.as_json()}

    def _action(self, block: Json, element: Json, value: Any) -> Json:
        return {
            "block_id": block["block_id"],
            "action_id": element["action_id"],
            "action_ts": self._core.ids.ts(),
            **pointing.valued(element, value),
        }

    def _write(self, view: View, name: str, value: Any) -> None:
        block, element = pointing.find(view.blocks, name)
        view.state.setdefault(block["block_id"], {})[element["action_id"]] = pointing.valued(element, value)

    def _must_be_ours(self, what: str) -> None:
        if self.user.team is not self._core.workspace.team:
            raise AssertionError(f"Slack offers our {what} to nobody of another organisation")

    def _must_know(self, callback_id: str) -> None:
        known = self._core.app.shortcuts
        if known is not None and callback_id not in known:
            raise AssertionError(f"the app has no shortcut {callback_id}; it has {sorted(known)}")


class OtherBot:
    """A bot of somebody else: a build server, an alert."""

    def __init__(self, core: Core, user: User) -> None:
        self._core = core
        self.user = user

    def posts(
        self,
        channel: Channel,
        text: str,
        *,
        blocks: list[Json] | None = None,
        thread: Message | None = None,
        subtype: str | None = "bot_message",
    ) -> Message:
        """Says something by API; newer bots send no subtype."""
        channel.members.add(self.user.id)
        draft = Draft(text, blocks or [], thread_ts=thread.ts if thread else None, subtype=subtype)
        message, _ = posting.post(self._core, channel, self.user, draft)
        return message
