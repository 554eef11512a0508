"""Reads one field of a dumped body, in whatever language wrote it: key, separator, value; knows no field by name."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.recognition.quoting import BACKTICK, DOUBLE, QUOTES, SINGLE, backslashes, family, level_of

Kind = Literal["string", "bare", "object", "array"]

GAP = r"(?:\s|\\++[nrt])*+"
_Q = f"[{re.escape(QUOTES)}]"
KEY = re.compile(
    rf"""(?:
      (?P<slashes>\\*+)(?P<quote>{_Q})(?P<quoted>[^{re.escape(QUOTES)}\\\n{{}},]{{1,64}})\\*+{_Q}
    | \[\s?["']?(?P<bracketed>[\w.-]{{1,64}})["']?(?::[\w\\]+){{0,2}}\]
    | [:@$.-]?(?P<bare>[^\W\d][\w$.-]{{0,63}}(?:[ ][Cc]ode|[ ][Mm]essage|[ ][Dd]etails?)?)\??
    ){GAP}(?P<separator>=>|->|:=|[:=](?![/=])){GAP}""",
    re.VERBOSE,
)
JUNK = re.compile(r"(?:[\s,;]|\\++[nrt]|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/|#(?![\w<])[^\n]*|--[ ][^\n]*)*+")
_TYPED = re.compile(
    r"(?:(?:\(?(?:string|str|int|float|bool|enum|double|Integer|Int|Long)\)?[ ]?(?:\((?:len=)?\d+\))?[ ]?)"
    r"(?=[\\\"'\d]|$)|(?:\(\w{1,20}\)[ ]?){1,2}(?=[\"\d])|(?:Optional|Some|Just|String|int|Int|Integer|Ok|Err|Long|NumberLong|NumberInt|BigInt|Decimal|Number|Bool)\((?=.)|[ubrfU@&](?=[\"']))?"
)
_AFTER_STRING = re.compile(
    rf"""{GAP}(?:
      [}}\])>;] | $ | `` | //|/\*
    | ,{GAP}(?:[}}\])\[{{]|\\*+{_Q}|[:@]?[\w$.-]+\s?(?:=>|[:=])|\d|-\d|//|/\*|\#|$|null|true|false|\.\.\.)
    ) | [ \t\r]*\n | [ \t]+[\w.@-]+(?:=|:[ ]?(?=["\d])) | [ \t]+[|│] | \)""",
    re.VERBOSE,
)
_AFTER_NESTED = re.compile(r"(?:\\++[nrt])*+\"")
_AFTER_KEY = re.compile(rf"\]?{GAP}(?:=>|[:=])")
_CONTAINER = re.compile(rf"[{{}}\[\]()]|{_Q}")
_SCALAR = re.compile(
    r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[LnfdmU]?|null|None|nil|<nil>|<null>|undefined|true|false|True|False|NULL|\(null\)"
)
_SCALAR_END = re.compile(rf"{GAP}(?:[,;}}\])>]|$|\\*+[\"'“”]|//|/\*|\#)|[ \t\r]*\n|[ \t]+[\w.@\"-]+[=:]")
_BARE_STOP = re.compile(r"[\n,;{}()\[\]]|\\++[nr]|\"[ ]?[,}\]]|[ ](?=[\w.-]{1,40}[=:])")
_NEXT_KEY = re.compile(
    rf"[,;]?{GAP}(?:\\*+[\"'“”][\w .$-]{{1,64}}\\*+[\"'“”]|\[[\"']?[\w.-]{{1,64}}[\"']?(?::[\w\\]+){{0,2}}\]|[:@]?[^\W\d][\w$.-]{{0,63}})"
    rf"[ \t]{{0,12}}(?P<separator>=>|->|[:=])(?![/=])"
)
_GO_KEY = re.compile(
    r" (?:Err(?:or)?|HTTP|Http|Status|Result|Resp(?:onse)?|Request|Trace|Inner|Api|API|Biz)?(?:Code|Message|Msg|Details?|Desc(?:ription)?|Status|"
    r"Error|Path|Time(?:stamp)?|ID|Id|Cause|Data|Body|Reason|Err|Extra|Info|Url|URL|Method|Headers?):"
)
_GO_MAP_KEY = re.compile(
    r" (?:(?:error|err|http|status|trace|request)[_-]?)?(?:[Cc]ode|[Mm]essage|[Mm]sg|[Dd]etails?|[Ss]tatus|error|path|time(?:stamp)?|cause|"
    r"data|body|reason|[Ii]d|ID|url|method):"
)
CLOSERS = {"{": "}", "[": "]", "(": ")", "<": ">"}
_FURTHEST = 65536
_QUOTES_SEEN = 4000
_NEWLINES = re.compile(r"\n")
_STRING_QUOTES = {DOUBLE: re.compile(f"[{DOUBLE}]"), SINGLE: re.compile(f"[{SINGLE}]"), BACKTICK: re.compile("`")}


@dataclass(slots=True)
class Effort:
    """What one reading may still cost, so that hostile text costs no more than its length."""

    left: int

    def spend(self, steps: int = 1) -> bool:
        """Whether `steps` more are allowed."""
        self.left -= steps
        return self.left > 0


@dataclass(frozen=True, slots=True)
class Field:
    """One `key: value`; `start` and `end` bound the value without its quotes.

    `level` is how deep its quotes stand, `quote` what opened it ("" for none), `closed` false where it is cut.
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


@dataclass(frozen=True, slots=True)
class Dialect:
    """How the body around a field is written: its level, its closing bracket ("" for none), whether Go's blanks part it."""

    level: int
    closer: str
    blanks: re.Pattern[str] | None = None
    lines: bool = False


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
    if opener and opener in QUOTES and _opens(text, key, level_of(slashes), dialect):
        begin = start + slashes + 1
        level = level_of(slashes)
        end, after, closed = string_end(text, begin, (opener, level), effort)
        after = _past_wrapper(text, after, typed)
        return Field(key_of(key), key.start(), begin, end, "string", opener, level, closed, key["separator"]), after
    if opener in ("{", "["):
        end, closed = container_end(text, start, dialect.level, effort)
        kind: Kind = "object" if opener == "{" else "array"
        return Field(key_of(key), key.start(), start, end, kind, "", dialect.level, closed, key["separator"]), end
    end, after, closed = bare_end(text, start, dialect, key["separator"], effort)
    return Field(key_of(key), key.start(), start, end, "bare", "", dialect.level, closed, key["separator"]), after


def _slashes_after(text: str, place: int) -> int:
    end = place
    highest = min(len(text), place + 64)
    while end < highest and text[end] == "\\":
        end += 1
    return end - place


def _opens(text: str, key: re.Match[str], level: int, dialect: Dialect) -> bool:
    """Whether a quote at `level` opens a value here; a lower one would end the string that all this stands in."""
    return level >= dialect.level or key["quoted"] is None


def _past_wrapper(text: str, place: int, typed: re.Match[str] | None) -> int:
    """Past the bracket of `Optional("…")`."""
    if typed and typed[0].endswith("(") and text[place : place + 1] == ")":
        return place + 1
    return place


def string_end(
    text: str, start: int, opener: tuple[str, int], effort: Effort, *, may_be_key: bool = False
) -> tuple[int, int, bool]:
    """Where a string that `opener` (quote and level) opened ends, where reading goes on, and whether it was closed.

    The first quote of its level closes it when something follows that may follow a string; else a later one
    on the same line does (the sender forgot to escape); else it is cut at the line's end.
    """
    quote, level = opener
    limit = min(len(text), start + _FURTHEST)
    first = -1
    line_end = -1
    for count, match in enumerate(_STRING_QUOTES[family(quote)].finditer(text, start, limit)):
        place = match.start()
        slashes = backslashes(text, place) if text[place - 1] == "\\" else 0
        found = level_of(min(slashes, place - start)) if slashes else 0
        if found > level:
            continue
        if found < level:
            return place - slashes, place - slashes, False
        if not effort.spend() or count > _QUOTES_SEEN:
            break
        quote_start = place - ((1 << level) - 1)
        if (level and _AFTER_NESTED.match(text, place + 1)) or _AFTER_STRING.match(text, place + 1) or (may_be_key and _AFTER_KEY.match(text, place + 1)):
            if first < 0 or line_end < 0 or place < line_end:
                return quote_start, place + 1, True
            break
        if first < 0:
            first = quote_start
            line_end = text.find("\n", start, limit)
            if 0 <= line_end < place:
                return line_end, line_end, False
        elif 0 <= line_end < place:
            break
    if first >= 0:
        return first, first + (1 << level), True
    effort.spend((limit - start) // 64)
    return _cut_end(text, start, limit)


def _cut_end(text: str, start: int, limit: int) -> tuple[int, int, bool]:
    line_end = text.find("\n", start, limit)
    end = line_end if line_end >= 0 else limit
    return end, end, False


def container_end(text: str, start: int, level: int, effort: Effort) -> tuple[int, bool]:
    """Where the container that opens at `start` ends, and whether it was closed."""
    limit = min(len(text), start + _FURTHEST)
    depth = 0
    place = start
    while match := _CONTAINER.search(text, place, limit):
        if not effort.spend():
            break
        place = match.end()
        mark = match[0]
        if mark in "{[(":
            depth += 1
        elif mark in "}])":
            depth -= 1
            if depth <= 0:
                return place, True
        elif mark in DOUBLE or text[match.start() - 1] in ":,=[{( \\":
            place = _past_string(text, match, level, effort)
            if place < 0:
                return match.start(), False
    return limit, False


def _past_string(text: str, quote: re.Match[str], level: int, effort: Effort) -> int:
    found = level_of(backslashes(text, quote.start()))
    if found < level:
        return -1
    if quote[0] in SINGLE and text[quote.start() - 1].isalnum():
        return quote.end()
    _, after, _ = string_end(text, quote.end(), (quote[0], found), effort, may_be_key=True)
    return max(after, quote.end())


def bare_end(text: str, start: int, dialect: Dialect, separator: str, effort: Effort) -> tuple[int, int, bool]:
    """Where a value without quotes ends, where reading goes on, and whether something ended it."""
    scalar = _SCALAR.match(text, start)
    if scalar and _SCALAR_END.match(text, scalar.end()):
        return scalar.end(), scalar.end(), True
    limit = min(len(text), start + _FURTHEST)
    depth: list[str] = []
    newline = -1
    for match in _BARE_STOP.finditer(text, start, limit):
        place, mark = match.start(), match[0]
        if not effort.spend():
            break
        if mark in CLOSERS:
            depth.append(CLOSERS[mark])
        elif depth and mark == depth[-1]:
            depth.pop()
        elif mark == dialect.closer and mark not in depth:
            return place, place, True
        elif _parts(text, match, dialect, separator, nested=bool(depth)):
            return place, match.end() if mark in ",;" else place, True
        elif mark == "\n" and newline < 0:
            newline = place
            if not dialect.closer:
                return place, place, True
    end = newline if newline >= 0 else limit
    effort.spend((limit - start) // 16)
    return end, end, False


def _parts(text: str, match: re.Match[str], dialect: Dialect, separator: str, *, nested: bool) -> bool:
    """Whether what stands at `match` parts two fields."""
    mark = match[0]
    if mark[0] == "\\":
        return True
    if mark[0] == '"':
        return backslashes(text, match.start()) == 0 and dialect.level == 0 and not nested
    if mark == " ":
        return dialect.blanks is not None and dialect.blanks.match(text, match.start()) is not None
    if mark == ";" and text[match.end() : match.end() + 1] in ("\n", "\r", ""):
        return True
    if mark == "\n" and (dialect.lines or text[match.end() :][:1] in ("`", "")):
        return True
    if mark not in ",;\n" or nested:
        return False
    following = _NEXT_KEY.match(text, match.start() if mark in ",;" else match.end())
    if following is None:
        return mark == "\n" and text[match.end() : match.end() + 200].lstrip()[:1] in ("}", ")", "]")
    return following["separator"] == separator or following[0].rstrip(" :=>\t").endswith(("'", '"'))


def blanks_dialect(text: str, opener: int, key: re.Match[str]) -> re.Pattern[str] | None:
    """Go parts the fields of a struct and of a map by blanks; which pattern finds the next field, None if it is not Go's."""
    if key["bare"] is None or key["separator"] != ":" or key.end() != key.end("separator"):
        return None
    return _GO_MAP_KEY if text[max(0, opener - 3) : opener] == "map" else _GO_KEY
