"""Carries out planned checks within one deadline, each question once; asks through a port and judges what came back."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.checks.plan import Errand
from bot.checks.ports import Asks, Clock, PlaceKind
from bot.models.live import Finding, Outcome, Skip
from bot.models.target import Place, Reading, Target
from bot.status.conditions import peers_of, weigh

DEADLINE = 8.0
"""Seconds for all checks of an answer together."""

LADDER: tuple[PlaceKind, ...] = ("dns", "tcp", "tls", "http", "https")
"""How a place is asked, lowest first; nothing is asked above the first that fails."""

AT_ONCE = 8
LONGEST = 200


@dataclass(frozen=True, slots=True)
class _Told:
    """What came back for one question, and how many seconds that took."""

    reading: Reading
    seconds: float


_Question = tuple[str, Place, PlaceKind] | tuple[str]
"""A place by one protocol, through the target that allows it; or a target."""


async def carry_out(
    errands: Sequence[Errand], asks: Asks, clock: Clock, deadline: float = DEADLINE
) -> tuple[Finding, ...]:
    """What each errand found, in their order, after `deadline` seconds at the latest; a failure is a finding.

    The same question is asked once however many steps wait for it. A place is asked by one protocol after the
    other and no further than to the first that fails.
    """
    round_ = _Round(asks, clock)
    try:
        async with asyncio.timeout(deadline), asyncio.TaskGroup() as group:
            for climb in _climbs_of(errands):
                group.create_task(round_.climb(climb))
            for target in _targets_of(errands):
                group.create_task(round_.ask_target(target))
    except TimeoutError:
        pass  # what was not told by now is a finding of its own
    witnesses = [one.target for one in errands if one.target is not None and one.target.witness]
    return tuple(round_.judge(errand, witnesses) for errand in errands)


class _Round:
    """One round of asking: what was told so far, and where it ended early."""

    def __init__(self, asks: Asks, clock: Clock) -> None:
        self._asks = asks
        self._clock = clock
        self._told: dict[_Question, _Told] = {}
        self._ended: set[tuple[str, Place]] = set()
        self._refused: set[tuple[str, Place]] = set()
        self._room = asyncio.Semaphore(AT_ONCE)

    async def climb(self, climb: "_Climb") -> None:
        for kind in climb.kinds:
            async with self._room:
                began = self._clock.monotonic()
                reading = await self._asks.ask_place(climb.place, kind, (climb.target,))
            if reading is None:
                self._refused.add((climb.target.name, climb.place))
                return
            told = _Told(reading, self._clock.monotonic() - began)
            self._told[(climb.target.name, climb.place, kind)] = told
            if reading.verdict != "up":
                self._ended.add((climb.target.name, climb.place))
                return

    async def ask_target(self, target: Target) -> None:
        async with self._room:
            began = self._clock.monotonic()
            reading = await self._asks.probe(target)
        self._told[(target.name,)] = _Told(reading, self._clock.monotonic() - began)

    def judge(self, errand: Errand, witnesses: Sequence[Target]) -> Finding:
        if errand.skip is not None:
            return self._skipped(errand, errand.skip)
        if errand.target is None:
            return Finding(check=errand.check, step=errand.step, outcome="passed", at=self._clock.now())
        told = self._told.get(_question_of(errand))
        if told is None:
            return self._skipped(errand, self._why_untold(errand.target, errand.place))
        reading = weigh(told.reading, self._peers(errand.target, witnesses))
        outcome = _outcome_of(errand, reading)
        return Finding(
            check=errand.check,
            step=errand.step,
            place=errand.place,
            target=errand.target.name,
            licence=errand.target.licence,
            outcome=outcome,
            why="" if outcome == "passed" else reading.reason,
            cause=None if outcome == "passed" else reading.cause,
            actual=_actual_of(errand, reading),
            at=reading.at,
            seconds=told.seconds,
            reading=reading if errand.place is None else None,
        )

    def _peers(self, target: Target, witnesses: Sequence[Target]) -> list[Reading]:
        """What the witnesses said that tell whether a failure of this target is our own; none for a witness."""
        asked = [] if target.witness else [self._told.get((one.name,)) for one in peers_of(target, witnesses)]
        return [told.reading for told in asked if told is not None]

    def _why_untold(self, target: Target, place: Place | None) -> Skip:
        if place is not None and (target.name, place) in self._refused:
            return "not-a-target"
        return "earlier-failed" if place is not None and (target.name, place) in self._ended else "no-time"

    def _skipped(self, errand: Errand, why: Skip) -> Finding:
        return Finding(
            check=errand.check,
            step=errand.step,
            place=errand.place,
            target=errand.target.name if errand.target else None,
            outcome="skipped",
            why=why,
            at=self._clock.now(),
        )


@dataclass(frozen=True, slots=True)
class _Climb:
    """A place to ask, by which protocols, lowest first."""

    target: Target
    place: Place
    kinds: tuple[PlaceKind, ...]


def _climbs_of(errands: Sequence[Errand]) -> list[_Climb]:
    wanted: dict[tuple[str, Place], tuple[Target, set[PlaceKind]]] = {}
    for errand in errands:
        if errand.target is not None and errand.place is not None and errand.ask is not None:
            key = (errand.target.name, errand.place)
            wanted.setdefault(key, (errand.target, set()))[1].add(errand.ask)
    return [
        _Climb(target, place, tuple(kind for kind in LADDER if kind in kinds))
        for (_, place), (target, kinds) in wanted.items()
    ]


def _targets_of(errands: Sequence[Errand]) -> list[Target]:
    found = {one.target.name: one.target for one in errands if one.skip is None and one.target and one.place is None}
    return list(found.values())


def _question_of(errand: Errand) -> _Question:
    name = errand.target.name if errand.target else ""
    return (name,) if errand.place is None or errand.ask is None else (name, errand.place, errand.ask)


def _outcome_of(errand: Errand, reading: Reading) -> Outcome:
    if errand.place is not None:
        return _OUTCOMES[reading.verdict]
    told = [item.ok for item in reading.items if item.item in errand.items]
    if told and reading.verdict != "blind":
        return "passed" if all(told) else "failed"
    if errand.check.kind == "health-item":
        return "unclear"
    return _OUTCOMES[reading.verdict]


_OUTCOMES: dict[str, Outcome] = {"up": "passed", "down": "failed", "blind": "unclear"}


def _actual_of(errand: Errand, reading: Reading) -> str:
    """What was seen, in no language: an address, a status, days of a certificate, the item's own error."""
    match errand.check.kind:
        case "dns":
            return reading.address
        case "http":
            return str(reading.http_status or "")
        case "tls":
            return "" if reading.certificate_days is None else str(reading.certificate_days)
        case "health-item" | "status-of-component":
            errors = (item.error for item in reading.items if item.item in errand.items and not item.ok)
            return next((error for error in errors if error), "")[:LONGEST]
        case _:
            return ""
