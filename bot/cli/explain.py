"""The verb `explain`: a paste, a file or a log in, the answer out; joins the rooms, decides nothing itself."""

import json
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, BinaryIO, cast, get_args

import typer

from bot.cli.findings import list_findings
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
from bot.cli.knowledge import choose_locale, open_configured_catalog
from bot.cli.paste import Output, explain_code, explain_paste
from bot.errors import BadUsage
from bot.models.answer import Reader
from bot.models.catalog import Audience, Catalog
from bot.models.entry import Fact
from bot.models.sighting import PasteFacts
from bot.recognition.redact import redact
from bot.settings import read_settings

verb = typer.Typer()
NOTHING_FOUND = 1


@verb.command()
def explain(  # noqa: PLR0913 - each is an option of the command line
    text: Annotated[
        list[str] | None, typer.Argument(help="The pasted error, or files; standard input if none.", show_default=False)
    ] = None,
    *,
    code: Annotated[int | None, typer.Option(help="Explain this code, without a paste.")] = None,
    lang: Annotated[str | None, typer.Option(help="Language of the answer: en, ko.")] = None,
    audience: Annotated[str, typer.Option(help="operator, integrator, tenant-admin or external.")] = "operator",
    full: Annotated[bool, typer.Option("--full", help="The whole runbook below the answer.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Ask the configured targets, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write the answers as JSON.")] = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read lines {"id", "text"}, write lines {"id", "findings"}.')
    ] = False,
    mask: Annotated[bool, typer.Option("--redact", help="With --jsonl: mask secrets in details.")] = False,
    knows: Annotated[str, typer.Option(help="Facts known beside the paste, such as time,environment.")] = "",
) -> None:
    """Explain SKMS errors in a paste, a file or a log: what happened, how bad it is, what to do next."""
    settings = read_settings()
    catalog = open_configured_catalog(settings)
    _refuse_what_does_not_go_together(text or [], code=code, as_json=as_json, jsonl=jsonl, mask=mask)
    if check and (jsonl or audience == "external"):
        raise BadUsage("--check goes with neither --jsonl nor --audience external", hint="leave one of them out")
    if jsonl:
        _answer_lines(text or [], catalog, mask=mask)
        return
    reader = Reader(
        locale=choose_locale(lang, settings, catalog), audience=_audience(audience), contacts=settings.owners
    )
    output = Output(full=full, as_json=as_json, check=check, knows=_facts(knows), zone=settings.zone)
    if code is not None:
        found = explain_code(code, catalog, reader, output)
    else:
        found = _explain_sources(text or [], catalog, reader, output)
    raise typer.Exit(0 if found else NOTHING_FOUND)


def _refuse_what_does_not_go_together(
    text: Sequence[str], *, code: int | None, as_json: bool, jsonl: bool, mask: bool
) -> None:
    if code is not None and text:
        raise BadUsage("--code and a text do not go together", hint="give one of them")
    if jsonl and (as_json or code is not None):
        raise BadUsage("--jsonl goes with neither --json nor --code", hint="give one of them")
    if mask and not jsonl:
        raise BadUsage("--redact goes with --jsonl", hint="answers for people are always redacted")


def _audience(word: str) -> Audience:
    match word:
        case "operator" | "integrator" | "tenant-admin" | "external":
            return word
        case _:
            raise BadUsage(f"no audience {word!r}", hint="known are operator, integrator, tenant-admin, external")


def _facts(words: str) -> PasteFacts:
    facts = frozenset(word.strip() for word in words.split(",") if word.strip())
    unknown = sorted(facts - set(get_args(Fact)))
    if unknown:
        raise BadUsage(f"no fact {unknown[0]!r}", hint=f"known are {', '.join(get_args(Fact))}")
    return cast("PasteFacts", facts)


def _explain_sources(words: Sequence[str], catalog: Catalog, reader: Reader, output: Output) -> bool:
    paths = name_files(words)
    if words and not paths:
        return explain_paste(" ".join(words), catalog, reader, output)
    if len(paths) > 1 and output.as_json:
        raise BadUsage("--json takes one input", hint="call it once per file, or use --jsonl")
    results = []
    for path in paths:
        stream = open_input(path)
        if len(paths) > 1:
            print(f"== {path}", flush=True)
        results.append(_explain_stream(stream, catalog, reader, output))
    if not paths:
        results.append(_explain_stream(read_standard_input(), catalog, reader, output))
    return any(results)


def _explain_stream(stream: BinaryIO, catalog: Catalog, reader: Reader, output: Output) -> bool:
    with stream:
        head = read_head(stream)
        if len(head) > PASTE_LIMIT:
            if output.check:
                raise BadUsage("--check is for a paste; this input is read as a log", hint="paste one error of it")
            log = import_module("bot.cli.log")  # loads what only a log needs
            return bool(log.explain_log(head, stream, catalog, reader, output))
    return explain_paste(decode(head), catalog, reader, output)


def _answer_lines(words: Sequence[str], catalog: Catalog, *, mask: bool) -> None:
    masked = (lambda detail: redact(detail).text) if mask else None
    streams = [open_input(path) for path in name_files(words)] or [read_standard_input()]
    bad: list[BadLine] = []
    for stream in streams:
        for record in read_records(stream):
            if isinstance(record, BadLine):
                bad.append(record)
                continue
            line = {"id": record.id, "findings": list_findings(record.text, catalog, masked)}
            sys.stdout.write(json.dumps(line, ensure_ascii=True) + "\n")
    refuse_bad_lines(bad)
