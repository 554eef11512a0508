"""What people see of the watch: targets and components with verdict, age, uptime, latencies; pure, words nothing."""

import datetime as dt
import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.models.bearing import bearing
from bot.models.catalog import Catalog
from bot.models.history import HOUR, HOURS, MINUTE, Past, Tally, begin_of, uptime
from bot.models.target import Standing, Target, Verdict
from bot.status.conditions import failing_items, readings_needed, together

POINTS = 20
"""Of a latency line over the last hour: what a chart of Slack's takes."""
STALE_AFTER = 3
"""Intervals after which a reading no longer speaks for now."""
DAY_HOURS = 24
_ORDER: tuple[Verdict | None, ...] = ("down", "blind", None, "up")


@dataclass(frozen=True, slots=True)
class Uptime:
    """Shares of readings that were up, 0 to 1, blind ones left out; None where too little was seen to say."""

    hour: float | None = None
    day: float | None = None
    week: float | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """Three minutes: the mean latency in seconds of what answered, and whether something was down or nothing seen."""

    at: dt.datetime
    latency: float | None = None
    down: bool = False


@dataclass(frozen=True, slots=True)
class TargetView:
    """One target: what is held of it and how old that is, how it did. `age` None: never asked."""

    target: Target
    standing: Standing
    age: dt.timedelta | None
    stale: bool
    uptime: Uptime
    line: tuple[Point, ...]

    @property
    def pending(self) -> tuple[int, int] | None:
        """How many readings in a row speak against what is held, and how many it takes; None where none does."""
        reading = self.standing.reading
        if not self.standing.run or reading is None:
            return None
        return self.standing.run, readings_needed(self.standing, reading.verdict, self.target)

    @property
    def doubtful(self) -> bool:
        """Held for up, or for nothing yet, while the last readings say otherwise."""
        reading = self.standing.reading
        return self.standing.verdict in (None, "up") and reading is not None and reading.verdict != "up"

    @property
    def certificate_days(self) -> int | None:
        """Days that its certificate is still good for, as last seen."""
        found = (self.standing.reading, self.standing.proof)
        return next(
            (one.certificate_days for one in found if one is not None and one.certificate_days is not None), None
        )

    @property
    def certificate_ends_soon(self) -> bool:
        """Whether the certificate runs out within the days that the target warns of."""
        days = self.certificate_days
        return days is not None and days <= self.target.certificate_days


