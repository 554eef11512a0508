"""Renders a list of entries to choose from, each with its runbook a tap away; finds none itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.explain.templates import Phrases
from bot.models.catalog import Catalog
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


def rows_of(codes: Iterable[int], catalog: Catalog, locale: str) -> list[Row]:
    """The entries of `codes` as rows, in that order; codes without an entry are left out."""
    return [Row(code, catalog.entries[code].title.say(locale)) for code in codes if code in catalog.entries]


def rows_about(component: str, catalog: Catalog, locale: str) -> list[Row]:
    """The entries of one component, by code."""
    about = (code for code in sorted(catalog.entries) if catalog.entries[code].component == component)
    return rows_of(about, catalog, locale)


def name_components(catalog: Catalog, locale: str) -> dict[str, str]:
    """The components that have entries, id -> name, in the order of the knowledge base."""
    used = {entry.component for entry in catalog.entries.values()}
    return {name: component.name.say(locale) for name, component in catalog.components.items() if name in used}


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
