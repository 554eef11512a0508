"""Applies what people say to the ledger: who has it, what is to be hidden, what no longer is; with their audit."""

from bot.incidents.keeping import Keeper
from bot.incidents.silences import as_mute, matches
from bot.models.alerting import Outcome, Scope, Silence, SilenceDraft
from bot.models.incident import Answered, Incident, Muted, Unmuted


def answer(keeper: Keeper, number: int, said: Answered, team: str) -> Outcome:
    """Somebody takes an incident, calls it not theirs, or waits."""
    before = keeper.ledger.incidents.get(number)
    if before is None:
        return Outcome(done=False, reason="unknown")
    decision = keeper.happen(before, said)
    done = decision.after is not before
    if done:
        keeper.note(team, said.by, decision.reason, f"#{number}", before=_holder(before), after=_holder(decision.after))
    return Outcome(done=done, reason=decision.reason, incident=decision.after)


def mute(keeper: Keeper, draft: SilenceDraft, team: str) -> Outcome:
    """Keep a silence that was found to be in order, and hide what it covers."""
    ledger = keeper.ledger
    silence = Silence(number=ledger.take_silence_number(), at=keeper.now, **dict(draft))
    ledger.put_silence(silence)
    for one in list(ledger.incidents.values()):
        if one.open and matches(silence.scope, one.subject, one.fingerprint, one.number):
            keeper.happen(one, Muted(mute=as_mute(silence)))
    after = f"until {silence.until.isoformat(timespec='minutes')}: {silence.reason}"
    keeper.note(team, draft.by, "mute", describe(draft.scope), before="", after=after)
    return Outcome(done=True, reason="muted", silence=silence, incident=_named(keeper, draft.scope))


def unmute(keeper: Keeper, scope: Scope, by: str, team: str) -> Outcome:
    """End the silences of exactly this scope, and whatever hides the incident that it names."""
    named = _named(keeper, scope)
    hides = named.mute.silence if named is not None and named.mute is not None else None
    ended = [
        silence
        for silence in keeper.ledger.silences.values()
        if not silence.ended_by and (silence.scope == scope or silence.number == hides)
    ]
    for silence in ended:
        keeper.ledger.put_silence(silence.model_copy(update={"ended_by": by}))
    numbers = {silence.number for silence in ended}
    hidden = [
        one
        for one in list(keeper.ledger.incidents.values())
        if one.mute is not None and (one.number == scope.number or one.mute.silence in numbers)
    ]
    for one in hidden:
        keeper.happen(one, Unmuted(by=by))
    if not ended and not hidden:
        return Outcome(done=False, reason="not-muted", incident=named)
    keeper.note(team, by, "unmute", describe(scope), before=", ".join(f"silence {one}" for one in numbers), after="")
    return Outcome(done=True, reason="unmuted", incident=_named(keeper, scope))


def describe(scope: Scope) -> str:
    """A scope in a few words for the audit: `environment=prod code=40013`."""
    return " ".join(f"{name}={value}" for name, value in scope if value is not None)[:255]


def _named(keeper: Keeper, scope: Scope) -> Incident | None:
    return None if scope.number is None else keeper.ledger.incidents.get(scope.number)


def _holder(incident: Incident | None) -> str:
    said = incident.acknowledged if incident is not None else None
    return f"{said.how} {said.by}" if said is not None else ""
