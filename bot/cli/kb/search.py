"""The verb `kb search`: words in, the entries they are about out, best first."""

import json
from typing import Annotated

import typer

from bot.catalog.loader import open_catalog
from bot.catalog.search import search as find
from bot.cli.kb.folders import check_locale, configured_folders

verb = typer.Typer()
NOTHING_FOUND = 1


@verb.command()
def search(
    words: Annotated[list[str], typer.Argument(help="What you look for: words in any language, or digits of a code.")],
    *,
    limit: Annotated[int, typer.Option(min=1, max=100, help="At most so many entries.")] = 5,
    lang: Annotated[str | None, typer.Option(help="Language of the titles: en, ko.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write the entries as JSON.")] = False,
) -> None:
    """Find entries by words (typos are forgiven) or by the first digits of a code."""
    catalog = open_catalog(configured_folders())
    locale = check_locale(lang, catalog)
    hits = find(" ".join(words), catalog, limit)
    found = [
        {"code": hit.code, "score": hit.score, "field": hit.field, "title": catalog.entries[hit.code].title.say(locale)}
        for hit in hits
    ]
    if as_json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        for item in found:
            print(f"{item['code']}  {item['title']}  ({item['field']}, {item['score']:.0f})")
        if not found:
            print("nothing found: try fewer or other words")
    raise typer.Exit(0 if found else NOTHING_FOUND)
