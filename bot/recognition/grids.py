"""Reads tables (bars, tabs, commas, aligned columns) and tagged text (XML, HTML) whose row holds a code."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

from bot.models.catalog import Catalog
from bot.recognition.http_status import STATUS_KEYS
from bot.recognition.judgement import judge
from bot.recognition.lazily import pattern
from bot.recognition.reading import Anchor, Reading
from bot.recognition.strings import Effort
from bot.recognition.values import MESSAGE_KEYS, plain_key, plays_detail, says_code

_BAR = pattern(r"[|│┃¦║]")
_DOUBLE_BAR = pattern(r"\|\|")
_WIDE = pattern(r"[ ]{2,}")
_CSV = pattern(r'(?:"((?:[^"]|"")*)"|([^,"\n]*))(?:,|$)')
_RULER = pattern(r"[ \t]*(?:[-=]{2,80}[ \t]{1,80}){1,30}[-=]{2,80}[ \t\r]*")
_DASHES = pattern(r"[-=]+")
_STATUS = pattern(r"[1-5]\d\d")
_Named = tuple[str | None, str | None, str | None]
_Element = tuple[str, str, int]
"""Name, value and end."""
_WIDEST = 8000
_NARROWEST = 10
_FEWEST, _MOST = 2, 60
"""How many cells a row has."""
_HEADER_REACH = 120
_NOT_DETAIL = pattern(r"(?:\d{1,3}|\d{4}-\d\d-\d\d.*|-|null|NULL|None|nil|)$")
_TAG = pattern(
    r"<(?P<name>[A-Za-z][\w:.-]{0,60})(?:\s(?P<attributes>[^<>]{0,200}))?>(?P<value>[^<>]{0,8000}|<!\[CDATA\[(?P<cdata>[^\]]{0,8000})\]\]>)</(?P=name)>"
)
_NAME = pattern(r"\b(?:name|key)=[\"']([\w.-]{1,60})", re.IGNORECASE)
_XML = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&#39;": "'", "&#34;": '"', "&amp;": "&"}
_XML_ENTITY = pattern("|".join(map(re.escape, _XML)))
_CELLS = frozenset({"td", "th", "li", "p", "span", "div", "b", "string", "dd"})


class _Row(NamedTuple):
    cells: tuple[str, ...]
    offsets: tuple[int, ...]
    line: str = ""


def read_grid(text: str, anchor: Anchor, catalog: Catalog, effort: Effort) -> Reading | None:
    """The reading of a code that fills a cell of a table row; None where it fills none or no cell is its message."""
    start = text.rfind("\n", 0, anchor.start) + 1
    end = text.find("\n", anchor.end)
    end = len(text) if end < 0 else end
    line = text[start:end]
    if len(line) > _WIDEST or len(line.strip()) < _NARROWEST:
        return None
    effort.spend(20 + len(line) // 4)
    if ruled := _under_ruler(text, start, line, anchor, effort):
        message, detail, status = ruled
        verdict = judge(anchor.code, message, catalog)
        if message is not None and verdict.product == "skms":
            return Reading(
                anchor.code, anchor.start, start, end, "table", message, detail, verdict, http=_as_http(status)
            )
    for split in (_bars, _tabs, _commas, _columns):
        row = split(line)
        column = next((index for index, cell in enumerate(row.cells) if says_code(cell) == anchor.code), None)
        if split is _columns and column is None and row.cells and line[: anchor.start - start].strip() == "":
            column = 0
        if column is None or (len(row.cells) < _FEWEST and split is not _columns):
            continue
        named = _by_header(text, (start, effort), row, split)
        message, detail, status = named or _by_order(row, column, anchor.code, catalog)
        verdict = judge(anchor.code, message, catalog)
        if message is not None and verdict.product == "skms":
            return Reading(
                anchor.code, anchor.start, start, end, "table", message, detail, verdict, http=_as_http(status)
            )
    return None


def _as_http(status: str | None) -> int | None:
    return int(status) if status and _STATUS.fullmatch(status) else None


def _under_ruler(text: str, start: int, line: str, anchor: Anchor, effort: Effort) -> _Named | None:
    """Message, detail and status of a row by the dashes under its header, where one blank may part two columns."""
    place = start
    for _ in range(_HEADER_REACH):
        above = text.rfind("\n", 0, max(0, place - 1)) + 1
        if place <= 0 or not effort.spend(3):
            return None
        if _RULER.fullmatch(text, above, place - 1):
            starts = [match.start() - above for match in _DASHES.finditer(text, above, place - 1)]
            names = text[text.rfind("\n", 0, max(0, above - 1)) + 1 : max(0, above - 1)]
            row = _at(line, starts)
            return _named(row, _at(names, starts)) if anchor.code in map(says_code, row.cells) else None
        place = above
    return None


def _at(line: str, starts: list[int]) -> _Row:
    """The cells of a line whose columns start at `starts`, or further left where a number is aligned right."""
    cuts = [0, *(at if line[at - 1 : at].isspace() else line.rfind(" ", 0, at) + 1 for at in starts[1:]), len(line)]
    return _row([(first, line[first:last]) for first, last in pairwise(cuts)])


def _row(pieces: list[tuple[int, str]]) -> _Row:
    return _Row(tuple(piece.strip().strip("`*").strip() for _, piece in pieces), tuple(offset for offset, _ in pieces))


def _split(line: str, mark: re.Pattern[str]) -> _Row:
    pieces: list[tuple[int, str]] = []
    done = 0
    for match in mark.finditer(line):
        pieces.append((done, line[done : match.start()]))
        done = match.end()
    pieces.append((done, line[done:]))
    return _row(pieces)


def _bars(line: str) -> _Row:
    """Cells between bars; a row that begins with two (a tracker's header) has two between all its cells."""
    row = _split(line, _DOUBLE_BAR if line.lstrip().startswith("||") else _BAR)
    # Some rows have a bar at their edges and some have none.
    first = 1 if row.cells[0] == "" else 0
    last = -1 if len(row.cells) > first + 1 and row.cells[-1] == "" else None
    return _Row(row.cells[first:last], row.offsets[first:last])


def _tabs(line: str) -> _Row:
    return _row([(index, piece) for index, piece in enumerate(line.split("\t"))])


def _columns(line: str) -> _Row:
    shift = len(line) - len(line.lstrip())
    row = _split(line.strip(), _WIDE)
    return _Row(row.cells, tuple(offset + shift for offset in row.offsets), line)


def _commas(line: str) -> _Row:
    if line.count(",") < 1:
        return _Row((), ())
    pieces: list[tuple[int, str]] = []
    place = 0
    while place <= len(line) and len(pieces) < _MOST:
        match = _CSV.match(line, place)
        if match is None or match.end() == place:
            break
        quoted = match[1]
        pieces.append((place, quoted.replace('""', '"') if quoted is not None else match[2]))
        place = match.end()
    return _row(pieces)


def _by_header(text: str, begin: tuple[int, Effort], row: _Row, split: Callable[[str], _Row]) -> _Named | None:
    """Message, detail and status by the names in the nearest row above that names columns."""
    place, effort = begin
    for _ in range(_HEADER_REACH):
        if place <= 0 or not effort.spend(5):
            return None
        above = text.rfind("\n", 0, place - 1) + 1
        header = split(text[above : place - 1])
        place = above
        if named := _named(row, header):
            return named
    return None


def _named(row: _Row, header: _Row) -> _Named | None:
    """Message, detail and status by the names of a header; None where it names no code or no message."""
    keys = [plain_key(cell.strip("\"'")) for cell in header.cells]
    message = next(
        (index for index, key in enumerate(keys) if key.endswith(MESSAGE_KEYS) and not plays_detail(key)), None
    )
    if message is None or not any(key.endswith(("code", "코드", "コード", "번호", "error", "id")) for key in keys):
        return None
    detail = next((index for index, key in enumerate(keys) if plays_detail(key)), None)
    status = next((index for index, key in enumerate(keys) if key in STATUS_KEYS), None)
    said, told = _cell(row, header, message), _cell(row, header, detail)
    # Where the row was cut, the cell nearest to where the detail should be is the message's own.
    return said, told if told != said else None, _cell(row, header, status)


def _cell(row: _Row, header: _Row, index: int | None) -> str | None:
    if index is None:
        return None
    if len(row.cells) == len(header.cells):
        value = row.cells[index]
    elif row.line and header.line:
        until = header.offsets[index + 1] if index + 1 < len(header.offsets) else len(row.line)
        value = row.line[header.offsets[index] : until].strip()
    else:
        wanted = header.offsets[index]
        nearest = min(range(len(row.cells)), key=lambda at: abs(row.offsets[at] - wanted))
        value = row.cells[nearest]
    value = value.strip("'\"") if value[:1] == value[-1:] and value[:1] in "'\"" else value
    return value if value and value not in ("null", "NULL", "None", "nil", "-") else None


def _by_order(row: _Row, column: int, code: int, catalog: Catalog) -> _Named:
    """Message and detail where no row names the columns: the message is the cell that is SKMS's, the detail is next."""
    cells = [cell.strip("'\"") for cell in row.cells]
    for index, cell in enumerate(cells):
        if index == column or judge(code, cell or None, catalog).confidence != "certain":
            continue
        following = cells[index + 1] if index + 1 < len(cells) else ""
        words = catalog.vendor[code]
        detail = None if _NOT_DETAIL.match(following) or following == words.description else following
        return words.message if cell == words.message else cell, detail, None
    return None, None, None


def read_tags(text: str, anchor: Anchor, catalog: Catalog, effort: Effort) -> Reading | None:
    """The reading of a code that an XML or HTML element holds, with the elements beside it."""
    opening = text.rfind("<", max(0, anchor.start - 300), anchor.start)
    if opening < 0 or text[anchor.end : anchor.end + 40].lstrip()[:2] not in ("</", "]]"):
        return None
    effort.spend(40)
    own = _TAG.match(text, opening)
    if own is None:
        opening = text.rfind("<", max(0, opening - 60), opening)
        own = _TAG.match(text, opening) if opening >= 0 else None
    if own is None or own.end() < anchor.end:
        return None
    name = _name_of(own)
    after = _siblings(text, own.end(), min(len(text), own.end() + 9000), name)
    before = _siblings(text, max(0, opening - 3000), opening, "")
    message, detail, last = (_of_cells if name.lower() in _CELLS else _of_elements)(name, before, after)
    verdict = judge(anchor.code, message, catalog)
    if message is None or verdict.product != "skms":
        return None
    return Reading(anchor.code, anchor.start, opening, max(last, own.end()), "table", message, detail or None, verdict)


def _of_cells(_: str, before: list[_Element], after: list[_Element]) -> tuple[str | None, str | None, int]:
    """Message and detail beside a code in a table or list, by their labels or as they follow; and their end."""
    if before and plain_key(before[-1][1].rstrip(":")).endswith(("code", "코드", "コード")):
        pairs = [(plain_key(label.rstrip(":")), value, end) for (_, label, _), (_, value, end) in pairwise(after)]
        message = next((one for one in pairs if one[0].endswith(MESSAGE_KEYS)), ("", None, 0))
        detail = next((one for one in pairs if plays_detail(one[0])), ("", None, 0))
        return message[1], detail[1], max(message[2], detail[2])
    cells = [value for _, value, _ in after[:2]]
    return (
        cells[0] if cells else None,
        cells[1] if len(cells) > 1 else None,
        max((end for _, _, end in after[:2]), default=0),
    )


def _of_elements(own: str, before: list[_Element], after: list[_Element]) -> tuple[str | None, str | None, int]:
    """Message and detail of the elements around a code, by their names; and the end of the last."""
    last_same = max((index for index, (name, _, _) in enumerate(before) if name == own), default=-1)
    everything = [(plain_key(name), value) for name, value, _ in [*after, *reversed(before[last_same + 1 :])]]
    message = next((value for name, value in everything if name.endswith((*MESSAGE_KEYS, "error"))), None)
    detail = next((value for name, value in everything if plays_detail(name)), None)
    return message, detail, max((end for _, _, end in after), default=0)


def _name_of(tag: re.Match[str]) -> str:
    """What an element is called: by its attribute where it has a name of its own (`<Data Name="code">`)."""
    named = _NAME.search(tag["attributes"] or "")
    return named[1] if named else tag["name"].rpartition(":")[2]


def _siblings(text: str, start: int, limit: int, stop: str) -> list[_Element]:
    found: list[_Element] = []
    for match in _TAG.finditer(text, start, limit):
        name = _name_of(match)
        if stop and name == stop and stop.lower() not in _CELLS:
            break
        value = (
            match["cdata"]
            if match["cdata"] is not None
            else _XML_ENTITY.sub(lambda one: _XML[one[0]], match["value"].strip())
        )
        found.append((name, value, match.end()))
        if len(found) > _MOST:
            break
    return found
