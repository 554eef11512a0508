"""Finds the HTTP status that stands inside a detail and what cause a status reads as; knows no transport."""

from typing import NamedTuple

from bot.lazily import compiled
from bot.models.diagnosis import CauseId

_EXACT: dict[int, CauseId] = {
    401: "auth_expired_or_invalid",
    403: "permission_denied",
    404: "not_found",
    407: "proxy_auth",
    429: "rate_limited",
}
TELLING = frozenset(_EXACT)
"""Statuses that say more than which side failed."""
_CLIENT_ERROR = 400
_SERVER_ERROR = 500

_REASONS = (
    "bad request|unauthorized|payment required|forbidden|not found|method not allowed|not acceptable|"
    "proxy authentication required|request time-?out|conflict|gone|length required|precondition failed|"
    "payload too large|content too large|request entity too large|uri too long|unsupported media type|"
    "unprocessable entity|unprocessable content|locked|too many requests|internal server error|not implemented|"
    "bad gateway|proxy error|service unavailable|service temporarily unavailable|gateway time-?out|client error|"
    "server error|http version not supported|web server is down|moved permanently|found|see other|temporary redirect"
)
_ANY = r"[3-5]\d\d"
_REASON = r"(?<![\w.:/-])\(?([3-5]\d\d)\)?[ :,_-]{0,3}\(?(?:" + _REASONS.replace(" ", "[ _]") + r")(?![a-z])"
_FIELD = (
    r"""(?<![a-z])(?:http[ _-]?)?(?:status(?:[ _-]?code)?|response(?:[ _-]?code)?|code|returned error|error code)"""
    r"""["')\]]{0,2}[ ]?(?:[:=]|of |was |is )?[ ]?["'(\[]{0,2}(?:http[ _-]?)?([3-5]\d\d)(?![\w-]|\.\d)"""
)
_HTTP = r"(?<![a-z])http(?:s|/[\d.]{1,3})?[ _-](?:error[ :]{0,2})?([3-5]\d\d)(?!\w|\.\d|:\d)"
_HEAD = r"(?:\A[\s\"']*+|(?:exception|error)(?:\$\w{1,40})?: )\[?([3-5]\d\d)(?=\]|\s*(?:[:,\"{\[<(]|null|$))"
_BODY = r"(?<![\w.:/-])([3-5]\d\d) : (?=[\"\[{])"
_TRANSLATED = (
    r"(?:(?<!\w)(?=\([3-5]\d\d\) ?[^\x00-\x7f])|(?<=: )(?=\([3-5]\d\d\) (?!ms\b|milli|bytes?\b|sec)[a-z]))"
    r"\(([3-5]\d\d)\) ?"
)
_TITLE = r"<(?:title|h[1-3])[^<>]{0,80}>\s{0,9}(?:http )?(?:error )?([3-5]\d\d)(?!\w)"
_VERB = r"(?<![a-z])(?:got|returned|received|responded with|answered|failed with)(?: an?)?(?: http)? ([3-5]\d\d)(?!\w)"
_DURING = r"\[([3-5]\d\d)(?: [^\]\n]{1,80})?\] during"
_FROM = r"(?<![\w.:/-])([3-5]\d\d) from (?:[a-z]{3,7} )?https?://"


_SUCCESS = (
    r"(?<![\w.:/-])(?:(?:http/[\d.]{1,3} )?(20\d) (?:ok|created|accepted|no content)\b|\[(20\d)\] during"
    r"|http/[\d.]{1,3} (20\d)\b(?! connection)"
    r"|(?:status[ _]?code|http[ _]status|response[ _]code)[\"' :=]{0,4}(20\d)\b)"
)


class Status(NamedTuple):
    """An HTTP status inside a text and where the words that state it stand."""

    number: int
    start: int
    end: int


def read_status(status: int) -> CauseId:
    """The cause that a status alone reads as."""
    if status in _EXACT:
        return _EXACT[status]
    if status >= _SERVER_ERROR:
        return "http_5xx"
    return "http_4xx" if status >= _CLIENT_ERROR else "other"


def find_status(low: str) -> Status | None:
    """The innermost status of the (lower case) text, a success only where no failure is stated; None without one."""
    if compiled(_ANY).search(low) is None:
        return _find_success(low) if "20" in low else None
    last: tuple[int, int, int] | None = None
    for pattern in (_REASON, _FIELD, _HTTP, _HEAD, _BODY, _TRANSLATED, _TITLE, _VERB, _FROM, _DURING):
        for match in compiled(pattern).finditer(low):
            stated = (match.start(1), match.end(), int(match[1]))
            if last is None or stated > last:
                last = stated
    if last is not None:
        return Status(last[2], last[0], last[1])
    return _find_success(low) if "20" in low else None


def _find_success(low: str) -> Status | None:
    last: Status | None = None
    for match in compiled(_SUCCESS).finditer(low):
        group = match.lastindex or 0
        last = Status(int(match[group]), match.start(group), match.end())
    return last
