"""Explains a whole text or a bare code: what is found in it first, for one reader after; pure, knows no surface."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from bot.diagnosis import diagnose
from bot.diagnosis.names import find_company_id
from bot.explain.compose import compose, compose_health, order_by_severity
from bot.models.answer import Answer, HealthAnswer, PasteContext, Reader
from bot.models.catalog import Catalog
from bot.models.diagnosis import Diagnosis
from bot.models.sighting import HealthReport, Hidden, Layer, PasteFacts, Sighting, SkmsError
from bot.models.summary import LogSummary
from bot.recognition import recognise
from bot.recognition.facts import facts_of
from bot.recognition.health import recognise_health
from bot.recognition.redact import redact

FINGERPRINT = 32


@dataclass(frozen=True, slots=True)
class Findings:
    """What a text holds, before anybody in particular reads it; `facts` is None for a bare code.

    `company` is any company id in the text, masked; an error whose detail names none is taken to be of that one.
    `log` is the summary of a log that goes with the text.
    """

    sightings: tuple[tuple[Sighting, Diagnosis], ...] = ()
    health: HealthReport | None = None
    hidden: tuple[Hidden, ...] = ()
    facts: PasteFacts | None = frozenset()
    company: str | None = None
    log: LogSummary | None = None

    def __bool__(self) -> bool:
        return bool(self.sightings or self.health or (self.log and self.log.codes))

    @property
    def codes(self) -> tuple[int, ...]:
        """The codes in it, each once, in the order of the text."""
        logged = self.log.codes if self.log else ()
        codes = (*(sighting.error.code for sighting, _ in self.sightings), *(tally.code for tally in logged))
        return tuple(dict.fromkeys(codes))

    def fingerprint(self, environment: str = "") -> str:
        """A hash of code, company, key, host and environment of all errors; empty where nothing was found."""
        marks = sorted({*self._marks(environment)})
        own = _hash("\n".join(marks)) if marks else ""
        return mark_log(own, self.log) if self.log else own

    def _marks(self, environment: str) -> Iterator[str]:
        for sighting, diagnosis in self.sightings:
            company = diagnosis.company_id or self.company
            host = diagnosis.host or diagnosis.ip
            yield repr((sighting.error.code, company, diagnosis.key_id, host, environment))
        if self.health:
            failed = sorted({(item.name, item.sci_server_id) for item in self.health.items if not item.ok}, key=repr)
            yield repr((failed, self.company, environment))


def mark_log(fingerprint: str, log: LogSummary) -> str:
    """The fingerprint of a text together with its log; that of the text alone where the log holds no error."""
    counts = [(tally.code, tally.count) for tally in log.codes]
    return _hash(repr((fingerprint, log.bytes_read, counts))) if counts else fingerprint


def _hash(marks: str) -> str:
    return hashlib.sha256(marks.encode("utf-8", "replace")).hexdigest()[:FINGERPRINT]


def look_into(text: str, catalog: Catalog, *, doubtful: bool = True) -> Findings:
    """What a text holds; without `doubtful` what is merely possible is left out."""
    sightings = [one for one in recognise(text, catalog) if doubtful or one.confidence != "possible"]
    health = recognise_health(text)
    return Findings(
        sightings=tuple((sighting, diagnose(sighting, catalog)) for sighting in sightings),
        health=health,
        hidden=redact(text).hidden if sightings or health or doubtful else (),
        facts=facts_of(text) if sightings else frozenset(),
        company=find_company_id(text),
    )


def look_up(code: int, catalog: Catalog) -> Findings:
    """A bare code as a finding; none where the knowledge base lacks it."""
    if code not in catalog.vendor:
        return Findings(facts=None)
    layer = Layer(product="skms", code=code)
    sighting = Sighting(
        error=SkmsError(code=code), layers=(layer,), form="prose", span=(0, 0), confidence="certain", why="exact"
    )
    return Findings(sightings=((sighting, diagnose(sighting, catalog)),), facts=None)


def answer_for(
    reader: Reader, findings: Findings, catalog: Catalog, *, at: str, knows: PasteFacts = frozenset()
) -> list[Answer]:
    """The answers to what was found, most severe first; `at` is when, as ISO 8601, `knows` is known beside the text."""
    facts = None if findings.facts is None else findings.facts | knows
    paste = PasteContext(facts=facts, hidden=findings.hidden, at=at)
    return order_by_severity(
        compose(sighting, diagnosis, catalog, reader, paste) for sighting, diagnosis in findings.sightings
    )


def health_for(reader: Reader, findings: Findings, catalog: Catalog) -> HealthAnswer | None:
    """The health check that was found, explained; readers outside get its verdict alone, since items name servers."""
    if findings.health is None:
        return None
    health = compose_health(findings.health, catalog, reader)
    return health.model_copy(update={"lines": ()}) if reader.audience == "external" else health
