"""Words the status in the reader's language, line by line, the same for every surface; judges and shows nothing."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.explain.ages import write_clock, write_span
from bot.explain.lines import HEADLINE_LIMIT, MARKS, name_owner
from bot.explain.spark import sparkline
from bot.explain.templates import Phrases
from bot.models.answer import Reader
from bot.models.catalog import Catalog
from bot.models.target import Reading, Verdict
from bot.status.overview import ComponentView, Overview, TargetView, Uptime

PERCENT = 10_000
TROUBLES = 3
"""Targets of one component that are doubted one by one; the rest is counted."""
_MARK: dict[Verdict | None, str] = {
    "up": MARKS["green"],
    "down": MARKS["red"],
    "blind": MARKS["white"],
    None: MARKS["white"],
}


@dataclass(frozen=True)
class Wording:
    """For whom the status is worded: the knowledge base, the reader, and the zone of the times of day."""

    catalog: Catalog
    reader: Reader
    zone: dt.tzinfo

    @cached_property
    def phrases(self) -> Phrases:
        """The fixed words in the reader's language."""
        return Phrases(self.catalog.phrases, self.reader.locale)

    @property
    def outside(self) -> bool:
        """Readers outside are told of components alone: no targets, no reasons, no owners."""
        return self.reader.audience == "external"

    def name(self, view: ComponentView | TargetView) -> str:
        """A component in the reader's language, or a target by its name."""
        if isinstance(view, TargetView):
            return view.target.name
        component = self.catalog.components.get(view.id)
        return component.name.say(self.reader.locale) if component else view.id


def write_headline(overview: Overview, wording: Wording) -> str:
    """The verdict on all of it, at most 80 characters: what is down, else what is not seen, else how old "UP" is."""
    line = _headline(overview, wording)
    return line if len(line) <= HEADLINE_LIMIT else f"{line[: HEADLINE_LIMIT - 1].rstrip()}…"


def _headline(overview: Overview, wording: Wording) -> str:
    say = wording.phrases.say
    count = say("status-targets", count=len(overview.targets))
    if not overview.targets:
        return say("status-head-empty")
    bad = _bad(overview, wording)
    if bad:
        return _bad_headline(bad, overview, wording)
    doubtful = next((view for view in overview.targets if view.doubtful and view.pending), None)
    if doubtful is not None and not wording.outside:
        return _doubt_headline(doubtful, wording)
    return _good_headline(overview, count, wording)


def _good_headline(overview: Overview, count: str, wording: Wording) -> str:
    """That all is up, and how old that is; or that too little was asked, or too long ago, to say so."""
    say = wording.phrases.say
    asked = [(view.age, view) for view in overview.targets if view.age is not None]
    if not asked:
        return say("status-head-none", count=count)
    stale = [pair for pair in asked if pair[1].stale]
    age, oldest = max(stale or asked, key=lambda pair: pair[0])
    span = write_span(age, wording.phrases)
    named = _shown_by(oldest, overview, wording) if stale else None
    if named is not None:
        return say("status-head-stale", name=wording.name(named), environment=oldest.target.environment, span=span)
    if len(asked) < len(overview.targets):
        return say("status-head-some", asked=len(asked), count=count)
    environments = ", ".join(
        dict.fromkeys(view.target.environment for view in overview.targets if view.target.environment)
    )
    return say("status-head-up", environments=environments, count=count, span=span)


def _shown_by(view: TargetView, overview: Overview, wording: Wording) -> ComponentView | TargetView | None:
    """What the reader may be told of a target: itself; outside, the component that it speaks of, if any."""
    if not wording.outside:
        return view
    return next((one for one in overview.components if one.id == view.target.component), None)


Bad = tuple[ComponentView | TargetView, str, dt.datetime | None]


def _bad(overview: Overview, wording: Wording) -> list[Bad]:
    """What is down, else what is not seen, each with its environment and since when; components come first."""
    for verdict in ("down", "blind"):
        components = [one for one in overview.components if one.verdict == verdict]
        told = {view.target.name for one in components for view in one.targets}
        bad: list[Bad] = [(one, one.environment, one.since) for one in components]
        if not wording.outside:
            views = (view for view in overview.targets if view.standing.verdict == verdict)
            bad += [
                (view, view.target.environment, view.standing.since) for view in views if view.target.name not in told
            ]
        if bad:
            return bad
    return []


