"""conversations.* and reactions.*: what stands in a channel, who is in it, and what was added to a message."""

from tests.fakes.slack import posting
from tests.fakes.slack.api.method import Method, member, method, page, readable
from tests.fakes.slack.app import READ
from tests.fakes.slack.core import Core
from tests.fakes.slack.problems import SlackError
from tests.fakes.slack.world import Json, Message

HISTORY_AT_MOST = 999
REPLIES_AT_MOST = 1_000
MEMBERS_AT_MOST = 1_000
REACTIONS_AT_MOST = 50


def _history(core: Core, arguments: Json) -> Json:
    channel = readable(core, arguments)
    shown = [one for one in channel.messages if not one.is_reply or one.broadcast]
    found = list(reversed(_between(shown, arguments)))
    some, more = page(found, arguments, HISTORY_AT_MOST)
    return {"messages": _as_json(some, arguments), "pin_count": 0, **more}


def _replies(core: Core, arguments: Json) -> Json:
    channel = readable(core, arguments)
    root = channel.find(str(arguments["ts"]))
    if root is None:
        raise SlackError("thread_not_found")
    thread = [channel.find(str(root.thread_ts)) or root, *channel.thread(root)] if root.thread_ts else [root]
    head, rest = thread[:1], _between(thread[1:], arguments)
    some, more = page([*head, *rest], arguments, REPLIES_AT_MOST)
    return {"messages": _as_json(some, arguments), **more}


def _info(core: Core, arguments: Json) -> Json:
    channel = core.workspace.channel(arguments["channel"])
    core.demand(READ[channel.kind])
    return {"channel": {**channel.as_json(), "is_member": core.workspace.bot.id in channel.members}}


def _members(core: Core, arguments: Json) -> Json:
    channel = core.workspace.channel(arguments["channel"])
    core.demand(READ[channel.kind])
    some, more = page(sorted(channel.members), arguments, MEMBERS_AT_MOST)
    return {"members": some, **more}


def _open(core: Core, arguments: Json) -> Json:
    if arguments.get("channel"):
        return {"channel": core.workspace.channel(arguments["channel"]).as_json()}
    wanted = [one for one in str(arguments.get("users") or "").split(",") if one]
    if len(wanted) != 1:
        raise SlackError("users_list_not_supplied" if not wanted else "not_enough_users")
    core.demand("im:write")
    return {"channel": core.workspace.direct(core.workspace.user(wanted[0])).as_json()}


def _add(core: Core, arguments: Json) -> Json:
    message, name = _reacted(core, arguments)
    users = message.reactions.get(name, [])
    if core.workspace.bot.id in users:
        raise SlackError("already_reacted")
    if not users and len(message.reactions) >= REACTIONS_AT_MOST:
        raise SlackError("too_many_emoji")
    posting.react(core, message, core.workspace.bot, name)
    return {}


def _remove(core: Core, arguments: Json) -> Json:
    message, name = _reacted(core, arguments)
    if core.workspace.bot.id not in message.reactions.get(name, []):
        raise SlackError("no_reaction")
    posting.unreact(core, message, core.workspace.bot, name)
    return {}


def _reacted(core: Core, arguments: Json) -> tuple[Message, str]:
    channel = core.workspace.channel(arguments["channel"])
    member(core, channel)
    message = channel.find(str(arguments["timestamp"]))
    if message is None:
        raise SlackError("message_not_found")
    name = str(arguments["name"])
    if not name or not name.replace("_", "").replace("-", "").replace("+", "").isalnum() or name != name.lower():
        raise SlackError("invalid_name")
    return message, name


def _between(messages: list[Message], arguments: Json) -> list[Message]:
    oldest = _moment(arguments, "oldest", "0")
    latest = _moment(arguments, "latest", "inf")
    if arguments.get("inclusive"):
        return [one for one in messages if oldest <= float(one.ts) <= latest]
    return [one for one in messages if oldest < float(one.ts) < latest]


def _moment(arguments: Json, name: str, otherwise: str) -> float:
    try:
        return float(arguments.get(name) or otherwise)
    except ValueError:
        raise SlackError(f"invalid_ts_{name}") from None


def _as_json(messages: list[Message], arguments: Json) -> list[Json]:
    wanted = bool(arguments.get("include_all_metadata"))
    return [message.as_json(metadata=wanted) for message in messages]


_PAGE = "cursor limit oldest latest inclusive include_all_metadata team_id"
METHODS: dict[str, Method] = {
    "conversations.history": method(_history, "channel", _PAGE),
    "conversations.replies": method(_replies, "channel ts", _PAGE),
    "conversations.info": method(_info, "channel", "include_locale include_num_members team_id"),
    "conversations.members": method(_members, "channel", "cursor limit team_id"),
    "conversations.open": method(_open, "", "channel users return_im prevent_creation team_id"),
    "reactions.add": method(_add, "channel name timestamp", "team_id", "reactions:write"),
    "reactions.remove": method(_remove, "name channel timestamp", "file file_comment team_id", "reactions:write"),
}
