"""Renders a list of entries to choose from, each with its runbook a tap away; finds none itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.explain.templates import Phrases
from bot.slack import escape
from bot.slack.blocks import ids, page
from bot.slack.blocks.ids import Reference
from bot.slack.blocks.page import Block

LONGEST_TITLE = 240


@dataclass(frozen=True, slots=True)
class Row:
    """An entry in a list: its code, and its title in the reader's language."""

    code: int
    title: str


def show_rows(rows: Sequence[Row], locale: str, phrases: Phrases) -> list[Block]:
    """One section per entry with a button for its runbook."""
    return [
        page.section(
            f"{escape.bold(str(row.code))} {escape.mrkdwn(escape.one_line(row.title), LONGEST_TITLE)}",
            page.button(
                ids.numbered(ids.ROW_RUNBOOK, row.code),
                phrases.say("slack-runbook"),
                Reference(row.code, locale).pack(),
            ),
        )
        for row in rows
    ]


def write_row(row: Row) -> str:
    """An entry as one raw line."""
    return f"{row.code} {row.title}"