def _bad_headline(bad: Sequence[Bad], overview: Overview, wording: Wording) -> str:
    first, environment, since = bad[0]
    verdict = first.verdict if isinstance(first, ComponentView) else first.standing.verdict
    known = {"name": wording.name(first), "environment": environment, **_since(since, overview.at, wording)}
    head = wording.phrases.say(f"status-head-{verdict}", **known)
    return wording.phrases.say("status-head-more", head=head, count=len(bad) - 1) if len(bad) > 1 else head


def _doubt_headline(view: TargetView, wording: Wording) -> str:
    run, needed = view.pending or (0, 0)
    reading = view.standing.reading
    phrase = "status-head-doubt-blind" if reading is not None and reading.verdict == "blind" else "status-head-doubt"
    return wording.phrases.say(
        phrase, name=view.target.name, environment=view.target.environment, run=run, needed=needed
    )


def write_component(view: ComponentView, at: dt.datetime, wording: Wording) -> Iterator[str]:
    """A component: its verdict with environment, age and since when; where it is not up, why and what follows."""
    well = view.verdict in (None, "up")
    ages = [one.age for one in (view.targets if well else view.targets[:1]) if one.age is not None]
    doubtful = [one for one in view.targets if one.standing.verdict in (None, "up")] if well else []
    mark = MARKS["yellow"] if any(one.doubtful for one in doubtful) else _MARK[view.verdict]
    line = _line(mark, wording.name(view), view.verdict, (view.environment, max(ages, default=None)), wording)
    yield _with_since(line, view.verdict, view.since, at, wording)
    if not well:
        yield from filter(None, _consequences(view, wording))
    elif not wording.outside:
        troubles = [f"{one.target.name}: {said}" for one in doubtful if (said := write_trouble(one, wording))]
        yield from troubles[:TROUBLES]
        if len(troubles) > TROUBLES:
            yield wording.phrases.say("status-more", count=len(troubles) - TROUBLES)


def _consequences(view: ComponentView, wording: Wording) -> Iterator[str]:
    """Why a component is not up, what that breaks, which codes follow, and who owns it."""
    say = wording.phrases.say
    component = wording.catalog.components.get(view.id)
    if not wording.outside:
        items = [say("status-item", item=item, error=error) for item, error in view.items]
        worst = view.targets[0]
        why = f"{worst.target.name}: {'; '.join(items) or write_trouble(worst, wording)}"
        bad = sum(one.standing.verdict == view.verdict for one in view.targets)
        count = len(view.targets)
        yield say("status-part", why=why, bad=bad, count=count) if count > 1 else why
        for item, _ in view.items if view.verdict == "down" else ():
            yield say("status-item-action", action=wording.catalog.health[item].action.say(wording.reader.locale))
    if view.verdict != "down" or component is None:
        return
    yield say("status-breaks", breaks=component.breaks.say(wording.reader.locale))
    yield say("status-codes", codes=", ".join(map(str, view.codes)))
    if not wording.outside:
        yield say("status-owner", owner=name_owner(component.owner, wording.catalog, wording.reader))


def write_target(view: TargetView, at: dt.datetime, wording: Wording) -> str:
    """A target in one line: its verdict with environment, age and since when, its trouble, its latency."""
    standing = view.standing
    mark = MARKS["yellow"] if view.doubtful else _MARK[standing.verdict]
    line = _line(mark, view.target.name, standing.verdict, (view.target.environment, view.age), wording)
    line = _with_since(line, standing.verdict, standing.since, at, wording)
    return " · ".join(filter(None, (line, write_trouble(view, wording), write_latency(view, wording))))


def mark_target(view: TargetView, wording: Wording) -> str:
    """The verdict on a target as its mark and a word."""
    mark = MARKS["yellow"] if view.doubtful else _MARK[view.standing.verdict]
    return f"{mark} {name_verdict(view.standing.verdict, wording)}"


def write_trouble(view: TargetView, wording: Wording) -> str:
    """What is not well with a target, in a few words: why it is down or doubted, an old reading, its certificate."""
    say = wording.phrases.say
    standing = view.standing
    parts = []
    if standing.verdict in ("down", "blind") and standing.proof is not None:
        parts.append(write_reason(standing.proof, wording))
    if view.pending is not None and standing.reading is not None:
        run, needed = view.pending
        phrase = "status-recovering" if standing.reading.verdict == "up" else "status-doubt"
        parts.append(say(phrase, run=run, needed=needed, reason=write_reason(standing.reading, wording)))
    if view.stale:
        parts.append(say("status-stale"))
    if view.certificate_ends_soon:
        parts.append(write_certificate(view, wording))
    return " · ".join(filter(None, parts))


