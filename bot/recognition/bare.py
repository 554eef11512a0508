"""Finds where a value without quotes ends, in each language that prints such values; knows no body."""

import re
from typing import NamedTuple

from bot.recognition.lazily import pattern
from bot.recognition.quoting import backslashes
from bot.recognition.strings import FURTHEST, GAP, Effort

CLOSERS = {"{": "}", "[": "]", "(": ")", "<": ">"}
_SCALAR = pattern(
    r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[LnfdmU]?"
    r"|null|None|nil|<nil>|<null>|undefined|true|false|True|False|NULL|\(null\)"
)
_SCALAR_END = pattern(rf"{GAP}(?:[,;}}\])>]|$|\\*+[\"'“”]|//|/\*|\#)|[ \t\r]*\n|[ \t]+[\w.@\"-]+[=:]")
_STOP = pattern(r"[\n,;{}()\[\]]|\\++[nr]|\"[ ]?[,}\]]|[ ](?=[\w.-]{1,40}[=:])")
_NEXT_KEY = pattern(
    rf"""[,;]?{GAP}(?:
      \\*+["'“”][\w .$-]{{1,64}}\\*+["'“”]
    | \[["']?[\w.-]{{1,64}}["']?(?::[\w\\]+){{0,2}}\]
    | [:@]?[^\W\d][\w$.-]{{0,63}}
    )[ \t]{{0,12}}(?P<separator>=>|->|[:=])(?![/=])""",
    re.VERBOSE,
)
_GO_KEY = pattern(
    r" (?:Err(?:or)?|HTTP|Http|Status|Result|Resp(?:onse)?|Request|Trace|Inner|Api|API|Biz)?"
    r"(?:Code|Message|Msg|Details?|Desc(?:ription)?|Status|Error|Path|Time(?:stamp)?|ID|Id|Cause|Data|Body|Reason|Err|"
    r"Extra|Info|Url|URL|Method|Headers?):"
)
_GO_MAP_KEY = pattern(
    r" (?:(?:error|err|http|status|trace|request)[_-]?)?"
    r"(?:[Cc]ode|[Mm]essage|[Mm]sg|[Dd]etails?|[Ss]tatus|error|path|time(?:stamp)?|cause|data|body|reason|[Ii]d|ID|url|"
    r"method):"
)


class Dialect(NamedTuple):
    """How the body around a field is written: its level, its closing bracket ("" for none), its way to part fields.

    `blanks` finds the next field where only a blank stands before it; None where blanks part nothing.
    """

    level: int
    closer: str
    blanks: re.Pattern[str] | None = None


def blanks_of_go(text: str, opener: int, key: re.Match[str]) -> re.Pattern[str] | None:
    """What parts the fields of Go's structs and maps by blanks; None where the first key is not written as Go's."""
    if key["bare"] is None or key["separator"] != ":" or key.end() != key.end("separator"):
        return None
    return _GO_MAP_KEY if text[max(0, opener - 3) : opener] == "map" else _GO_KEY


def bare_end(text: str, start: int, dialect: Dialect, separator: str, effort: Effort) -> tuple[int, int, bool]:
    """Where a value without quotes ends, where reading goes on, and whether something ended it."""
    scalar = _SCALAR.match(text, start)
    if scalar and _SCALAR_END.match(text, scalar.end()):
        return scalar.end(), scalar.end(), True
    limit = min(len(text), start + FURTHEST)
    depth: list[str] = []
    newline = -1
    for match in _STOP.finditer(text, start, limit):
        place, mark = match.start(), match[0]
        if not effort.spend():
            break
        if _nests(mark, depth):
            continue
        if (mark == dialect.closer and mark not in depth) or _parts(
            text, match, dialect, separator, nested=bool(depth)
        ):
            return place, match.end() if mark in ",;" else place, True
        if mark == "\n" and newline < 0:
            newline = place
            if not dialect.closer:
                return place, place, True
    end = newline if newline >= 0 else limit
    effort.spend((limit - start) // 16)
    return end, end, False


def _nests(mark: str, depth: list[str]) -> bool:
    """Whether a mark opens a bracket within the value or closes one, which `depth` then shows."""
    if mark in CLOSERS:
        depth.append(CLOSERS[mark])
        return True
    if depth and mark == depth[-1]:
        depth.pop()
        return True
    return False


def _parts(text: str, match: re.Match[str], dialect: Dialect, separator: str, *, nested: bool) -> bool:
    """Whether what stands at `match` parts two fields."""
    mark, end = match[0], match.end()
    if mark[0] == "\\":
        return True
    if mark[0] == '"':
        return backslashes(text, match.start()) == 0 and dialect.level == 0 and not nested
    if mark == " ":
        return dialect.blanks is not None and dialect.blanks.match(text, match.start()) is not None
    if mark not in ",;\n":
        return False
    return _ends_line(text, mark, end) or (not nested and _next_is_key(text, match, separator))


def _ends_line(text: str, mark: str, end: int) -> bool:
    """Whether a semicolon or the text's last line break ends the value."""
    following = text[end : end + 1]
    return (mark == ";" and following in ("\n", "\r", "")) or (mark == "\n" and following in ("`", ""))


def _next_is_key(text: str, match: re.Match[str], separator: str) -> bool:
    """Whether the next field, or the end of the body on a line of its own, follows."""
    newline = match[0] == "\n"
    following = _NEXT_KEY.match(text, match.end() if newline else match.start())
    if following is None:
        return newline and text[match.end() : match.end() + 200].lstrip()[:1] in ("}", ")", "]")
    return following["separator"] == separator or following[0].rstrip(" :=>\t").endswith(("'", '"'))
