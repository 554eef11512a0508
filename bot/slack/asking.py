"""Turns an event into the question that it is; pure."""

from bot.slack.envelope import Json, paste_of
from bot.slack.front import Arrival
from bot.slack.question import Question, lane_of
from bot.slack.words import words_of

MINUTE = 60

__all__ = ["deleted_in", "lane_of", "late_minutes", "question_of", "shared_in"]


def question_of(body: Json, arrival: Arrival, *, direct: bool) -> Question:
    """The question in an event's body: a message, a mention, or the message that a change left.

    Its text is all that the message says. A listed bot stands for its user where it has none.
    """
    event = body["event"]
    inner = event.get("message")
    message = inner if isinstance(inner, dict) else event
    ts, thread_ts = str(message["ts"]), message.get("thread_ts")
    return Question(
        team=str(body.get("team_id") or event.get("team")),
        channel=str(event["channel"]),
        user=str(message.get("user") or message.get("bot_id") or ""),
        ts=ts,
        thread_ts=None if thread_ts in (None, ts) else str(thread_ts),
        text=words_of(message),
        direct=direct,
        late_minutes=late_minutes(arrival),
        own_id=arrival.event_id,
        shared=shared_in(body),
    )


def deleted_in(body: Json, arrival: Arrival) -> Question:
    """The message that an event says is gone, as a question without words."""
    event = body["event"]
    before = event.get("previous_message") or {}
    ts = str(paste_of(event))
    thread_ts = before.get("thread_ts")
    return Question(
        team=str(body.get("team_id") or event.get("team")),
        channel=str(event["channel"]),
        user=str(before.get("user") or ""),
        ts=ts,
        thread_ts=None if thread_ts in (None, ts) else str(thread_ts),
        text="",
        direct=False,
        late_minutes=0,
        own_id=arrival.event_id,
        shared=shared_in(body),
    )


def late_minutes(arrival: Arrival) -> int:
    """How late an answer comes, in minutes, at least one where it is late at all; 0 where it is in time."""
    if not arrival.late:
        return 0
    return max(1, round((arrival.received_at - arrival.sent_at).total_seconds() / MINUTE))


def shared_in(body: Json) -> bool | None:
    """Whether the envelope says that the channel is shared with another organisation; None where it does not say."""
    shared = body.get("is_ext_shared_channel")
    return shared if isinstance(shared, bool) else None
