"""What the outcome of an attempt, or of a look, means for a delivery: pure rules; sends and keeps nothing.

They are those of the outbox: an attempt whose outcome nobody knows is looked for before it is repeated; where nobody
can say for too long it is repeated all the same and says so; what was in doubt is looked for again later.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from bot.models.delivery import CRITICAL, Delivery
from bot.models.incident import Announcement
from bot.models.showing import REPEAT, REPOSTED, Copy, NotShown, Outcome, Shown, Spot, Task, Unsure
from bot.models.text import Value

MARGIN = dt.timedelta(minutes=1)
"""So far the clocks of the messenger and ours may differ."""
LONGEST_LOOK = dt.timedelta(days=1)


class Pace(Value):
    """How long is waited for what.

    `call` is the longest that one attempt takes, after `grace` more nothing of it should appear any longer. A doubt
    lasts `doubt_critical` or `doubt` at most. Copies are looked for `sweep_first` and `sweep_last` after a doubt ended.
    Something is late after `late`. What was refused is tried again after `park`; a message that somebody deleted twice
    is posted again after `repost`.
    """

    call: dt.timedelta = dt.timedelta(seconds=10)
    grace: dt.timedelta = dt.timedelta(seconds=10)
    doubt_critical: dt.timedelta = dt.timedelta(minutes=2)
    doubt: dt.timedelta = dt.timedelta(minutes=15)
    sweep_first: dt.timedelta = dt.timedelta(minutes=1)
    sweep_last: dt.timedelta = dt.timedelta(minutes=10)
    late: dt.timedelta = dt.timedelta(minutes=1)
    park: dt.timedelta = dt.timedelta(minutes=5)
    repost: dt.timedelta = dt.timedelta(minutes=10)


def conclude(task: Task, outcome: Outcome, now: dt.datetime, pace: Pace) -> Delivery:
    """The row after an attempt."""
    if isinstance(outcome, Shown):
        return _shown(task, outcome.ts, now, pace)
    if isinstance(outcome, Unsure):
        return _unsure(task.row, outcome.reason, now)
    return _not_shown(task, outcome, now, pace)


def reconcile(row: Delivery, copies: Sequence[Copy] | None, now: dt.datetime, pace: Pace) -> Delivery:
    """The row after a look for what nobody knew of; `copies` is None where nobody could say."""
    if copies is None:
        longest = pace.doubt_critical if row.lane == CRITICAL else pace.doubt
        over = now - (row.first_unknown_at or now) >= longest
        return _change(row, state="idle", err=REPEAT) if over else row
    if not copies:
        return _change(row, state="idle")
    # Nobody knows which revision was sent, so a message that is edited in place is brought up to date.
    sent = row.want_rev if row.kind == "note" else 0
    found = {"ts": copies[0].ts, "shown_at": row.shown_at or row.attempt_at, "sent_rev": sent}
    return _change(row, state="idle", **found, first_unknown_at=now, sweep_at=now + pace.sweep_first)


def sweep(
    row: Delivery, copies: Sequence[Copy] | None, now: dt.datetime, pace: Pace
) -> tuple[Delivery, tuple[Copy, ...]]:
    """The row after a look for copies, and those to be taken back: the earliest stays."""
    since = row.first_unknown_at or now
    last = now >= since + pace.sweep_last
    if copies is None:
        given_up = now >= since + LONGEST_LOOK
        return _change(row, state="idle", sweep_at=None if given_up else now + pace.sweep_first), ()
    row = _change(row, state="idle", sweep_at=None if last else max(now + pace.sweep_first, since + pace.sweep_last))
    if copies and copies[0].ts != row.ts:
        row = _change(row, ts=copies[0].ts, sent_rev=row.want_rev if row.kind == "note" else 0)
    if last:
        # The doubt is over, and so is what the message says of it.
        doubted = row.err == REPEAT and row.kind == "parent"
        row = _change(row, first_unknown_at=None, **({"err": "", "sent_rev": 0} if doubted else {}))
    return row, tuple(copies[1:])


def sweep_again(row: Delivery, now: dt.datetime, pace: Pace) -> Delivery:
    """The row after a sweep that could not take every copy back."""
    return _change(row, sweep_at=now + pace.sweep_first, first_unknown_at=row.first_unknown_at or now)


def look_since(row: Delivery, now: dt.datetime) -> dt.datetime:
    """Since when a message of this row may exist."""
    return max(row.at, now - LONGEST_LOOK) - MARGIN


def place_of(row: Delivery) -> Spot:
    """Where the message of this row is looked for."""
    return Spot(channel=row.channel, thread=row.thread_of)


def late_by(row: Delivery, now: dt.datetime, pace: Pace) -> dt.timedelta:
    """How late the message is, or was, when it becomes visible; zero where that is not worth a word."""
    if row.err == REPOSTED:
        return dt.timedelta(0)
    late = (row.shown_at or now) - max(row.at, row.not_before)
    return late if late > pace.late else dt.timedelta(0)


def is_told_already(task: Task) -> bool:
    """Whether a note says nothing that the message above it did not say from its first moment.

    Only a call for people who are still wanted is worth a note then, and of several calls the last.
    """
    if task.row.kind != "note" or task.thread_shown_at is None or not task.row.note:
        return False
    told, incident = Announcement.read_back(task.row.note), task.incident
    if told.at >= task.thread_shown_at:
        return False
    calls = bool(told.on_call or told.mentions) and incident.open
    return not calls or told.escalations != incident.escalations or bool(told.on_call and incident.holder)


def drop_note(row: Delivery) -> Delivery:
    """The row of a note that is not worth sending any more."""
    return _change(row, state="dead", err="told by the message itself")


def _shown(task: Task, ts: str, now: dt.datetime, pace: Pace) -> Delivery:
    row = task.row
    values: dict[str, Any] = {"ts": ts, "sent_rev": task.revision, "attempts": 0, "shown_at": row.shown_at or now}
    if row.err not in (REPEAT, REPOSTED):
        values["err"] = ""
    if row.ts is None:
        values["shown_at"] = now
        if row.first_unknown_at is not None:
            values |= {"first_unknown_at": now, "sweep_at": now + pace.sweep_first}
    return _change(row, state="idle", **values)


def _unsure(row: Delivery, reason: str, now: dt.datetime) -> Delivery:
    if row.ts is not None:
        # An edit may be repeated as often as one likes.
        return _change(row, state="idle", err=_word(row, reason))
    return _change(row, state="unknown", first_unknown_at=now, err=_word(row, reason))


def _not_shown(task: Task, outcome: NotShown, now: dt.datetime, pace: Pace) -> Delivery:
    row, reason = task.row, outcome.reason or outcome.why
    if outcome.why in ("unreachable", "limited", "token"):
        return _change(row, state="idle", err=_word(row, reason))
    if row.kind == "note" and outcome.why in ("gone", "refused"):
        return _change(row, state="dead", err=reason)
    if outcome.why == "gone" and not task.incident.open:
        return _change(row, state="dead", err=reason)
    if outcome.why == "gone" and row.ts is not None:
        begin = now + pace.repost if row.err == REPOSTED else row.not_before
        values = {"ts": None, "shown_at": None, "sent_rev": 0, "err": REPOSTED, "not_before": begin}
        return _change(row, state="idle", **values)
    return _change(row, state="parked", err=_word(row, reason), not_before=now + pace.park)


def _word(row: Delivery, reason: str) -> str:
    """What is kept of a failure: a mark that the message has to show stays."""
    return row.err if row.err in (REPEAT, REPOSTED) else reason


def _change(row: Delivery, **values: Any) -> Delivery:
    """The row with other values; they are ours and of the right types, so they are not checked again."""
    return row.model_copy(update=values)
