"""Names the numbers of the family that are not SKMS errors here, for direct questions; answers nothing itself."""

from itertools import islice

from bot.models.catalog import Catalog
from bot.models.sighting import Stranger
from bot.recognition.judgement import neighbour_saying
from bot.recognition.lazily import compiled
from bot.recognition.lexicon import neighbourhood, squash
from bot.recognition.prose import Number, lowered, neighbour_near, numbers_alone, sentence_around
from bot.recognition.readings import other_reading, stands_alone
from bot.recognition.vicinity import Vicinity, survey

_FIELD = (
    r"(?i)[\"']?(?:message|msg|errmsg|error_?message|error_?msg|description)[\"']?\s*[:=]\s*([\"'])([^\"'\n]{2,200})\1"
)
_REACH = 160
_WIDER = r"[4５5４][0０]\d\d\d(?!\d)"
_NAMED = r"[a-z][a-z.]{2,40}[\[(]?([45]0\d{3})(?!\d)"
_MOST = 64


def find_strangers(text: str, catalog: Catalog) -> list[Stranger]:
    """The numbers 40xxx and 50xxx that are not in the table, or are another product's here.

    `neighbour` is the product whose message or name stands by, or the only one known to use the number.
    Numbers with another reading (port, price …) are no strangers.
    """
    if compiled(_WIDER).search(text) is None:
        return []
    lower = lowered(text)
    numbers = [*numbers_alone(lower, (), _WIDER)[:_MOST], *_inside_names(lower)]
    if not numbers:
        return []
    numbers.sort(key=lambda number: number.start)
    vicinity = survey(lower, numbers[0].start, numbers[-1].end, catalog)
    strangers: list[Stranger] = []
    seen: set[tuple[int, str | None]] = set()
    for number in numbers:
        stranger = _stranger(number, text, lower, vicinity, catalog)
        if stranger is not None and (stranger.code, stranger.neighbour) not in seen:
            seen.add((stranger.code, stranger.neighbour))
            strangers.append(stranger)
    return strangers


def _inside_names(lower: str) -> list[Number]:
    """Numbers that are part of another product's name for its error: `AADSTS50001`, `DiscordAPIError[50001]`."""
    found = (
        match for match in compiled(_NAMED).finditer(lower) if not stands_alone(lower, match.start(1), match.end(1))
    )
    return [Number(int(match[1]), match.start(1), match.end(1)) for match in islice(found, _MOST)]


def _stranger(number: Number, text: str, lower: str, vicinity: Vicinity, catalog: Catalog) -> Stranger | None:
    in_table = number.code in catalog.vendor
    message = _message_by(text, number)
    owner = neighbour_saying(number.code, squash(message), catalog) if message else None
    owner = owner or neighbour_near(number, lower, vicinity, catalog)
    if in_table and owner is None:
        return None
    sentence = sentence_around(text, lower, number.start, number.end)
    if not message and other_reading(sentence.left, sentence.right) is not None:
        return None
    return Stranger(
        code=number.code,
        message=message,
        neighbour=owner or _only_owner(number.code, catalog),
        in_table=in_table,
        span=(number.start, number.end),
    )


def _message_by(text: str, number: Number) -> str | None:
    floor = max(0, number.start - _REACH)
    around = compiled(_FIELD).finditer(text, floor, min(len(text), number.end + _REACH))
    best = min(around, key=lambda found: abs(found.start() - number.start), default=None)
    return best[2] if best is not None else None


def _only_owner(code: int, catalog: Catalog) -> str | None:
    owners = set(neighbourhood(catalog).owners.get(code, ()))
    return owners.pop() if len(owners) == 1 else None
