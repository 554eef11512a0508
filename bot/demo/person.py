"""The person on the stage: says, commands, clicks and writes, each as Slack would send it; reads nothing."""

import re

from bot.demo.elements import Press, find_input, find_press
from bot.demo.stage import Carriage, Stage
from bot.demo.workspace import APP, BOT, CHANNEL, DIRECT, NAMES, PERSON, TEAM, Message, View
from bot.slack.envelope import Json

COMMAND = "/skms"
MENTION = re.compile(r"(?<![\w.])@skms\b", re.IGNORECASE)
ADDRESS = re.compile(r"https?://[^\s<>\"'`|]+")


class Person:
    """At a keyboard in the channel. Each method returns whether the bot took it, as Slack shows it when it did not."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._workspace = stage.workspace

    async def says(self, typed: str, *, channel: str = CHANNEL, thread: Message | None = None) -> bool:
        """Types a message in the channel, in a thread, or to the bot alone; `@skms` mentions the bot."""
        text = as_sent(typed)
        root = thread and (thread.thread_ts or thread.ts)
        message = self._workspace.post(channel, PERSON, text, blocks=[], thread_ts=root)
        event: Json = {
            **message.as_json(),
            "client_msg_id": self._workspace.new_id("00000000-0000-4000-8000-"),
            "channel": channel,
            "channel_type": "im" if channel == DIRECT else "channel",
            "event_ts": message.ts,
        }
        events = [event]
        if f"<@{BOT}>" in text and channel != DIRECT:
            events.append({**event, "type": "app_mention"})
        return all([await self._event(one) for one in events])

    async def edits(self, message: Message, typed: str) -> bool:
        """Changes what was said."""
        previous = message.as_json()
        self._workspace.edit(message, as_sent(typed), [])
        return await self._hidden(
            "message_changed", message, {"message": message.as_json(), "previous_message": previous}
        )

    async def deletes(self, message: Message) -> bool:
        """Takes back what was said."""
        self._workspace.delete(message)
        body = {"deleted_ts": message.ts, "previous_message": message.as_json()}
        return await self._hidden("message_deleted", message, body)

    async def commands(self, words: str) -> bool:
        """Runs `/skms` with these words; nobody else sees the command."""
        name = self._workspace.hand_out_response(CHANNEL)
        payload: Json = {
            "command": COMMAND,
            "text": words,
            "team_id": TEAM,
            "channel_id": CHANNEL,
            "channel_name": NAMES[CHANNEL],
            "user_id": PERSON,
            "user_name": NAMES[PERSON],
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": f"{self._stage.base}/response/{name}",
            "trigger_id": self._workspace.new_id("trigger-"),
        }
        return await self._interact("slash_commands", payload, name)

    async def opens_home(self) -> bool:
        """Opens the app's Home tab."""
        ts = self._workspace.new_ts()
        event: Json = {"type": "app_home_opened", "user": PERSON, "channel": DIRECT, "tab": "home", "event_ts": ts}
        if self._workspace.home is not None:
            event["view"] = self._workspace.home.as_json()
        return await self._event(event)

    async def clicks(self, label: str) -> bool | None:
        """Clicks what is so labelled on the open modal, else on the newest message that has it; None: nothing has."""
        modals = self._workspace.modals
        if modals:
            press = find_press(modals[-1].body["blocks"], label)
            return None if press is None else await self._acts(press, modals[-1])
        for message in reversed(self._workspace.messages):
            press = None if message.gone else find_press(message.blocks, label)
            if press is not None:
                return await self._acts(press, message)
        home = self._workspace.home
        press = None if home is None else find_press(home.body["blocks"], label)
        return None if press is None or home is None else await self._acts(press, home)

    async def submits(self, words: str) -> bool | None:
        """Writes into the first field of the open modal and submits it; None where there is none."""
        modals = self._workspace.modals
        place = find_input(modals[-1].body["blocks"]) if modals else None
        if place is None:
            return None
        (block, element), view = place, modals[-1]
        view.state = {block.get("block_id", "b"): {element["action_id"]: {"type": element["type"], "value": words}}}
        payload = {**self._common("view_submission"), "view": view.as_json(), "response_urls": []}
        answer = await self._stage.carry("interactive", payload)
        if answer is not None:
            self._follow(view, answer)
        return answer is not None

    async def runs_shortcut(self, callback_id: str) -> bool:
        """Runs a global shortcut of the app."""
        payload = {**self._common("shortcut"), "callback_id": callback_id, "action_ts": self._workspace.new_ts()}
        return await self._interact("interactive", payload)

    def closes(self) -> bool:
        """Closes the open modal; whether there was one."""
        return bool(self._workspace.modals and self._workspace.modals.pop())

    def _follow(self, view: View, answer: Json) -> None:
        """What Slack does with a submitted modal: close it, or what the ack says instead."""
        if answer.get("response_action") == "update":
            self._workspace.change_view(view.id, answer["view"])
        elif answer.get("response_action") == "push":
            self._workspace.show_modal(answer["view"], push=True)
        elif answer.get("response_action") != "errors" and view in self._workspace.modals:
            self._workspace.modals.remove(view)

    async def _acts(self, press: Press, where: Message | View) -> bool:
        payload = {**self._common("block_actions"), "actions": [press.action(self._workspace.new_ts())]}
        if isinstance(where, View):
            payload |= {"container": {"type": "view", "view_id": where.id}, "view": where.as_json()}
            return await self._interact("interactive", payload)
        name = self._workspace.hand_out_response(where.channel, where)
        container: Json = {
            "type": "message",
            "message_ts": where.ts,
            "channel_id": where.channel,
            "is_ephemeral": where.private,
            **({"thread_ts": where.thread_ts} if where.thread_ts else {}),
        }
        payload |= {
            "container": container,
            "channel": {"id": where.channel, "name": NAMES.get(where.channel, "")},
            "response_url": f"{self._stage.base}/response/{name}",
            "state": {"values": {}},
            **({} if where.private else {"message": where.as_json()}),
        }
        return await self._interact("interactive", payload)

    async def _interact(self, kind: Carriage, payload: Json, response: str = "") -> bool:
        """Bring it to the bot, and show what came with the ack as Slack does for a command."""
        answer = await self._stage.carry(kind, payload)
        if answer and response:
            self._workspace.respond(response, answer)
        return answer is not None

    async def _hidden(self, subtype: str, message: Message, body: Json) -> bool:
        ts = self._workspace.new_ts()
        place = {"channel": message.channel, "channel_type": "im" if message.channel == DIRECT else "channel"}
        return await self._event(
            {"type": "message", "subtype": subtype, "hidden": True, "ts": ts, "event_ts": ts, **place, **body}
        )

    async def _event(self, event: Json) -> bool:
        payload: Json = {
            "type": "event_callback",
            "team_id": TEAM,
            "api_app_id": APP,
            "event": event,
            "event_id": self._workspace.new_id("Ev"),
            "event_time": int(float(event["event_ts"])),
            "authorizations": [{"enterprise_id": None, "team_id": TEAM, "user_id": BOT, "is_bot": True}],
            "is_ext_shared_channel": False,
        }
        return await self._stage.carry("events_api", payload) is not None

    def _common(self, kind: str) -> Json:
        return {
            "type": kind,
            "user": {"id": PERSON, "username": NAMES[PERSON], "name": NAMES[PERSON], "team_id": TEAM},
            "api_app_id": APP,
            "team": {"id": TEAM, "domain": "demo"},
            "enterprise": None,
            "is_enterprise_install": False,
            "trigger_id": self._workspace.new_id("trigger-"),
        }


def as_sent(typed: str) -> str:
    """What Slack makes of typed text: entities, links out of addresses, the mention of the bot."""
    escaped = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return MENTION.sub(f"<@{BOT}>", ADDRESS.sub(lambda found: f"<{found[0]}>", escaped))
