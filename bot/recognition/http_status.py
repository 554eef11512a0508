"""Finds the HTTP status that a paste shows nearest outward from a body; never looks one up."""

import re
from collections.abc import Sequence

from bot.recognition.bodies import Body
from bot.recognition.values import int_of

STATUS_KEYS = frozenset(
    "status statuscode httpstatus httpstatuscode httpcode responsestatus rawstatuscode responsestatuscode "
    "responsecode httpresponsecode scstatus upstreamstatus httpstatusvalue 상태 상태코드 http".split()
)
_REASONS = (
    "ok|created|accepted|no content|moved permanently|found|bad request|unauthori[sz]ed|payment required|forbidden|not found|"
    "method not allowed|not acceptable|request timeout|conflict|gone|unsupported media type|unprocessable entity|"
    "too many requests|internal server error|not implemented|bad gateway|service unavailable|gateway time-?out"
)
_N = r"(?P<n{0}>[1-5]\d\d)(?![\d.]\d|\d|[A-Za-z])"


def _numbered(pattern: str, number: int) -> str:
    return pattern.replace("{N}", _N.format(number))


_FORMS = (
    r"\bHTTP/\d(?:\.\d)?[\"']?[ \t]+{N}",
    r"\bHTTP/\d(?:\.\d)?[\"'][ \t,]+{N}",
    r"\bstatus(?:[ _-]?(?:code|line))?[\"'\]*`\\]{0,4}[ \t]{0,8}(?:=>|[:=|,]|is\b|of\b|was\b|HTTP\b)?[ \t]{0,8}[\"'\[(*`\\]{0,4}(?:int\(|HTTP[ /]?)?{N}",
    r"(?<![\d.:/-]){N}[ \t]?[ (\[:_-][ \t]?\(?(?:" + _REASONS.replace(" ", "[ _]").replace("-?", "[ _-]?") + r")\b",
    r"(?<![\d.:/-]){N}[ ](?:client|server)[ ]error\b",
    r"\bHTTP[ _-]?(?:error|code|response|status|statuscode)?[ \t]{0,4}(?:code)?[\"']?[ \t]{0,4}(?:=>|[:=#(\[])?[ \t]{0,4}[\"']?{N}",
    r"\b(?:returned error|responded with|failed with|returned|answered(?:[ ]with)?|got|response(?:[ ]code)?|respuesta)[ :=]{1,3}(?:a[ ]|an[ ])?(?:status[ ](?:code[ ])?)?[\[(<]?(?:HTTP[ ])?{N}(?=[\s\])>,;.]|$)",
    r"<--[ ]{N}\b",
    r"\b(?:GET|POST|PUT|DELETE|PATCH|HEAD|OPTIONS)[ \t]+\S{1,200}[ \t]+(?:(?:->|=>|→|:|-)[ \t]*)?{N}(?=[\s,;:)]|$)",
    r"{N},[ ]message=",
    r"\bResponse[ ]?[\[({<]{1,2}(?:[^\n]{0,60}?\bcode=|[ ]?)?{N}",
    r"(?:상태[ ]?(?:코드)?|응답[ ]?(?:코드)?|ステータス(?:コード)?)[ ]?(?:는|은|가|이)?[ ]?[:=]?[ ]?{N}",
    r"(?:^|[\s\[(<\"'])[<]?{N}[ ]?:[ ]?\\{0,15}[\"\[{]",
    r"\[{N}\] (?:during|from|GET|POST|PUT|DELETE|PATCH)\b",
    r"<{N}[ ][A-Z_]{4,30}[ ,>]",
    r"\(\s?{N}\s?\)[ \t]{0,3}(?:\n|$)",
)
_STATUS = re.compile(
    "|".join(_numbered(form, number) for number, form in enumerate(_FORMS)), re.IGNORECASE | re.MULTILINE
)
_NUMBER = re.compile(r"(?<![\d.])[1-5]\d\d(?!\d|\.\d|[A-Za-z])")
_BEFORE = 240
_BEHIND = 48
_MOST = 60
_FAR = 6000
_AFTER = 400


def _is_status(text: str, place: int, start: int, end: int) -> bool:
    """Whether the words around the number at `place`, between `start` and `end`, call it a status."""
    for match in _STATUS.finditer(text, max(start, place - _BEFORE), min(end, place + _BEHIND)):
        if match.start(match.lastgroup or 0) == place:
            return True
    return False


def last_status(text: str, start: int, end: int) -> int | None:
    """The last status said between two places."""
    numbers = [match.start() for match in _NUMBER.finditer(text, max(start, end - _FAR), end)]
    for place in reversed(numbers[-_MOST:]):
        if _is_status(text, place, start, end):
            return int(text[place : place + 3])
    return None


def first_status(text: str, start: int, end: int) -> int | None:
    """The first status said between two places."""
    for count, match in enumerate(_NUMBER.finditer(text, start, min(end, start + _FAR))):
        if count >= _MOST:
            break
        if _is_status(text, match.start(), start, end):
            return int(match[0])
    return None


def _field_status(text: str, body: Body) -> int | None:
    status = int_of(text, body.fields, STATUS_KEYS)
    return status if status is not None and 100 <= status <= 599 else None


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
        if (status := _field_status(text, body)) is not None:
            return status
        place = body.start
    return _around(text, reach)


def _around(text: str, reach: tuple[int, int, int, int]) -> int | None:
    before, start, end, following = reach
    line = max(before, text.rfind("\n", 0, start) + 1)
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    above = max(before, text.rfind("\n\n", before, start) + 1)
    below = text.find("\n\n", end)
    alone = following >= len(text) or 0 <= below < following
    places = [
        (last_status, line, start + 1),
        (first_status, end, min(line_end, following)),
        (last_status, above, start + 1),
        (first_status, end, min(following, below if below >= 0 else len(text)) if alone else end),
        (last_status, before, start + 1),
        (first_status, end, min(len(text), end + _AFTER) if following >= len(text) else end),
    ]
    return next((status for find, first, last in places if (status := find(text, first, last)) is not None), None)
