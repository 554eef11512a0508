"""The life of an incident: `decide(before, event, now, policy)` says what it becomes and what people are told; pure."""

import datetime as dt
import hashlib
from typing import NamedTuple

from bot.incidents.changes import (
    ENDS,
    TOLD_BY_PEOPLE,
    announce,
    change,
    flip,
    holders,
    merge_evidence,
    settle,
)
from bot.incidents.passing import pass_time
from bot.models.alerting import Policy
from bot.models.entry import Urgency
from bot.models.incident import (
    MOST_EVIDENCE,
    Acknowledgement,
    Announcement,
    Answered,
    Decision,
    Failing,
    Flip,
    Incident,
    IncidentEvent,
    Merged,
    Mute,
    Muted,
    Occurred,
    Recovered,
    Subject,
    Tick,
    Told,
    Unmuted,
    Unseen,
)

RANK: dict[Urgency, int] = {"hand-back": 0, "can-wait": 1, "act-now": 2}


class Beginning(NamedTuple):
    """What a new incident needs besides what happened: its fingerprint, the number it would get, who hides it.

    `generation` is the least that it may be.
    """

    fingerprint: str
    number: int
    mute: Mute | None = None
    generation: int = 1


class Step(NamedTuple):
    """What a rule made of an incident, before it is settled."""

    after: Incident
    told: tuple[Announcement, ...]
    reason: str


def decide(
    before: Incident | None, event: IncidentEvent, now: dt.datetime, policy: Policy, beginning: Beginning | None = None
) -> Decision:
    """What becomes of an incident.

    `before` is the latest generation of the condition, None where there never was one; then, and where it is over
    for longer than the flap window, news that it holds begin a new one with `beginning`'s number. The reason is a
    name that the audit keeps; where nothing changed, `after` is `before`.
    """
    if isinstance(event, Failing | Occurred):
        return _on_news(before, event, now, policy, beginning)
    if before is None or not before.open:
        return Decision(after=before, reason="unknown" if before is None else "over")
    return _settled(before, _happen(before, event, now, policy), now, policy)


def _happen(before: Incident, event: IncidentEvent, now: dt.datetime, policy: Policy) -> Step:
    match event:
        case Recovered():
            step = _on_recovered(before, event, now)
        case Unseen():
            step = _on_unseen(before, now)
        case Merged():
            step = _on_merged(before, event, now)
        case Answered():
            step = _on_answered(before, event, now)
        case Muted():
            step = _on_muted(before, event, now)
        case Unmuted():
            step = _on_unmuted(before, event, now)
        case _:
            step = Step(*pass_time(before, now, policy, heard=isinstance(event, Tick) and event.heard))
    return step


def _settled(before: Incident, step: Step, now: dt.datetime, policy: Policy) -> Decision:
    if step.after is before:
        return Decision(after=before, reason=step.reason)
    after = change(step.after, reason=step.reason) if step.told else step.after
    after = settle(before, after, [one for one in step.told if _is_told(one, after, now, ENDS)], now, policy)
    told = tuple(one for one in step.told if _is_told(one, after, now, TOLD_BY_PEOPLE))
    return Decision(after=after, announcements=told, reason=step.reason)


def _is_told(one: Announcement, after: Incident, now: dt.datetime, always: frozenset[Told]) -> bool:
    return one.what in always or not after.muted(now)


def _on_news(
    before: Incident | None, event: Failing | Occurred, now: dt.datetime, policy: Policy, beginning: Beginning | None
) -> Decision:
    if before is None:
        return _begin(None, event, now, policy, beginning)
    if _is_old(before, event):
        return Decision(after=before, reason="old-news")
    if before.open:
        return _settled(before, _go_on(before, event, now), now, policy)
    if _is_near(before, now, policy):
        return _settled(before, _again(before, event, now, policy), now, policy)
    return _begin(before, event, now, policy, beginning)


