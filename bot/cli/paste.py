"""Explains one paste or one code on the terminal: recognise, diagnose, compose, show."""

import datetime as dt
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from bot.clock import SystemClock
from bot.errors import BadInput
from bot.explain.paste import Findings, answer_for, health_for, look_into, look_up
from bot.explain.templates import Phrases
from bot.models.answer import Answer, HealthAnswer, Reader
from bot.models.catalog import Catalog
from bot.models.sighting import PasteFacts, Stranger
from bot.models.summary import LogSummary
from bot.recognition.strangers import find_strangers
from bot.terminal.answer import show_answer, show_health
from bot.terminal.page import literal, open_console

SHOWN = 5
SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Output:
    """How an answer is to be made and shown: whole or in short, as JSON or for people, with its checks carried out.

    `knows` is what is known beside the paste, `zone` that in which times are told, None for the system's.
    """

    full: bool = False
    check: bool = False
    as_json: bool = False
    knows: PasteFacts = frozenset()
    zone: dt.tzinfo | None = None


def explain_code(code: int, catalog: Catalog, reader: Reader, output: Output) -> bool:
    """Show the answer to a bare code; False where the knowledge base does not have it."""
    findings = look_up(code, catalog)
    if not findings:
        stranger = Stranger(code=code, in_table=False, span=(0, 0))
        _tell_nothing(str(code), [stranger], catalog, reader, output)
        return False
    _show(_answers("", findings, catalog, reader, output), None, catalog, reader, output)
    return True


def explain_paste(text: str, catalog: Catalog, reader: Reader, output: Output) -> bool:
    """Show the answers to a paste, most severe first; False where it holds no SKMS error.

    Raises BadInput for an empty paste.
    """
    if not text.strip("\0\ufeff \t\r\n"):
        raise BadInput("the paste is empty", hint="paste the error's JSON body, or name a code: --code 40013")
    findings = look_into(text, catalog)
    if findings:
        answers = _answers(text, findings, catalog, reader, output)
        _show(answers, health_for(reader, findings, catalog), catalog, reader, output)
        return True
    _tell_nothing(text, find_strangers(text, catalog), catalog, reader, output)
    return False


def _answers(text: str, findings: Findings, catalog: Catalog, reader: Reader, output: Output) -> list[Answer]:
    if output.check:
        checking = import_module("bot.cli.check")  # loads the asking
        answers: list[Answer] = checking.answer_checked(
            text, findings, catalog, reader, knows=output.knows, zone=output.zone
        )
        return answers
    return answer_for(reader, findings, catalog, at=_now(output.zone), knows=output.knows)


def _tell_nothing(text: str, strangers: Sequence[Stranger], catalog: Catalog, reader: Reader, output: Output) -> None:
    if output.as_json:
        write_document((), None, strangers, None)
    else:
        import_module("bot.cli.nothing").show_nothing(text, strangers, catalog, reader)  # loads the search


def _now(zone: dt.tzinfo | None) -> str:
    return SystemClock().now().astimezone(zone).isoformat(timespec="seconds")


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
