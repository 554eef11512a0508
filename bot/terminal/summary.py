"""Shows what a log holds, per code, as a table; prints, counts nothing."""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from bot.explain.sizes import name_size
from bot.explain.templates import Phrases
from bot.models.summary import CodeTally, LogSummary
from bot.terminal.page import literal


def show_summary(summary: LogSummary, titles: Mapping[int, str], console: Console, phrases: Phrases) -> None:
    """Print the head line, then a row per code: count, what it is, first and last seen.

    `titles` are the entries' titles in the reader's language.
    """
    size = name_size(summary.bytes_read)
    total = sum(tally.count for tally in summary.codes)
    if not total:
        console.print(literal(phrases.say("summary-none", lines=summary.lines, size=size)))
        return
    kinds = len(summary.codes)
    head = phrases.say("summary-head", count=total, kinds=kinds, lines=summary.lines, size=size)
    console.print(literal(head, "bold"))
    table = Table(box=None, pad_edge=False)
    for phrase in ("summary-code", "summary-count", "summary-title", "summary-first", "summary-last"):
        table.add_column(phrases.say(phrase), justify="right" if phrase == "summary-count" else "left")
    for tally in summary.codes:
        first, last = seen(tally, phrases)
        title = titles.get(tally.code, tally.message or "")
        table.add_row(*map(literal, (str(tally.code), str(tally.count), title, first, last)))
    console.print(table)
    for tally in summary.codes:
        for detail in tally.details:
            console.print(literal(f"  {tally.code}: {detail}", "dim"), no_wrap=True, overflow="ellipsis")
    console.print(literal(phrases.say("summary-more", code=summary.codes[0].code), "dim"))


def seen(tally: CodeTally, phrases: Phrases) -> tuple[str, str]:
    """First and last seen: in the words of the log, else by line number."""
    first = tally.first_seen or phrases.say("line-number", line=tally.first_line)
    last = tally.last_seen or phrases.say("line-number", line=tally.last_line)
    return first, last
