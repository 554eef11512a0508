"""Shows incidents in Slack, one attempt at a time: posts, edits, finds by our id, takes back; repeats nothing itself.

It is the screen of bot.delivery. What is posted carries the id of its delivery as metadata, by which it is found again.
"""

import datetime as dt
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from bot.delivery.rules import MARGIN, Pace, late_by
from bot.errors import SlackRefused
from bot.explain.incident import Telling, compose_incident, find_code
from bot.explain.incident_note import compose_note
from bot.models.answer import Answer
from bot.models.delivery import name_condition
from bot.models.incident import Announcement, Incident
from bot.models.showing import REPEAT, REPOSTED, Copy, NotShown, Outcome, Refusal, Shown, Spot, Task, Unsure
from bot.slack.blocks import incident as blocks
from bot.slack.blocks.page import Message
from bot.slack.clients import REFUSED, Clients, Identity
from bot.slack.envelope import Json
from bot.slack.lookup import HOLDS, Lookup
from bot.slack.messenger import TOO_MUCH, Messenger, NotSent, Sent, Unknown
from bot.slack.messenger import Outcome as SlackOutcome

METADATA = "skms_incident"
NO_CHANNEL = frozenset(
    {
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "team_access_not_granted",
    }
)
NO_MESSAGE = frozenset(
    {"message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found", "cannot_reply_to_message"}
)
LATER: Mapping[str, Refusal] = {
    "ratelimited": "limited",
    "no longer allowed": "limited",
    "no connection": "unreachable",
}

Tell = Callable[[Incident, str], Awaitable[Telling]]
"""To whom and when an incident is told in a channel."""
Answers = Callable[[int, Incident, Telling], Awaitable[Answer | None]]
"""The answer to an incident's code, with the results of its checks; None where there is none to be had now."""


@dataclass(frozen=True, slots=True)
class Words:
    """How incidents are worded: see Tell and Answers."""

    tell: Tell
    answer: Answers
    pace: Pace

    async def write(self, task: Task) -> tuple[Message, bool]:
        """The message of a task as things are now, and whether a note is shown in the channel as well."""
        telling = await self.tell(task.incident, task.row.channel)
        if task.row.kind == "note":
            note = compose_note(Announcement.read_back(task.row.note), task.incident, telling)
            return blocks.render_note(note), note.broadcast
        code = find_code(task.incident.subject, telling.catalog)
        answer = await self.answer(code, task.incident, telling) if code is not None else None
        late = late_by(task.row, telling.now, self.pace)
        showing = blocks.Showing(
            locale=telling.reader.locale,
            late=telling.span(late) if late else "",
            repeat=task.row.err == REPEAT,
            reposted=task.row.err == REPOSTED,
        )
        return blocks.render(compose_incident(task.incident, telling, answer), telling.phrases, showing), False


class IncidentScreen:
    """The channels of one workspace."""

    def __init__(self, messenger: Messenger, clients: Clients, identity: Identity, words: Words) -> None:
        self._messenger = messenger
        self._lookup = Lookup(clients, METADATA)
        self._identity = identity
        self._words = words

    async def show(self, task: Task, allowed: Callable[[], bool]) -> Outcome:
        """One attempt; a message that Slack finds too large or malformed goes out once more as its text alone."""
        message, broadcast = await self._words.write(task)
        row = task.row
        # Also in an edit: whether Slack keeps what an edit leaves out is documented nowhere.
        metadata = {"event_type": METADATA, "event_payload": write_payload(task)}
        arguments: Json = {"channel": row.channel, **message.as_arguments(), "metadata": metadata}
        if row.ts is not None:
            method = "chat.update"
            arguments["ts"] = row.ts
        else:
            method = "chat.postMessage"
            arguments |= {
                "unfurl_links": False,
                "unfurl_media": False,
                **({"thread_ts": row.thread_of} if row.thread_of else {}),
                **({"reply_broadcast": True} if broadcast and row.thread_of else {}),
            }
        outcome = await self._call(method, arguments, allowed)
        if isinstance(outcome, NotShown) and outcome.reason in TOO_MUCH:
            outcome = await self._call(method, {**arguments, "blocks": []}, allowed)
        return Shown(ts=row.ts) if isinstance(outcome, Shown) and row.ts is not None else outcome

    async def find(self, spot: Spot, ids: Collection[str], since: dt.datetime) -> Mapping[str, Sequence[Copy]] | None:
        """Our messages there by the ids that they carry, the earliest first; None where nobody can say."""
        oldest = (since + MARGIN).timestamp()
        try:
            found = await self._lookup.copies(spot.channel, spot.thread, oldest, self._identity.bot_user)
        except SlackRefused:
            return None
        if found is None:
            return None
        return {own: tuple(self._copy(one) for one in found.get(own, ())) for own in ids}

    async def take_back(self, spot: Spot, extra: Copy, kept: str) -> bool:
        """Delete a copy; where people answered it, edit it into a pointer to the kept one."""
        if not extra.answered:
            arguments = {"channel": spot.channel, "ts": extra.ts}
            outcome = await self._call("chat.delete", arguments, lambda: True)
        else:
            link = f"<{self._identity.url}archives/{spot.channel}/p{kept.replace('.', '')}|↑>"
            pointer: Json = {"channel": spot.channel, "ts": extra.ts, "text": link, "blocks": []}
            outcome = await self._call("chat.update", pointer, lambda: True)
        return isinstance(outcome, Shown) or (isinstance(outcome, NotShown) and outcome.why == "gone")

    async def _call(self, method: str, arguments: Json, allowed: Callable[[], bool]) -> Outcome:
        place = (self._identity.team, str(arguments["channel"]))
        message = method == "chat.postMessage"
        try:
            outcome = await self._messenger.once(method, arguments, place, message=message, allowed=allowed)
        except SlackRefused:
            return NotShown(why="token", reason="no token")
        return judge(outcome)

    def _copy(self, message: Json) -> Copy:
        others = set(message.get("reply_users") or ()) - {self._identity.bot_user}
        return Copy(ts=str(message["ts"]), answered=bool(others))


def write_payload(task: Task) -> Json:
    """What a message carries so that it is found again: its id, a card also its condition while that holds."""
    row, incident = task.row, task.incident
    if row.kind != "parent" or not incident.open:
        return {"id": row.id}
    return {"id": row.id, HOLDS: name_condition(incident.fingerprint, row.channel)}


def judge(outcome: SlackOutcome) -> Outcome:
    """What the messenger's word means for a delivery."""
    if isinstance(outcome, Sent):
        return Shown(ts=outcome.id)
    if isinstance(outcome, Unknown):
        return Unsure(reason=outcome.reason)
    return NotShown(why=why(outcome), reason=outcome.reason)


def why(outcome: NotSent) -> Refusal:
    """Why Slack did not take it."""
    if outcome.reason in LATER:
        return LATER[outcome.reason]
    if outcome.reason in NO_CHANNEL:
        return "channel"
    if outcome.reason in NO_MESSAGE:
        return "gone"
    return "token" if outcome.reason in REFUSED else "refused"
