"""Turns what happens into event envelopes, for exactly the events that the app subscribed to and may hear."""

from tests.fakes.slack.core import Core
from tests.fakes.slack.delivery import Delivery
from tests.fakes.slack.world import Channel, Json, Message, Team, User


def envelope(core: Core, event: Json, *, channel: Channel | None = None) -> Json:
    """The `event_callback` around an inner event, with an event id of its own."""
    team = core.workspace.team
    return {
        "token": "legacy",
        "team_id": team.id,
        "context_team_id": team.id,
        "context_enterprise_id": None,
        "api_app_id": core.app.id,
        "event": event,
        "type": "event_callback",
        "event_id": core.ids.next("Ev"),
        "event_time": int(core.time.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": team.id,
                "user_id": core.workspace.bot.id,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": bool(channel and channel.external),
        "event_context": core.ids.next("EC"),
    }


def publish(core: Core, event: Json, *, channel: Channel | None = None, needs: str | None = None) -> Delivery | None:
    """Sends an event that is subscribed to (and whose scope is granted); None when the app does not hear it."""
    kind = str(event["type"])
    if core.app.bot_token_error and kind not in {"app_uninstalled", "tokens_revoked"}:
        return None
    if kind == "message":
        heard = channel is not None and core.app.hears(channel) and core.workspace.bot.id in channel.members
    else:
        heard = kind in core.app.events and (needs is None or needs in core.app.granted)
    if not heard:
        return None
    return core.deliveries.send(Delivery("events_api", envelope(core, event, channel=channel)))


def publish_message(core: Core, message: Message) -> list[Delivery]:
    """The `message` event of a new message, and `app_mention` beside it where the bot is mentioned."""
    channel = message.channel
    event = _message_event(core, message)
    mentioned = f"<@{core.workspace.bot.id}>" in message.text and message.user != core.workspace.bot.id
    both = [event]
    if mentioned and channel.kind != "im" and core.workspace.bot.id in channel.members:
        mention = {name: value for name, value in event.items() if name not in {"channel_type", "subtype"}}
        both.append({**mention, "type": "app_mention"})
    if core.rules.mention_first:
        both.reverse()
    sent = [publish(core, one, channel=channel, needs=_scope(one)) for one in both]
    return [delivery for delivery in sent if delivery is not None]


def publish_changed(core: Core, message: Message, previous: Json) -> None:
    """`message_changed`, for edits and unfurls alike."""
    body = {"message": _inner(message), "previous_message": previous}
    _publish_hidden(core, message.channel, "message_changed", body)


def publish_deleted(core: Core, message: Message, previous: Json) -> None:
    """`message_deleted`."""
    _publish_hidden(core, message.channel, "message_deleted", {"deleted_ts": message.ts, "previous_message": previous})


def publish_reaction(core: Core, kind: str, message: Message, user: User, name: str) -> None:
    """`reaction_added` or `reaction_removed`."""
    event = {
        "type": kind,
        "user": user.id,
        "reaction": name,
        "item": {"type": "message", "channel": message.channel.id, "ts": message.ts},
        "item_user": message.user,
        "event_ts": core.ids.ts(),
    }
    if core.workspace.bot.id in message.channel.members:
        publish(core, event, channel=message.channel, needs="reactions:read")


def connect_fields(author: Team, channel: Channel) -> Json:
    """What marks the home of an author in a channel that organisations share."""
    return {"user_team": author.id, "source_team": author.id, "user_profile": None} if channel.external else {}


def _scope(event: Json) -> str | None:
    return "app_mentions:read" if event["type"] == "app_mention" else None


def _message_event(core: Core, message: Message) -> Json:
    event = {
        **_inner(message),
        "channel": message.channel.id,
        "channel_type": message.channel.kind,
        "event_ts": message.ts,
    }
    if message.is_reply:
        parent = message.channel.find(str(message.thread_ts))
        event["parent_user_id"] = parent.user if parent else ""
    author = core.workspace.users.get(message.user)
    return {**event, **(connect_fields(author.team, message.channel) if author else {})}


def _inner(message: Message) -> Json:
    body = message.as_json()
    if message.channel.external:
        body["files"] = [
            {"id": file.id, "mode": "file_access", "file_access": "check_file_info"}
            if file.external
            else file.as_json()
            for file in message.files
        ]
    return {name: value for name, value in body.items() if value != []}


def _publish_hidden(core: Core, channel: Channel, subtype: str, body: Json) -> None:
    ts = core.ids.ts()
    event = {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "channel": channel.id,
        "channel_type": channel.kind,
        "ts": ts,
        "event_ts": ts,
        **body,
    }
    publish(core, event, channel=channel)
