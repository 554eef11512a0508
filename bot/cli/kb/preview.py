"""The verb `kb preview`: the answer that an entry gives to a detail, as a reader would see it."""

from pathlib import Path
from typing import Annotated

import typer

from bot.catalog.loader import open_catalog
from bot.cli.kb.engine import answer_sighting
from bot.cli.kb.folders import check_locale, configured_folders
from bot.cli.kb.show import find_entry
from bot.models.sighting import Layer, Sighting, SkmsError

verb = typer.Typer()


@verb.command()
def preview(
    code: Annotated[int, typer.Argument(help="An SKMS code, such as 40013.")],
    *,
    detail: Annotated[str | None, typer.Option(help="The detail of the error.")] = None,
    lang: Annotated[str | None, typer.Option(help="Language of the answer: en, ko.")] = None,
    width: Annotated[int, typer.Option(min=20, max=400, help="Columns; a phone has about 40.")] = 80,
    knowledge: Annotated[
        list[Path] | None, typer.Option(metavar="FOLDER", help="A folder of drafts, laid over the configured ones.")
    ] = None,
) -> None:
    """Show the answer to a code with a detail, without a paste."""
    catalog = open_catalog([*configured_folders(), *(knowledge or ())])
    entry = find_entry(code, catalog)
    locale = check_locale(lang, catalog)
    message = entry.vendor.message
    sighting = Sighting(
        error=SkmsError(code=code, message=message, detail=detail),
        layers=(Layer(product="skms", code=code, message=message),),
        form="json",
        span=(0, 0),
        confidence="certain",
        why="exact-message",
    )
    print(answer_sighting(sighting, catalog, locale, width), end="")
