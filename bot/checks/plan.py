"""Says which checks an answer asks for, of which place, and why one of them cannot be asked; pure, asks nobody."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.checks.ports import PlaceKind
from bot.models.answer import Answer
from bot.models.catalog import Catalog
from bot.models.diagnosis import Diagnosis
from bot.models.entry import Check
from bot.models.live import Live, Skip, Watched
from bot.models.target import Place, Target
from bot.status.bearing import Allowed, places_named, targets_of

PLACE_KINDS: tuple[PlaceKind, ...] = ("dns", "tcp", "tls", "http")
TLS_PORTS = (443, 8443)
ROOT = "skms"
"""The part that every error comes through: asked where the error's own part has no target."""


@dataclass(frozen=True, slots=True)
class Errand:
    """One check to carry out: for which step (empty: for the place named), of what; or why it is skipped.

    `items` are those of the health check that speak of it, where the target is one of that kind.
    """

    check: Check
    step: str = ""
    place: Place | None = None
    target: Target | None = None
    skip: Skip | None = None
    items: tuple[str, ...] = ()


def plan(answer: Answer, diagnosis: Diagnosis, live: Live, catalog: Catalog) -> tuple[Errand, ...]:
    """What is to be asked for an answer: the place that its detail names, the parts it rests on, then its steps.

    Nothing is asked for readers outside. A place is asked only where a target's own place or `also_allow` is it.
    """
    if answer.audience == "external":
        return ()
    ask = _Planning(diagnosis, live, catalog)
    return (*ask.of_the_place(), *ask.of_the_part(answer), *ask.of_steps(answer))


def worth_asking(errands: tuple[Errand, ...]) -> bool:
    """Whether anything of it would be asked at all: `Check now` is offered only then."""
    return any(errand.skip is None and errand.check.kind != "knowledge" for errand in errands)


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
        """The named place by each protocol that it speaks, lowest first."""
        if self._allowed is None:
            return
        for kind in PLACE_KINDS:
            if self._speaks(kind, self._allowed):
                yield self._at_allowed(Check(kind=kind), "")

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
        if self._allowed is not None and (check.component in (None, self._allowed.watched.target.component)):
            return self._at_allowed(check, step)
        if self._allowed is None and self._diagnosis.host is not None:
            return Errand(check, step, skip="not-a-target")
        if check.component is None:
            return Errand(check, step, skip="no-place")
        errand = self._of_one(check, step, [one for one in self._targets_of(check.component) if one.target.place])
        return Errand(check, step, errand.target.asked if errand.target else None, errand.target, errand.skip)

    def _at_allowed(self, check: Check, step: str) -> Errand:
        allowed = self._allowed
        return Errand(check, step, allowed.place, allowed.watched.target) if allowed else Errand(check, step)

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

    def _speaks(self, kind: PlaceKind, allowed: Allowed) -> bool:
        """Whether a place speaks a protocol: DNS where it has a name, TLS and HTTP where something says so."""
        target = allowed.watched.target if allowed.own else None
        url = (target.url or "") if target else ""
        match kind:
            case "dns":
                return any(mark.isalpha() for mark in allowed.place.host) and ":" not in allowed.place.host
            case "tcp":
                return True
            case "tls":
                cause = self._diagnosis.cause.startswith("tls_")
                by_target = url.startswith("https:") or (target is not None and target.kind == "tls")
                return by_target or cause or allowed.place.port in TLS_PORTS
            case "http":
                return bool(url)
