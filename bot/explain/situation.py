"""Chooses what is known live that bears on one error: which part, in which environment, whether it explains it."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from bot.models.answer import LiveVerdict
from bot.models.catalog import Catalog
from bot.models.diagnosis import Diagnosis
from bot.models.entry import ErrorEntry
from bot.status.concerned import Allowed, environments_of, places_named, targets_of, verdict_on
from bot.status.conditions import together

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.models.live import Finding, Live, Watched
    from bot.models.target import Verdict

ROOT = "skms"
"""The part that every error comes through: told of where the error's own part has no target."""

OF_ONE_CALLER = frozenset({"caller", "registration", "licence", "permission", "document"})
"""Kinds of fault that no failing part explains: they are told of a caller, whatever the state of the parts."""

OF_ONE_COMPANY = OF_ONE_CALLER | {"config"}
"""Kinds of fault about which an item that passes for our own licence says nothing."""

Explains = Literal["certain", "likely", "no"]
Now = Literal["failing", "fine", "unclear"]


@dataclass(frozen=True, slots=True)
class Situation:
    """What the targets say about one part.

    `verdict` and `watched` are None where several environments could be meant (`several`, with what each says).
    `own` says that the part is the error's own or the one at the named place; else it is SKMS as a whole. `hides` is
    the error's own part where that cannot be seen and SKMS as a whole is down.
    """

    component: str
    own: bool
    named: Allowed | None = None
    watched: "Watched | None" = None
    verdict: "Verdict | None" = None
    explains: Explains = "no"
    now: Now | None = None
    several: "tuple[tuple[str, Verdict | None], ...]" = ()
    hides: str = ""

    @property
    def environment(self) -> str:
        """The environment that the verdict speaks of."""
        return self.watched.target.environment if self.watched else ""


def choose_situation(entry: ErrorEntry, diagnosis: Diagnosis, live: "Live", catalog: Catalog) -> Situation | None:
    """What bears on an error: the target at the place that its detail names, else those of its part, else SKMS's.

    None where no target tells anything of any of them, or what tells the environment disagrees.
    """
    wanted = live.surroundings.name
    named = [
        one
        for one in places_named(live, diagnosis.host, diagnosis.port, diagnosis.ip)
        if not wanted or one.watched.target.environment == wanted
    ]
    if named and len(environments_of(one.watched for one in named)) == 1:
        return _at_place(entry, named[0], live, catalog)
    if live.surroundings.rivals:
        return None
    told = list(_of_parts(entry, live, catalog))
    whole = next((one for one in told[1:] if one.verdict == "down"), None)
    if whole is not None and told[0].verdict == "blind":
        # What cannot be seen may be well: that SKMS is down is told beside the error, not as its cause.
        return replace(whole, hides=told[0].component, explains="no")
    return next(iter(told), None)


def _of_parts(entry: ErrorEntry, live: "Live", catalog: Catalog) -> "Iterator[Situation]":
    """What is said of the error's own part, then of SKMS as a whole, as far as anything is."""
    for component in dict.fromkeys((entry.component, ROOT)):
        found = targets_of(live, component, items_of(component, catalog), live.surroundings.name)
        situation = _of_part(entry, component, found, catalog) if found else None
        if situation is not None and not _says_nothing(entry, situation):
            yield situation


def _says_nothing(entry: ErrorEntry, situation: Situation) -> bool:
    """Whether a part is up only by our own licence's word, where the fault is one company's own."""
    by_item = situation.watched is not None and situation.watched.target.component != situation.component
    return entry.kind in OF_ONE_COMPANY and by_item and situation.verdict in ("up", None)


def items_of(component: str, catalog: Catalog) -> list[str]:
    """The items of the health check that speak of a component."""
    return [test.item for test in catalog.health.values() if test.component == component]


def codes_of(component: str, catalog: Catalog) -> list[int]:
    """The codes that a failure of a component shows as: those of the calls that go to it."""
    calls = [edge for one in catalog.components.values() for edge in one.calls if edge.to == component]
    return list(dict.fromkeys(code for edge in calls for code in edge.codes))


def as_live_verdict(situation: Situation) -> LiveVerdict | None:
    """The same for machines; None where several environments could be meant."""
    if situation.watched is None:
        return None
    standing = situation.watched.standing
    return LiveVerdict(
        component=situation.component,
        target=situation.watched.target.name,
        environment=situation.environment,
        verdict=situation.verdict,
        since=standing.since.isoformat(timespec="seconds") if standing.since else "",
        read_at=standing.reading.at.isoformat(timespec="seconds") if standing.reading else "",
        explains=situation.explains,
        now=situation.now,
    )


def _at_place(entry: ErrorEntry, named: Allowed, live: "Live", catalog: Catalog) -> Situation:
    target = named.watched.target
    component = target.component or entry.component
    verdict = verdict_on(named.watched, component, catalog.health)
    now = _now_at_place(live.findings)
    explains: Explains = "no"
    if now == "failing" or (verdict == "down" and now is None):
        explains = "certain" if named.own or now == "failing" else "likely"
    elif verdict == "down":
        explains = "likely"
    return Situation(
        component, own=True, named=named, watched=named.watched, verdict=verdict, explains=explains, now=now
    )


def _of_part(entry: ErrorEntry, component: str, found: "Sequence[Watched]", catalog: Catalog) -> Situation:
    own = component == entry.component
    if len(environments_of(found)) > 1:
        each = {name: [one for one in found if one.target.environment == name] for name in environments_of(found)}
        several = tuple((name, _together(component, watched, catalog)[1]) for name, watched in each.items())
        return Situation(component, own=own, several=several)
    watched, verdict = _together(component, found, catalog)
    fits = entry.kind not in OF_ONE_CALLER and (own or entry.code in codes_of(component, catalog))
    explains: Explains = "likely" if verdict == "down" and fits else "no"
    return Situation(component, own=own, watched=watched, verdict=verdict, explains=explains)


def _together(component: str, found: "Sequence[Watched]", catalog: Catalog) -> "tuple[Watched | None, Verdict | None]":
    """The first of several targets that says of a component what they come to together, and that."""
    told = [(one, verdict_on(one, component, catalog.health)) for one in found]
    verdict = together(one for _, one in told if one is not None)
    return next((one for one, said in told if said == verdict), None), verdict


def _now_at_place(findings: "Sequence[Finding]") -> Now | None:
    """What the checks of the named place say together: failing at the first ✗, fine where all asked ones passed."""
    outcomes = [one.outcome for one in findings if not one.step and one.place is not None]
    if not outcomes:
        return None
    if "failed" in outcomes:
        return "failing"
    return "fine" if set(outcomes) == {"passed"} else "unclear"
