"""Finds bare codes in prose (none yet)."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.models.catalog import Catalog
from bot.models.sighting import Confidence


@dataclass(frozen=True, slots=True)
class Mention:
    """A bare code spoken of as an error."""

    code: int
    confidence: Confidence
    why: str
    span: tuple[int, int]
    http_status: int | None = None
    key_id: str | None = None


def find_mentions(text: str, catalog: Catalog, taken: Sequence[tuple[int, int]]) -> list[Mention]:
    """The bare codes of `text` outside of the spans `taken`."""
    del text, catalog, taken
    return []
