"""Explains one paste or one code on the terminal: recognise, diagnose, compose, show."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from bot.clock import SystemClock
from bot.diagnosis import diagnose
from bot.errors import BadInput
from bot.explain.compose import compose, compose_health, order_by_severity
from bot.explain.templates import Phrases
from bot.models.answer import Answer, HealthAnswer, PasteContext, Reader
from bot.models.catalog import Catalog
from bot.models.sighting import Layer, PasteFacts, Sighting, SkmsError, Stranger
from bot.models.summary import LogSummary
from bot.recognition import recognise
from bot.recognition.facts import facts_of
from bot.recognition.health import recognise_health
from bot.recognition.redact import redact
from bot.recognition.strangers import find_strangers
from bot.terminal.answer import show_answer, show_health
from bot.terminal.page import literal, open_console

SHOWN = 5
SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Output:
    """How an answer is to be shown: whole or in short, as JSON or for people; what is known beside the paste."""

    full: bool = False
    as_json: bool = False
    knows: PasteFacts = frozenset()


def explain_code(code: int, catalog: Catalog, reader: Reader, output: Output) -> bool:
    """Show the answer to a bare code; False where the knowledge base does not have it."""
    if code not in catalog.vendor:
        stranger = Stranger(code=code, in_table=False, span=(0, 0))
        _tell_nothing(str(code), [stranger], catalog, reader, output)
        return False
    error = SkmsError(code=code)
    layer = Layer(product="skms", code=code)
    sighting = Sighting(error=error, layers=(layer,), form="prose", span=(0, 0), confidence="certain", why="exact")
    answer = compose(sighting, diagnose(sighting, catalog), catalog, reader, PasteContext(facts=None, at=_now()))
    _show([answer], None, catalog, reader, output)
    return True


def explain_paste(text: str, catalog: Catalog, reader: Reader, output: Output) -> bool:
    """Show the answers to a paste, most severe first; False where it holds no SKMS error.

    Raises BadInput for an empty paste.
    """
    if not text.strip("\0\ufeff \t\r\n"):
        raise BadInput("the paste is empty", hint="paste the error's JSON body, or name a code: --code 40013")
    report = recognise_health(text)
    health = compose_health(report, catalog, reader) if report else None
    sightings = recognise(text, catalog)
    answers = _answer(text, sightings, catalog, reader, output.knows)
    if answers or health:
        _show(answers, health, catalog, reader, output)
        return True
    _tell_nothing(text, find_strangers(text, catalog), catalog, reader, output)
    return False


def _tell_nothing(text: str, strangers: Sequence[Stranger], catalog: Catalog, reader: Reader, output: Output) -> None:
    if output.as_json:
        write_document((), None, strangers, None)
    else:
        import_module("bot.cli.nothing").show_nothing(text, strangers, catalog, reader)  # loads the search


def _answer(
    text: str, sightings: Sequence[Sighting], catalog: Catalog, reader: Reader, knows: PasteFacts
) -> list[Answer]:
    if not sightings:
        return []
    paste = PasteContext(facts=facts_of(text) | knows, hidden=redact(text).hidden, at=_now())
    answers = [compose(sighting, diagnose(sighting, catalog), catalog, reader, paste) for sighting in sightings]
    return order_by_severity(answers)


def _now() -> str:
    return SystemClock().now().isoformat(timespec="seconds")


def _show(
    answers: Sequence[Answer], health: HealthAnswer | None, catalog: Catalog, reader: Reader, output: Output
) -> None:
    if output.as_json:
        write_document(answers, health, (), None)
        return
    console = open_console()
    phrases = Phrases(catalog.phrases, reader.locale)
    if health:
        show_health(health, console, phrases)
    for position, answer in enumerate(answers[:SHOWN]):
        if position or health:
            console.print()
        show_answer(answer, console, phrases, full=output.full)
    if len(answers) > SHOWN:
        console.print(literal(phrases.say("more-errors", count=len(answers) - SHOWN)))


def write_document(
    answers: Sequence[Answer],
    health: HealthAnswer | None,
    strangers: Sequence[Stranger],
    summary: LogSummary | None,
) -> None:
    """Write the one JSON document of `--json`, always with the same fields (README, "For machines")."""
    document = {
        "schema": SCHEMA_VERSION,
        "answers": [answer.model_dump(mode="json") for answer in answers],
        "health": health.model_dump(mode="json") if health else None,
        "strangers": [stranger.model_dump(mode="json", exclude={"message"}) for stranger in strangers],
        "summary": summary.model_dump(mode="json") if summary else None,
    }
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
