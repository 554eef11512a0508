"""Finds every SKMS error in a paste: the one way in for all surfaces; pure, linear in the text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.models.catalog import Catalog
from bot.models.sighting import Confidence, Sighting, SkmsError
from bot.recognition.bodies import Bodies, Body, read_body
from bot.recognition.fields import Effort
from bot.recognition.grids import read_grid, read_tags
from bot.recognition.http_status import visible_status
from bot.recognition.judgement import Verdict, judge
from bot.recognition.key_id import key_id_in
from bot.recognition.lines import has_key, read_lines, read_pairs, read_query
from bot.recognition.positional import read_beside
from bot.recognition.prose import Mention, find_mentions
from bot.recognition.reading import Anchor, Reading
from bot.recognition.text import View, read_view
from bot.recognition.unwrap import claims_success, layers_of, misleading_status
from bot.recognition.wraps import joined, unbroken, without_breaks
from bot.recognition.values import detail_field, message_fields, plain_key, says_code, text_of

_Z = "[\r\n\u200b-\u200f\u2060\ufeff\u00ad]*+"
_MAYBE = re.compile(rf"[45４５]{_Z}[0０]{_Z}[0-3０-３]{_Z}[01０１]{_Z}[0-9０-９]")
_NUMBER = re.compile(r"(?<![\d.])[45]0[013][01]\d(?!\d)")
_MOST_ANCHORS = 1200
_ERROR_KEYS = frozenset({"code", "errorcode", "errcode", "skmscode", "skmserrorcode", "resultcode"})


def recognise(text: str, catalog: Catalog) -> list[Sighting]:
    """The SKMS errors of `text` in their order, each once with a count; empty where there is none.

    Bodies and dumps first, bare codes in the words around them after. Never raises on any text.
    """
    if not _MAYBE.search(text):
        return []
    view = read_view(text)
    reader = _Reader(view.text, catalog)
    readings = reader.read(_anchors(view.text, catalog))
    if "\n" in view.text and not _all_certain(readings):
        unwrapped = joined(view)
        again = _Reader(unwrapped.text, catalog)
        if unwrapped is not view and _all_certain(found := again.read(_anchors(unwrapped.text, catalog))):
            view, reader, readings = unwrapped, again, found
    sightings = [reader.sighting(reading, readings, index) for index, reading in enumerate(readings)]
    sightings += _mentioned(view.text, catalog, reader, sightings)
    return _joined(_placed(one, view) for one in sorted(sightings, key=lambda one: one.span))


def _anchors(text: str, catalog: Catalog) -> Iterator[Anchor]:
    for count, match in enumerate(_NUMBER.finditer(text)):
        if count >= _MOST_ANCHORS:
            return
        code = int(match[0])
        following = text[match.end() : match.end() + 3]
        if code in catalog.vendor and not (following[:1] == "." and following[1:2].isdigit() and following[1:] not in ("0", "0,", "0}", "0)", "0 ")):
            yield Anchor(match.start(), match.end(), code)


class _Reader:
    """Reads the numbers of one text, one after the other; made from a text and a catalogue."""

    def __init__(self, text: str, catalog: Catalog) -> None:
        self.text = text
        self.catalog = catalog
        self.effort = Effort(20_000 + len(text) // 2)
        self.bodies = Bodies(text, self.effort)
        self.taken: list[tuple[int, int]] = []

    def read(self, anchors: Iterable[Anchor]) -> list[Reading]:
        """The readings that are SKMS's, without those that only wrap another."""
        found: list[Reading] = []
        bodies: set[int] = set()
        since = 0
        for anchor in anchors:
            if anchor.start < since and found and not found[-1].chain and found[-1].own is None:
                continue
            reading = self._reading(anchor, since)
            if reading is None or (reading.own is not None and reading.own.start in bodies):
                continue
            if reading.own is not None:
                bodies.add(reading.own.start)
            self.taken.append((reading.start, reading.end))
            if reading.verdict.product == "skms" and reading.verdict.confidence is not None:
                found.append(reading)
                if reading.own is None:
                    since = max(since, reading.end)
        wrappers = {body.start for reading in found for body in reading.chain}
        return [reading for reading in found if reading.own is None or reading.own.start not in wrappers]

    def _reading(self, anchor: Anchor, since: int) -> Reading | None:
        around = self.bodies.around(anchor.start)
        own = around[-1] if around else None
        if own is not None:
            held = own.field_at(anchor.start)
            if held is not None and held.kind != "array" and says_code(self.text[held.start : held.end]) == anchor.code:
                return self._of_body(anchor, own, tuple(around[:-1]))
            since = max(since, held.start) if held is not None else since
        reading = self._loose(anchor, since)
        if reading is not None:
            reading.chain = tuple(body for body in around if body.start < reading.start)
        return reading

    def _loose(self, anchor: Anchor, since: int) -> Reading | None:
        key = has_key(self.text, anchor, since)
        if key is None or not key["quote"]:
            lines = read_lines(self.text, anchor, self.catalog)
            if lines is not None:
                return lines
        body = read_pairs(self.text, anchor, since, self.effort) if key else None
        if body is not None:
            reading = self._of_body(anchor, body, ())
            if reading.message is not None:
                return reading
        for read in (read_tags, read_grid, read_query, read_beside):
            reading_beside = read(self.text, anchor, self.catalog)
            if reading_beside is not None:
                return reading_beside
        return None

    def _of_body(self, anchor: Anchor, own: Body, chain: tuple[Body, ...]) -> Reading:
        message, verdict = self._message(anchor.code, own)
        start, end = own.start, own.end
        if message is None:
            beside = read_beside(self.text, Anchor(anchor.start, anchor.end, anchor.code), self.catalog)
            outside = self._message_outside(anchor, own, chain)
            if outside is not None:
                message, verdict = outside
            elif beside is not None:
                message, verdict = beside.message, beside.verdict
                if detail_field(own) is None:
                    return replace(beside, chain=chain)
            else:
                verdict = self._without_message(anchor, own, verdict)
        one = detail_field(own)
        detail = text_of(self.text, one, self.effort, 0) if one is not None else None
        if one is not None and detail is not None and "\n" in detail and "\n" in self.text[one.start : one.end]:
            detail = unbroken(detail, self.text, one.start, one.end)
        form = "json" if own.complete and own.opener in "{[" and own.fields[0].separator == ":" else "fragment"
        return Reading(anchor.code, anchor.start, start, end, form if own.opener in "{[" else "dump", message, detail, verdict, chain, own)

    def _message(self, code: int, own: Body) -> tuple[str | None, Verdict]:
        """The field that is SKMS's message, else the likeliest one, and whose it is."""
        best: tuple[str, Verdict] | None = None
        for one in message_fields(own):
            said = text_of(self.text, one, self.effort)
            if said is None or not said.strip():
                continue
            if "\n" in said:
                said = without_breaks(said, self.catalog.vendor[code].message) or said
            verdict = judge(code, said, self.catalog)
            if verdict.product == "skms":
                return said, verdict
            best = best or (said, verdict)
        return best or (None, judge(code, None, self.catalog))

    def _message_outside(self, anchor: Anchor, own: Body, chain: tuple[Body, ...]) -> tuple[str, Verdict] | None:
        """The message where it stands in a part of the body (`error: {message}`) or in the body around."""
        parts = [read_body(self.text, one.start, self.effort) for one in own.fields if one.kind == "object"]
        around = [chain[-1]] if chain and plain_key((chain[-1].field_at(anchor.start) or own.fields[0]).key) in ("error", "err", "errors") else []
        for body in (*parts, *around):
            if body is None:
                continue
            said, verdict = self._message(anchor.code, body)
            if said is not None and verdict.product == "skms":
                return said, verdict
        return None

    def _without_message(self, anchor: Anchor, own: Body, verdict: Verdict) -> Verdict:
        """How certain a body without any message is: likely where it is cut right after the code, or names a key id."""
        held = own.field_at(anchor.start)
        if held is None or plain_key(held.key) not in _ERROR_KEYS:
            return Verdict("unknown", None, "a number without a message")
        confidence: Confidence = "possible"
        why = "the code stands alone in its body"
        if not own.complete and held is own.fields[-1] and held.key == "code":
            confidence, why = "likely", "the body is cut after the code"
        one = detail_field(own)
        if one is not None and key_id_in(self.text, one.start, one.end):
            confidence, why = "likely", "the message is missing, the detail names a key"
        return Verdict("skms", confidence, why)

    def sighting(self, reading: Reading, readings: list[Reading], index: int) -> Sighting:
        """The sighting of one reading, with its layers and what stands around it."""
        outer = min((body.start for body in reading.chain), default=reading.start)
        outer_end = max([reading.end, *(body.end for body in reading.chain)])
        start, end = min(outer, reading.start), max(outer_end, reading.end)
        before = max((one.end for one in readings[:index] if one.end <= start), default=0)
        following = min((_outermost(one) for one in readings[index + 1 :] if _outermost(one) >= end), default=len(self.text))
        layers = layers_of(self.text, reading, self.catalog, self.effort)
        status = visible_status(self.text, reading.own, reading.chain, (before, start, end, following))
        detail = reading.detail
        key_id = key_id_in(detail) if detail else None
        key_id = key_id or key_id_in(self.text, reading.start, reading.end) or key_id_in(self.text, max(before, start - 600), start)
        verdict = reading.verdict
        return Sighting(
            error=SkmsError(code=reading.code, message=reading.message, detail=detail),
            layers=layers,
            http_status=status,
            key_id=key_id,
            form=reading.form,
            span=(start, end),
            confidence=verdict.confidence or "possible",
            why=verdict.why,
            false_success=claims_success(layers),
            misleading_status=misleading_status(layers, status, self.catalog.vendor[reading.code].http_status),
        )


