"""Which targets fail of one cause: per environment root first, along who calls whom; and what is not seen; pure."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from bot.incidents.parts import ALONE, held_of_part, said_of_parts
from bot.models.alerting import Observed
from bot.models.catalog import Catalog, Component
from bot.models.entry import Level
from bot.models.incident import Evidence, Incident, Subject
from bot.models.target import Reading, Verdict

LEVELS: tuple[Level, ...] = ("P1", "P2", "P3", "P4")


class Group(NamedTuple):
    """What fails of one cause."""

    subject: Subject
    evidence: tuple[Evidence, ...]


class Match(NamedTuple):
    """A group and the open incident that it goes on with, if any; the others that turned out to be part of it."""

    group: Group
    incident: Incident | None
    merged: tuple[Incident, ...] = ()


def group_failing(observed: Iterable[Observed], catalog: Catalog) -> list[Group]:
    """One group per cause, in every environment; witnesses stand for our own way out and are not grouped."""
    seen = [one for one in observed if not one.target.witness]
    groups = []
    for environment in dict.fromkeys(one.target.environment for one in seen):
        mine = [one for one in seen if one.target.environment == environment]
        failing, working = _by_part(mine, "down", catalog), set(_by_part(mine, "up", catalog))
        working -= set(failing)
        groups += [
            _group(environment, [(part, failing[part]) for part in parts], catalog)
            for parts in _causes(failing, working, catalog.components)
        ]
    return groups


def match_open(groups: Sequence[Group], incidents: Iterable[Incident]) -> list[Match]:
    """Each group with the open incident it shares a member with, the one about its root before others, then the oldest.

    Each incident is taken once; what overlaps a group besides is merged into its incident.
    """
    free = sorted(incidents, key=lambda one: one.number)
    found: list[Match] = []
    for group in groups:
        root = group.subject.members[0]
        mine = [one for one in free if one.subject.environment == group.subject.environment and _shares(group, one)]
        mine.sort(key=lambda one: one.subject.members[:1] != (root,))
        free = [one for one in free if one not in mine]
        found.append(Match(group, mine[0] if mine else None, tuple(mine[1:])))
    return found


def judge_members(incident: Incident, observed: Iterable[Observed], catalog: Catalog) -> Verdict | None:
    """What is held of an incident none of whose parts is known to fail: up where each target of it works.

    `blind` where one cannot be seen or is not asked any more; None where one was not judged yet, after a restart.
    """
    mine = [one for one in observed if one.target.environment == incident.subject.environment]
    held = [held_of_part(part, mine, catalog) for part in incident.subject.members]
    if not all(held) or any("blind" in verdicts for verdicts in held):
        return "blind"
    return None if any(None in verdicts for verdicts in held) else "up"


def find_blindness(observed: Sequence[Observed]) -> Group | None:
    """What cannot be seen, as one group; it cannot wait where nothing at all can be seen."""
    asked = [one for one in observed if not one.target.witness and one.standing.verdict is not None]
    blind = [one for one in asked if one.standing.verdict == "blind"]
    if not blind:
        return None
    urgency = "act-now" if len(blind) == len(asked) else "can-wait"
    members = tuple(one.target.name for one in blind)
    subject = Subject(kind="blind", level="P2", urgency=urgency, members=members)
    return Group(subject, tuple(_evidence("target-blind", one) for one in blind))


def name_group(group: Group) -> str:
    """The fingerprint of a new incident about this group."""
    return f"target:{group.subject.environment}:{group.subject.members[0]}"


def subject_of_parts(environment: str, parts: Sequence[str], catalog: Catalog) -> Subject:
    """What an incident about failing parts is about, the root first."""
    root = parts[0]
    component = root if root in catalog.components else None
    level = _level(component, catalog)
    return Subject(
        kind="target",
        environment=environment,
        component=component,
        name="" if component else root.removeprefix(ALONE),
        level=level,
        urgency="act-now" if level in LEVELS[:2] else "can-wait",
        members=tuple(parts),
        codes=expected_codes(root, catalog),
    )


def expected_codes(component: str, catalog: Catalog) -> tuple[int, ...]:
    """The codes that a failure of a component shows as at those who call it."""
    edges = (edge for caller in catalog.components.values() for edge in caller.calls if edge.to == component)
    return tuple(dict.fromkeys(code for edge in edges for code in edge.codes))


def _by_part(observed: Iterable[Observed], wanted: Verdict, catalog: Catalog) -> dict[str, list[Observed]]:
    """The parts of which that is said, each with the targets that say it."""
    found: dict[str, list[Observed]] = {}
    for one in observed:
        for part, verdict in said_of_parts(one, catalog).items():
            if verdict == wanted:
                found.setdefault(part, []).append(one)
    return found


def _causes(
    failing: Mapping[str, Sequence[Observed]], working: AbstractSet[str], components: Mapping[str, Component]
) -> list[list[str]]:
    """The failing parts by cause, the root first.

    A part fails because of another failing one that it calls, straight or through parts that are not known to work.
    Where two call each other, the one that failed first is the root.
    """
    order = sorted(failing, key=lambda part: (_since(failing[part]), part))
    below = {part: _reach(part, working, components) & set(failing) - {part} for part in failing}
    roots: list[str] = []
    for part in order:
        causes = {other for other in below[part] if part not in below[other] or other in roots}
        if not causes:
            roots.append(part)
    groups = {root: [root] for root in roots}
    for part in order:
        if part not in groups:
            groups[next(root for root in roots if root in below[part])].append(part)
    return list(groups.values())


def _reach(part: str, working: AbstractSet[str], components: Mapping[str, Component]) -> set[str]:
    """All that a part calls, straight or through parts that are not known to work."""
    found: set[str] = set()
    waiting = [part]
    while waiting:
        here = components.get(waiting.pop())
        for edge in here.calls if here is not None else ():
            if edge.to not in found and edge.to not in working:
                found.add(edge.to)
                waiting.append(edge.to)
    return found


def _group(environment: str, parts: Sequence[tuple[str, Sequence[Observed]]], catalog: Catalog) -> Group:
    subject = subject_of_parts(environment, [part for part, _ in parts], catalog)
    told = {one.target.name: one for _, found in parts for one in found}
    return Group(subject, tuple(_evidence("target-down", one) for one in told.values()))


def _level(component: str | None, catalog: Catalog) -> Level:
    """How bad its failure is: as the worst of what it shows as; P2 where nothing tells."""
    codes = expected_codes(component, catalog) if component else ()
    found = [catalog.entries[code].severity.level for code in codes if code in catalog.entries]
    return min(found, default="P2")


def _evidence(kind: str, one: Observed) -> Evidence:
    reading = one.standing.proof or one.standing.reading
    at = one.standing.since or (reading.at if reading is not None else None)
    if at is None:
        raise ValueError(f"a standing with a verdict has a time: {one.target.name}")
    if reading is None:
        return Evidence(kind=kind, at=at, name=one.target.name)
    failed = _failed_items(reading)
    return Evidence(
        kind=kind,
        at=at,
        name=one.target.name,
        reason="" if failed else reading.reason,
        cause=reading.cause or "",
        says=(failed or reading.address)[:200],
    )


def _failed_items(reading: Reading) -> str:
    """The items of a health check that failed, with the code where one is given; not what they say."""
    failed = ", ".join(dict.fromkeys(f"{item.item} ✗" for item in reading.items if not item.ok))
    return f"{failed} {reading.error.code}" if failed and reading.error is not None else failed


def _since(found: Sequence[Observed]) -> float:
    return min((one.standing.since.timestamp() for one in found if one.standing.since), default=float("inf"))


def _shares(group: Group, incident: Incident) -> bool:
    return not set(group.subject.members).isdisjoint(incident.subject.members)
