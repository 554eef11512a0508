"""Reads fields that stand without a body around them: logfmt, loose pairs, YAML-like lines, lists and headers."""

import re
from itertools import pairwise
from urllib.parse import parse_qsl

from bot.models.catalog import Catalog
from bot.recognition.bodies import Body, read_fields
from bot.recognition.fields import KEY
from bot.recognition.judgement import judge
from bot.recognition.lazily import pattern
from bot.recognition.quoting import straightened, unescape
from bot.recognition.reading import Anchor, Reading
from bot.recognition.strings import Effort
from bot.recognition.values import MESSAGE_KEYS, NOTHING, plain_key, plays_detail, says_code

_REACH = 1500
_SPAN = 14
_MOST_LINES = 60
_GAPS = 3
"""So many empty lines may part labels that have lines to themselves."""
_MOST_STARTS = 24
_DEEP = 8
"""So far right a line goes on with the value above, whatever it looks like."""
_KEY_BEFORE = pattern(
    r"""(?P<quote>\\{0,15}["'“”‘’`])?[:@\[*_(]{0,3}["']?
    (?P<key>[^\W\d](?:[\w$.-]|[ ](?=\w)){0,40})[\]*_)]{0,3}\\{0,15}["'“”‘’`*]{0,2}\]?
    (?:\s|\\[nrt]){0,12}(?:=>|->|:=|[:=：])(?:\s|\\[nrt]){0,40}
    (?:\(?[A-Za-z]\w{0,12}\)?\(?)?\\{0,15}["'“”‘’`*_]{0,3}(?:SKMS[-_ ]?|ERR[-_]?|E[-_]?)?$""",
    re.VERBOSE,
)
_LINE = pattern(
    r"""(?P<indent>[ \t]*)(?P<bullet>[>*•|│+`_"'\[(\- \t]*)
    (?P<key>[^\W\d](?:[\w./-]|[ ](?=[\w(])){0,40})[`*_"'\])]*[ \t]*
    (?P<separator>=>|->|:=|[:=|│：]|\t|[ ]{2})[*_]{0,2}[ \t]*(?P<value>.*)$""",
    re.VERBOSE,
)
_INDEX = pattern(r"\[\d{1,3}\](?: |$)")
"""The index before a printed vector."""
_BLOCK = pattern(r"[|>][+-]?$")
_QUOTED = pattern(r"(?P<quote>[\"'`“”])(?P<inner>.*)[\"'`“”]$", re.DOTALL)
_SLANTED = pattern(r"_(\w.*)_$")
_SIBLING = pattern(
    r"(?<![\w\"'\\])(?=\\{0,15}[\"'“”]?[:@]?[^\W\d][\w.-]{0,40}\\{0,15}[\"'“”]?[ \t]?(?:=>|[:=])(?![/=]))"
)
_LOGFMT = pattern(r"[ \t]+[\w.@-]{1,40}=(?!=)")
_BRACKETED = pattern(
    r"[\[(](?P<key>[^\W\d][\w .-]{0,40}?)(?:[ ]?[:=][ ]?|,[ ])(?P<value>[^\[\]()]{1,4000})[\])]"
    r"|(?<![\w.])(?P<name>[^\W\d][\w-]{0,40})\((?P<held>[^()]{1,4000})\)"
)
_QUERY = pattern(r"[?&;]?(?:[\w.-]{1,60}=[^\s&\"'<>]{0,4000}&){1,40}[\w.-]{1,60}=[^\s&\"'<>)\]]{0,4000}")
_LOOSE = pattern(
    r"[ \t]+(?:\w{1,20}[._-]|error[ ]?|err[ ]?)?(?:code|message|msg|details?|status|path|timestamp)[ ]?[:=]",
    re.IGNORECASE,
)


def has_key(text: str, anchor: Anchor, since: int) -> re.Match[str] | None:
    """The key that names the number, as `key`; None where there is none."""
    return _KEY_BEFORE.search(text, max(since, anchor.start - 120), anchor.start)