def _all_certain(readings: list[Reading]) -> bool:
    return bool(readings) and all(one.verdict.confidence == "certain" for one in readings)


def _outermost(reading: Reading) -> int:
    return min([reading.start, *(body.start for body in reading.chain)])


def _mentioned(text: str, catalog: Catalog, reader: _Reader, sightings: list[Sighting]) -> Iterator[Sighting]:
    """The bare codes in the words around the bodies, without those that a body already tells."""
    told = {one.error.code for one in sightings} | {layer.code for one in sightings for layer in one.layers}
    for mention in find_mentions(text, catalog, sorted(reader.taken)):
        if mention.code not in told:
            yield _of_mention(mention)


def _of_mention(mention: Mention) -> Sighting:
    error = SkmsError(code=mention.code)
    from_prose = Sighting.model_validate(
        {
            "error": error,
            "layers": ({"product": "skms", "code": mention.code},),
            "http_status": mention.http_status,
            "key_id": mention.key_id,
            "form": "prose",
            "span": mention.span,
            "confidence": mention.confidence,
            "why": mention.why,
        }
    )
    return from_prose


def _placed(sighting: Sighting, view: View) -> Sighting:
    """The sighting with its span in the text as given."""
    start, end = sighting.span
    return sighting.model_copy(update={"span": (view.origin(start), view.origin(max(start, end - 1)) + 1)})


def _joined(sightings: Iterable[Sighting]) -> list[Sighting]:
    """Each error once, counted; a later one fills what the first does not show."""
    joined: dict[tuple[int, str | None, str | None], Sighting] = {}
    for one in sightings:
        key = (one.error.code, one.error.message, one.error.detail)
        first = joined.get(key)
        if first is None:
            joined[key] = one
            continue
        joined[key] = first.model_copy(
            update={
                "count": first.count + 1,
                "http_status": first.http_status if first.http_status is not None else one.http_status,
                "key_id": first.key_id or one.key_id,
            }
        )
    return list(joined.values())
