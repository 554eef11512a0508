"""Finds every SKMS error in a paste: the one way in for all surfaces; pure, linear in the text."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import TypeVar

from bot.models.catalog import Catalog
from bot.models.sighting import Layer, Sighting, SkmsError
from bot.recognition.http_status import visible_status
from bot.recognition.key_id import key_id_in
from bot.recognition.lazily import pattern
from bot.recognition.prose import Mention, find_mentions
from bot.recognition.reader import Reader, all_certain
from bot.recognition.reading import Reading
from bot.recognition.text import View, read_view
from bot.recognition.unwrap import claims_success, layers_of, misleading_status
from bot.recognition.wraps import joined

_Z = "[\r\n\u200b-\u200f\u2060\ufeff\u00ad]*+"
_MAYBE = pattern(rf"[45４５]{_Z}[0０]{_Z}[0-3０-３]{_Z}[01０１]{_Z}[0-9０-９]")
_Found = TypeVar("_Found", int, str)
_KEY_REACH = 600
_FILLED = 20
_LONGEST_WRAPPED = 16384


def may_name_an_error(text: str) -> bool:
    """Whether `recognise` would look closer: false only where it finds nothing; costs about a microsecond."""
    if text.isascii():
        # Looking for two characters is thirty times as fast as the pattern, and most messages have neither pair.
        plain = text.replace("\n", "").replace("\r", "")
        if "40" not in plain and "50" not in plain:
            return False
    return _MAYBE.search(text) is not None


def recognise(text: str, catalog: Catalog) -> list[Sighting]:
    """The SKMS errors of `text` in their order, each once with a count; empty where there is none.

    Bodies and dumps first, bare codes in the words around them after. Never raises on any text.
    """
    if not may_name_an_error(text):
        return []
    view = read_view(text)
    reader = Reader(view.text, catalog)
    readings = reader.read()
    if not all_certain(readings) and len(view.text) < _LONGEST_WRAPPED and (unwrapped := joined(view)) is not view:
        again = Reader(unwrapped.text, catalog)
        if all_certain(found := again.read()):
            view, reader, readings = unwrapped, again, found
    sightings = _Join(reader, readings).sightings()
    mentioned = _mentioned(reader, sightings)
    codes = {one.error.code for one in mentioned}
    sightings = [*(one for one in sightings if one.confidence != "possible" or one.error.code not in codes), *mentioned]
    return [_placed(one, view) for one in sorted(sightings, key=lambda one: one.span)]


def _outer(reading: Reading) -> tuple[int, int]:
    """The bounds of the outermost body around a reading."""
    if not reading.chain:
        return reading.start, reading.end
    starts = [reading.start, *(body.start for body in reading.chain)]
    return min(starts), max(reading.end, *(body.end for body in reading.chain))


class _Join:
    """Joins the readings of one text into sightings, each error once."""

    def __init__(self, reader: Reader, readings: Sequence[Reading]) -> None:
        self.text = reader.text
        self.reader = reader
        self.readings = readings
        self.outers = [_outer(one) for one in readings]
        self.starts = sorted(start for start, _ in self.outers)
        self.ends = sorted(one.end for one in readings)

    def sightings(self) -> list[Sighting]:
        """One sighting for each error; a later one fills what the first does not show."""
        same: dict[tuple[int, str | None, str | None], list[int]] = {}
        for index, one in enumerate(self.readings):
            same.setdefault((one.code, one.message, one.detail), []).append(index)
        fuller = {code for code, message, detail in same if message is not None and detail is not None}
        told = {code for code, message, _ in same if message is not None}
        return [
            self._sighting(indices)
            for (code, message, detail), indices in same.items()
            if not (code in fuller and detail is None and all(self.readings[index].weak for index in indices))
            and not (message is None and detail is None and code in told)
        ]

    def _sighting(self, indices: Sequence[int]) -> Sighting:
        first = self.readings[indices[0]]
        start, end = self.outers[indices[0]]
        layers = layers_of(self.text, first, self.reader.catalog, self.reader.effort)
        status = self._first(self._status, indices)
        return Sighting(
            error=SkmsError(code=first.code, message=first.message, detail=first.detail),
            layers=layers,
            http_status=status,
            key_id=self._first(self._key_id, indices),
            form=first.form,
            span=(start, end),
            confidence=first.verdict.confidence or "possible",
            why=first.verdict.why,
            count=len(indices),
            false_success=claims_success(layers),
            misleading_status=misleading_status(layers, status, self.reader.catalog.vendor[first.code].http_status),
        )

    def _first(self, find: Callable[[int], _Found | None], indices: Sequence[int]) -> _Found | None:
        return next((found for index in indices[:_FILLED] if (found := find(index)) is not None), None)

    def _reach(self, index: int) -> tuple[int, int, int, int]:
        """The end of the reading before, the bounds of this one's outermost body, the start of the one after."""
        start, end = self.outers[index]
        before = bisect_right(self.ends, start)
        after = bisect_left(self.starts, end)
        return (
            self.ends[before - 1] if before else 0,
            start,
            end,
            self.starts[after] if after < len(self.starts) else len(self.text),
        )

    def _status(self, index: int) -> int | None:
        reading = self.readings[index]
        if reading.http is not None:
            return reading.http
        return visible_status(self.text, reading.own, reading.chain, self._reach(index))

    def _key_id(self, index: int) -> str | None:
        reading = self.readings[index]
        if reading.detail and (found := key_id_in(reading.detail)):
            return found
        before, start, _, _ = self._reach(index)
        return (
            key_id_in(self.text, reading.start, reading.end)
            or key_id_in(self.text, max(before, reading.start - _KEY_REACH), reading.start)
            or key_id_in(self.text, max(before, start - _KEY_REACH), start)
        )


def _mentioned(reader: Reader, sightings: Sequence[Sighting]) -> list[Sighting]:
    """The bare codes in the words around the bodies, without those that a body already tells."""
    if reader.has_read_all():
        return []
    told = {layer.code for one in sightings if one.confidence != "possible" for layer in one.layers}
    mentions = find_mentions(reader.text, reader.catalog, sorted(reader.taken))
    same: dict[int, list[Mention]] = {}
    for mention in mentions:
        if mention.code not in told:
            same.setdefault(mention.code, []).append(mention)
    return [_of_mentions(found) for found in same.values()]


def _of_mentions(mentions: Sequence[Mention]) -> Sighting:
    ranks = ("certain", "likely", "possible")
    best = min(mentions, key=lambda mention: ranks.index(mention.confidence))
    return Sighting(
        error=SkmsError(code=best.code, message=best.message),
        layers=(Layer(product="skms", code=best.code),),
        http_status=next((one.http_status for one in mentions if one.http_status is not None), None),
        key_id=next((one.key_id for one in mentions if one.key_id is not None), None),
        form="prose",
        span=mentions[0].span,
        confidence=best.confidence,
        why=best.why,
        count=len(mentions),
    )


def _placed(sighting: Sighting, view: View) -> Sighting:
    """The sighting with its span in the text as given."""
    if view.untouched:
        return sighting
    start, end = sighting.span
    return sighting.model_copy(update={"span": (view.origin(start), view.origin(max(start, end - 1)) + 1)})
