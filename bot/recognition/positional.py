"""Reads a code and its own message that stand side by side without keys (tuples, Go's %v); reads no bare number."""

import re

from bot.models.catalog import Catalog
from bot.recognition.judgement import GENERIC, Verdict, judge
from bot.recognition.lazily import pattern
from bot.recognition.lexicon import squash_known
from bot.recognition.program import others_codes_near
from bot.recognition.quoting import QUOTES, family, unescape
from bot.recognition.reading import Anchor, Reading
from bot.recognition.strings import Effort

_Q = f"[{re.escape(QUOTES)}]"
_BLANK = r"(?:[ \t]|\\++[nt]){0,12}(?:\r?\n[ \t]{0,40})?"
_BETWEEN = pattern(
    rf"""(?:\.0)?[LnU]?\\*+{_Q}?[)\]}}>*_`]{{0,3}}{_BLANK}(?:HTTP[ ]?\d{{3}}[ ]?)?
    (?:=>|->|[:,;|│\-–—=/•]){{0,2}}{_BLANK}
    (?:(?:error[ _]?|err[ _]?)?(?:message|msg|description|reason)\\*+{_Q}?[ ]?[:=]?[ ]?)?
    (?:(?:is|means|was|with|error|Some\(|Optional\()[ ]?)?[(\[{{*_`]{{0,3}}[ub]?\\*+{_Q}?""",
    re.IGNORECASE | re.VERBOSE,
)
"""What may stand between a code and its message."""
_BEFORE = pattern(
    rf"""[.!]?\\*+{_Q}?[)\]*_`]{{0,2}}[\s,;:|│\-–—=>/•]{{0,8}}[(\[{{<*_`]{{0,3}}[\s]?(?:with[ ]|and[ ])?
    (?:(?:skms|error|err|status|result|response|api|에러|오류)[\s_-]?){{0,3}}\\*+{_Q}?
    (?:code|no\.?|number|코드|번호)?\\*+{_Q}?[\s:=#(\[]{{0,4}}\\*+{_Q}?(?:SKMS[-_ ]?|E)?$""",
    re.IGNORECASE | re.VERBOSE,
)
"""What may stand between a message and its code."""
_DETAIL_LABEL = pattern(
    rf"""(?:\\*+{_Q})?[\s,;:.|│\-–—(\[{{/]{{0,6}}\\*+{_Q}?(?:error[ _]?)?(?:details?|상세|詳細)\\*+{_Q}?
    [ ]?(?:(?:=>|[:=])[ ]?|(?=\\*+{_Q}))""",
    re.IGNORECASE | re.VERBOSE,
)
_AFTER_MESSAGE = pattern(
    rf"""\\*+{_Q}?[ \t]{{0,4}}(?P<mark>[,;:|│\t/]|[-–—]|\((?!HTTP|code|status)|\[|=>|->)?
    [ \t]{{0,12}}(?P<quote>\\*+{_Q})?""",
    re.VERBOSE,
)
_AFTER_CODE = pattern(rf"\\*+{_Q}?[)\]}}>]{{0,2}}")
_QUOTE = pattern(rf"(?P<quote>\\*+{_Q})")
_END_OF_LINE = pattern(r"[\r\n]|\\++n|$")
_PARTING = frozenset({",", "\t", "|", "│", ";", ":", "=>", "/"})
_MORE_WORDS = pattern(r" [A-Za-z]")
"""What makes a message that others share a longer one, which is not SKMS's."""
_FOREIGN_NAME = pattern(r"(?<![A-Za-z])(?!(?:SKMS|E|ERR|ERROR|CODE)\d?$)[A-Za-z]{1,24}$", re.IGNORECASE)
_OPENERS = {"{": "}", "(": ")", "[": "]", "<": ">"}
_OPTION = pattern(r"(?:Some|Optional|Just)\((.*)\)$", re.DOTALL)
_HTTP_NOTE = pattern(r"(?:HTTP|status|code|at |in |\d{3}\b|see |http)", re.IGNORECASE)


def read_beside(text: str, anchor: Anchor, catalog: Catalog, effort: Effort) -> Reading | None:
    """The reading of a code whose own message stands directly after or before it; None where it does not."""
    words = catalog.vendor[anchor.code]
    effort.spend(4)
    if text[anchor.start - 1 : anchor.start].isalpha() and _FOREIGN_NAME.search(
        text[max(0, anchor.start - 25) : anchor.start]
    ):
        return None
    between = _BETWEEN.match(text, anchor.end)
    start = between.end() if between else anchor.end
    said = _said(text, start, words.message)
    if said is not None:
        verdict = judge(anchor.code, said, catalog)
        if verdict.product != "skms" or _others_share(verdict, text, anchor, catalog):
            return None
        detail, end = _detail_after(text, start + len(said), _opener(text, anchor.start))
        return Reading(anchor.code, anchor.start, anchor.start, end, "dump", said, detail, verdict, weak=True)
    return _read_before(text, anchor, catalog)


