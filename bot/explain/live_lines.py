"""Writes the lines of an answer that rest on what is known live, in the reader's language; chooses nothing itself."""

import datetime as dt
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.explain.ages import write_clock, write_span
from bot.explain.findings import name_check, name_why
from bot.explain.situation import Situation, codes_of
from bot.explain.templates import Phrases
from bot.models.catalog import Catalog
from bot.models.diagnosis import Diagnosis
from bot.models.entry import ErrorEntry
from bot.status.concerned import places_named, witnesses_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.models.live import Finding, Live

SAID_OF = frozenset({"key-vault", "sci-server", "azure"})
"""Parts with words of their own for what "up" does not show (`unseen-…`)."""

CODES_SHOWN = 4
WHY_SHOWN = 40
NO_VERDICT = "none"


@dataclass(frozen=True, slots=True)
class Telling:
    """All that these lines are made of."""

    entry: ErrorEntry
    diagnosis: Diagnosis
    live: "Live"
    situation: Situation | None
    catalog: Catalog
    phrases: Phrases
    locale: str

    @property
    def part(self) -> str:
        """The name of the part, as it begins a line."""
        return self.name(self.situation.component) if self.situation else ""

    def name(self, component: str) -> str:
        """A part by its name in the reader's language."""
        known = self.catalog.components.get(component)
        return known.name.say(self.locale) if known else component

    @property
    def part_within(self) -> str:
        """The same within a line: a plain noun without its capital."""
        name = self.part
        return name[0].lower() + name[1:] if name[1:].islower() else name

    @property
    def age(self) -> str:
        """How old the last reading is; empty where there is none."""
        watched = self.situation.watched if self.situation else None
        reading = watched.standing.reading if watched else None
        return write_span(self.live.now - reading.at, self.phrases) if reading else ""


def write_verdict(telling: Telling) -> str:
    """The verdict where the state of a part takes the place of the condition, the code within; else empty."""
    situation = telling.situation
    if situation is None or situation.watched is None:
        return ""
    if situation.now == "failing" and situation.verdict != "down":
        return _say(telling, "live-failing")
    if situation.explains == "no" or situation.verdict != "down":
        return ""
    if situation.now == "fine":
        return _say(telling, "live-recovering")
    return _say(telling, "live-down" if situation.explains == "certain" else "live-down-likely")


def write_beside(telling: Telling) -> str:
    """What stands beside the condition in the verdict line where the part is up; else empty."""
    situation = telling.situation
    if situation is None or not situation.own or situation.verdict != "up" or situation.now == "failing":
        return ""
    return _say(telling, "live-up", component=telling.part_within)


def write_urgency(telling: Telling) -> str:
    """Act now with who has it, where a failing part explains the error; else empty."""
    situation, phrases = telling.situation, telling.phrases
    if situation is None or situation.explains == "no":
        return ""
    incident = telling.live.incident
    if incident is None:
        return phrases.say("live-act-now", reports=write_reports(telling))
    holder = incident.holder or phrases.say("live-nobody")
    reports = phrases.say("live-reports", count=incident.reports or None)
    return phrases.say("live-incident", number=incident.number, holder=holder, reports=reports)


def write_reports(telling: Telling) -> str:
    """How often the code was pasted lately, by how many companies where that is known; empty where nobody counted."""
    reports = telling.live.reports
    if reports is None:
        return ""
    if reports.companies is not None:
        return telling.phrases.say(
            _plural("live-companies-in", reports.companies), **_counts(reports.companies, reports.minutes)
        )
    return telling.phrases.say(_plural("live-reports-in", reports.count), **_counts(reports.count, reports.minutes))


def write_following(telling: Telling) -> str:
    """The other codes that the same failing part shows as; empty where it explains nothing, or shows as no other."""
    codes = _codes_that_follow(telling)
    situation = telling.situation
    explains = situation is not None and situation.explains != "no"
    return telling.phrases.say("live-follow", codes=codes) if explains else ""


def write_checks(telling: Telling) -> str:
    """What the bot's own checks found, or that they are on their way: one line, in both cases."""
    live, phrases = telling.live, telling.phrases
    if live.checking:
        names = dict.fromkeys(name_check(check, telling.catalog, telling.locale) for check in live.checking)
        return phrases.say("live-checking", checks=" ".join(names))
    shown = list(_worth_showing(telling))
    if not shown:
        return "" if live.lasting else _not_asked(telling)
    at = max(one.at for one in shown)
    place, others = _found(shown, telling)
    left_out = phrases.say("live-left-out", where=_place_left_out(telling))
    found = ", ".join(filter(None, (" ".join(dict.fromkeys(place)), *dict.fromkeys(others), left_out)))
    clock = write_clock(at, live.now, live.now.tzinfo or dt.UTC) if live.lasting else None
    age = write_span(live.now - at, phrases)
    return phrases.say("live-checked", clock=clock, age=age, found=found, witnesses=_witnesses(telling))


