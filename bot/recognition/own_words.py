"""Finds SKMS's own message in words beside a bare code, exactly as it stands; decides nothing about other products."""

import math
from dataclasses import dataclass

from bot.models.catalog import Catalog
from bot.models.sighting import Confidence
from bot.recognition.judgement import GENERIC, GENERIC_DESCRIPTIONS, TRUNCATED, descriptions
from bot.recognition.lazily import compiled
from bot.recognition.lexicon import squash_known
from bot.recognition.program import others_codes_near
from bot.recognition.prose_words import OPEN_ENDED, TALK

REACH = 130
"""Characters on either side of a code in which its message is looked for."""

SHORTEST = 9
"""Letters that a cut message must have left."""

_MORE = r" ([a-z]+)"
_BETWEEN = r"[\W_]+"
_JOINS = (
    r"[\W_]*(?:(?:is|means|error|err|code|errorcode|message|msg|errormessage|status|http|[1-5]\d\d|bad request|"
    r"unauthorized|internal server error|에러|오류|코드|메시지|エラー|コード)[\W_]*){0,4}"
)


@dataclass(frozen=True, slots=True)
class SaidWords:
    """SKMS's message as it stands in a text, and how surely it belongs to the code beside it."""

    text: str
    span: tuple[int, int]
    confidence: Confidence
    why: str


def own_words_near(code: int, text: str, lower: str, number: tuple[int, int], catalog: Catalog) -> SaidWords | None:
    """The message or description of `code` near the number, None where it does not stand there.

    Directly beside the code even a cut message counts; further off only a whole one that others do not share.
    """
    words = catalog.vendor.get(code)
    if words is None:
        return None
    floor, ceiling = max(0, number[0] - REACH), min(len(text), number[1] + REACH)
    window = lower[floor:ceiling]
    squashed = compiled(_BETWEEN).sub("", window)
    own = squash_known(words.message)
    for wanted in (own, _cut_of(own, squashed), *descriptions(words)):
        if not wanted or wanted not in squashed or wanted in GENERIC_DESCRIPTIONS:
            continue
        span = _span_of(window, wanted, number[0] - floor)
        if span is None:
            continue
        span = span[0] + floor, span[1] + floor
        if wanted in GENERIC and _is_anothers(text, lower, span, number, catalog):
            continue
        beside = _beside(lower, span, number)
        if beside or (wanted == own and own not in GENERIC):
            return _said(text[span[0] : span[1]], span, words.message, beside=beside)
    return None


def _is_anothers(text: str, lower: str, span: tuple[int, int], number: tuple[int, int], catalog: Catalog) -> bool:
    """Whether a message that others share is an identifier, the start of a longer one, or among others' codes."""
    following = compiled(_MORE).match(lower, span[1])
    if "_" in text[span[0] : span[1]] or (following and following[1] not in OPEN_ENDED and following[1] not in TALK):
        return True
    return others_codes_near(text, *number, catalog)


def _said(said: str, span: tuple[int, int], message: str, *, beside: bool) -> SaidWords:
    exact = beside and said.casefold() == message.casefold() and squash_known(message) not in GENERIC
    return SaidWords(
        said, span, "certain" if exact else "likely", "own-message-beside" if beside else "own-message-nearby"
    )


def _cut_of(own: str, squashed: str) -> str:
    """The longest beginning of a message, 60 % of it or more, that stands in the squashed text; else empty."""
    least = math.ceil(TRUNCATED * len(own))
    if own in GENERIC or least < SHORTEST or own[:least] not in squashed:
        return ""
    return next(own[:length] for length in range(len(own), least - 1, -1) if own[:length] in squashed)


def _beside(lower: str, said: tuple[int, int], number: tuple[int, int]) -> bool:
    gap = lower[number[1] : said[0]] if said[0] >= number[1] else lower[said[1] : number[0]]
    return len(gap) <= REACH and compiled(_JOINS).fullmatch(gap) is not None


def _span_of(window: str, wanted: str, near: int) -> tuple[int, int] | None:
    """Where in the window the squashed words stand, the place nearest to the number."""
    places = [place for place, letter in enumerate(window) if letter.isalnum()]
    letters = "".join(window[place] for place in places).casefold()
    if len(letters) != len(places):
        return None
    best: tuple[int, int] | None = None
    at = letters.find(wanted)
    while at >= 0:
        span = places[at], places[at + len(wanted) - 1] + 1
        if best is None or _distance(span, near) < _distance(best, near):
            best = span
        at = letters.find(wanted, at + 1)
    return best


def _distance(span: tuple[int, int], near: int) -> int:
    return min(abs(span[0] - near), abs(span[1] - near))
