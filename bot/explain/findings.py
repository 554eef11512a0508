"""Puts what a check found into words: its name, what was expected, what was seen, why nobody was asked."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from bot.explain.templates import Phrases
from bot.models.answer import AnswerStep, CheckResult
from bot.models.catalog import Catalog
from bot.models.entry import Check

if TYPE_CHECKING:
    from bot.models.live import Finding

MARKS: dict[str, str] = {"passed": "✓", "failed": "✗", "unclear": "?", "skipped": "–"}


def name_check(check: Check, catalog: Catalog, locale: str) -> str:
    """What was asked, in a word: a protocol, an item of the health check, a part, a code."""
    match check.kind:
        case "health-item":
            return check.item or ""
        case "status-of-component":
            known = catalog.components.get(check.component or "")
            return known.name.say(locale) if known else check.component or ""
        case "knowledge":
            return str(check.code)
        case _:
            return check.kind.upper()


def name_why(finding: "Finding", catalog: Catalog, phrases: Phrases, locale: str) -> str:
    """Why it did not pass, in the words of the cause that it maps to; empty where only the verdict is known."""
    if finding.outcome == "skipped":
        return phrases.say(f"skip-{finding.why}")
    known = catalog.causes.get(finding.cause or "")
    if known is not None:
        return known.title.say(locale)
    said = phrases.say(f"reason-{finding.why}")
    return finding.actual or (said if said != f"reason-{finding.why}" else finding.why.replace("-", " "))


def write_result(finding: "Finding", catalog: Catalog, phrases: Phrases, locale: str) -> CheckResult:
    """A finding for one reader."""
    asked = finding.outcome != "skipped"
    kind = finding.check.kind
    return CheckResult(
        outcome=finding.outcome,
        mark=MARKS[finding.outcome],
        name=name_check(finding.check, catalog, locale),
        expected=phrases.say(f"check-expect-{kind}"),
        actual=_write_actual(finding, catalog, phrases, locale),
        at=finding.at.isoformat(timespec="seconds") if asked else "",
        licence=_licence_of(finding, phrases) if asked else "",
        milliseconds=round(finding.seconds * 1000) if asked and kind != "knowledge" else None,
    )


def _licence_of(finding: "Finding", phrases: Phrases) -> str:
    if finding.check.kind != "health-item":
        return ""
    return finding.licence or phrases.say("live-basis-sdf-health")


def join_results(
    steps: Iterable[AnswerStep], findings: "Iterable[Finding]", catalog: Catalog, phrases: Phrases, locale: str
) -> Iterator[AnswerStep]:
    """The steps with what their checks found; those without a finding as they are."""
    found = {one.step: one for one in findings if one.step}
    for step in steps:
        finding = found.get(step.id)
        if finding is None:
            yield step
        else:
            yield step.model_copy(update={"result": write_result(finding, catalog, phrases, locale)})


def _write_actual(finding: "Finding", catalog: Catalog, phrases: Phrases, locale: str) -> str:
    kind = finding.check.kind
    if finding.outcome in ("failed", "unclear", "skipped"):
        why = name_why(finding, catalog, phrases, locale)
        return why if finding.outcome != "unclear" else phrases.say("check-unclear", why=why)
    if kind == "knowledge":
        known = catalog.entries.get(finding.check.code or 0)
        return known.title.say(locale) if known else ""
    return phrases.say(f"check-actual-{kind}", actual=finding.actual)
