"""Finds the bodies (objects, records, structs of any dump) that stand around a place in a text; judges none."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.recognition.bare import CLOSERS, Dialect, blanks_of_go
from bot.recognition.fields import JUNK, KEY, Field, Kind, key_of, read_value
from bot.recognition.lazily import pattern
from bot.recognition.quoting import QUOTES, level_of
from bot.recognition.strings import GAP, Effort

_Q = f"[{re.escape(QUOTES)}]"
_OPENER = pattern(
    rf"[{{(\[#](?:(?<!#){GAP}(?:\\*+{_Q}[^{re.escape(QUOTES)}\\\n{{}}]{{1,64}}\\*+{_Q}\]?{GAP}(?:=>|->|[:=])"
    rf"|[:@$-]?[^\W\d][\w$.-]{{0,63}}(?:[ ]\w{{1,10}})?\??[ \t]*(?:=>|->|:=|[:=](?![/=]))"
    rf"|\[[\"']?[\w.-]{{1,64}}[\"']?[^\]\n]{{0,20}}\]{GAP}=>|//|/\*|\#|\[)"
    r"|(?<=#)<[\w:]{1,80}[ ](?=[:@\w]{1,64}=))"
)
_PLAIN = pattern(r"""\s*+"([A-Za-z_][\w.-]{0,63})"\s*+:\s*+(?:"([^"\\\n]*+)"|(-?\d{1,18}|null|true|false))\s*+[,}]""")
_PLAIN_FIELDS = 40
_TRIES = 48
_FIELDS = 400
_RECOVERIES = 12
_RECOVER = pattern(r"[\n,{}]")


class Body(NamedTuple):
    """A body as it stands: its bounds, level and fields; `complete` where its end was seen."""

    start: int
    end: int
    level: int
    fields: tuple[Field, ...]
    complete: bool
    opener: str

    def field_at(self, place: int) -> Field | None:
        """The field whose value covers `place`."""
        for one in self.fields:
            if one.start <= place < one.end:
                return one
        return None


@dataclass(slots=True)
class Bodies:
    """All the bodies of one text, read when asked for, each once."""

    text: str
    effort: Effort
    openers: list[int] = field(default_factory=list)
    read: dict[int, Body | None] = field(default_factory=dict)
    _spanning: list[Body] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.openers = [match.start() for match in _OPENER.finditer(self.text)]

    def around(self, place: int) -> list[Body]:
        """The bodies that hold `place` within a value, outermost first; to be asked for places in their order."""
        index = bisect_left(self.openers, place)
        for opener in reversed(self.openers[max(0, index - _TRIES) : index]):
            if opener not in self.read and not self._read(opener):
                break
        self._spanning = [body for body in self._spanning if body.end > place]
        found = [body for body in self._spanning if body.start < place and body.field_at(place)]
        return sorted(found, key=lambda body: body.start)

    def _read(self, opener: int) -> bool:
        if not self.effort.spend(2):
            return False
        body = read_body(self.text, opener, self.effort)
        self.read[opener] = body
        if body is not None:
            self._spanning.append(body)
        return True


def read_body(text: str, opener: int, effort: Effort) -> Body | None:
    """The body that opens at `opener`, however damaged its end; None where nothing like a field follows."""
    begin = opener + 1
    if text[opener] == "#":
        begin = text.index(" ", opener)
    place = _after_junk(text, begin)
    if text[opener] == "{" and (plain := read_plain(text, opener, effort)):
        return plain
    key = KEY.match(text, place) or _recovered(text, place, "}")
    if key is None:
        return None
    return read_fields(text, (opener, key), _closer(text, opener), effort)


def read_plain(text: str, opener: int, effort: Effort) -> Body | None:
    """The body at `opener` where it is flat JSON as the standard has it, without escapes; None for any other.

    What it returns is what the tolerant reading returns (a property test holds the two together), for a tenth
    of the cost: this is how most bodies stand.
    """
    fields: list[Field] = []
    place = opener + 1
    while (pair := _PLAIN.match(text, place)) and len(fields) < _PLAIN_FIELDS:
        place = pair.end()
        kind: Kind = "string" if pair.start(3) < 0 else "bare"
        start, end = pair.span(2 if kind == "string" else 3)
        quote = '"' if kind == "string" else ""
        fields.append(Field(pair[1], pair.start(1) - 1, start, end, kind, quote, level=0, closed=True, separator=":"))
        if text[place - 1] == "}":
            effort.spend(4 * len(fields))
            return Body(opener, place, 0, tuple(fields), complete=True, opener="{")
    return None


def _closer(text: str, opener: int) -> str:
    return ">" if text[opener] == "#" else CLOSERS[text[opener]]


def read_fields(
    text: str,
    begin: tuple[int, re.Match[str]],
    closer: str,
    effort: Effort,
    *,
    blanks: re.Pattern[str] | None = None,
) -> Body:
    """The fields from a first key on, up to `closer` or to where nothing like a field follows.

    `begin` is where the body starts and the match of its first key; `blanks` finds a next key that only a
    blank parts from the value before it.
    """
    start, key = begin
    level = level_of(len(key["slashes"])) if key["quoted"] else 0
    dialect = Dialect(level, closer, blanks or blanks_of_go(text, start, key))
    fields: list[Field] = []
    recoveries = 0
    place = key.start()
    found = key
    while len(fields) < _FIELDS and (effort.spend(5) or not fields):
        one, place = read_value(text, found, dialect, effort)
        fields.append(one)
        place = _after_junk(text, place)
        if place >= len(text) or text[place] == closer or text[place] == "}":
            break
        following = KEY.match(text, place)
        if following is None and recoveries < _RECOVERIES and one.closed:
            recoveries += 1
            following = _recovered(text, place, closer)
        if following is None or _begins_another(following, level, fields, closer):
            break
        found = following
    complete = place < len(text) and text[place] == closer
    return Body(
        start, place + 1 if complete else max(place, fields[-1].end), level, tuple(fields), complete, text[start]
    )


def _begins_another(key: re.Match[str], level: int, fields: Sequence[Field], closer: str) -> bool:
    """Whether a key is no longer this body's: less deeply quoted, or, where no bracket ends the body, there already."""
    if key["quoted"] and level_of(len(key["slashes"])) < level:
        return True
    return not closer and any(one.key == key_of(key) for one in fields)


def _after_junk(text: str, place: int) -> int:
    match = JUNK.match(text, place)
    return match.end() if match else place


def _recovered(text: str, place: int, closer: str) -> re.Match[str] | None:
    """The next key after words that are no field (a comment, a wrapper's name), on this line or one of the next two."""
    limit = min(len(text), place + 200)
    for match in _RECOVER.finditer(text, place, limit):
        if match[0] in "{}" or match[0] == closer:
            return None
        key = KEY.match(text, _after_junk(text, match.end()))
        if key is not None:
            return key
    return None
