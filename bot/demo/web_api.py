"""The methods of Slack's Web API that the bot calls, on the demo's workspace; transports nothing."""

from collections.abc import Callable

from bot.demo.workspace import BOT, BOT_ID, CHANNEL, DIRECT, NAMES, PERSON, TEAM, Message, SlackSays, Workspace
from bot.slack.envelope import Json

MOST = 200

Method = Callable[[Workspace, Json], Json]


def call(workspace: Workspace, method: str, arguments: Json) -> Json:
    """The answer of one call; Slack's word where it is refused."""
    run = METHODS.get(method)
    if run is None:
        return {"ok": False, "error": "unknown_method", "req_method": method}
    try:
        return {"ok": True, **run(workspace, arguments)}
    except SlackSays as refused:
        return {"ok": False, "error": str(refused)}
    except KeyError as missing:
        return {"ok": False, "error": "invalid_arguments", "response_metadata": {"messages": [f"missing {missing}"]}}


def _auth_test(_workspace: Workspace, _arguments: Json) -> Json:
    return {"url": "https://demo.example.test/", "team_id": TEAM, "user_id": BOT, "bot_id": BOT_ID}


def _post(workspace: Workspace, arguments: Json) -> Json:
    channel = _channel(arguments["channel"])
    message = workspace.post(
        channel,
        BOT,
        str(arguments.get("text") or ""),
        blocks=list(arguments.get("blocks") or []),
        thread_ts=arguments.get("thread_ts"),
        metadata=arguments.get("metadata"),
    )
    return {"channel": channel, "ts": message.ts, "message": message.as_json()}


def _update(workspace: Workspace, arguments: Json) -> Json:
    message = _own(workspace, arguments["channel"], arguments["ts"])
    workspace.edit(message, str(arguments.get("text") or ""), list(arguments.get("blocks") or []))
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": message.as_json()}


def _delete(workspace: Workspace, arguments: Json) -> Json:
    message = _own(workspace, arguments["channel"], arguments["ts"])
    workspace.delete(message)
    return {"channel": message.channel, "ts": message.ts}


def _whisper(workspace: Workspace, arguments: Json) -> Json:
    message = workspace.post(
        _channel(arguments["channel"]),
        BOT,
        str(arguments.get("text") or ""),
        blocks=list(arguments.get("blocks") or []),
        thread_ts=arguments.get("thread_ts"),
        private=True,
    )
    return {"message_ts": message.ts}


def _permalink(workspace: Workspace, arguments: Json) -> Json:
    message = workspace.find(arguments["channel"], arguments["message_ts"])
    link = f"https://demo.example.test/archives/{message.channel}/p{message.ts.replace('.', '')}"
    return {"channel": message.channel, "permalink": link}


def _react(workspace: Workspace, arguments: Json) -> Json:
    message = workspace.find(arguments["channel"], arguments["timestamp"])
    workspace.react(message, str(arguments["name"]), on=True)
    return {}


def _unreact(workspace: Workspace, arguments: Json) -> Json:
    message = workspace.find(arguments["channel"], arguments["timestamp"])
    workspace.react(message, str(arguments["name"]), on=False)
    return {}


def _history(workspace: Workspace, arguments: Json) -> Json:
    return _listed(workspace, arguments, lambda message: message.thread_ts in (None, message.ts))


def _replies(workspace: Workspace, arguments: Json) -> Json:
    root = arguments["ts"]
    return _listed(workspace, arguments, lambda message: root in (message.ts, message.thread_ts))


def _listed(workspace: Workspace, arguments: Json, wanted: Callable[[Message], bool]) -> Json:
    oldest, latest = float(arguments.get("oldest") or 0), float(arguments.get("latest") or "inf")
    found = [
        message.as_json(metadata=True)
        for message in workspace.messages
        if message.channel == arguments["channel"]
        and not (message.gone or message.private)
        and oldest <= float(message.ts) <= latest
        and wanted(message)
    ]
    return {"messages": found[-int(arguments.get("limit") or MOST) :], "has_more": False}


def _conversation(_workspace: Workspace, arguments: Json) -> Json:
    channel = _channel(arguments["channel"])
    direct = channel == DIRECT
    body = {"id": channel, "name": NAMES.get(channel, ""), "is_im": direct, "is_channel": not direct}
    return {"channel": {**body, "is_member": True, "is_ext_shared": False, "is_shared": False}}


def _open_direct(_workspace: Workspace, _arguments: Json) -> Json:
    return {"channel": {"id": DIRECT}}


def _no_members(_workspace: Workspace, _arguments: Json) -> Json:
    return {"users": []}


def _open_view(workspace: Workspace, arguments: Json) -> Json:
    return {"view": workspace.show_modal(arguments["view"]).as_json()}


def _push_view(workspace: Workspace, arguments: Json) -> Json:
    return {"view": workspace.show_modal(arguments["view"], push=True).as_json()}


def _update_view(workspace: Workspace, arguments: Json) -> Json:
    return {"view": workspace.change_view(arguments["view_id"], arguments["view"], arguments.get("hash")).as_json()}


def _publish(workspace: Workspace, arguments: Json) -> Json:
    return {"view": workspace.publish_home(arguments["view"]).as_json()}


def _channel(place: object) -> str:
    """A person's id stands for the direct conversation with them."""
    known = {PERSON: DIRECT, CHANNEL: CHANNEL, DIRECT: DIRECT}
    if place not in known:
        raise SlackSays("channel_not_found")
    return known[str(place)]


def _own(workspace: Workspace, channel: object, ts: object) -> Message:
    message = workspace.find(channel, ts)
    if message.user != BOT or message.private:
        raise SlackSays("cant_update_message")
    return message


METHODS: dict[str, Method] = {
    "auth.test": _auth_test,
    "chat.delete": _delete,
    "chat.getPermalink": _permalink,
    "chat.postEphemeral": _whisper,
    "chat.postMessage": _post,
    "chat.update": _update,
    "conversations.history": _history,
    "conversations.info": _conversation,
    "conversations.open": _open_direct,
    "conversations.replies": _replies,
    "reactions.add": _react,
    "reactions.remove": _unreact,
    "usergroups.users.list": _no_members,
    "views.open": _open_view,
    "views.publish": _publish,
    "views.push": _push_view,
    "views.update": _update_view,
}
