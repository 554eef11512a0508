"""Says which checks an answer asks for, of which place, and why one of them cannot be asked; pure, asks nobody."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.checks.ports import PlaceKind
from bot.models.answer import Answer
from bot.models.catalog import Catalog
from bot.models.diagnosis import Diagnosis
from bot.models.entry import Check
from bot.models.live import Live, Skip, Watched
from bot.models.target import Place, Target
from bot.status.concerned import Allowed, places_named, targets_of, witnesses_of

KINDS: tuple[Literal["dns", "tcp", "tls", "http"], ...] = ("dns", "tcp", "tls", "http")
"""How a place is asked, lowest first."""


TLS_PORTS = (443, 8443)
ROOT = "skms"
"""The part that every error comes through: asked where the error's own part has no target."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One check to carry out: for which step (empty: for the place named), of what; or why it is skipped.

    `ask` is the protocol by which a place is asked. `items` are those of the health check that speak of it, where
    the target is one of that kind.
    """

    check: Check
    step: str = ""
    place: Place | None = None
    ask: PlaceKind | None = None
    target: Target | None = None
    skip: Skip | None = None
    items: tuple[str, ...] = ()


def plan(answer: Answer, diagnosis: Diagnosis, live: Live, catalog: Catalog) -> tuple[Errand, ...]:
    """What is to be asked for an answer: the place that its detail names, the part it comes from, its steps.

    Where anything is asked the witnesses are, too, so that a fault of our own is not taken for theirs.
    Nothing is asked for readers outside. A place is asked only where a target's own place or `also_allow` is it.
    """
    if answer.audience == "external":
        return ()
    ask = _Planning(diagnosis, live, catalog)
    errands = (*ask.of_the_place(), *ask.of_the_part(answer), *ask.of_steps(answer))
    return (*errands, *_of_witnesses(live)) if worth_asking(errands) else errands


def worth_asking(errands: tuple[Errand, ...]) -> bool:
    """Whether anything of it would be asked at all: `Check now` is offered only then."""
    return any(errand.target is not None for errand in errands)


def _of_witnesses(live: Live) -> Iterator[Errand]:
    for witness in witnesses_of(live):
        kind: Literal["tcp", "tls", "http"] = "http" if witness.target.url else "tcp"
        yield Errand(Check(kind=kind), target=witness.target)


def await_findings(live: Live, errands: tuple[Errand, ...]) -> Live:
    """What is known while the errands are on their way: an answer composed with it holds their line free."""
    checks = dict.fromkeys(one.check for one in errands if one.target is not None and not one.target.witness)
    return live.model_copy(update={"checking": tuple(checks), "findings": ()})


class _Planning:
    def __init__(self, diagnosis: Diagnosis, live: Live, catalog: Catalog) -> None:
        self._diagnosis = diagnosis
        self._live = live
        self._catalog = catalog
        self._environment = live.surroundings.name
        named = places_named(live, diagnosis.host, diagnosis.port, diagnosis.ip)
        here = [one for one in named if one.watched.target.environment == self._environment]
        self._allowed: Allowed | None = next(iter(here or named), None)

    def of_the_place(self) -> Iterator[Errand]:
        """The named place by each protocol that it is known to speak, lowest first."""
        if self._allowed is not None:
            for kind in KINDS:
                ask = self._protocol(kind, self._allowed)
                if ask is not None:
                    yield Errand(Check(kind=kind), "", self._allowed.place, ask, self._allowed.watched.target)

    def of_the_part(self, answer: Answer) -> Iterator[Errand]:
        """The standing of the error's own part, or of SKMS where that has no target."""
        own = self._catalog.entries[answer.code].component
        for component in dict.fromkeys((own, ROOT)):
            found = self._targets_of(component)
            for watched in found:
                check = Check(kind="status-of-component", component=component)
                yield Errand(check, target=watched.target, items=self._items_of(check))
            if found:
                return

    def of_steps(self, answer: Answer) -> Iterator[Errand]:
        """The checks of the answer's steps, in their order; those of steps that cannot be undone are left locked."""
        for step in answer.steps:
            if step.check is not None and not step.locked:
                yield self._of_step(step.id, step.check)

    def _of_step(self, step: str, check: Check) -> Errand:
        match check.kind:
            case "knowledge":
                return Errand(check, step)
            case "health-item":
                health = [one for one in self._of_environment() if one.target.kind == "sdf-health"]
                return self._of_one(check, step, health)
            case "status-of-component":
                return self._of_one(check, step, self._targets_of(check.component or ""))
            case "dns" | "tcp" | "tls" | "http":
                return self._of_place(check, step)

    def _of_place(self, check: Check, step: str) -> Errand:
        """A check of a place: of the one named, where the step speaks of its part; else of the part's own target."""
        named = self._allowed
        if named is not None and check.component in (None, named.watched.target.component):
            return self._at(check, step, named)
        if check.component is None:
            return Errand(check, step, skip="not-a-target" if self._diagnosis.host else "no-place")
        own = [one for one in self._targets_of(check.component) if one.target.component == check.component]
        errand = self._of_one(check, step, own)
        if errand.target is None:
            return errand
        return self._at(check, step, Allowed(errand.target.asked, own[0], own=True))

    def _at(self, check: Check, step: str, allowed: Allowed) -> Errand:
        ask = self._protocol(check.kind, allowed)
        if ask is None:
            return Errand(check, step, allowed.place, skip="protocol-unknown")
        return Errand(check, step, allowed.place, ask, allowed.watched.target)

    def _of_one(self, check: Check, step: str, found: list[Watched]) -> Errand:
        """The first target that tells it; none where several environments could be meant."""
        if not found:
            return Errand(check, step, skip="no-target")
        if len({one.target.environment for one in found}) > 1:
            return Errand(check, step, skip="several-environments")
        return Errand(check, step, target=found[0].target, items=self._items_of(check))

    def _items_of(self, check: Check) -> tuple[str, ...]:
        if check.item is not None:
            return (check.item,)
        return tuple(test.item for test in self._catalog.health.values() if test.component == check.component)

    def _of_environment(self) -> list[Watched]:
        chosen = self._environment or self._environment_of_place()
        return [one for one in self._live.watched if not chosen or one.target.environment == chosen]

    def _targets_of(self, component: str) -> list[Watched]:
        items = self._items_of(Check(kind="status-of-component", component=component))
        return targets_of(self._live, component, items, self._environment or self._environment_of_place())

    def _environment_of_place(self) -> str:
        return self._allowed.watched.target.environment if self._allowed else ""

    def _protocol(self, kind: str, allowed: Allowed) -> PlaceKind | None:
        """How a place is asked for a check; None where it has no name, or nothing says that it speaks that."""
        target = allowed.watched.target if allowed.own else None
        url = (target.url or "") if target else ""
        by_tls = url.startswith("https:") or (target is not None and target.kind == "tls")
        by_tls = by_tls or (not url and allowed.place.port in TLS_PORTS)
        match kind:
            case "dns":
                return "dns" if any(mark.isalpha() for mark in allowed.place.host) else None
            case "tcp":
                return "tcp"
            case "tls":
                return "tls" if by_tls or self._diagnosis.cause.startswith("tls_") else None
            case "http" if by_tls:
                return "https"
            case "http" if url:
                return "http"
            case _:
                return None
