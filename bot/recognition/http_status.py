"""Finds the HTTP status that a paste shows nearest outward from a body; never looks one up."""

import re
from collections.abc import Sequence

from bot.recognition.bodies import Body
from bot.recognition.lazily import pattern
from bot.recognition.values import int_of, plain_key

STATUS_KEYS = frozenset(
    (
        "status",
        "statuscode",
        "httpstatus",
        "httpstatuscode",
        "httpcode",
        "responsestatus",
        "rawstatuscode",
        "responsestatuscode",
        "responsecode",
        "httpresponsecode",
        "scstatus",
        "upstreamstatus",
        "httpstatusvalue",
        "상태",
        "상태코드",
        "http",
    )
)
_ANSWER_KEYS = frozenset({"http", "response", "resp", "res", "httpresponse"})
_REASONS = (
    r"ok|created|accepted|no[ _]content|moved[ _]permanently|found|bad[ _]request|unauthori[sz]ed|payment[ _]required|"
    r"forbidden|not[ _]found|method[ _]not[ _]allowed|not[ _]acceptable|request[ _]timeout|conflict|gone|"
    r"unsupported[ _]media[ _]type|unprocessable[ _]entity|too[ _]many[ _]requests|internal[ _]server[ _]error|"
    r"not[ _]implemented|bad[ _]gateway|service[ _]unavailable|gateway[ _]time-?out"
)
_NUMBER = pattern(r"[1-5]\d\d(?<![\d.]\d{3})(?!\d|\.\d|[A-Za-z])")
_AHEAD = pattern(
    rf"""\d\d\d(?:
      [ \t]?[ (\[:_-][ \t]?\(?(?:{_REASONS})\b
    | [ ](?:client|server)[ ]error\b
    | [ \t]*\r?\n[ \t]*(?:Error:[ ]?)?(?:{_REASONS})\b
    | ,[ ]message=
    | [ ]?:[ ]?\\{{0,15}}["\[{{]
    | [ ]?\][ ](?:during|from|GET|POST|PUT|DELETE|PATCH)\b
    )""",
    re.IGNORECASE | re.VERBOSE,
)
"""What stands after a status: its reason, an exception's words, the body itself."""
_APART = frozenset("\0 \t\n\r[(<\"'`=:|>,;*")
"""What may stand directly before a status that only the words after it tell."""
_BEHIND = pattern(
    r"""(?:
      \bHTTP/\d(?:\.\d)?["']?[ \t,]{1,4}
    | \bstatus(?:[ _-]?(?:code|line))?["'\]*`\\]{0,4}[ \t]{0,8}(?:=>|[:=|,]|is\b|of\b|was\b|HTTP\b)?[ \t]{0,8}
      ["'\[(*`\\]{0,4}[ \t]{0,4}(?:int\(|HTTP[ /]?)?
    | \bHTTP[ _-]?(?:error|code|response|status|statuscode)?[ \t]{0,4}(?:code)?["']?[ \t]{0,4}
      (?:=>|[:=#(\[])?[ \t]{0,4}["']?
    | \b(?:returned[ ]error|responded[ ]with|failed[ ]with|returned|answered(?:[ ]with)?|got|response(?:[ ]code)?)
      [ :=]{1,3}
      (?:an?[ ])?(?:status[ ](?:code[ ])?)?[\[(<]?(?:HTTP[ ])?
    | (?:<--|<-|←|⇐)[ ]
    | \bResponse[ ]?[\[({<]{1,2}[ ]?
    | (?:상태[ ]?(?:코드)?|응답[ ]?(?:코드)?|ステータス(?:コード)?)[ ]?(?:는|은|가|이)?[ ]?[:=]?[ ]?
    )\d\d\d""",
    re.IGNORECASE | re.VERBOSE,
)
"""What stands before a status: the protocol, the word status, what a client says of an answer."""
_FARTHER = pattern(
    r"\b(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)[ \t]+\S{1,200}[ \t]+(?:(?:->|=>|→|:|-)[ \t]*)?\d\d\d(?=[\s,;:)]|$)"
    r"|\bResponse[ ]?[\[({<][^\n]{0,120}?\bcode=\d\d\d"
)
_NEAR = 60
_FAR_BACK = 240
_MOST = 60
_FAR = 6000
_AFTER = 400
LOWEST, HIGHEST = 100, 599


