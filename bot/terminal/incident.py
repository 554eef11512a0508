"""Shows incidents in the terminal: one with all that is known, or the open ones line by line; decides no content."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from bot.explain.incident import PERSON, Card
from bot.explain.incident_note import Note
from bot.explain.templates import Phrases
from bot.terminal.page import literal


def show_incident(card: Card, notes: Sequence[Note], console: Console) -> None:
    """Print an incident as its message shows it, then what was told of it, the oldest first."""
    console.print(_literal(card.headline, "bold"))
    for line in card.lines:
        console.print(_literal(line))
    if card.small:
        console.print(_literal(card.small, "dim"))
    for note in notes:
        console.print()
        console.print(_literal(note.line))
        for line in note.lines:
            console.print(_literal(f"  {line}", "dim"))


def show_incidents(rows: Sequence[str], console: Console, phrases: Phrases) -> None:
    """Print the open incidents, one line each."""
    if not rows:
        console.print(literal(phrases.say("incident-list-none")))
        return
    console.print(literal(phrases.say("incident-list-head", count=len(rows)), "bold"))
    for row in rows:
        console.print(_literal(row))


def _literal(line: str, style: str = "") -> Text:
    """A line with people by their ids."""
    return literal(line.replace(PERSON, ""), style)
