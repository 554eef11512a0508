"""Reads the numbers of one text, strictest form first, into readings; leaves layers and statuses to the join."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.models.catalog import Catalog
from bot.models.sighting import Confidence, Form
from bot.recognition.bare import CLOSERS as OPENERS
from bot.recognition.bodies import Bodies, Body, read_body
from bot.recognition.fields import Field
from bot.recognition.grids import read_grid, read_tags
from bot.recognition.judgement import SKMS, Verdict, judge
from bot.recognition.key_id import key_id_in
from bot.recognition.lazily import pattern
from bot.recognition.lines import has_key, read_bracketed, read_lines, read_pairs, read_query
from bot.recognition.positional import read_beside
from bot.recognition.quoting import unescape
from bot.recognition.reading import Anchor, Reading
from bot.recognition.strings import Effort
from bot.recognition.values import any_text_fields, detail_field, message_fields, plain_key, says_code, text_of
from bot.recognition.wraps import unbroken, without_breaks

_NUMBER = pattern(r"[45]0[013][01]\d(?<![\d.]\d{5})(?!\d|\.\d{2}|\.[1-9])")
_LEFT = pattern(r"[45４５][0０][013０１３]\d\d")
"""What may be a number of the table for whoever judges the words around; looser than `_NUMBER`."""
_MOST_ANCHORS = 1200
_NO_WORDS = " \t\r\n\\\"'"
"""What a cut may leave of an escape."""
_CUT_KEY = pattern(r"[,;] ?\w{0,40}[=:]?")
"""What is left of the next field behind a value without quotes."""
_TRACE = 2000
_LOOSE_COST = 110
_ERROR_KEYS = frozenset({"code", "errorcode", "errcode", "skmscode", "skmserrorcode", "resultcode"})


class Reader:
    """Reads one text; made from the text and a catalogue.

    `taken` holds the spans that have been read, whether they were SKMS's or not.
    """

    def __init__(self, text: str, catalog: Catalog) -> None:
        self.text = text
        self.catalog = catalog
        self.effort = Effort(20_000 + len(text) // 2)
        self.taken: list[tuple[int, int]] = []
        self._bodies = Bodies(text, self.effort)

    def read(self) -> list[Reading]:
        """The readings that are SKMS's, in the order of the text, without those that only wrap another."""
        every = list(self._all())
        foreign = {one.code for one in every if one.message is not None and one.verdict.product != "skms"}
        found = [
            one
            for one in every
            if one.verdict.product == "skms"
            and one.verdict.confidence is not None
            and (one.message is not None or one.code not in foreign)
        ]
        wrappers = {body.start for reading in found for body in reading.chain}
        return [one for one in found if one.own is None or one.own.start not in wrappers]

    def has_read_all(self) -> bool:
        """Whether no number is left outside what was read, so that nobody need look at the words around."""
        spans = sorted(self.taken)
        starts = [start for start, _ in spans]
        for match in _LEFT.finditer(self.text):
            place = bisect_right(starts, match.start()) - 1
            if place < 0 or match.start() >= spans[place][1]:
                return False
        return True

    def _all(self) -> Iterator[Reading]:
        bodies: set[int] = set()
        since = 0
        for anchor in self._anchors():
            if not self.effort.spend():
                return
            reading = self._reading(anchor, since)
            since = max(since, anchor.end)
            if reading is None or (reading.own is not None and reading.own.start in bodies):
                continue
            if reading.own is not None:
                # What is not SKMS's may be any number (a port, a process id) before the code of the same body.
                if reading.verdict.product == SKMS:
                    bodies.add(reading.own.start)
            else:
                since = max(since, reading.end)
            if reading.message is not None or reading.verdict.confidence == "likely":
                self.taken.append((reading.start, reading.end))
            yield reading

    def _anchors(self) -> Iterator[Anchor]:
        for count, match in enumerate(_NUMBER.finditer(self.text)):
            if count >= _MOST_ANCHORS:
                return
            if int(match[0]) in self.catalog.vendor:
                yield Anchor(match.start(), match.end(), int(match[0]))

    def _reading(self, anchor: Anchor, since: int) -> Reading | None:
        around = self._bodies.around(anchor.start)
        held = around[-1].field_at(anchor.start) if around else None
        if held is not None and held.kind != "array":
            if says_code(self.text[held.start : held.end]) == anchor.code:
                return self._of_body(anchor, around[-1], tuple(around[:-1]))
            since = max(since, held.start)
        reading = self._loose(anchor, since, tuple(around))
        if reading is not None and around:
            reading.chain = tuple(body for body in around if body.start < reading.start)
            if reading.detail is not None and reading.own is None:
                reading.detail = unescape(reading.detail, _depth(reading.chain, anchor.start))
        return reading

    def _loose(self, anchor: Anchor, since: int, chain: tuple[Body, ...]) -> Reading | None:
        """A reading of a number that stands in no body of its own."""
        self.effort.spend(_LOOSE_COST)
        key = has_key(self.text, anchor, since)
        if (key is None or not key["quote"]) and (lines := read_lines(self.text, anchor, self.catalog, self.effort)):
            return lines
        body = read_pairs(self.text, anchor, since, self.effort) if key else None
        if body is not None:
            reading = self._of_body(anchor, body, chain)
            if reading.message is not None:
                return reading
        for read in (read_tags, read_grid, read_query, read_bracketed, read_beside):
            if found := read(self.text, anchor, self.catalog, self.effort):
                return found
        return read_lines(self.text, anchor, self.catalog, self.effort) if key and key["quote"] else None

    def _of_body(self, anchor: Anchor, own: Body, chain: tuple[Body, ...]) -> Reading:
        message, verdict = self._message(anchor.code, own)
        source = own
        if message is None and (outside := self._message_outside(anchor, own, chain)):
            message, verdict, source = outside
        if message is None and (bracketed := read_bracketed(self.text, anchor, self.catalog, self.effort)):
            return replace(bracketed, chain=chain)
        if message is None and (beside := read_beside(self.text, anchor, self.catalog, self.effort)):
            if detail_field(own) is None:
                return replace(beside, chain=chain)
            message, verdict = beside.message, beside.verdict
        if message is None:
            verdict = self._without_message(anchor, own)
        return Reading(
            anchor.code,
            anchor.start,
            own.start,
            own.end,
            _form(own),
            message,
            self._detail(own, source, _depth(chain, own.start)),
            verdict,
            chain,
            own,
            weak=not own.complete and own.opener in OPENERS,
        )

    def _detail(self, own: Body, source: Body, depth: int) -> str | None:
        one = detail_field(own) or detail_field(source)
        if one is None:
            return None
        detail = text_of(self.text, one, self.effort, depth)
        if detail is not None and "\n" in detail and "\n" in self.text[one.start : one.end]:
            return unbroken(detail, self.text, one.start, one.end)
        return detail

    def _message(self, code: int, own: Body) -> tuple[str | None, Verdict]:
        """The field that is SKMS's message, else the likeliest one, and whose it is."""
        best: tuple[str, Verdict] | None = None
        named = message_fields(own)
        for one in named or any_text_fields(own):
            said = text_of(self.text, one, self.effort)
            if said is None or not said.strip(_NO_WORDS):
                continue
            said, verdict = self._judged(code, said, cut=not one.closed)
            if verdict.product == "skms":
                return said, verdict
            if named and best is None:
                best = said, verdict
        return best or (None, Verdict("unknown", None, "no-message"))

    def _judged(self, code: int, said: str, *, cut: bool) -> tuple[str, Verdict]:
        own = self.catalog.vendor[code].message
        if "\n" in said:
            said = without_breaks(said, own) or said
        if cut and said.casefold().startswith(own.casefold()) and _CUT_KEY.fullmatch(said, len(own)):
            said = said[: len(own)]
        verdict = judge(code, said, self.catalog)
        if verdict.product != "skms" and cut and own.casefold().startswith(said.casefold()):
            return said, Verdict("skms", "likely", "message-cut")
        return said, verdict

    def _message_outside(self, anchor: Anchor, own: Body, chain: tuple[Body, ...]) -> tuple[str, Verdict, Body] | None:
        """The message in a part of the body, in the body around, or above a stack trace; and the body it is in."""
        parts = [read_body(self.text, one.start, self.effort) for one in own.fields if one.kind == "object"]
        for body in (*parts, *chain[-1:]):
            if body is not None:
                said, verdict = self._message(anchor.code, body)
                if said is not None and verdict.confidence == "certain":
                    return said, verdict, body
        wanted = self.catalog.vendor[anchor.code].message
        above = self.text.rfind(wanted, max(0, own.start - _TRACE), own.start)
        if above >= 0 and "\n" in self.text[above : own.start] and not _NUMBER.search(self.text, above, own.start):
            return wanted, judge(anchor.code, wanted, self.catalog), own
        return None

    def _without_message(self, anchor: Anchor, own: Body) -> Verdict:
        """How certain a body without any message is: likely where it is cut right after the code, or names a key id."""
        held = own.field_at(anchor.start)
        if held is None or plain_key(held.key) not in _ERROR_KEYS:
            return Verdict("unknown", None, "number-without-message")
        confidence: Confidence = "possible"
        why = "code-alone-in-body"
        if not own.complete and held.key == "code" and not self._goes_on(own, held):
            confidence, why = "likely", "body-cut-after-code"
        one = detail_field(own)
        if one is not None and key_id_in(self.text, one.start, one.end):
            confidence, why = "likely", "detail-names-key"
        return Verdict("skms", confidence, why)

    def _goes_on(self, own: Body, held: Field) -> bool:
        """Whether anything is said in a body after one of its fields."""
        later = (one for one in own.fields if one.at > held.at)
        return any(self.text[one.start : one.end].strip(_NO_WORDS) for one in later)


def _depth(chain: tuple[Body, ...], place: int) -> int:
    """How often a value without quotes at `place` is escaped by the string that it stands in."""
    holder = chain[-1].field_at(place) if chain else None
    return holder.level + 1 if holder is not None and holder.kind == "string" else 0


def _form(own: Body) -> Form:
    if own.opener not in "{[":
        return "dump"
    if own.fields[0].separator != ":":
        return "dump"
    return "json" if own.complete else "fragment"


def all_certain(readings: Iterable[Reading]) -> bool:
    """Whether there are readings, and all of them are certain."""
    found = list(readings)
    return bool(found) and all(one.verdict.confidence == "certain" for one in found)
