"""Joins what is known live into an answer: verdict, urgency, owner, checks, scope; pure, loaded only where asked."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal

from bot.explain.choose import ABOVE_FOLD, PatternMatch, match_pattern
from bot.explain.compose import compose
from bot.explain.findings import join_results, write_result
from bot.explain.lines import (
    HEADLINE_LIMIT,
    MARKS,
    known_of,
    write_condition,
    write_headline,
    write_owner,
)
from bot.explain.live_lines import (
    Telling,
    write_beside,
    write_checks,
    write_following,
    write_reports,
    write_scope,
    write_urgency,
    write_verdict,
)
from bot.explain.situation import as_live_verdict, choose_situation
from bot.explain.templates import PLACEHOLDER, Phrases, fill
from bot.models.answer import Answer, AnswerStep, Mark, PasteContext, Reader
from bot.models.catalog import Catalog
from bot.models.diagnosis import Diagnosis
from bot.models.sighting import Sighting
from bot.recognition.redact import redact

if TYPE_CHECKING:
    from bot.models.live import Live


def compose_live(
    sighting: Sighting, diagnosis: Diagnosis, catalog: Catalog, reader: Reader, paste: PasteContext, live: "Live"
) -> Answer:
    """The answer to one sighting with what is known live; readers outside are told nothing of that."""
    answer = compose(sighting, diagnosis, catalog, reader, paste)
    if reader.audience == "external":
        return answer
    entry = catalog.entries[sighting.error.code]
    phrases = Phrases(catalog.phrases, reader.locale)
    situation = choose_situation(entry, diagnosis, live, catalog)
    telling = Telling(entry, diagnosis, live, situation, catalog, phrases, reader.locale)
    match = match_pattern(entry, redact(sighting.error.detail).text if sighting.error.detail else None)
    known = known_of(diagnosis, sighting, match)
    condition = fill(write_condition(entry, diagnosis, match, catalog, reader), known)
    repeated = match is not None and _is_said(match, known, answer.said, reader.locale)
    changed = {
        **_first_lines(answer, telling, condition),
        **_owner(answer, telling, reader),
        "said": tuple(_said(answer, telling, condition, repeated=repeated)),
        "steps": tuple(_steps(answer, telling)),
        "follow_line": write_following(telling),
        "check_line": write_checks(telling),
        "scope_line": write_scope(telling) or answer.scope_line,
        "live": as_live_verdict(situation) if situation else None,
        "place_results": tuple(
            write_result(one, catalog, phrases, reader.locale)
            for one in live.findings
            if not one.step and one.place is not None
        ),
    }
    return answer.model_copy(update=changed)


def write_overturn(before: Answer, after: Answer, phrases: Phrases) -> str:
    """The note for the thread where checks overturned the verdict that was shown; empty where they did not.

    Overturned is: a part shown as up, or not judged, fails, or one shown as failing answers; ages alone are not.
    """
    was, now = _stance(before), _stance(after)
    overturned = (now == "failing" and was != "failing") or (now == "fine" and was == "failing")
    return phrases.say("checks-overturned", headline=after.headline) if overturned else ""


def _stance(answer: Answer) -> Literal["failing", "fine", ""]:
    live = answer.live
    if live is None:
        return ""
    if live.now == "fine" or (live.verdict == "up" and live.now is None):
        return "fine"
    explains = live.verdict == "down" and live.explains != "no"
    return "failing" if live.now == "failing" or explains else ""


def _first_lines(answer: Answer, telling: Telling, condition: str) -> dict[str, object]:
    """Colour, verdict and urgency: a part that explains the error takes all three over, and nothing is asked for."""
    situation = telling.situation
    verdict = write_verdict(telling)
    if verdict and situation is not None:
        acute = situation.now != "fine"
        mark: Mark = "red" if acute else "yellow"
        urgency = {"urgency": "act-now", "urgency_line": write_urgency(telling)} if acute else _calmed(answer, telling)
        missing = {"missing": (), "missing_line": ""}
        return {"mark": mark, "headline": shorten(f"{MARKS[mark]} {verdict}"), **urgency, **missing}
    beside = write_beside(telling)
    joined = telling.phrases.say("live-beside", condition=condition, status=beside) or condition
    calmed = _calmed(answer, telling) if situation is not None and situation.now == "fine" else {}
    mark = "yellow" if calmed else answer.mark
    if beside and len(f"{MARKS[mark]} {joined} · {answer.code}") > HEADLINE_LIMIT:
        joined = condition
    lines: dict[str, object] = {"mark": mark, "headline": write_headline(joined, answer.code, mark), **calmed}
    if answer.urgency == "can-wait":
        changes = telling.entry.urgency.changes.say(telling.locale)
        lines["urgency_line"] = telling.phrases.say("live-can-wait", reports=write_reports(telling), changes=changes)
    return lines


def _calmed(answer: Answer, telling: Telling) -> dict[str, object]:
    """What cannot wait can, once the bot gets through to the very place; its path may be another."""
    if answer.urgency != "act-now":
        return {}
    return {"urgency": "can-wait", "urgency_line": telling.phrases.say("live-fine")}


def shorten(line: str) -> str:
    """A verdict line within its limit."""
    return line if len(line) <= HEADLINE_LIMIT else line[: HEADLINE_LIMIT - 1].rstrip() + "…"


def _owner(answer: Answer, telling: Telling, reader: Reader) -> dict[str, object]:
    """The owner of the part that explains the error, instead of the error's own."""
    situation = telling.situation
    part = telling.catalog.components.get(situation.component) if situation else None
    if situation is None or part is None or situation.explains == "no":
        return {}
    line = write_owner(telling.entry, telling.catalog, reader, telling.phrases, part.owner)
    return {"owner_role": part.owner, "owner_line": line or answer.owner_line}