def read_pairs(text: str, anchor: Anchor, since: int, effort: Effort) -> Body | None:
    """The fields on the same line (or in the same loose body whose opening is lost) that hold the code."""
    line = max(since, text.rfind("\n", 0, anchor.start) + 1, anchor.start - _REACH)
    quoted = text[anchor.start - 2 : anchor.start].strip()
    begin = line if not quoted else max(since, anchor.start - _REACH)
    effort.spend((anchor.start - begin) // 2)
    starts = [match.start() for match in _SIBLING.finditer(text, begin, anchor.start)]
    second: Body | None = None
    for start in starts[-_MOST_STARTS:]:
        key = KEY.match(text, start)
        if key is None or not effort.spend(4):
            continue
        logfmt = key["separator"] == "=" and not key["quoted"]
        body = read_fields(text, (start, key), "", effort, blanks=_LOGFMT if logfmt else _LOOSE)
        own = body.field_at(anchor.start)
        if own is not None and says_code(text[own.start : own.end]) == anchor.code:
            if body.fields[0].separator == own.separator:
                return body
            second = second or body
    return second


def read_bracketed(text: str, anchor: Anchor, catalog: Catalog, effort: Effort) -> Reading | None:
    """The reading of a code whose line gives each field its own brackets: `[code: 40013] [message: …]`, `code(…) …`."""
    start = max(text.rfind("\n", 0, anchor.start) + 1, anchor.start - _REACH)
    end = min(_line_end(text, anchor.end), anchor.end + _REACH)
    effort.spend((end - start) // 8)
    found: dict[str, tuple[str, int]] = {}
    own = False
    for match in _BRACKETED.finditer(text, start, end):
        name = plain_key(match["key"] or match["name"])
        value = (match["value"] if match["key"] else match["held"]).strip()
        part = "detail" if plays_detail(name) else "message" if name.endswith(MESSAGE_KEYS) else ""
        own = own or (match.start() < anchor.start < match.end() and says_code(value) == anchor.code)
        found.setdefault(part, (_clean(value), match.end()))
    verdict = judge(anchor.code, found["message"][0], catalog) if own and "message" in found else None
    if verdict is None or verdict.product != "skms":
        return None
    detail = found.get("detail", (None, 0))[0]
    last = max(place for _, place in found.values())
    return Reading(anchor.code, anchor.start, anchor.start, last, "dump", found["message"][0], detail, verdict)


def read_query(text: str, anchor: Anchor, catalog: Catalog, effort: Effort) -> Reading | None:
    """The reading of a code that stands in the query of an address or in a form."""
    start = max(text.rfind(mark, max(0, anchor.start - _REACH), anchor.start) for mark in " \n\t\"'?<(") + 1
    if "&" not in text[start : anchor.end + 1]:
        return None
    effort.spend(20)
    query = _QUERY.match(text, start)
    if query is None:
        return None
    found: dict[str, str] = {}
    own = False
    for key, value in parse_qsl(query[0].lstrip("?&"), keep_blank_values=True, max_num_fields=60):
        name = plain_key(key)
        part = "detail" if plays_detail(name) else "message" if name.endswith(MESSAGE_KEYS) else ""
        own = own or says_code(value) == anchor.code
        found.setdefault(part, value)
    verdict = judge(anchor.code, found.get("message"), catalog)
    if not own or verdict.product != "skms" or "message" not in found:
        return None
    return Reading(
        anchor.code, anchor.start, start, query.end(), "http", found["message"], found.get("detail"), verdict
    )


def read_lines(text: str, anchor: Anchor, catalog: Catalog, effort: Effort) -> Reading | None:
    """The reading of a code whose message stands on a line of its own, `key: value`, near the code's line."""
    start = text.rfind("\n", 0, anchor.start) + 1
    whole = text[start : _line_end(text, anchor.end)]
    if says_code(_without_index(whole)) == anchor.code:
        return _read_labelled(text, anchor, catalog)
    own = _LINE.match(whole)
    if own is None or says_code(_clean(own["value"])) != anchor.code:
        return None
    effort.spend(150)
    below, last, _ = _parts(text, start, 1)
    above, first, another = _parts(text, start, -1) if own["bullet"].strip() != "-" else ({}, start, False)
    if another and "message" in below:
        above, first = {}, start
    found = above | below
    message = found.get("message")
    verdict = judge(anchor.code, message, catalog)
    if message is None or verdict.product != "skms":
        return None
    detail = found.get("detail")
    detail = None if detail in NOTHING or detail == "-" else detail
    return Reading(anchor.code, anchor.start, first, max(last, anchor.end), "table", message, detail, verdict)


def _without_index(line: str) -> str:
    index = _INDEX.match(line)
    return line[index.end() :] if index else line


def _read_labelled(text: str, anchor: Anchor, catalog: Catalog) -> Reading | None:
    """The reading of a code that has a line to itself, below its label, as a page's fields are copied."""
    start = text.rfind("\n", 0, anchor.start) + 1
    places = [*reversed(_neighbours(text, start, -1, _GAPS)), start, *_neighbours(text, start, 1, _GAPS)]
    said = [(place, _without_index(text[place : _line_end(text, place)].strip())) for place in dict.fromkeys(places)]
    said = [(place, line) for place, line in said if line]
    found: dict[str, tuple[str, int]] = {}
    for (_, label), (place, value) in pairwise(said):
        name = plain_key(label.rstrip(":").strip("*"))
        part = "detail" if plays_detail(name) else "message" if name in MESSAGE_KEYS else ""
        if part:
            found.setdefault(part, (_clean(value), _line_end(text, place)))
    if "message" not in found:
        return None
    message, end = found["message"]
    verdict = judge(anchor.code, message, catalog)
    if verdict.product != "skms":
        return None
    detail, detail_end = found.get("detail", (None, 0))
    detail = None if detail in NOTHING or detail == "-" else detail
    return Reading(
        anchor.code, anchor.start, start, max(anchor.end, end, detail_end), "table", message, detail, verdict
    )


def _parts(text: str, start: int, direction: int) -> tuple[dict[str, str], int, bool]:
    """Message and detail of the lines in one direction, how far they reach, whether another code's line ended them."""
    found: dict[str, str] = {}
    reach = start
    for line_start in _neighbours(text, start, direction):
        line = _LINE.match(text[line_start : _line_end(text, line_start)])
        if line is None:
            continue
        key = plain_key(line["key"])
        if key.endswith(("code", "코드", "コード")) and says_code(_clean(line["value"])):
            return found, reach, True
        part = "detail" if plays_detail(key) else "message" if key.endswith(MESSAGE_KEYS) else ""
        if part and part not in found:
            found[part] = _value(text, line_start, line)
            reach = line_start if direction < 0 else _line_end(text, line_start)
    return found, reach, False


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _neighbours(text: str, start: int, direction: int, gaps: int = 1) -> list[int]:
    """Where the next lines in one direction start, as far as one block reaches (`gaps` empty lines, and no more)."""
    starts: list[int] = []
    place = start
    empty = 0
    while len(starts) < _SPAN:
        place = _line_end(text, place) + 1 if direction > 0 else text.rfind("\n", 0, max(0, place - 1)) + 1
        if place > len(text) or (direction < 0 and (not starts or place == starts[-1]) and place == start):
            break
        if starts and place == starts[-1]:
            break
        if text[place : _line_end(text, place)].strip() in ("", "```", "---"):
            empty += 1
            if empty > gaps:
                break
        starts.append(place)
        if direction < 0 and place == 0:
            break
    return starts


def _value(text: str, start: int, line: re.Match[str]) -> str:
    """The value of a line with the deeper indented lines that go on with it."""
    value = line["value"].strip()
    block = _BLOCK.match(value) is not None
    more: list[str] = []
    place = _line_end(text, start) + 1
    while 0 < place < len(text) and len(more) < _MOST_LINES:
        following = text[place : _line_end(text, place)]
        indent = len(following) - len(following.lstrip(" \t"))
        if (
            not following.strip()
            or indent <= len(line["indent"])
            or (not (more or block) and value and _LINE.match(following) and indent < _DEEP)
        ):
            break
        more.append(following.strip())
        place = _line_end(text, place) + 1
    if block:
        return ("\n" if value[0] == "|" else " ").join(more)
    return _clean(" ".join([value, *more]) if more else value)


def _clean(value: str) -> str:
    """A value without the table's bars, a trailing comma, and its quotes."""
    value = value.strip().rstrip("|│").rstrip().rstrip(",;").strip("*").strip()
    slanted = _SLANTED.match(value)
    value = slanted[1] if slanted else value
    quoted = _QUOTED.match(value)
    if not quoted:
        return value
    inner = unescape(quoted["inner"], 1) if quoted["quote"] != "`" else quoted["inner"]
    return straightened(inner) if quoted["quote"] in "“”" else inner
