"""Says what a field's value is in plain text, and which part a field plays in an error body."""

import json
import re
from collections.abc import Sequence
from functools import lru_cache

from bot.recognition.bodies import Body, read_body
from bot.recognition.fields import Field
from bot.recognition.lazily import pattern
from bot.recognition.quoting import STRAIGHT, straightened, unescape, whole, without_cut_escape
from bot.recognition.strings import Effort

NOTHING = frozenset({"", "null", "None", "nil", "<nil>", "<null>", "undefined", "NULL", "(null)", "~"})
_CUT_NOTHING = frozenset({"n", "nu", "nul", "N", "No", "Non", "ni", "u", "un", "und"})
_CUT_MARK = pattern(
    r"(?:\s?(?:\.\.\.|…)\s?(?:\(\d+ (?:bytes|chars|characters|more)[^)\n]{0,20}\)"
    r"|[\[(<]?truncated[^\])>\n]{0,40}[\])>]?)?\]?"
    r"|\s?[\[(<](?:truncated|\+\d+ bytes)[^\])>\n]{0,40}[\])>]?)$"
)
_DOUBLED = pattern(r"(?<!\\)(?:\\\\)++\"")
"""A quote behind doubled backslashes within a string: another language's quotes stand around it all."""
_CODE_VALUE = pattern(r"(?:(?:SKMS|ERROR|ERR|E)[-_: ]{0,2})?(\d{5})(?:\.0{1,2})?[LnfdmU]?", re.IGNORECASE)
_NUMBER = pattern(r"-?(?:0|[1-9]\d{0,17})(?:\.\d{1,17})?")
_WHOLE = pattern(r"\s*(-?\d{1,9})(?!\d)")
_SEPARATORS = str.maketrans("", "", "_-. $@:/")
_DEEPEST = 12
_MOST = 200

MESSAGE_KEYS = (
    "faultstring",
    "message",
    "msg",
    "메시지",
    "메세지",
    "メッセージ",
    "errormessage",
    "errmsg",
    "errormsg",
    "description",
    "desc",
)
_MESSAGE_ENDS = ("message", "msg", "메시지", "메세지", "メッセージ", "description", "desc", "설명", "説明", "내용")
_WEAK_MESSAGE_KEYS = (
    "error",
    "err",
    "reason",
    "title",
    "text",
    "errorname",
    "name",
    "cause",
    "summary",
    "label",
    "value",
)
_DETAIL_ENDS = (
    "detail",
    "details",
    "상세",
    "상세내용",
    "상세정보",
    "세부",
    "세부내용",
    "詳細",
    "detailmessage",
    "detailmsg",
)


@lru_cache(maxsize=512)
def plain_key(key: str) -> str:
    """A key as it is compared: lower case, without separators."""
    return key.translate(_SEPARATORS).lower()


def says_code(raw: str) -> int | None:
    """The number where a value is an error code and nothing else."""
    match = _CODE_VALUE.fullmatch(raw.strip(" \t\"'"))
    return int(match[1]) if match else None


def message_fields(body: Body) -> list[Field]:
    """The fields that may hold the message, the likeliest first."""
    ranked: list[tuple[int, Field]] = []
    for one in body.fields[:_MOST]:
        rank = _message_rank(plain_key(one.key))
        if rank is not None and one.kind in ("string", "bare"):
            ranked.append((rank, one))
    return [one for _, one in sorted(ranked, key=lambda pair: pair[0])]


@lru_cache(maxsize=512)
def _message_rank(key: str) -> int | None:
    if key == "message":
        return 0
    if key in MESSAGE_KEYS or (key.endswith(_MESSAGE_ENDS) and not key.startswith("detail")):
        return 1
    return 2 if key in _WEAK_MESSAGE_KEYS else None


@lru_cache(maxsize=512)
def plays_detail(key: str) -> bool:
    """Whether a key (as compared) names the detail."""
    return key.endswith(_DETAIL_ENDS)


def any_text_fields(body: Body) -> list[Field]:
    """The quoted fields of a body that names no message, as where its head is cut off."""
    return [one for one in body.fields if one.kind == "string" and not plays_detail(plain_key(one.key))][:8]


def detail_field(body: Body) -> Field | None:
    """The field that holds the detail."""
    found = [one for one in body.fields if plays_detail(plain_key(one.key))]
    exact = [one for one in found if plain_key(one.key) == "detail"]
    return next(iter(exact or found), None)


def text_of(text: str, one: Field, effort: Effort, depth: int = 0) -> str | None:
    """The value in plain text; an object or array as compact JSON; None for null."""
    if one.kind in ("object", "array"):
        return _compact(text, one, effort)
    raw = text[one.start : one.end]
    if not one.closed:
        raw = _CUT_MARK.sub("", without_cut_escape(raw.removesuffix("\r").rstrip("`")))
    if one.kind == "bare":
        raw = raw.strip()
        if raw in NOTHING or (not one.closed and raw in _CUT_NOTHING):
            return None
        return unescape(raw, max(depth, one.level)) if "\\" in raw else whole(raw)
    if one.more:
        return "".join(unescape(text[start:end], 1) for start, end in ((one.start, one.end), *one.more))
    if one.quote not in STRAIGHT:
        return straightened(unescape(raw, one.level + 1))
    times = one.level + 1
    if one.level == 0 and one.quote == '"' and _DOUBLED.search(raw):
        times = 2
    return unescape(raw, times) if one.closed else _of_cut(raw, times)


def _of_cut(raw: str, times: int) -> str:
    """A cut value in plain text; what is left of a half escape goes at each level."""
    for _ in range(times):
        raw = unescape(without_cut_escape(raw), 1)
    return raw


def _compact(text: str, one: Field, effort: Effort) -> str:
    raw = unescape(text[one.start : one.end], one.level)
    try:
        value: object = json.loads(raw, strict=False, parse_constant=str)
    except (ValueError, RecursionError):
        value = _tolerant(raw, 0, effort, 0)
        if value is None:
            return raw
    try:
        return whole(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    except (ValueError, RecursionError):
        return raw


def _tolerant(raw: str, start: int, effort: Effort, depth: int) -> object:
    body = read_body(raw, start, effort) if raw[start : start + 1] == "{" and depth < _DEEPEST else None
    if body is None:
        return None
    return {one.key: _tolerant_value(raw, one, effort, depth) for one in body.fields}


def _tolerant_value(raw: str, one: Field, effort: Effort, depth: int) -> object:
    if one.kind == "object" and (inner := _tolerant(raw, one.start, effort, depth + 1)) is not None:
        return inner
    value = raw[one.start : one.end] if one.kind in ("object", "array") else text_of(raw, one, effort)
    if one.kind == "bare" and value is not None:
        literals = {"true": True, "false": False, "True": True, "False": False}
        if value in literals:
            return literals[value]
        if _NUMBER.fullmatch(value):
            return float(value) if "." in value else int(value)
    return value


def int_of(text: str, fields: Sequence[Field], keys: frozenset[str]) -> int | None:
    """The first whole number that stands in a field of one of `keys` (as compared)."""
    for one in fields:
        if plain_key(one.key) in keys and one.kind in ("string", "bare"):
            match = _WHOLE.match(text[one.start : one.end])
            if match:
                return int(match[1])
    return None