def write_reason(reading: Reading, wording: Wording) -> str:
    """Why a reading was not up: the failing items, the error that was answered, the cause."""
    say, locale = wording.phrases.say, wording.reader.locale
    failing = [say("status-item", item=item.item, error=item.error) for item in reading.items if not item.ok]
    if failing:
        return "; ".join(failing)
    if reading.error is not None:
        entry = wording.catalog.entries.get(reading.error.code)
        title = entry.title.say(locale) if entry is not None else reading.error.message or ""
        return say("status-error", code=reading.error.code, title=title)
    phrase = f"reason-{reading.reason}"
    said = say(phrase, status=reading.http_status)
    if said != phrase:
        return said
    cause = wording.catalog.causes.get(reading.cause) if reading.cause else None
    return cause.title.say(locale) if cause is not None and cause.id != "other" else say("reason-unknown")


def write_latency(view: TargetView, wording: Wording) -> str:
    """How long the last answer took, in milliseconds; empty where nothing answered."""
    reading = view.standing.reading
    if reading is None or reading.latency is None or reading.verdict != "up":
        return ""
    return wording.phrases.say("status-latency", milliseconds=round(reading.latency * 1000))


def write_certificate(view: TargetView, wording: Wording) -> str:
    """How long the certificate is good for; empty where none was seen."""
    days = view.certificate_days
    if days is None:
        return ""
    phrase = "status-certificate-over" if days < 0 else "status-certificate-soon"
    return wording.phrases.say(phrase if view.certificate_ends_soon else "status-certificate", days=abs(days))


def write_uptime(share: Uptime, wording: Wording) -> str:
    """The uptime of the last hour, day and week."""
    hour, day, week = (write_share(one, wording) for one in (share.hour, share.day, share.week))
    return wording.phrases.say("status-uptime", hour=hour, day=day, week=week)


def draw_line(view: TargetView) -> str:
    """The latencies of the last hour as one line of text, a mark for three minutes."""
    return sparkline([point.latency for point in view.line], [point.down for point in view.line])


def write_share(share: float | None, wording: Wording) -> str:
    """A share in percent, cut and never rounded up: 99.999 % is not 100 %."""
    if share is None:
        return wording.phrases.say("status-unknown")
    return wording.phrases.say("share", number=f"{int(share * PERCENT) / 100:g}")


def write_scope(views: Sequence[TargetView], wording: Wording) -> str:
    """Whose licence asked, and that "UP" says nothing of other companies."""
    if wording.outside:
        return wording.phrases.say("status-scope-unnamed")
    licences = list(dict.fromkeys(view.target.licence for view in views if view.target.licence))
    if not licences:
        return wording.phrases.say("status-scope-unnamed")
    return wording.phrases.say("status-scope", licences=", ".join(licences))


def write_age(views: Iterable[TargetView], wording: Wording) -> str:
    """When the oldest reading of all was made; empty where there is none."""
    ages = [view.age for view in views if view.age is not None]
    return wording.phrases.say("status-asked", span=write_span(max(ages), wording.phrases)) if ages else ""


def name_verdict(verdict: Verdict | None, wording: Wording) -> str:
    """A verdict in a word."""
    return wording.phrases.say(f"status-{verdict or 'none'}")


def _line(
    mark: str, name: str, verdict: Verdict | None, scope: tuple[str, dt.timedelta | None], wording: Wording
) -> str:
    environment, age = scope
    return wording.phrases.say(
        "status-line",
        mark=mark,
        name=name,
        verdict=name_verdict(verdict, wording),
        environment=environment,
        age=write_span(age, wording.phrases) if age is not None else None,
    )


def _with_since(
    line: str, verdict: Verdict | None, since: dt.datetime | None, at: dt.datetime, wording: Wording
) -> str:
    if verdict not in ("down", "blind") or since is None:
        return line
    return wording.phrases.say("status-line-since", line=line, **_since(since, at, wording))


def _since(since: dt.datetime | None, at: dt.datetime, wording: Wording) -> dict[str, str]:
    if since is None:
        return {"clock": wording.phrases.say("status-unknown"), "span": wording.phrases.say("status-unknown")}
    return {"clock": write_clock(since, at, wording.zone), "span": write_span(at - since, wording.phrases)}
