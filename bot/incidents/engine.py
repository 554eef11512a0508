"""The one way to change incidents: each call is one unit of work on the rows, safe to call at once from anywhere."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from bot.incidents import grouping, silences
from bot.incidents.answering import answer, mute, unmute
from bot.incidents.counting import (
    count_errors,
    find_cause,
    group_errors,
    name_alert,
    name_end,
    name_paste,
    take_alert,
    take_paste,
)
from bot.incidents.keeping import Keeper, storms_of
from bot.incidents.observing import BLIND, observe_blindness, observe_targets
from bot.incidents.ports import IncidentRows
from bot.incidents.storms import calm
from bot.models.alerting import (
    Alerting,
    AlertReport,
    ErrorReport,
    Observed,
    Outcome,
    PasteReport,
    Preview,
    Request,
    Scope,
    Silence,
    SilenceDraft,
)
from bot.models.catalog import Catalog
from bot.models.incident import (
    Answered,
    Incident,
    Tick,
)
from bot.models.ledger import Ledger, Wanted

MOST_OPEN = 1_000


class Actor(NamedTuple):
    """Who did something: a person by id, and the workspace in which the audit keeps it."""

    user: str
    team: str


class Intake(NamedTuple):
    """What became of a request: `new`, `duplicate` (done before), `conflict` (another body's key); its incidents."""

    status: str
    incidents: tuple[int, ...] = ()


class Engine:
    """Incidents as everybody may change them; `alerting` and `catalog` are asked anew by each call."""

    def __init__(self, rows: IncidentRows, alerting: Callable[[], Alerting], catalog: Callable[[], Catalog]) -> None:
        self._rows = rows
        self._alerting = alerting
        self._catalog = catalog

    async def observe(self, observed: Sequence[Observed], now: dt.datetime) -> list[Incident]:
        """Apply what is held of all targets; returns the incidents about targets and blindness that are open after it.

        Give all targets together: of one that is missing nothing is known, and its incident becomes stale.
        """
        alerting, catalog = self._alerting(), self._catalog()
        groups = grouping.group_failing(observed, catalog)
        names = {grouping.name_group(group) for group in groups}
        wanted = Wanted(
            now=now,
            fingerprints=frozenset(names | {BLIND}) | storms_of(alerting),
            kinds=frozenset({"target", "blind"}),
        )

        def work(ledger: Ledger) -> list[Incident]:
            keeper = Keeper(ledger, alerting, now)
            observe_targets(keeper, groups, observed, catalog)
            observe_blindness(keeper, observed)
            return [one for one in ledger.incidents.values() if one.open and one.subject.kind in ("target", "blind")]

        return await self._rows.work(wanted, work)

    async def report(self, errors: Sequence[ErrorReport], now: dt.datetime, request: Request | None = None) -> Intake:
        """Count errors that log shippers sent; once this returns they are kept.

        Without any error it is a sign of life of the request's source. A request that was kept before is not counted
        again.
        """
        alerting, catalog = self._alerting(), self._catalog()
        counted = group_errors(errors, catalog)
        prints = {one.fingerprint for one in counted} | {one.spread for one in counted}
        wanted = Wanted(
            now=now,
            fingerprints=frozenset(prints) | storms_of(alerting),
            kinds=frozenset({"target"}),
            tallies=frozenset(prints),
            requests=_keys(request),
        )

        def work(ledger: Ledger) -> Intake:
            known = _find_answer(ledger, request)
            if known is not None:
                return known
            if request is not None:
                ledger.hear(request.source, now)
            found = count_errors(Keeper(ledger, alerting, now), counted, catalog)
            return _keep_answer(ledger, request, found, now)

        return await self._rows.work(wanted, work)

    async def alerts(self, alerts: Sequence[AlertReport], now: dt.datetime, request: Request | None = None) -> Intake:
        """Apply alerts of another system, in any order and as often as they come."""
        alerting = self._alerting()
        wanted = Wanted(
            now=now,
            fingerprints=frozenset(name_alert(alert) for alert in alerts) | storms_of(alerting),
            requests=_keys(request) | {name_end(alert) for alert in alerts},
        )

        def work(ledger: Ledger) -> Intake:
            known = _find_answer(ledger, request)
            if known is not None:
                return known
            keeper = Keeper(ledger, alerting, now)
            found = [take_alert(keeper, alert) for alert in alerts]
            return _keep_answer(ledger, request, [one for one in found if one is not None], now)

        return await self._rows.work(wanted, work)

    async def paste(self, paste: PasteReport, now: dt.datetime) -> Incident | None:
        """Count what a person pasted; returns the open incident that it belongs to, None where there is none."""
        alerting, catalog = self._alerting(), self._catalog()
        name = name_paste(paste)
        wanted = Wanted(
            now=now,
            fingerprints=frozenset({name}) | storms_of(alerting),
            kinds=frozenset({"target", "errors", "people"}),
            tallies=frozenset({name}),
        )
        return await self._rows.work(wanted, lambda ledger: take_paste(Keeper(ledger, alerting, now), paste, catalog))

    async def acknowledge(self, number: int, by: Actor, now: dt.datetime, *, over: bool = False) -> Outcome:
        """Somebody takes an incident, `over` from whoever has it: reasons acknowledged, same, taken, over, unknown."""
        return await self._answer(number, by, Answered(by=by.user, how="mine", over=over), now)

    async def not_ours(self, number: int, by: Actor, now: dt.datetime) -> Outcome:
        """Somebody says that it is not theirs; it stays nobody's. Reasons as for acknowledge, and not-ours."""
        return await self._answer(number, by, Answered(by=by.user, how="not-ours"), now)

    async def wait(self, number: int, by: Actor, waits_for: str, until: dt.datetime, now: dt.datetime) -> Outcome:
        """Somebody waits for somebody until a time, and is asked then. Reasons as for acknowledge, waiting, past."""
        if until <= now:
            return Outcome(done=False, reason="past")
        said = Answered(by=by.user, how="waiting", until=until, waits_for=waits_for[:120])
        return await self._answer(number, by, said, now)

    async def preview(self, draft: SilenceDraft, now: dt.datetime) -> Preview:
        """What a silence would hide of what is open, and why it would be refused, if it would."""
        return silences.preview(draft, await self._rows.open(MOST_OPEN), now, self._alerting().policy)

    async def mute(self, draft: SilenceDraft, team: str, now: dt.datetime) -> Outcome:
        """Keep a silence and hide what it covers. Reasons muted, hides-all, no-reason, over-already, too-long."""
        alerting = self._alerting()
        problem = silences.find_problem(draft, now, alerting.policy)
        if problem:
            return Outcome(done=False, reason=problem)
        numbers = frozenset({draft.scope.number} if draft.scope.number is not None else ())
        wanted = Wanted(now=now, every_open=True, numbers=numbers)
        return await self._rows.work(wanted, lambda ledger: mute(Keeper(ledger, alerting, now), draft, team))

    async def unmute(self, scope: Scope, by: Actor, now: dt.datetime) -> Outcome:
        """End the silences of exactly this scope, and what hides the incident it names. Reasons unmuted, not-muted."""
        alerting = self._alerting()
        numbers = frozenset({scope.number} if scope.number is not None else ())
        wanted = Wanted(now=now, every_open=True, numbers=numbers, fingerprints=storms_of(alerting))
        return await self._rows.work(
            wanted, lambda ledger: unmute(Keeper(ledger, alerting, now), scope, by.user, by.team)
        )

    async def silences(self, now: dt.datetime) -> list[Silence]:
        """The silences that run, the longest last."""
        running = await self._rows.work(Wanted(now=now), lambda ledger: list(ledger.silences.values()))
        return sorted((one for one in running if not one.ended_by), key=lambda one: one.until)

    async def tick(self, now: dt.datetime) -> int:
        """Do what time alone does; returns how many incidents it was due for, which may be a portion of them."""
        alerting = self._alerting()

        def work(ledger: Ledger) -> int:
            keeper = Keeper(ledger, alerting, now)
            due = [one for one in ledger.incidents.values() if one.due_at is not None and one.due_at <= now]
            for one in due:
                if one.subject.kind == "storm":
                    calm(keeper, one)
                else:
                    keeper.happen(one, Tick(heard=_is_heard(one, ledger)))
            return len(due)

        wanted = Wanted(now=now, due=True, sources=True, fingerprints=storms_of(alerting))
        return await self._rows.work(wanted, work)

    async def refresh(self, number: int, now: dt.datetime) -> None:
        """Have the messages of an incident written anew with the next tick: more is known of what stands in them."""

        def work(ledger: Ledger) -> None:
            known = ledger.incidents.get(number)
            if known is not None and known.open:
                ledger.put(known.model_copy(update={"refresh_at": now, "due_at": now}))

        await self._rows.work(Wanted(now=now, numbers=frozenset({number})), work)

    async def open(self, most: int = MOST_OPEN) -> list[Incident]:
        """The open incidents, the most urgent first."""
        return await self._rows.open(most)

    async def find(self, number: int, now: dt.datetime) -> Incident | None:
        """An incident by its number."""
        wanted = Wanted(now=now, numbers=frozenset({number}))
        return await self._rows.work(wanted, lambda ledger: ledger.incidents.get(number))

    async def at(self, channel: str, ts: str) -> Incident | None:
        """The incident that a message, or the thread below it, is about."""
        return await self._rows.at(channel, ts)

    async def cause_of(self, code: int, environment: str, host: str = "") -> Incident | None:
        """The open incident that such an error would be part of; counts nothing."""
        return find_cause(await self._rows.open(MOST_OPEN), code, environment, host)

    async def _answer(self, number: int, by: Actor, said: Answered, now: dt.datetime) -> Outcome:
        alerting = self._alerting()
        wanted = Wanted(now=now, numbers=frozenset({number}), fingerprints=storms_of(alerting))
        return await self._rows.work(
            wanted, lambda ledger: answer(Keeper(ledger, alerting, now), number, said, by.team)
        )


def _is_heard(incident: Incident, ledger: Ledger) -> bool:
    """Whether silence about an incident means that it is over: its sources went on to speak of other things.

    An alert's system says itself when one is over, so that its silence never means that; people need not say it.
    """
    if incident.subject.kind != "errors":
        return incident.subject.kind == "people"
    return any(ledger.sources.get(name, incident.last_at) > incident.last_at for name in incident.sources)


def _keys(request: Request | None) -> frozenset[tuple[str, str]]:
    return frozenset({(request.source, request.key)} if request else ())


def _find_answer(ledger: Ledger, request: Request | None) -> Intake | None:
    known = ledger.requests.get((request.source, request.key)) if request is not None else None
    if request is None or known is None:
        return None
    body, result = known
    if body != request.body:
        return Intake("conflict")
    return Intake("duplicate", tuple(int(number) for number in result.split()))


def _keep_answer(ledger: Ledger, request: Request | None, found: Iterable[Incident], now: dt.datetime) -> Intake:
    numbers = tuple(dict.fromkeys(one.number for one in found))
    if request is not None:
        ledger.answer((request.source, request.key), request.body, " ".join(map(str, numbers)), now)
    return Intake("new", numbers)
