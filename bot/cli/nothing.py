"""Says that a paste holds no SKMS error, whose its numbers may be, and what comes nearest; recognises nothing."""

from collections.abc import Sequence

from bot.catalog.search import search
from bot.explain.templates import Phrases
from bot.models.answer import Reader
from bot.models.catalog import Catalog
from bot.models.sighting import Stranger
from bot.recognition.redact import redact
from bot.terminal.page import literal, open_console

SHOWN = 5
NEAREST = 3
LONGEST_QUERY = 400


def show_nothing(text: str, strangers: Sequence[Stranger], catalog: Catalog, reader: Reader) -> None:
    """Say that no SKMS error was found, whose the numbers may be, and offer the nearest entries."""
    console = open_console()
    phrases = Phrases(catalog.phrases, reader.locale)
    if not text.isdigit():
        console.print(literal(phrases.say("nothing"), "bold"))
    for stranger in strangers[:SHOWN]:
        neighbour = catalog.neighbours.get(stranger.neighbour) if stranger.neighbour else None
        product = neighbour.name if neighbour else None
        phrase = "stranger-outside" if not stranger.in_table else "stranger-known" if product else "stranger-other"
        console.print(literal(phrases.say(phrase, code=stranger.code, product=product)))
    hits = search(redact(text).text[:LONGEST_QUERY], catalog, NEAREST)
    if hits:
        console.print(literal(phrases.say("nearest")))
        for hit in hits:
            title = catalog.entries[hit.code].title.say(reader.locale)
            console.print(literal(f"  {hit.code} {title}"))
    console.print(literal(phrases.say("nothing-hint"), "dim"))