def _is_status(text: str, place: int, start: int) -> bool:
    """Whether the words around the number at `place`, not before `start`, call it a status."""
    if _AHEAD.match(text, place) and (place == 0 or text[place - 1] in _APART):
        return True
    end = place + 3
    for match in _BEHIND.finditer(text, max(start, place - _NEAR), min(len(text), end)):
        if match.end() == end:
            return True
    if "\n" in text[max(start, place - 2) : place]:
        return False
    return any(match.end() == end for match in _FARTHER.finditer(text, max(start, place - _FAR_BACK), end))


def last_status(text: str, start: int, end: int) -> int | None:
    """The last status said between two places."""
    numbers = [match.start() for match in _NUMBER.finditer(text, max(start, end - _FAR), end)]
    for place in reversed(numbers[-_MOST:]):
        if _is_status(text, place, start):
            return int(text[place : place + 3])
    return None


def first_status(text: str, start: int, end: int) -> int | None:
    """The first status said between two places."""
    for count, match in enumerate(_NUMBER.finditer(text, start, min(end, start + _FAR))):
        if count >= _MOST:
            break
        if _is_status(text, match.start(), start):
            return int(match[0])
    return None


def _field_status(text: str, body: Body) -> int | None:
    status = int_of(text, body.fields, STATUS_KEYS)
    return status if status is not None and LOWEST <= status <= HIGHEST else None


def _beside(text: str, body: Body, place: int) -> int | None:
    """The status in an object that describes the answer, within the same body (`"http": {"status_code": 400}`)."""
    for one in body.fields:
        if one.kind == "object" and plain_key(one.key) in _ANSWER_KEYS and not one.start <= place < one.end:
            status = first_status(text, one.start, one.end)
            if status is not None:
                return status
    return None


def visible_status(text: str, own: Body | None, chain: Sequence[Body], reach: tuple[int, int, int, int]) -> int | None:
    """The status nearest outward: own field, the words around it in each wrapper, its line, then before, then after.

    `reach` is the end of the body before, the bounds of the outermost body of this one, and the start of the next.
    """
    if own is not None and (status := _field_status(text, own)) is not None:
        return status
    if own is None and not chain and (status := first_status(text, reach[1], reach[2])) is not None:
        return status
    place = own.start if own is not None else reach[1]
    for body in reversed(chain):
        holder = body.field_at(place)
        if (
            holder is not None
            and holder.kind in ("string", "bare")
            and (status := last_status(text, holder.start - 1, place + 1)) is not None
        ):
            return status
        if (status := _field_status(text, body) or _beside(text, body, place)) is not None:
            return status
        place = body.start
    return _around(text, reach)


def _around(text: str, reach: tuple[int, int, int, int]) -> int | None:
    """The status on the line of the body, in its paragraph, then anywhere before and shortly after it."""
    before, start, end, following = reach
    line = max(before, text.rfind("\n", 0, start) + 1)
    if (status := last_status(text, line, start + 1)) is not None:
        return status
    if not _NUMBER.search(text, before, line) and not _NUMBER.search(text, end):
        return None
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    above = max(before, text.rfind("\n\n", before, start) + 1)
    below = text.find("\n\n", end)
    last = following >= len(text)
    alone = last or 0 <= below < following
    places = (
        (first_status, end, min(line_end, following)),
        (last_status, above, start + 1),
        (first_status, end, min(following, below if below >= 0 else len(text)) if alone else end),
        (last_status, before, start + 1),
        (first_status, end, min(len(text), end + _AFTER) if last else end),
    )
    return next((status for find, first, until in places if (status := find(text, first, until)) is not None), None)
