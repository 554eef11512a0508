"""The verb `kb show`: one entry of the knowledge base, whole, for a person or as JSON."""

import json
from typing import Annotated

import typer

from bot.catalog.loader import open_catalog
from bot.cli.kb.folders import check_locale, configured_folders
from bot.errors import UnknownCode
from bot.models.catalog import Catalog
from bot.models.entry import ErrorEntry
from bot.terminal.entry import show_entry
from bot.terminal.page import open_console

verb = typer.Typer()


@verb.command()
def show(
    code: Annotated[int, typer.Argument(help="An SKMS code, such as 40013.")],
    *,
    lang: Annotated[str | None, typer.Option(help="Language: en, ko.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the entry as JSON, in all languages.")] = False,
    width: Annotated[int | None, typer.Option(min=20, max=400, help="Columns; the terminal's by default.")] = None,
) -> None:
    """Show all that is known of a code."""
    catalog = open_catalog(configured_folders())
    entry = find_entry(code, catalog)
    if as_json:
        print(json.dumps(entry.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=2))
        return
    show_entry(entry, catalog, check_locale(lang, catalog), open_console(width))


def find_entry(code: int, catalog: Catalog) -> ErrorEntry:
    """The entry of a code; raises UnknownCode naming codes that look like it."""
    if code in catalog.entries:
        return catalog.entries[code]
    near = sorted(catalog.entries, key=lambda known: (abs(known - code), known))[:3]
    listed = ", ".join(map(str, near)) or "none at all"
    raise UnknownCode(f"the knowledge base has no entry {code}", hint=f"near it: {listed}; see: skms-bot kb search")
