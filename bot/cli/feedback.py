"""The verb `feedback`: prints what people said of answers, for those who keep the knowledge base; holds no SQL."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Annotated

import typer
from rich.console import Console

from bot.clock import SystemClock
from bot.models.feedback import Case, FeedbackKept, StepVote, UnknownCodeSeen
from bot.models.text import Value
from bot.settings import read_settings
from bot.storage import upkeep
from bot.storage.address import read_address
from bot.terminal.page import literal, open_console

verb = typer.Typer(no_args_is_help=True, help="What people said of answers, and the codes that were unknown.")
WHOLE = "(the whole)"
"""What stands where a vote is of no single step."""


@verb.callback()
def _group() -> None:
    """What people said of answers, and the codes that were unknown."""


@verb.command()
def export(
    *,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Write one JSON object a line, for machines.")] = False,
) -> None:
    """Print the cases that were kept, the votes on steps, and the unknown codes; works while the bot runs."""
    address = read_address(read_settings().database.get_secret_value())
    kept = upkeep.export_feedback(address, SystemClock().now())
    if jsonl:
        for line in write_lines(kept):
            print(line)
        return
    console = open_console()
    _show_cases(kept.cases, console)
    _show_votes(kept.votes, console)
    _show_unknown(kept.unknown, console)


def write_lines(kept: FeedbackKept) -> Iterator[str]:
    """Every row as a line of JSON, `kind` first: case, step or unknown-code."""
    for kind, row in _rows(kept):
        yield json.dumps({"kind": kind, **row.model_dump(mode="json")})


def _rows(kept: FeedbackKept) -> Iterator[tuple[str, Value]]:
    yield from (("case", case) for case in kept.cases)
    yield from (("step", vote) for vote in kept.votes)
    yield from (("unknown-code", seen) for seen in kept.unknown)


def _show_cases(cases: Sequence[Case], console: Console) -> None:
    console.print(literal(f"Cases that were no SKMS error: {len(cases)}", "bold"))
    for case in cases:
        until = f"kept until {case.expires_at:%Y-%m-%d}"
        console.print(literal(f"  {case.at:%Y-%m-%d %H:%M} UTC  {case.label}  by {case.by}  {until}"))
        for line in case.text.splitlines():
            console.print(literal(f"    {line}"))


def _show_votes(votes: Sequence[StepVote], console: Console) -> None:
    """Per step what was said how often, the steps with the most complaints first."""
    by_step: defaultdict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for vote in votes:
        said = by_step[(vote.entry, vote.step or WHOLE)]
        said[vote.verdict] = said.get(vote.verdict, 0) + 1
    console.print(literal(f"Steps that people spoke of: {len(by_step)}", "bold"))
    for (entry, step), said in sorted(by_step.items(), key=lambda item: (-_complaints(item[1]), item[0])):
        words = ", ".join(f"{verdict} {count}" for verdict, count in sorted(said.items()))
        console.print(literal(f"  {entry}  {step}: {words}"))


def _complaints(said: dict[str, int]) -> int:
    return sum(count for verdict, count in said.items() if verdict != "fixed")


def _show_unknown(unknown: Sequence[UnknownCodeSeen], console: Console) -> None:
    console.print(literal(f"Codes that the knowledge base does not have: {len(unknown)}", "bold"))
    for seen in unknown:
        console.print(literal(f"  {seen.code}  {seen.count} times, last {seen.last_at:%Y-%m-%d %H:%M} UTC"))