def _said(text: str, start: int, message: str) -> str | None:
    """The words at `start` where they are `message`, however spaced and in whatever case."""
    piece = text[start : start + len(message)]
    if piece.casefold() != message.casefold() or text[start + len(message) :][:1].isalnum():
        return None
    shared = squash_known(message) in GENERIC
    return None if shared and _MORE_WORDS.match(text, start + len(message)) else piece


def _others_share(verdict: Verdict, text: str, anchor: Anchor, catalog: Catalog) -> bool:
    """Whether a message that others share stands among codes that are theirs."""
    return verdict.why == "message-others-share" and others_codes_near(text, anchor.start, anchor.end, catalog)


def _opener(text: str, place: int) -> str:
    before = text[max(0, place - 3) : place].rstrip(" \"'")
    return before[-1:] if before[-1:] in _OPENERS else ""


def _read_before(text: str, anchor: Anchor, catalog: Catalog) -> Reading | None:
    message = catalog.vendor[anchor.code].message
    window = max(0, anchor.start - 80 - len(message))
    found = text[window : anchor.start].casefold().rfind(message.casefold())
    if found < 0:
        return None
    start = window + found
    end = start + len(message)
    if not _BEFORE.fullmatch(text[end : anchor.start]):
        return None
    said = text[start:end]
    verdict = judge(anchor.code, said, catalog)
    if verdict.product != "skms":
        return None
    if _others_share(verdict, text, anchor, catalog):
        return None
    after = _AFTER_CODE.match(text, anchor.end)
    detail, stop = _detail_after(text, after.end() if after else anchor.end, "")
    return Reading(anchor.code, anchor.start, start, stop, "dump", said, detail, verdict, weak=True)


def _detail_after(text: str, place: int, opener: str) -> tuple[str | None, int]:
    """The detail that follows a message, and where it ends."""
    label = _DETAIL_LABEL.match(text, place)
    if label:
        quote = _QUOTE.match(text, label.end())
        bracket = label[0].strip(" ,;:.|│-–—/")[:1]
        return _quoted(text, quote) if quote else _value(text, label.end(), bracket if bracket in _OPENERS else opener)
    mark = _AFTER_MESSAGE.match(text, place)
    if mark is None:
        return None, place
    if mark["quote"]:
        return _quoted(text, mark) if mark["mark"] in _PARTING else (None, place)
    if _HTTP_NOTE.match(text, mark.end()) or not _goes_on(mark["mark"], opener):
        return None, place
    return _value(text, mark.end(), mark["mark"] if mark["mark"] in ("(", "[") else opener)


def _goes_on(mark: str | None, opener: str) -> bool:
    """Whether unquoted words after `mark` are the detail: within brackets a blank (Go) or a comma is enough."""
    if mark is None:
        return opener == "{"
    return mark not in (",", ";") or opener != ""


def _quoted(text: str, mark: re.Match[str]) -> tuple[str | None, int]:
    quote = mark["quote"][-1]
    level = len(mark["quote"]) - 1
    place = mark.end()
    while (
        found := min((text.find(one, place) for one in family(quote) if text.find(one, place) >= 0), default=-1)
    ) >= 0:
        if level or text[found - 1] != "\\":
            end = found - level
            return unescape(text[mark.end() : end], level + 1), found + 1
        place = found + 1
    return None, mark.end()


def _value(text: str, start: int, opener: str) -> tuple[str | None, int]:
    """Words up to the bracket that closes `opener`, or to the end of the line."""
    stop = _END_OF_LINE.search(text, start)
    limit = stop.start() if stop else len(text)
    end = limit
    depth = 0
    closer = _OPENERS.get(opener, "")
    for place in range(start, min(limit, start + 8000)):
        if closer and text[place] == opener:
            depth += 1
        elif closer and text[place] == closer:
            if depth == 0:
                end = place
                break
            depth -= 1
    value = text[start:end].strip().rstrip("`")
    option = _OPTION.match(value)
    value = (option[1] if option else value).strip("\"'") if value[:1] in "\"'SOJ" else value
    return (value if value and value not in ("null", "None", "nil", "<nil>") else None), end
