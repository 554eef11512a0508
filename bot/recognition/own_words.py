"""Finds SKMS's own message in words beside a bare code, exactly as it stands; decides nothing about other products."""

import re
from dataclasses import dataclass

from bot.models.catalog import Catalog
from bot.models.sighting import Confidence
from bot.recognition.judgement import GENERIC, GENERIC_DESCRIPTIONS, descriptions
from bot.recognition.lexicon import squash, squash_known

REACH = 130
"""Characters on either side of a code in which its message is looked for."""

_JOINS = re.compile(
    r"[\W_]*(?:(?:is|means|error|err|code|errorcode|message|msg|errormessage|status|http|[1-5]\d\d|bad request|unauthorized|"
    r"internal server error|에러|오류|코드|메시지|エラー|コード)[\W_]*){0,4}"
)


@dataclass(frozen=True, slots=True)
class SaidWords:
    """SKMS's message as it stands in a text, and how surely it belongs to the code beside it."""

    text: str
    span: tuple[int, int]
    confidence: Confidence
    why: str


def own_words_near(
    code: int, text: str, lower: str, number: tuple[int, int], catalog: Catalog
) -> SaidWords | None:
    """The message or description of `code` near the number, None where it does not stand there.

    A message that other products share, or a description, must stand directly at the code.
    """
    words = catalog.vendor.get(code)
    if words is None:
        return None
    floor, ceiling = max(0, number[0] - REACH), min(len(text), number[1] + REACH)
    window = lower[floor:ceiling]
    squashed = squash(window) if "\\" not in window and "&" not in window else re.sub(r"[\W_]+", "", window)
    own = squash_known(words.message)
    for wanted in (own, *descriptions(words)):
        if wanted not in squashed:
            continue
        span = _span_of(window, wanted, number[0] - floor)
        if span is None:
            continue
        start, end = span[0] + floor, span[1] + floor
        beside = _beside(lower, (start, end), number)
        if not beside and (wanted != own or wanted in GENERIC or wanted in GENERIC_DESCRIPTIONS):
            continue
        said = text[start:end]
        exact = beside and said.casefold() == words.message.casefold() and wanted not in GENERIC
        if wanted in GENERIC_DESCRIPTIONS:
            continue
        why = "own-message-beside" if beside else "own-message-nearby"
        return SaidWords(said, (start, end), "certain" if exact else "likely", why)
    return None


def _beside(lower: str, said: tuple[int, int], number: tuple[int, int]) -> bool:
    gap = lower[number[1] : said[0]] if said[0] >= number[1] else lower[said[1] : number[0]]
    return len(gap) <= REACH and _JOINS.fullmatch(gap) is not None


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
        if best is None or min(abs(span[0] - near), abs(span[1] - near)) < min(abs(best[0] - near), abs(best[1] - near)):
            best = span
        at = letters.find(wanted, at + 1)
    return best
