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
from bot.models.sighting import Layer, Sighting, SkmsError, Stranger
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
    """How an answer is to be shown: whole or in short, as JSON or for people."""

    full: bool = False
    as_json: bool = False


def explain_code(code: int, catalog: Catalog, reader: Reader, output: Output) -> bool:
    """Show the answer to a bare code; False where the knowledge base does not have it."""
    if code not in catalog.vendor:
        return explain_paste(f"SKMS error {code}", catalog, reader, output)
    error = SkmsError(code=code)
    layer = Layer(product="skms", code=code)
    sighting = Sighting(error=error, layers=(layer,), form="prose", span=(0, 0), confidence="certain", why="exact")
    answer = compose(sighting, diagnose(sighting, catalog), catalog, reader, PasteContext(at=_now()))
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
    answers = _answer(text, sightings, catalog, reader)
    if answers or health:
        _show(answers, health, catalog, reader, output)
        return True
    strangers = find_strangers(text, catalog)
    if output.as_json:
        _write_json((), None, strangers)
    else:
        import_module("bot.cli.nothing").show_nothing(text, strangers, catalog, reader)  # loads the search
    return False


def _answer(text: str, sightings: Sequence[Sighting], catalog: Catalog, reader: Reader) -> list[Answer]:
    if not sightings:
        return []
    paste = PasteContext(facts=facts_of(text), hidden=redact(text).hidden, at=_now())
    answers = [compose(sighting, diagnose(sighting, catalog), catalog, reader, paste) for sighting in sightings]
    return order_by_severity(answers)


def _now() -> str:
    return SystemClock().now().isoformat(timespec="seconds")


def _show(
    answers: Sequence[Answer], health: HealthAnswer | None, catalog: Catalog, reader: Reader, output: Output
) -> None:
    if output.as_json:
        _write_json(answers, health, ())
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


def _write_json(answers: Sequence[Answer], health: HealthAnswer | None, strangers: Sequence[Stranger]) -> None:
    document = {
        "schema": SCHEMA_VERSION,
        "answers": [answer.model_dump(mode="json") for answer in answers],
        "health": health.model_dump(mode="json") if health else None,
        "strangers": [stranger.model_dump(mode="json", exclude={"message"}) for stranger in strangers],
    }
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