def _is_old(before: Incident, event: Failing | Occurred) -> bool:
    """An alert's beginning that was told of already, and is over, or was followed by a later one."""
    if isinstance(event, Occurred) or event.starts_at is None or before.starts_at is None:
        return False
    return event.starts_at < before.starts_at or (not before.open and event.starts_at == before.starts_at)


def _is_near(before: Incident, now: dt.datetime, policy: Policy) -> bool:
    """Whether it was over so lately that it is the same incident; a suggestion or a storm always begins anew."""
    lasting = before.merged_into is None and before.subject.kind not in ("people", "storm")
    return lasting and before.resolved_at is not None and now - before.resolved_at < policy.flap_window


def _begin(
    earlier: Incident | None, event: Failing | Occurred, now: dt.datetime, policy: Policy, beginning: Beginning | None
) -> Decision:
    if beginning is None:
        return Decision(after=earlier, reason="no-number")
    generation = max(beginning.generation, earlier.generation + 1 if earlier else 1)
    began = _start_of(event, earlier, now)
    digest = hashlib.sha256(f"{beginning.fingerprint}\n{generation}\n{now.isoformat()}".encode()).hexdigest()
    begun = Incident(
        number=beginning.number,
        key=digest[:24],
        fingerprint=beginning.fingerprint,
        generation=generation,
        subject=event.subject,
        mute=beginning.mute,
        called_at=now,
        count=event.count if isinstance(event, Occurred) else 0,
        pastes=event.pastes if isinstance(event, Occurred) else 0,
        opening=event.evidence[:MOST_EVIDENCE],
        evidence=event.evidence[:MOST_EVIDENCE],
        flips=(Flip(at=now, bad=True),),
        flap_window=policy.flap_window,
        sources=(event.source,) if event.source else (),
        quiet_after=event.quiet_after,
        starts_at=event.starts_at if isinstance(event, Failing) else None,
        first_at=began,
        began_at=began,
        last_at=now,
    )
    return Decision(after=settle(begun, begun, (), now, policy), reason="reopened" if earlier else "began")


def _start_of(event: Failing | Occurred, earlier: Incident | None, now: dt.datetime) -> dt.datetime:
    """When what fails began to: as said, else as its evidence says, if that is not of an earlier generation."""
    if isinstance(event, Occurred):
        return now
    over = earlier.resolved_at if earlier is not None else None
    known = [one.at for one in event.evidence if over is None or one.at > over]
    return min(event.starts_at or min(known, default=now), now)


def _heard(before: Incident, event: Failing | Occurred, now: dt.datetime) -> Incident:
    """The incident with what the news add to it."""
    sources = before.sources if not event.source else tuple(dict.fromkeys([*before.sources, event.source]))
    values = {
        "subject": _refine(before.subject, event),
        "evidence": merge_evidence(before.evidence, event.evidence[:MOST_EVIDENCE], counts=isinstance(event, Occurred)),
        "last_at": max(now, before.last_at),
        "sources": sources[-20:],
    }
    if isinstance(event, Occurred):
        values |= {"count": before.count + event.count, "pastes": before.pastes + event.pastes, "left": event.left}
    elif event.starts_at is not None:
        values |= {"starts_at": event.starts_at}
    return change(before, **values)


def _refine(known: Subject, event: Failing | Occurred) -> Subject:
    """What an incident is about, by the news: what fails is said whole each time, what occurs only gets worse.

    News of another kind add to an incident, and do not change what it is about.
    """
    news = event.subject
    if news.kind != known.kind:
        return known
    if isinstance(event, Failing):
        return news
    worse = RANK[news.urgency] > RANK[known.urgency] or news.level < known.level
    return known.model_copy(update={"urgency": news.urgency, "level": news.level}) if worse else known


