"""What the catalogue says about whose a code is, made ready to be looked up; no text is read here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.models.catalog import Catalog, Neighbour
from bot.recognition.lazily import compiled

_BETWEEN = r"[\W_]+"
_ESCAPED = r"\\u([0-9a-fA-F]{4})|\\[nrt]|&(?:#39|#x27|apos|quot|lt|gt|amp|nbsp);"


def _plain(found: re.Match[str]) -> str:
    return chr(int(found[1], 16)) if found[1] else " "


def squash(text: str) -> str:
    """The letters and digits of a text, lower case: what is left when punctuation, spacing and wraps do not count."""
    if "\\" in text or "&" in text:
        text = compiled(_ESCAPED).sub(_plain, text)
    return compiled(_BETWEEN).sub("", text.casefold())


@lru_cache(maxsize=4096)
def squash_known(text: str) -> str:
    """`squash` for the catalogue's own words, remembered."""
    return squash(text)


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The neighbours by code and by name: `messages` code -> (squashed message, neighbour id), `names` -> id."""

    messages: Mapping[int, tuple[tuple[str, str], ...]]
    names: Mapping[str, str]
    owners: Mapping[int, tuple[str, ...]]
    all_names: tuple[str, ...]
    ascii_names: tuple[str, ...]


_remembered: list[tuple[Mapping[str, Neighbour], Neighbourhood]] = []


def neighbourhood(catalog: Catalog) -> Neighbourhood:
    """The neighbours of a catalogue, indexed; remembered for the catalogue last asked about."""
    for neighbours, known in _remembered:
        if neighbours is catalog.neighbours:
            return known
    known = _index(catalog.neighbours)
    _remembered[:] = [(catalog.neighbours, known)]
    return known


def _index(neighbours: Mapping[str, Neighbour]) -> Neighbourhood:
    messages: dict[int, list[tuple[str, str]]] = {}
    names: dict[str, str] = {}
    owners: dict[int, list[str]] = {}
    for neighbour in neighbours.values():
        for name in neighbour.names:
            names[name.lower()] = neighbour.id
        for entry in neighbour.codes:
            owners.setdefault(entry.code, []).append(neighbour.id)
            messages.setdefault(entry.code, []).extend((squash(message), neighbour.id) for message in entry.messages)
    return Neighbourhood(
        messages={code: tuple(found) for code, found in messages.items()},
        names=names,
        owners={code: tuple(found) for code, found in owners.items()},
        all_names=tuple(names),
        ascii_names=tuple(name for name in names if name.isascii()),
    )
