"""Finds the names of this product and of neighbours in a text and says which is nearer to a number; judges no code."""

from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

from bot.models.catalog import Catalog
from bot.recognition.lazily import compiled
from bot.recognition.lexicon import neighbourhood
from bot.recognition.prose_words import DOMAIN_WORDS, SHARED_NAMES, SKMS_NAMES

REACH = 1000
"""Characters on either side of the numbers in which names count."""

MANY = 64
"""Places of one name that are remembered."""

DISTINCTIVE = 6
"""Letters from which on a name counts inside an identifier (`DiscordAPIError`); a shorter one must be a word."""

_SENDERS = r"(?:from|by) the \w+ team\b"
"""Our people, who may tell of anybody's error."""

Owner = Literal["ours", "theirs", "nobody"]


@dataclass(frozen=True, slots=True)
class Vicinity:
    """Where names stand in a text, sorted by place: ours, and others' with the neighbour's id."""

    ours: tuple[int, ...]
    domain: tuple[int, ...]
    theirs: tuple[tuple[int, str], ...]
    unmistakable: bool = False
    """Whether a name of ours stands there that no other product shares."""

    def to_ours(self, start: int, end: int) -> int | None:
        """The distance from a number to the nearest of our names, None without any."""
        return _nearest(self.ours, start, end)

    def to_domain(self, start: int, end: int) -> int | None:
        """The distance to the nearest word of this trade (decrypt, 복호화 …)."""
        return _nearest(self.domain, start, end)

    def neighbour(self, start: int, end: int) -> str | None:
        """The neighbour whose name stands nearest to a number, nearer than any of ours; None without any."""
        distance = _nearest(tuple(place for place, _ in self.theirs), start, end)
        ours = self.to_ours(start, end)
        if distance is None or (ours is not None and ours <= distance):
            return None
        return min(self.theirs, key=lambda found: min(abs(found[0] - start), abs(found[0] - end)))[1]


def _nearest(places: tuple[int, ...], start: int, end: int) -> int | None:
    if not places:
        return None
    at = bisect_left(places, start)
    around = places[max(0, at - 1) : at + 1]
    return min(abs(place - start) if place < start else abs(place - end) for place in around)


def survey(lower: str, first: int, last: int, catalog: Catalog) -> Vicinity:
    """The names around the numbers between `first` and `last` in a text given in lower case."""
    floor, ceiling = max(0, first - REACH), min(len(lower), last + REACH)
    whole = lower if ceiling - floor == len(lower) else lower[floor:ceiling]
    theirs: list[tuple[int, str]] = []
    spans: list[tuple[int, int]] = []
    known = neighbourhood(catalog)
    candidates = known.ascii_names if whole.isascii() else known.all_names
    # A stack trace says the same words again and again; a name without a blank stands in one of them.
    distinct = " ".join(set(whole.split()))
    for name in [name for name in candidates if name in (whole if " " in name else distinct)]:
        for place in _places(whole, name):
            theirs.append((floor + place, known.names[name]))
            spans.append((place, place + len(name)))
    theirs.sort()
    our_names = tuple(name for name in SKMS_NAMES if name in whole)
    return Vicinity(
        ours=_own(whole, floor, our_names, spans),
        domain=_own(whole, floor, DOMAIN_WORDS, spans),
        theirs=tuple(theirs),
        unmistakable=not SHARED_NAMES.issuperset(our_names),
    )


def _own(whole: str, floor: int, names: tuple[str, ...], covered: list[tuple[int, int]]) -> tuple[int, ...]:
    places = {
        floor + place
        for name in [name for name in names if name in whole]
        for place in _places(whole, name)
        if not any(start <= place < end for start, end in covered[:MANY])
        and not compiled(_SENDERS).search(whole, max(0, place - 10), place + len(name) + 6)
    }
    return tuple(sorted(places))


def _places(text: str, name: str) -> list[int]:
    found: list[int] = []
    place = text.find(name)
    while place >= 0 and len(found) < MANY:
        if len(name) >= DISTINCTIVE or not name.isascii() or _is_word(text, place, place + len(name)):
            found.append(place)
        place = text.find(name, place + len(name))
    return found


def _is_word(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return not (before.isascii() and before.isalpha()) and not (after.isascii() and after.isalpha())