def _is_said(match: PatternMatch, known: dict[str, object], said: Sequence[str], locale: str) -> bool:
    """Whether what the detail says is the condition once more: of the very same key, host or code."""
    verdict, says = match.pattern.verdict, match.pattern.says.say(locale)
    facts = set(PLACEHOLDER.findall(verdict.say(locale))) if verdict is not None else set()
    line = fill(says, known)
    return bool(facts and line) and facts == set(PLACEHOLDER.findall(says)) and any(line in one for one in said)


def _said(answer: Answer, telling: Telling, condition: str, *, repeated: bool) -> Iterator[str]:
    """What this detail says; with the condition, where a part's state has taken its place in the verdict.

    A condition that is `repeated` in what it says is left out.
    """
    said = answer.said
    if not write_verdict(telling):
        yield from said
        return
    diagnosis, phrases = telling.diagnosis, telling.phrases
    short = phrases.say("where-ip", host=diagnosis.host, port=diagnosis.port)
    ip = diagnosis.ip if diagnosis.ip != diagnosis.host else None
    where = phrases.say("where-ip", host=diagnosis.host, port=diagnosis.port, ip=ip)
    if short and short in condition:
        key = diagnosis.key_id
        yield phrases.say("where-key", where=condition.replace(short, where), key=key)
        yield from (line for line in said if not line.startswith(where))
    else:
        yield from (condition, *said) if not repeated else said


def _steps(answer: Answer, telling: Telling) -> Iterator[AnswerStep]:
    """The steps with their results; one that the watch has answered already stands behind those that are open."""
    live = telling.live
    steps = list(join_results(answer.steps, live.findings, telling.catalog, telling.phrases, telling.locale))
    ordered = sorted(steps, key=lambda step: (step.locked, _is_answered(step, telling)))
    for position, step in enumerate(ordered):
        yield step.model_copy(update={"above_fold": position < ABOVE_FOLD and not step.locked})


def _is_answered(step: AnswerStep, telling: Telling) -> bool:
    situation = telling.situation
    if step.check is None or step.check.kind != "status-of-component" or situation is None:
        return False
    held = situation.watched is not None and situation.watched.standing.since is not None
    return held and step.check.component == situation.component and situation.verdict in ("up", "down")
