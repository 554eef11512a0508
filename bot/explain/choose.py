"""Chooses steps, warnings and patterns for one diagnosis and one reader; says nothing to people itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import re2

from bot.models.answer import Reader
from bot.models.catalog import Audience, Catalog
from bot.models.diagnosis import Diagnosis
from bot.models.entry import DetailPattern, ErrorEntry, Never, RunbookItem, Step

ABOVE_FOLD = 3


@dataclass(frozen=True, slots=True)
class PatternMatch:
    """A detail pattern of the entry that matched, with its named groups."""

    pattern: DetailPattern
    groups: dict[str, str]


@cache
def _compiled(pattern: str) -> Any:
    """The pattern, ready to match; None for one that google-re2 refuses: `kb lint` names it, people get answers."""
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error:
        return None


def match_pattern(entry: ErrorEntry, detail: str | None) -> PatternMatch | None:
    """The first pattern of `entry` that matches `detail`, or None."""
    if not detail:
        return None
    for pattern in entry.detail_patterns:
        compiled = _compiled(pattern.pattern)
        match = compiled.search(detail) if compiled else None
        if match:
            groups = {name: value for name, value in match.groupdict().items() if value}
            return PatternMatch(pattern, groups)
    return None


def may_read(step: Step, audience: Audience, catalog: Catalog) -> bool:
    """Whether a step is for this audience: operators see all, others the steps of their own roles."""
    if audience == "operator":
        return True
    own: Audience = "integrator" if audience == "external" else audience
    return any(catalog.roles[role].audience == own for role in step.who if role in catalog.roles)


def _resolve(items: Sequence[RunbookItem], catalog: Catalog) -> Iterator[tuple[RunbookItem, Step]]:
    for item in items:
        step = item.step or (catalog.steps.get(item.use) if item.use else None)
        if step is not None:
            yield item, step


def order_steps(
    entry: ErrorEntry, diagnosis: Diagnosis, match: PatternMatch | None, catalog: Catalog, reader: Reader
) -> list[Step]:
    """The steps for this reader, those that the diagnosis asks for first, each once.

    Order: steps that name the diagnosed cause, then the cause's own, then those for the causes that the
    matching detail pattern points to, then the rest as the entry has them; irreversible steps last.
    """
    cause = catalog.causes.get(diagnosis.cause) if diagnosis.cause != "other" else None
    pointed = set(match.pattern.causes) if match else set()
    slug = diagnosis.cause.replace("_", "-")
    ranked: list[tuple[tuple[int, int], Step]] = []
    for position, (item, step) in enumerate(_resolve(entry.runbook, catalog)):
        rank = 0 if slug in item.tells else 2 if not pointed or not item.causes or pointed & set(item.causes) else 3
        ranked.append(((rank + 10 * (step.risk == "irreversible"), position), step))
    if cause is not None and diagnosis.cause != "not_found":
        for position, (_, step) in enumerate(_resolve(cause.steps, catalog)):
            ranked.append(((1 + 10 * (step.risk == "irreversible"), position), step))
    chosen: dict[str, Step] = {}
    for _, step in sorted(ranked, key=lambda pair: pair[0]):
        if may_read(step, reader.audience, catalog):
            chosen.setdefault(step.id, step)
    return list(chosen.values())


def is_due(warning: Never, diagnosis: Diagnosis, match: PatternMatch | None) -> bool:
    """Whether a warning stands above the fold: always, or when its cause, diagnosed cause or pattern is at hand."""
    if warning.when == "always":
        return True
    at_hand = {diagnosis.cause.replace("_", "-"), diagnosis.cause}
    if match:
        at_hand |= {match.pattern.id, *match.pattern.causes}
    return bool(at_hand & set(warning.when))