@dataclass(frozen=True, slots=True)
class ComponentView:
    """One component in one environment: what all targets that speak of it come to, the worst target first.

    `codes` are the SKMS codes that its failure shows as. `items` are the failing items of health checks, with what
    they said: its own where it is down, those before it where it cannot be seen.
    """

    id: str
    environment: str
    verdict: Verdict | None
    since: dt.datetime | None
    targets: tuple[TargetView, ...]
    items: tuple[tuple[str, str], ...]
    codes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All that was asked for, the worst first. `loose` are the targets that speak of no component, and witnesses."""

    at: dt.datetime
    targets: tuple[TargetView, ...]
    components: tuple[ComponentView, ...]
    loose: tuple[TargetView, ...]

    @property
    def verdict(self) -> Verdict | None:
        """The worst of all: down, else blind, else not asked yet, else up; None where there is nothing."""
        found = {view.standing.verdict for view in self.targets} | {one.verdict for one in self.components}
        return next((verdict for verdict in _ORDER if verdict in found), None)


def look(
    targets: Iterable[Target],
    standings: Mapping[str, Standing],
    pasts: Mapping[str, Past],
    catalog: Catalog,
    now: dt.datetime,
) -> Overview:
    """The overview of these targets at `now`."""
    views = sorted(
        (_view(target, standings.get(target.name), pasts.get(target.name, Past()), now) for target in targets),
        key=lambda view: _rank(view.standing.verdict),
    )
    spoken = {view.target.name: bearing(view.target, view.standing, catalog.health) for view in views}
    components = sorted(
        _components(views, spoken, catalog), key=lambda one: (_rank(one.verdict), one.environment.casefold())
    )
    of_components = {view.target.name for one in components for view in one.targets}
    loose = tuple(view for view in views if view.target.name not in of_components)
    return Overview(now, tuple(views), tuple(components), loose)


def choose(about: str, targets: Sequence[Target]) -> tuple[Target, ...]:
    """The targets that a word names: a target, an environment, a component; all for no word, none for one unknown."""
    word = about.strip().casefold()
    if not word:
        return tuple(targets)
    for names in (
        {target.name: target.name for target in targets},
        {target.name: target.environment.casefold() for target in targets},
        {target.name: target.component or "" for target in targets},
    ):
        found = tuple(target for target in targets if names[target.name] == word)
        if found:
            return found
    return ()


def nearest(about: str, targets: Sequence[Target], most: int = 5) -> tuple[str, ...]:
    """Names that a word could have meant, the likest first; where none is alike, the first there are."""
    names = list(dict.fromkeys(_names(targets)))
    alike = difflib.get_close_matches(about.strip().casefold(), names, n=most, cutoff=0.5)
    return tuple(alike or names[:most])


def codes_of(component: str, catalog: Catalog) -> tuple[int, ...]:
    """The codes that a failure of this component shows as: those of every edge that leads to it."""
    edges = (edge for caller in catalog.components.values() for edge in caller.calls if edge.to == component)
    return tuple(dict.fromkeys(code for edge in edges for code in edge.codes))


def _names(targets: Sequence[Target]) -> Iterator[str]:
    for target in targets:
        yield target.name
    for target in targets:
        yield from filter(None, (target.environment.casefold(), target.component))


def _rank(verdict: Verdict | None) -> int:
    return _ORDER.index(verdict)


def _view(target: Target, standing: Standing | None, past: Past, now: dt.datetime) -> TargetView:
    standing = standing or Standing(target=target.name)
    # A clock that was set back makes no reading younger than new.
    age = None if standing.reading is None else max(now - standing.reading.at, dt.timedelta(0))
    stale = age is not None and age > STALE_AFTER * target.interval + target.deadline
    shares = Uptime(
        hour=_share(past.minutes, begin_of(now, MINUTE) - HOUR, now),
        day=_share(past.hours, begin_of(now, HOUR) - (DAY_HOURS - 1) * HOUR, now),
        week=_share(past.hours, begin_of(now, HOUR) - (HOURS - 1) * HOUR, now),
    )
    return TargetView(target, standing, age, stale, shares, tuple(_line(past.minutes, now)))


def _share(tallies: Sequence[Tally], since: dt.datetime, now: dt.datetime) -> float | None:
    """The uptime since then; None where less than half of that time was watched: an hour says nothing of a week."""
    first = next((tally.at for tally in tallies if tally.at >= since), now)
    return uptime(tallies, since) if first - since <= (now - since) / 2 else None


def _line(minutes: Sequence[Tally], now: dt.datetime) -> Iterator[Point]:
    step = HOUR / POINTS
    first = begin_of(now, step) - (POINTS - 1) * step
    found: list[list[Tally]] = [[] for _ in range(POINTS)]
    for tally in minutes:
        number = (tally.at - first) // step
        if 0 <= number < POINTS:
            found[number].append(tally)
    for number, tallies in enumerate(found):
        measured = sum(tally.measured for tally in tallies)
        mean = sum(tally.latency for tally in tallies) / measured if measured else None
        yield Point(first + number * step, mean, any(tally.down for tally in tallies))


def _components(
    views: Sequence[TargetView], spoken: Mapping[str, Mapping[str, Verdict]], catalog: Catalog
) -> Iterator[ComponentView]:
    environments = sorted({view.target.environment for view in views})
    for name in catalog.components:
        for environment in environments:
            mine = [view for view in views if view.target.environment == environment and _speaks(view, name, spoken)]
            if mine:
                yield _component(name, environment, mine, spoken, catalog)


def _speaks(view: TargetView, component: str, spoken: Mapping[str, Mapping[str, Verdict]]) -> bool:
    return component in spoken[view.target.name] or view.target.component == component


def _component(
    name: str,
    environment: str,
    views: Sequence[TargetView],
    spoken: Mapping[str, Mapping[str, Verdict]],
    catalog: Catalog,
) -> ComponentView:
    said = {view.target.name: spoken[view.target.name].get(name) for view in views}
    verdict = together(one for one in said.values() if one is not None)
    ranked = sorted(views, key=lambda view: _rank(said[view.target.name]))
    since = [
        view.standing.since for view in ranked if said[view.target.name] == verdict and view.standing.since is not None
    ]
    tests = {test.item: test for test in catalog.health.values() if test.component == name}
    telling = set(tests) if verdict == "down" else {test.through for test in tests.values()}
    items = tuple(
        (item, error)
        for view in ranked
        if said[view.target.name] == verdict
        for item, error in failing_items(view.standing)
        if item in telling
    )
    return ComponentView(
        id=name,
        environment=environment,
        verdict=verdict,
        since=min(since, default=None),
        targets=tuple(ranked),
        items=items,
        codes=tuple(
            dict.fromkeys(
                (*codes_of(name, catalog), *(code for item, _ in items if item in tests for code in tests[item].codes))
            )
        ),
    )
