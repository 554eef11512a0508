"""Composes the one Answer for a sighting, in the order in which it is read; pure, knows no surface."""

import json
import shlex
from collections.abc import Iterable, Sequence

from bot.explain.choose import ABOVE_FOLD, is_due, match_pattern, order_steps
from bot.explain.lines import (
    choose_mark,
    known_of,
    list_missing,
    name_role,
    write_chain,
    write_condition,
    write_headline,
    write_owner,
    write_said,
    write_urgency,
    write_warnings,
)
from bot.explain.templates import Phrases, fill
from bot.models.answer import Answer, AnswerStep, Background, HealthAnswer, HealthLine, PasteContext, Reader, Receipt
from bot.models.catalog import Audience, Catalog
from bot.models.diagnosis import Diagnosis
from bot.models.entry import ErrorEntry, Never, Step
from bot.models.sighting import HealthReport, Hidden, PasteFacts, Sighting
from bot.recognition.redact import MASKED_KINDS, redact

MISSING_SHOWN = 2
LEVELS = ("P1", "P2", "P3", "P4")
URGENCIES = ("act-now", "can-wait", "hand-back")


def compose(sighting: Sighting, diagnosis: Diagnosis, catalog: Catalog, reader: Reader, paste: PasteContext) -> Answer:
    """The answer to one sighting for one reader; raises KeyError where the knowledge base lacks the code."""
    entry = catalog.entries[sighting.error.code]
    phrases = Phrases(catalog.phrases, reader.locale)
    detail = redact(sighting.error.detail).text if sighting.error.detail else None
    match = match_pattern(entry, detail)
    known = known_of(diagnosis, sighting, match)
    mark = choose_mark(entry)
    condition = fill(write_condition(entry, diagnosis, match, catalog, reader), known)
    due = [warning for warning in entry.never if is_due(warning, diagnosis, match)]
    outside = reader.audience == "external"
    background = _background(entry, due, phrases, reader)
    said = [background.meaning] if outside else write_said(entry, diagnosis, match, known, catalog, reader)
    missing = list_missing(entry, paste.facts, reader.locale)
    steps = _steps(order_steps(entry, diagnosis, match, catalog, reader), catalog, reader)
    command = paste.command or rebuild_command(sighting, detail, reader, paste.facts)
    return Answer(
        code=entry.code,
        locale=reader.locale,
        audience=reader.audience,
        mark=mark,
        headline=write_headline(condition, entry.code, mark),
        urgency=entry.urgency.is_,
        urgency_line=write_urgency(entry, reader, phrases),
        chain=write_chain(sighting, catalog, phrases),
        said=(*write_warnings(sighting, phrases), *said),
        missing_line=phrases.say("missing", items=", ".join(missing[:MISSING_SHOWN])),
        missing=missing,
        steps=steps,
        no_steps_line="" if steps else phrases.say("nothing-for-you"),
        never=tuple(warning.text.say(reader.locale) for warning in due),
        owner_line=write_owner(entry, catalog, reader, phrases),
        owner_role="" if outside else entry.owner.role,
        scope_line=phrases.say("scope-unasked" if paste.facts is not None else "scope-code"),
        level=entry.severity.level,
        background=background,
        confidence=sighting.confidence,
        confidence_why=_confidence(sighting, phrases),
        hidden=paste.hidden,
        hidden_line=announce_hidden(paste.hidden, phrases),
        count=sighting.count,
        receipt=Receipt(knowledge=catalog.revision, at=paste.at, command=command),
    )


def _background(entry: ErrorEntry, due: Sequence[Never], phrases: Phrases, reader: Reader) -> Background:
    locale, outside = reader.locale, reader.audience == "external"
    return Background(
        meaning=entry.meaning.text.say(locale),
        meaning_basis=entry.meaning.basis,
        impact=entry.impact.text.say(locale),
        severity=() if outside else _severity(entry, locale, phrases),
        retry=entry.retry.reason.say(locale),
        causes=() if outside else tuple(cause.text.say(locale) for cause in entry.causes),
        verify=entry.verify.text.say(locale),
        never=tuple(warning.text.say(locale) for warning in entry.never if warning not in due),
        evidence=() if outside else tuple(item.say(locale) for item in entry.evidence),
        oddities=tuple(item.say(locale) for item in entry.oddities),
        vendor_message=entry.vendor.message,
        vendor_description=entry.vendor.description,
        http_status=entry.vendor.http_status,
    )


