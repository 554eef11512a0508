"""Reads tables (bars, tabs, commas, aligned columns) and tagged text (XML, HTML) whose row holds a code."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.models.catalog import Catalog
from bot.recognition.http_status import STATUS_KEYS
from bot.recognition.judgement import judge
from bot.recognition.lazily import pattern
from bot.recognition.reading import Anchor, Reading
from bot.recognition.strings import Effort
from bot.recognition.values import MESSAGE_KEYS, plain_key, plays_detail, says_code

_BAR = pattern(r"[|│┃¦║]")
_WIDE = pattern(r"[ ]{2,}")
_CSV = pattern(r'(?:"((?:[^"]|"")*)"|([^,"\n]*))(?:,|$)')
_STATUS = pattern(r"[1-5]\d\d")
_Named = tuple[str | None, str | None, str | None]
_WIDEST = 8000
_NARROWEST = 10
_FEWEST, _MOST = 2, 60
"""How many cells a row has."""
_HEADER_REACH = 120
_NOT_DETAIL = pattern(r"(?:\d{1,3}|\d{4}-\d\d-\d\d.*|-|null|NULL|None|nil|)$")
_TAG = pattern(
    r"<(?P<name>[A-Za-z][\w:.-]{0,60})(?:\s[^<>]{0,200})?>(?P<value>[^<>]{0,8000}|<!\[CDATA\[(?P<cdata>[^\]]{0,8000})\]\]>)</(?P=name)>"
)
_XML = {"&lt;": "<", "&gt;": ">", "&quot;": '"', "&apos;": "'", "&#39;": "'", "&#34;": '"', "&amp;": "&"}
_XML_ENTITY = pattern("|".join(map(re.escape, _XML)))
_CELLS = frozenset({"td", "th", "li", "p", "span", "div", "b", "string", "dd"})


@dataclass(frozen=True, slots=True)
class _Row:
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
            http = int(status) if status and _STATUS.fullmatch(status) else None
            return Reading(anchor.code, anchor.start, start, end, "table", message, detail, verdict, http=http)
    return None


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
    return _split(line, _BAR)


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
        keys = [plain_key(cell.strip("\"'")) for cell in header.cells]
        message = next(
            (index for index, key in enumerate(keys) if key.endswith(MESSAGE_KEYS) and not plays_detail(key)), None
        )
        if message is None or not any(key.endswith(("code", "코드", "コード", "번호", "error", "id")) for key in keys):
            continue
        detail = next((index for index, key in enumerate(keys) if plays_detail(key)), None)
        status = next((index for index, key in enumerate(keys) if key in STATUS_KEYS), None)
        return _cell(row, header, message), _cell(row, header, detail), _cell(row, header, status)
    return None


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
    after = _siblings(text, own.end(), min(len(text), own.end() + 9000), own["name"])
    before = _siblings(text, max(0, opening - 3000), opening, "")
    last_same = max((index for index, (name, _, _) in enumerate(before) if name == own["name"]), default=-1)
    if own["name"].lower() not in _CELLS:
        before = before[last_same + 1 :]
    if own["name"].lower() in _CELLS:
        cells = [value for _, value, _ in after[:2]]
        message, detail = cells[0] if cells else None, cells[1] if len(cells) > 1 else None
        ends = [end for _, _, end in after[:2]]
    else:
        everything = [*after, *reversed(before)]
        message = next(
            (value for name, value, _ in everything if plain_key(name).endswith((*MESSAGE_KEYS, "error"))), None
        )
        detail = next((value for name, value, _ in everything if plays_detail(plain_key(name))), None)
        ends = [end for _, _, end in after]
    verdict = judge(anchor.code, message, catalog)
    if message is None or verdict.product != "skms":
        return None
    return Reading(
        anchor.code, anchor.start, opening, max(ends, default=own.end()), "table", message, detail or None, verdict
    )


def _siblings(text: str, start: int, limit: int, stop: str) -> list[tuple[str, str, int]]:
    found: list[tuple[str, str, int]] = []
    for match in _TAG.finditer(text, start, limit):
        if stop and match["name"] == stop and stop.lower() not in _CELLS:
            break
        value = (
            match["cdata"]
            if match["cdata"] is not None
            else _XML_ENTITY.sub(lambda one: _XML[one[0]], match["value"].strip())
        )
        found.append((match["name"].rpartition(":")[2], value, match.end()))
        if len(found) > _MOST:
            break
    return found