def write_scope(telling: Telling) -> str:
    """What the verdict rests on and what it does not show; empty where nothing is known."""
    situation, live, phrases = telling.situation, telling.live, telling.phrases
    if situation is None:
        return phrases.say("live-scope-rivals", environments=", ".join(live.surroundings.rivals))
    if situation.watched is None:
        each = ", ".join(
            f"{name} {phrases.say(f'status-{verdict or NO_VERDICT}')}" for name, verdict in situation.several
        )
        return phrases.say("live-scope-several", component=telling.part, each=each)
    count = situation.watched.target.down_after
    hidden = telling.name(situation.hides) if situation.hides else None
    known = {"basis": _basis(telling), "unseen": _unseen(telling), "count": count, "hidden": hidden}
    return _say(telling, _scope_phrase(situation, live), **known)


def _scope_phrase(situation: Situation, live: "Live") -> str:
    if situation.verdict is None:
        return "live-scope-unsettled"
    if situation.verdict == "down" and situation.explains != "no":
        return "live-scope-down"
    if situation.verdict == "up" and situation.now == "failing":
        return "live-scope-failing"
    if situation.verdict == "up" and situation.own:
        placed = live.surroundings.name or situation.named is not None or not situation.environment
        return "live-scope-up" if placed else "live-scope-unplaced"
    return "live-scope-hides" if situation.hides else f"live-scope-other-{situation.verdict}"


def _plural(phrase: str, count: int) -> str:
    return phrase if count == 1 else f"{phrase}-many"


def _counts(count: int, minutes: int) -> dict[str, object]:
    return {"count": count, "minutes": minutes}


def _say(telling: Telling, phrase: str, **more: object) -> str:
    situation, now = telling.situation, telling.live.now
    watched = situation.watched if situation else None
    since = watched.standing.since if watched else None
    known: dict[str, object] = {
        "component": telling.part,
        "environment": watched.target.environment if watched else "",
        "target": watched.target.name if watched else "",
        "age": telling.age,
        "since": write_clock(since, now, now.tzinfo or dt.UTC) if since else "",
        "span": write_span(now - since, telling.phrases) if since else "",
        "code": telling.entry.code,
    }
    return telling.phrases.say(phrase, **{**known, **more})


def _codes_that_follow(telling: Telling) -> str:
    if telling.situation is None:
        return ""
    codes = [code for code in codes_of(telling.situation.component, telling.catalog) if code != telling.entry.code]
    return "/".join(map(str, codes[:CODES_SHOWN]))


def _worth_showing(telling: Telling) -> "Iterator[Finding]":
    """What was asked and is not told in the verdict line already: no witnesses, no part whose place was asked."""
    live, situation = telling.live, telling.situation
    witnesses = {one.target.name for one in witnesses_of(live)}
    seen = {one.target for one in live.findings if one.place is not None or one.check.kind == "health-item"}
    for one in live.findings:
        if one.outcome == "skipped" or one.target is None or one.target in witnesses:
            continue
        part = one.check.kind == "status-of-component"
        told = one.target in seen or situation is None or one.check.component != situation.component
        if not (part and told):
            yield one


def _found(shown: "Sequence[Finding]", telling: Telling) -> tuple[list[str], list[str]]:
    """The named place by its protocols, then everything else, each by name and mark; what failed with its reason."""
    place = [_mark(one, telling) for one in shown if one.place is not None]
    return place, [_mark(one, telling) for one in shown if one.place is None]


def _mark(one: "Finding", telling: Telling) -> str:
    name = name_check(one.check, telling.catalog, telling.locale)
    if one.check.kind == "status-of-component" and one.target is not None:
        name = one.target
    match one.outcome:
        case "passed":
            return f"{name} ✓"
        case "failed":
            why = name_why(one, telling.catalog, telling.phrases, telling.locale)
            return f"{name} ✗ {textwrap.shorten(why, WHY_SHOWN, placeholder='…')}".rstrip()
        case _:
            return f"{name} ?"


def _witnesses(telling: Telling) -> str:
    """What our own way out looks like; empty where there are no witnesses, or none was asked yet."""
    verdicts = [one.standing.verdict for one in witnesses_of(telling.live) if one.standing.verdict]
    if not verdicts:
        return ""
    return telling.phrases.say("live-witnesses-up" if "up" in verdicts else "live-witnesses-down")


def _not_asked(telling: Telling) -> str:
    """Why nothing was asked, where that can be said; else empty."""
    if not telling.live.watched:
        return telling.phrases.say("live-no-targets")
    return telling.phrases.say("live-not-asked", where=_place_left_out(telling))


def _place_left_out(telling: Telling) -> str:
    """The place that the detail names, where no target allows to ask it; else empty."""
    diagnosis = telling.diagnosis
    if places_named(telling.live, diagnosis.host, diagnosis.port, diagnosis.ip):
        return ""
    return telling.phrases.say("where-ip", host=diagnosis.host or diagnosis.ip, port=diagnosis.port)


def _basis(telling: Telling) -> str:
    watched = telling.situation.watched if telling.situation else None
    if watched is None:
        return ""
    if watched.target.kind == "sdf-health" and watched.target.licence:
        return watched.target.licence
    return telling.phrases.say(f"live-basis-{watched.target.kind}", target=watched.target.name)


def _unseen(telling: Telling) -> str:
    own = telling.entry.component
    return telling.phrases.say(f"unseen-{own}" if own in SAID_OF else "unseen")