def _steps(steps: Sequence[Step], catalog: Catalog, reader: Reader) -> tuple[AnswerStep, ...]:
    locale = reader.locale
    return tuple(
        AnswerStep(
            id=step.id,
            do=step.do.say(locale),
            more=step.more.say(locale) if step.more else None,
            who=tuple(name_role(role, catalog, locale) for role in roles_shown(step, reader.audience, catalog)),
            expect=step.expect.say(locale),
            risk=step.risk,
            basis=step.basis,
            above_fold=position < ABOVE_FOLD and step.risk != "irreversible",
            precondition=step.precondition.say(locale) if step.precondition else None,
            check=step.check,
        )
        for position, step in enumerate(steps)
    )


def roles_shown(step: Step, audience: Audience, catalog: Catalog) -> list[str]:
    """The roles of a step, those of the reader's audience first, so that a reader finds themselves named.

    Readers outside see no other role than their own.
    """
    own = "integrator" if audience == "external" else audience
    theirs = [role for role in step.who if role in catalog.roles and catalog.roles[role].audience == own]
    return theirs if audience == "external" else [*theirs, *(role for role in step.who if role not in theirs)]


def _severity(entry: ErrorEntry, locale: str, phrases: Phrases) -> tuple[str, ...]:
    base = phrases.say("severity-base", level=entry.severity.level)
    raised = (
        phrases.say("severity-raise", level=condition.to, when=condition.when.say(locale))
        for condition in entry.severity.raised
    )
    return (base, *raised)


def _confidence(sighting: Sighting, phrases: Phrases) -> str:
    if sighting.confidence == "certain":
        return ""
    return phrases.say(f"confidence-{sighting.confidence}", why=phrases.say(f"why-{sighting.why}"))


def announce_hidden(hidden: Iterable[Hidden], phrases: Phrases) -> str:
    """The line that says that secrets were hidden and what to do about it; empty where none was.

    Masked identifiers (company, SCI server, user) are no secrets to replace, and are not announced.
    """
    kinds = name_secrets(hidden, phrases)
    return phrases.say("hidden", kinds=kinds) if kinds else ""


def name_secrets(hidden: Iterable[Hidden], phrases: Phrases) -> str:
    """The kinds of secrets that were hidden, each once; empty where none was."""
    return ", ".join(dict.fromkeys(phrases.say(f"secret-{item.kind}") for item in hidden if is_secret(item)))


def is_secret(hidden: Hidden) -> bool:
    """Whether what was hidden has to be replaced, and is no name that was only masked."""
    return hidden.kind not in MASKED_KINDS


def rebuild_command(sighting: Sighting, detail: str | None, reader: Reader, facts: PasteFacts | None) -> str:
    """The command that shows this answer again, for a post-mortem; quoted for a POSIX shell, secrets redacted.

    Readers outside get the code alone: a detail may name hosts.
    """
    error = sighting.error
    words = ["skms-bot", "explain"]
    if facts is None or reader.audience == "external":
        words += ["--code", str(error.code)]
    else:
        body = {"code": error.code, "message": error.message, "detail": detail}
        words += [json.dumps({name: value for name, value in body.items() if value is not None}, ensure_ascii=False)]
        if facts:
            words += ["--knows", ",".join(sorted(facts))]
    if reader.audience != "operator":
        words += ["--audience", reader.audience]
    return shlex.join([*words, "--lang", reader.locale])


def order_by_severity(answers: Iterable[Answer]) -> list[Answer]:
    """Most severe first, what cannot wait first among equals; the rest keeps the order of the text."""
    return sorted(answers, key=lambda answer: (LEVELS.index(answer.level), URGENCIES.index(answer.urgency)))


def compose_health(report: HealthReport, catalog: Catalog, reader: Reader) -> HealthAnswer:
    """A pasted health check explained item by item, failing items with what to do and which codes they show as."""
    phrases = Phrases(catalog.phrases, reader.locale)
    lines = []
    for item in report.items:
        test = catalog.health.get(item.name)
        name = f"{item.name} [{redact(item.sci_server_id).text}]" if item.sci_server_id else item.name
        error = redact(item.error).text if item.error else None
        line = phrases.say("health-item-ok" if item.ok else "health-item-bad", item=name, error=error)
        explained = not item.ok and test is not None
        lines.append(
            HealthLine(
                item=item.name,
                ok=item.ok,
                line=line,
                tests=test.tests.say(reader.locale) if test else "",
                action=test.action.say(reader.locale) if explained and test else "",
                codes=test.codes if explained and test else (),
            )
        )
    failed = sum(not item.ok for item in report.items)
    headline = phrases.say("health-bad" if failed else "health-ok", failed=failed, count=len(report.items))
    return HealthAnswer(headline=headline, lines=tuple(lines))
