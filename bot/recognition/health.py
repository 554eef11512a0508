"""Reads a pasted answer of the documented health check, item by item; judges no code and calls nothing.

Documented (domain page, section 6.3): the path `/api/healthCheck/{licence}[?sciServerId=…]`, `code` 0 when all is
well, the five items below, and that each item has `result` and `error`.

Assumed, since no full answer is public: that the items are keys of one object, or elements that carry their name;
that `result` may be a truth value, a word or a number of which 0 is good, as with `code`; that `error` is absent,
null or empty where an item passed; and that with several SCI servers an item holds a list or an object by server id.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.models.sighting import HealthItem, HealthReport
from bot.recognition.loose import Pair, Tree, read_tree
from bot.recognition.masks import mask_server
from bot.recognition.redact import redact

_ITEMS = {
    name.lower(): name for name in ("healthCheck", "licenseCheck", "keyCheck", "azureInfoCheck", "azureInfoValidCheck")
}
_YES = "true ok okay success successful succeeded succeed pass passed valid normal healthy up y yes 0 200 정상 성공"
_NO = "false fail failed failure ng error invalid abnormal unhealthy down n no 실패 오류 비정상"
_GOOD = frozenset(_YES.split())
_BAD = frozenset(_NO.split())
_NOTHING = frozenset({"", "null", "none", "nil", "undefined", "-", "[]", "{}", "없음"})
_NAME_KEYS = frozenset({"name", "item", "check", "checkname", "type", "id", "title", "key"})
_RESULT_KEYS = frozenset({"result", "status", "success", "ok", "state", "value", "code"})
_ERROR_KEYS = frozenset({"error", "errormessage", "errormsg", "err", "message", "msg", "detail", "reason"})
_SERVER_KEYS = frozenset({"sciserverid", "sci_server_id", "serverid", "server_id"})
_ENOUGH = 2


def recognise_health(text: str) -> HealthReport | None:
    """The report in the text, its items in the order of the text; None where there is none.

    Two of the documented items must stand there as fields, or one that has the documented `result` or `error`;
    a word in a sentence or the path alone is no report. Errors are redacted and server ids masked.
    """
    lowered = text.lower()
    if not any(name in lowered for name in _ITEMS):
        return None
    for start, end, tree in _candidates(text):
        found = tuple(_items(tree, None, 0))
        if len({item.name for item in found}) >= _ENOUGH or any(item.structured for item in found):
            code = _code(tree)
            return HealthReport(code=code, items=tuple(_item(item, code) for item in found), span=(start, end))
    return None


@dataclass(frozen=True, slots=True)
class _Found:
    name: str
    result: str | None
    error: str | None
    server: str | None
    structured: bool


@cache
def _first_item() -> re.Pattern[str]:
    # The name as a field (`"keyCheck":`, `keyCheck =`) or as the value of one (`"name": "keyCheck"`).
    names = "|".join(_ITEMS.values())
    return re.compile(rf"(?<![/\w])(?:{names})(?![\w/])(?=\\{{0,8}}[\"'”’]|&quot;|\s{{0,8}}[:=])", re.IGNORECASE)


def _candidates(text: str) -> Iterator[tuple[int, int, Tree]]:
    """The object around the first item name, read outermost first; the text as it is, then unescaped once and twice."""
    read = text
    for _ in range(3):
        found = _first_item().search(read)
        if found is not None:
            for opening in _openings(read, found.start()):
                tree, end = read_tree(read, opening)
                if tree and end > found.start():
                    yield (opening, end, tree) if read is text else (0, len(text), tree)
        unescaped = read.replace('\\"', '"').replace("\\\\", "\\").replace("&quot;", '"').replace("\\n", "\n")
        if unescaped == read:
            return
        read = unescaped


def _openings(text: str, item: int) -> Iterator[int]:
    """Where the object may begin: the first brackets of the text before the item, the nearest one, the item itself."""
    first = [found.start() for found in re.finditer(r"[{\[]", text[:item])]
    yield from dict.fromkeys((*first[:4], *first[-2:]))
    yield text.rfind("\n", 0, item) + 1
    yield max(0, item - 1) if text[item - 1 : item] in {'"', "'"} else item


def _items(tree: Tree, server: str | None, depth: int) -> Iterator[_Found]:
    """Every item below, in the order of the text."""
    if isinstance(tree, str) or depth > 12:  # noqa: PLR2004 - the reader's own bound
        return
    server = _named(tree, _SERVER_KEYS) or server
    named = _item_name(_named(tree, _NAME_KEYS) or "")
    if named is not None:
        yield _found(named, tree, server)
        return
    for key, value in tree:
        name = _item_name(key)
        here = key if key.upper().startswith("SCAM-") else server
        if name is None:
            yield from _items(value, here, depth + 1)
        else:
            yield from _of_item(name, value, here)


def _of_item(name: str, value: Tree, server: str | None) -> Iterator[_Found]:
    """One item, or one per server where its value is a list of objects or an object by server id."""
    if isinstance(value, str) or not _per_server(value):
        yield _found(name, value, server)
        return
    for key, part in value:
        if isinstance(part, str):
            continue
        yield _found(name, part, _named(part, _SERVER_KEYS) or (key or None) or server)


def _per_server(value: tuple[Pair, ...]) -> bool:
    return any(not isinstance(part, str) and (not key or key.upper().startswith("SCAM-")) for key, part in value)


def _found(name: str, value: Tree, server: str | None) -> _Found:
    if isinstance(value, str):
        return _Found(name, value, None, server, structured=False)
    result, error = _named(value, _RESULT_KEYS), _named(value, _ERROR_KEYS)
    structured = result is not None or error is not None
    return _Found(name, result, error, _named(value, _SERVER_KEYS) or server, structured)


def _item(found: _Found, code: int | None) -> HealthItem:
    error = found.error
    if error is not None and error.strip().lower() in _NOTHING:
        error = None
    ok = _passed(found.result, error, all_well=code == 0)
    word = (found.result or "").strip().lower()
    if error is None and not ok and word not in _BAD | _NOTHING and not "false".startswith(word):
        error = found.result  # an item that is a word or a sentence: that is what it reported
    return HealthItem(
        name=found.name,
        ok=ok,
        error=None if error is None else redact(error).text,
        sci_server_id=None if found.server is None else mask_server(found.server),
    )


def _passed(result: str | None, error: str | None, *, all_well: bool) -> bool:
    """Whether an item passed; what says neither yes nor no passed only where no error stands or the code says so."""
    word = (result or "").strip().strip(".!").lower()
    if word in _GOOD:
        return True
    if word in _BAD:
        return False
    if word in _NOTHING:
        return error is None and (result is None or all_well)
    return all_well and error is None


def _item_name(key: str) -> str | None:
    return _ITEMS.get(key.strip().lower())


def _named(tree: Tree, keys: frozenset[str]) -> str | None:
    """The value of the first field so called, as text; an object there is told by its own words."""
    if isinstance(tree, str):
        return None
    for key, value in tree:
        if key.strip().lower() in keys:
            return value if isinstance(value, str) else _told(value)
    return None


def _told(tree: tuple[Pair, ...]) -> str:
    return ", ".join(f"{key}: {value}" if key else value for key, value in tree if isinstance(value, str))


def _code(tree: Tree) -> int | None:
    """The report's own code: the outermost one, whatever else stands around the items."""
    code = _named(tree, frozenset({"code", "errcode", "resultcode"}))
    if code is not None and re.fullmatch(r"-?[0-9]{1,9}", code.strip()) is not None:
        return int(code)
    for _, value in () if isinstance(tree, str) else tree:
        if not isinstance(value, str) and any(_item_name(key) for key, _ in value):
            return _code(value)
    return None
