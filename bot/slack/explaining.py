"""Composes what is said to a paste or a code: what is found, for one reader, as one message; pure, does no I/O."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce

from bot.catalog.search import search
from bot.explain.compose import announce_hidden
from bot.explain.paste import Findings, answer_for, health_for, look_into, look_up, mark_log
from bot.explain.templates import Phrases
from bot.models.answer import Answer, HealthAnswer, PasteContext, Reader
from bot.models.catalog import Audience, Catalog
from bot.models.diagnosis import Diagnosis
from bot.models.live import Live, OpenIncident
from bot.models.sighting import Hidden, Sighting, Stranger
from bot.models.summary import LogSummary
from bot.recognition.redact import redact
from bot.recognition.strangers import find_strangers
from bot.slack import escape
from bot.slack.blocks import health as health_blocks
from bot.slack.blocks import nothing, page, summary
from bot.slack.blocks.answer import Showing, render_several, write_since
from bot.slack.blocks.page import Message
from bot.slack.blocks.rows import Row, rows_of
from bot.slack.joint import Joint, Source, join

NEAREST = 3
LONGEST_QUERY = 400


@dataclass(frozen=True, slots=True)
class Explained:
    """What a text holds, explained to one reader.

    `answers` are most severe first. `strangers` are numbers of the family that are not SKMS errors here, where nothing
    else was found; `products` are their names by id and `nearest` the entries that the words come close to, both for
    direct questions alone. `hidden` are the secrets of the whole text. `fingerprint` is a hash of what makes two
    pastes the same (code, company, key, host, environment), empty where nothing was found. `log` is what a log that
    went along holds, `titles` are those of its codes. `source` is what the answers are made of, `joint` is set where
    what is known live went into them. `incident` is the line about the open incident that it is part of, and its
    address.
    """

    answers: tuple[Answer, ...]
    health: HealthAnswer | None
    strangers: tuple[Stranger, ...]
    hidden: tuple[Hidden, ...]
    codes: tuple[int, ...]
    fingerprint: str
    locale: str
    nearest: tuple[Row, ...] = ()
    products: Mapping[str, str] = field(default_factory=dict)
    log: LogSummary | None = None
    titles: Mapping[int, str] = field(default_factory=dict)
    source: Source | None = None
    joint: Joint | None = None
    incident: str = ""
    incident_url: str = ""

    @property
    def sightings(self) -> tuple[tuple[Sighting, Diagnosis], ...]:
        """What was found in the text, in its order."""
        return self.source.sightings if self.source else ()

    @property
    def audience(self) -> Audience:
        """For whom it is explained."""
        return self.source.reader.audience if self.source else "external"

    @property
    def worth_checking(self) -> bool:
        """Whether there is anybody to ask about it."""
        return self.joint is not None and self.joint.worth_checking

    def joined(self, live: Live) -> "Explained":
        """The same with what is known live; its checks are on their way."""
        return self.as_in(join(self.source, live)) if self.source else self

    def as_in(self, joint: Joint) -> "Explained":
        """The same, its answers as this joint has them."""
        return replace(self, answers=joint.ordered(), joint=joint)

    def part_of(self, incident: OpenIncident, line: str, url: str) -> "Explained":
        """The same as part of an open incident, which `line` tells of."""
        explained = self.as_in(self.joint.part_of(incident)) if self.joint else self
        return replace(explained, incident=line, incident_url=url)

    @property
    def found(self) -> bool:
        """Whether there is an SKMS error, or a health check."""
        return bool(self.answers or self.health or (self.log and self.log.codes))

    def with_log(self, log: LogSummary | None, catalog: Catalog) -> "Explained":
        """The same, together with a log that went along."""
        if log is None:
            return self
        logged = [tally.code for tally in log.codes]
        return replace(
            self,
            log=log,
            titles={code: catalog.entries[code].title.say(self.locale) for code in logged},
            codes=tuple(dict.fromkeys((*self.codes, *logged))),
            fingerprint=mark_log(self.fingerprint, log),
        )

    def show(self, phrases: Phrases, showing: Showing) -> Message:
        """The message: the answers and the health check, else whose the numbers probably are, else that nothing was."""
        showing = replace(showing, incident=self.incident, incident_url=self.incident_url)
        parts = [render_several(self.answers, phrases, showing)] if self.answers else []
        if self.health:
            parts.append(health_blocks.render(self.health, phrases))
        if self.log:
            parts.append(summary.render(self.log, self.titles, self.locale, phrases))
        if not parts:
            parts.append(nothing.render(self.strangers, self.products, self.nearest, self.locale, phrases))
        message = reduce(page.join, parts)
        return message if self.answers else _noted(message, self.hidden, phrases, showing)


def explain(
    text: str, catalog: Catalog, reader: Reader, *, direct: bool, at: dt.datetime, environment: str = ""
) -> Explained:
    """What a text holds. Asked directly also what is merely possible, and whose the other numbers are."""
    findings = look_into(text, catalog, doubtful=direct)
    explained = _explained(findings, catalog, reader, at, environment)
    if findings:
        return explained
    hits = search(redact(text).text[:LONGEST_QUERY], catalog, NEAREST) if direct else []
    rows = rows_of((hit.code for hit in hits), catalog, reader.locale)
    return _otherwise(explained, find_strangers(text, catalog), rows, catalog)


def explain_code(code: int, catalog: Catalog, reader: Reader, *, at: dt.datetime) -> Explained:
    """What a bare code means; where the knowledge base lacks it, it is a stranger."""
    findings = look_up(code, catalog)
    explained = _explained(findings, catalog, reader, at, "")
    if findings:
        return explained
    return _otherwise(explained, [Stranger(code=code, in_table=False, span=(0, 0))], (), catalog)


def _explained(findings: Findings, catalog: Catalog, reader: Reader, at: dt.datetime, environment: str) -> Explained:
    told = at.isoformat(timespec="seconds")
    answers = answer_for(reader, findings, catalog, at=told)
    paste = PasteContext(facts=findings.facts, hidden=findings.hidden, at=told)
    return Explained(
        answers=tuple(answers),
        health=health_for(reader, findings, catalog),
        strangers=(),
        hidden=findings.hidden,
        codes=tuple(dict.fromkeys(answer.code for answer in answers)),
        fingerprint=findings.fingerprint(environment),
        locale=reader.locale,
        source=Source(findings.sightings, paste, reader, catalog),
    )


def _otherwise(explained: Explained, strangers: Sequence[Stranger], rows: Sequence[Row], catalog: Catalog) -> Explained:
    """What is known where nothing of SKMS was found."""
    named = {stranger.neighbour for stranger in strangers if stranger.neighbour}
    products = {name: catalog.neighbours[name].name for name in named if name in catalog.neighbours}
    return replace(explained, strangers=tuple(strangers), nearest=tuple(rows), products=products)


def _noted(message: Message, hidden: Sequence[Hidden], phrases: Phrases, showing: Showing) -> Message:
    """A message without an answer, with what an answer would have said of secrets and of its own past."""
    secret, since = announce_hidden(hidden, phrases), write_since(showing, phrases)
    blocks = [page.section(escape.bold(escape.mrkdwn(secret)))] if secret else []
    blocks += [page.context(*map(escape.mrkdwn, since))] if since else []
    text = "\n".join([message.text, *(escape.message_text(line) for line in (secret, " · ".join(since)) if line)])
    return Message(escape.cut(text, page.TEXT_LIMIT), (*message.blocks, *blocks)[: page.MESSAGE_BLOCKS_LIMIT])
