"""What a target's standing says of which part, so that an incident names what fails and not who noticed; pure."""

from collections.abc import Iterable, Mapping

from bot.models.alerting import Observed
from bot.models.bearing import bearing
from bot.models.catalog import Catalog
from bot.models.target import Verdict

ALONE = "@"
"""Stands before the name of a target that belongs to no component, where a component would be named."""


def part_of(one: Observed) -> str:
    """The component of a target, or the target itself where it has none."""
    return one.target.component or f"{ALONE}{one.target.name}"


def said_of_parts(one: Observed, catalog: Catalog) -> Mapping[str, Verdict]:
    """What a standing says of its own part and, where it is that of a health check, of those that its items test."""
    held = one.standing.verdict
    said = bearing(one.target, one.standing, catalog.health)
    if one.target.component is None and held is not None:
        said[part_of(one)] = "up" if "down" in said.values() else held
    return said


def held_of_part(part: str, observed: Iterable[Observed], catalog: Catalog) -> set[Verdict | None]:
    """What is held of a part by its own targets, else by the health checks; None: by one not judged yet."""
    seen = [one for one in observed if not one.target.witness]
    own = [one for one in seen if part_of(one) == part]
    asked = own or [one for one in seen if one.target.kind == "sdf-health"]
    behind: Verdict = "blind"
    return {
        said_of_parts(one, catalog).get(part, behind) if one.standing.verdict is not None else None for one in asked
    }
