"""The verb `diagnose`: reads a detail alone and says what failed where; no knowledge base, no answer."""

import json
import sys
from typing import Annotated, BinaryIO

import typer

from bot.cli.findings import describe_diagnosis
from bot.cli.inputs import (
    PASTE_LIMIT,
    BadLine,
    decode,
    name_files,
    open_input,
    read_head,
    read_records,
    read_standard_input,
    refuse_bad_lines,
)
from bot.errors import BadInput
from bot.recognition.redact import redact
from bot.terminal.page import literal, open_console

verb = typer.Typer()


@verb.command()
def diagnose(
    text: Annotated[str | None, typer.Argument(help="A detail, or a file with one; standard input if none.")] = None,
    *,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read lines {"id", "text"}, write lines {"id", "result"}.')
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write the result as one JSON object.")] = False,
) -> None:
    """Say what a `detail` says: the cause, the peer that failed, the innermost exception."""
    paths = name_files([text] if text else [])
    source = open_input(paths[0]) if paths else None
    if jsonl:
        _answer_lines(source or read_standard_input())
        return
    detail = text if text is not None and source is None else _read_detail(source or read_standard_input())
    if not detail.strip():
        raise BadInput("the detail is empty", hint="paste the text of the detail field")
    result = describe_diagnosis(detail)
    if as_json:
        sys.stdout.write(json.dumps(result, ensure_ascii=False, indent=2) + "\n")
        return
    console = open_console()
    for name, value in result.items():
        if value is not None:
            console.print(literal(f"{name:16} {redact(str(value)).text}"))


def _read_detail(stream: BinaryIO) -> str:
    head = read_head(stream)
    if len(head) > PASTE_LIMIT:
        raise BadInput("a detail of more than 64 KiB is a log", hint="use: skms-bot explain FILE")
    return decode(head)


def _answer_lines(stream: BinaryIO) -> None:
    bad: list[BadLine] = []
    for record in read_records(stream):
        if isinstance(record, BadLine):
            bad.append(record)
            continue
        line = {"id": record.id, "result": describe_diagnosis(record.text)}
        sys.stdout.write(json.dumps(line, ensure_ascii=True) + "\n")
    refuse_bad_lines(bad)
