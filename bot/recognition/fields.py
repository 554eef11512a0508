"""Reads one field of a dumped body, in whatever language wrote it: key, separator, value; knows no field by name."""

import re
from typing import Literal, NamedTuple

from bot.recognition.bare import Dialect, bare_end
from bot.recognition.lazily import pattern
from bot.recognition.quoting import QUOTES, level_of
from bot.recognition.strings import GAP, Effort, container_end, string_end

Kind = Literal["string", "bare", "object", "array"]

_Q = f"[{re.escape(QUOTES)}]"
KEY = pattern(
    rf"""(?:
      (?P<slashes>\\*+)(?P<quote>{_Q})(?P<quoted>[^{re.escape(QUOTES)}\\\n{{}},]{{1,64}})\\*+{_Q}
    | \[\s?["']?(?P<bracketed>[\w.-]{{1,64}})["']?(?::[\w\\]+){{0,2}}\]
    | [:@$.-]?(?P<bare>[^\W\d][\w$.-]{{0,63}}(?:[ ][Cc]ode|[ ][Mm]essage|[ ][Dd]etails?)?)\??
    ){GAP}(?P<separator>=>|->|:=|[:=](?![/=])){GAP}""",
    re.VERBOSE,
)
JUNK = pattern(r"(?:[\s,;]|\\++[nrt]|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/|#(?![\w<])[^\n]*|--[ ][^\n]*)*+")
_GOES_ON = pattern(r"\s*(?:\+\s*|(?<=\n)[ \t]*)(?P<quote>[\"'`])")
_SEPARATOR = pattern(r"\s*(?:=>|[:=])")
_TYPED = pattern(
    r"""(?:
      \(?(?:string|str|int|float|bool|enum|double|Integer|Int|Long)\b\)?[ ]?(?:\((?:len=)?\d+\))?[ ]?(?=[\\"'\d]|$)
    | (?:\(\w{1,20}\)[ ]?){1,2}(?=["\d])
    | (?:Just|Some)[ ](?=["\d(])
    | (?:Optional|Some|Just|String|int|Int(?:32|64)?|Integer|Ok|Err|Long|NumberLong|NumberInt|BigInt|Decimal|Number
       |Bool)\((?=.)
    | [ubrfU@&](?=["'])
    )?""",
    re.VERBOSE,
)


class Field(NamedTuple):
    """One `key: value`; `start` and `end` bound the value without its quotes.

    `level` is how deep its quotes stand, `quote` what opened it ("" for none), `closed` false where it is cut.
    `more` bounds the pieces that a printer broke a long string into (`'…' + '…'`).
    """

    key: str
    at: int
    start: int
    end: int
    kind: Kind
    quote: str
    level: int
    closed: bool
    separator: str
    more: tuple[tuple[int, int], ...] = ()


def key_of(match: re.Match[str]) -> str:
    """The key as it stands, without quotes."""
    return match["quoted"] or match["bracketed"] or match["bare"]


def read_value(text: str, key: re.Match[str], dialect: Dialect, effort: Effort) -> tuple[Field, int]:
    """The field whose key is `key`, and where reading goes on."""
    start = key.end()
    typed = _TYPED.match(text, start)
    if typed and typed.end() > start:
        start = typed.end()
    slashes = _slashes_after(text, start)
    opener = text[start + slashes : start + slashes + 1]
    if opener and opener in QUOTES and _opens(key, level_of(slashes), dialect):
        begin = start + slashes + 1
        level = level_of(slashes)
        end, after, closed = string_end(text, begin, (opener, level), effort)
        more, after = _pieces(text, after, level, effort) if closed else ((), after)
        after = _past_wrapper(text, after, typed)
        one = Field(key_of(key), key.start(), begin, end, "string", opener, level, closed, key["separator"], more)
        return one, after
    if opener in ("{", "["):
        end, closed = container_end(text, start, dialect.level, effort)
        kind: Kind = "object" if opener == "{" else "array"
        return Field(key_of(key), key.start(), start, end, kind, "", dialect.level, closed, key["separator"]), end
    end, after, closed = bare_end(text, start, dialect, key["separator"], effort)
    if typed and typed[0].endswith("(") and text[end - 1] == ")" and text.find("(", start, end) < 0:
        end -= 1
    return Field(key_of(key), key.start(), start, end, "bare", "", dialect.level, closed, key["separator"]), after


def _pieces(text: str, place: int, level: int, effort: Effort) -> tuple[tuple[tuple[int, int], ...], int]:
    """The further pieces of a string that goes on behind its quote, and where reading goes on."""
    found: list[tuple[int, int]] = []
    while level == 0 and (match := _GOES_ON.match(text, place)) and effort.spend():
        end, after, closed = string_end(text, match.end(), (match["quote"], 0), effort, may_be_key=True)
        if not closed or _SEPARATOR.match(text, after):
            break
        found.append((match.end(), end))
        place = after
    return tuple(found), place


def _slashes_after(text: str, place: int) -> int:
    end = place
    highest = min(len(text), place + 64)
    while end < highest and text[end] == "\\":
        end += 1
    return end - place


def _opens(key: re.Match[str], level: int, dialect: Dialect) -> bool:
    """Whether a quote at `level` opens a value here; a lower one would end the string that all this stands in."""
    return level >= dialect.level or key["quoted"] is None


def _past_wrapper(text: str, place: int, typed: re.Match[str] | None) -> int:
    """Past the bracket of `Optional("…")`."""
    if typed and typed[0].endswith("(") and text[place : place + 1] == ")":
        return place + 1
    return place
