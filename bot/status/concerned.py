"""Finds which targets bear on an error, by the place that it names or by the part it comes from; pure, asks nobody."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from bot.models.bearing import bearing
from bot.models.catalog import HealthTest
from bot.models.live import Live, Watched
from bot.models.target import Place, Verdict


@dataclass(frozen=True, slots=True)
class Allowed:
    """A place that may be asked, and the target that allows it; `own` where it is the target's own place."""

    place: Place
    watched: Watched
    own: bool


def places_named(live: Live, host: str | None, port: int | None, ip: str | None = None) -> list[Allowed]:
    """The configured places that a host (or address) and port name, own ones first; a port of None fits any.

    Names are compared as they are configured: nothing is resolved and nothing that an error names is added.
    """
    names = {name.lower().rstrip(".") for name in (host, ip) if name}
    found = [
        Allowed(place, watched, own=number == 0)
        for watched in live.watched
        for number, place in enumerate((watched.target.asked, *watched.target.also_allow))
        if place.host in names and port in (None, place.port)
    ]
    return sorted(found, key=lambda one: (not one.own, one.watched.target.name))


def targets_of(live: Live, component: str, items: Collection[str] = (), environment: str = "") -> list[Watched]:
    """The targets that tell of a component, those of its own first; with an environment only that one's.

    `items` are the items of the health check that speak of it: a target of that kind tells through them.
    """
    own: list[Watched] = []
    through: list[Watched] = []
    for watched in live.watched:
        target = watched.target
        if target.witness or (environment and target.environment != environment):
            continue
        if target.component == component:
            own.append(watched)
        elif target.kind == "sdf-health" and items:
            through.append(watched)
    return [*own, *through]


def verdict_on(watched: Watched, component: str, health: Mapping[str, HealthTest]) -> Verdict | None:
    """What a target tells of a component (see `bot.models.bearing`); None where it tells nothing, or nothing yet."""
    return bearing(watched.target, watched.standing, health).get(component)


def witnesses_of(live: Live) -> Iterator[Watched]:
    """The targets that stand for our own way out."""
    return (watched for watched in live.watched if watched.target.witness)


def environments_of(watched: Iterable[Watched]) -> list[str]:
    """The environments of targets, each once, in their order."""
    return list(dict.fromkeys(one.target.environment for one in watched))
