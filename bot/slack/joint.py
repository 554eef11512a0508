"""Joins the errors of one paste with what is known live and what their checks found; pure, asks nobody."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from bot.checks.plan import Errand, await_findings, plan, worth_asking
from bot.explain.compose import compose, order_by_severity
from bot.explain.live import compose_live, write_overturn
from bot.explain.templates import Phrases
from bot.models.answer import Answer, PasteContext, Reader
from bot.models.catalog import Catalog
from bot.models.diagnosis import Diagnosis
from bot.models.live import Finding, Live, OpenIncident, Reports
from bot.models.sighting import Sighting

CHECKED = 5
"""Errors of one paste that are checked: as many as an answer shows."""


@dataclass(frozen=True, slots=True)
class Source:
    """What answers are made of, before anything live is known; `sightings` are in the order of the text."""

    sightings: tuple[tuple[Sighting, Diagnosis], ...]
    paste: PasteContext
    reader: Reader
    catalog: Catalog


@dataclass(frozen=True, slots=True)
class Joint:
    """The answers to a paste, with what is known live.

    `errands` are of each error in the order of the text, none for those that are not checked. `findings` are what
    they found, of all errands in one row; None while they are on their way.
    """

    source: Source
    live: Live
    errands: tuple[tuple[Errand, ...], ...]
    findings: tuple[Finding, ...] | None = None

    @property
    def row(self) -> tuple[Errand, ...]:
        """All errands in one row."""
        return tuple(errand for round_ in self.errands for errand in round_)

    @property
    def worth_checking(self) -> bool:
        """Whether there is anybody to ask."""
        return worth_asking(self.row)

    def having_found(self, findings: tuple[Finding, ...], live: Live) -> "Joint":
        """The same after the checks, with what is known by then."""
        return replace(self, live=live, findings=findings)

    def having_counted(self, reports: Reports | None) -> "Joint":
        """The same where the error came again; what was read of targets, and when, stays as it was shown."""
        return replace(self, live=self.live.model_copy(update={"reports": reports}))

    def part_of(self, incident: OpenIncident) -> "Joint":
        """The same as part of an open incident."""
        return replace(self, live=self.live.model_copy(update={"incident": incident}))

    def answers(self) -> tuple[Answer, ...]:
        """The answers, in the order of the text."""
        return tuple(self._answers())

    def ordered(self) -> tuple[Answer, ...]:
        """The answers as they are shown: most severe first."""
        return tuple(order_by_severity(self._answers()))

    def overturned_by(self, after: "Joint", phrases: Phrases) -> str:
        """The note for the thread where checks overturned a verdict; empty where they did not."""
        pairs = zip(self._answers(), after.answers(), strict=True)
        return next(filter(None, (write_overturn(before, now, phrases) for before, now in pairs)), "")

    def _answers(self) -> Iterator[Answer]:
        source = self.source
        ends = [0, *accumulate(len(round_) for round_ in self.errands)]
        for (sighting, diagnosis), round_, (start, end) in zip(
            source.sightings, self.errands, pairwise(ends), strict=True
        ):
            if self.findings is None:
                live = await_findings(self.live, round_)
            else:
                live = self.live.having_found(self.findings[start:end])
            yield compose_live(sighting, diagnosis, source.catalog, source.reader, source.paste, live)


def join(source: Source, live: Live) -> Joint:
    """What is known live joined in, the checks of the most severe errors planned."""
    answers = [compose(*found, source.catalog, source.reader, source.paste) for found in source.sightings]
    checked = {id(answer) for answer in order_by_severity(answers)[:CHECKED]}
    errands = tuple(
        plan(answer, diagnosis, live, source.catalog) if id(answer) in checked else ()
        for answer, (_, diagnosis) in zip(answers, source.sightings, strict=True)
    )
    return Joint(source, live, errands)