def _go_on(before: Incident, event: Failing | Occurred, now: dt.datetime) -> Step:
    after = _heard(before, event, now)
    if before.state == "stale":
        after = change(after, state="firing", stale_at=None)
        return Step(after, (announce(after, "seen-again", now, mentions=holders(after)),), "seen-again")
    if before.state == "flapping":
        return Step(change(after, flips=flip(after, now, bad=True)), (), "flapping")
    if RANK[after.subject.urgency] > RANK[before.subject.urgency]:
        after = change(after, called_at=now)
        told = announce(after, "raised", now, mentions=holders(after), broadcast=True)
        return Step(after, (told,), "raised")
    # A condition that nobody need hear of again is not kept again for being the same as before.
    same = after.quiet_after is None and change(after, last_at=before.last_at) == before
    return Step(before if same else after, (), "goes-on")


def _again(before: Incident, event: Failing | Occurred, now: dt.datetime, policy: Policy) -> Step:
    """It is bad again so soon that it is the same incident: told once more, or as flapping once it is too often."""
    after = change(_heard(before, event, now), flips=flip(before, now, bad=True), resolved_at=None, began_at=now)
    what: Told = "again"
    if after.times_bad(now) >= policy.flap_after:
        what = "flapping"
    after = change(after, state="flapping" if what == "flapping" else "firing", called_at=now, escalations=0)
    told = announce(after, what, now, mentions=holders(after), broadcast=not after.holder)
    return Step(after, (told,), what)


def _on_recovered(before: Incident, event: Recovered, now: dt.datetime) -> Step:
    if event.starts_at is not None and before.starts_at is not None and event.starts_at < before.starts_at:
        return Step(before, (), "old-news")
    heard = change(
        before,
        evidence=merge_evidence(before.evidence, event.evidence, counts=False),
        flips=flip(before, now, bad=False),
        last_at=max(now, before.last_at),
    )
    if before.state == "flapping":
        return Step(heard, (), "flapping")
    after = change(heard, state="resolved", stale_at=None, resolved_at=now)
    return Step(after, (announce(after, "resolved", now, mentions=holders(after)),), "resolved")


def _on_unseen(before: Incident, now: dt.datetime) -> Step:
    if before.state == "stale":
        return Step(before, (), "stale")
    after = change(before, state="stale", stale_at=now, called_at=now)
    return Step(after, (announce(after, "stale", now, mentions=holders(after)),), "stale")


def _on_answered(before: Incident, event: Answered, now: dt.datetime) -> Step:
    """Who takes it first has it; taking one's own again changes its intent, and others are told who has it."""
    if before.holder and before.holder != event.by and not event.over:
        return Step(before, (), "taken")
    said = Acknowledgement(by=event.by, how=event.how, at=now, until=event.until, waits_for=event.waits_for)
    if before.acknowledged is not None and before.acknowledged.model_copy(update={"at": now}) == said:
        return Step(before, (), "same")
    told: Told = "acknowledged" if event.how == "mine" else event.how
    after = change(before, acknowledged=said)
    others = tuple(who for who in holders(before) if who != event.by)
    more = {"by": event.by, "mentions": others, "until": event.until, "waits_for": event.waits_for}
    return Step(after, (announce(after, told, now, **more),), told)


def _on_muted(before: Incident, event: Muted, now: dt.datetime) -> Step:
    mute = event.mute
    if before.mute is not None and before.mute.until >= mute.until:
        return Step(before, (), "muted-already")
    told = announce(before, "muted", now, by=mute.by, until=mute.until, reason=mute.reason)
    return Step(change(before, mute=mute), (told,), "muted")


def _on_unmuted(before: Incident, event: Unmuted, now: dt.datetime) -> Step:
    if before.mute is None:
        return Step(before, (), "not-muted")
    after = change(before, mute=None, called_at=now)
    return Step(after, (announce(after, "unmuted", now, by=event.by),), "unmuted")


def _on_merged(before: Incident, event: Merged, now: dt.datetime) -> Step:
    after = change(before, state="resolved", stale_at=None, resolved_at=now, merged_into=event.into)
    return Step(after, (announce(after, "merged", now, other=event.into, mentions=holders(after)),), "merged")
