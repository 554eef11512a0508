"""Tells a number of a program or its documents (constants, comments, tests) from one that somebody saw; no code."""

from bot.models.catalog import Catalog
from bot.recognition.judgement import judge
from bot.recognition.lazily import compiled

REACH = 400
"""Characters on either side of a number in which lines of a program are looked for."""

LINE = 200
"""Characters of the number's own line that are read on either side."""

_CONSTANT = r"(?:^|[^\w.$-])([A-Za-z_]\w{2,60})[\"']?\s{0,8}(?::|:=|=|=>)\s{0,8}[\"']?$"
_ENTRY = (
    r"(?m)^[ \t]{0,24}(?:[a-z]{2,8}[ \t]){0,4}[\"']?([A-Za-z_]\w{2,60})[\"']?[ \t]{0,8}[:=][ \t]{0,8}"
    r"[\"']?\d{3,6}[\"']?[ \t]*(?:[,;}/#].*)?$"
)
_CODE_NAMES = (
    r"(?i)(?:.{0,30}(?:skms|drm|sdf|shield|key_?vault|header_?key|ekms).{0,30}|"
    r"(?:last_?|http_?|api_?|the_?|my_?|inner_?|sub_?|biz_?)?(?:err|error|result|response|return|ret|status|fail|exception)"
    r"(?:_?(?:code|no|num|number|cd|id))?|code)$"
)
_LOGGED = r"^\W{0,3}(?:\d{4}[-/.]\d\d|\[?(?:error|warn|info|debug|fatal)\b|[A-Za-z]{3}\s+\d+\s\d\d:)|\d\d:\d\d:\d\d"
_INSIDE_A_PROGRAM = (
    r"(?i)^[ \t]*(?://|/\*|<!--)|^[ \t]{2,}#[ \t]|[;,{})][ \t]*(?://|/\*|#[ \t])|"
    r"(?:^|[^\w.])(?:it|test|describe|context|expect|assert\w*)(?:\.\w+)?\s?\(|"
    r"\.(?!error\()[a-z]\w*\(\s?[\"'`][^\"'`\n]{0,120}$|\.[a-z]\w*\(\s?[\"'][\w.]+[\"'],\s?[\"']?$|"
    r"[\w)\]]\.\w+\s?(?:\|\||\?\?)\s?[\"']?$|[=!]==?\s?[\"'`]$|\bexec(?:ute)?\s+[\w.\[\]]+\s*$|"
    r"\w\s=\s[A-Z]\w+\s$|^(?:   |     |       )\*[ \t]|^\W{1,4}(?:handling|support)\s(?:of|for)\s|"
    r"\b(?:must|should|shall)\s(?:throw|raise|reject|produce)\b[^.\n]{0,60}$|"
    r"^\W{0,4}(?:fix|feat|docs|chore|refactor|test|perf|build)(?:\([^)\n]{0,40}\))?!?:\s"
)
_ASKED_OF = r"[\s\d,\"']{0,60}\]\.\w+\(|[\"']?\)?\s*[=!]==?|[\"']\s(?:not\s)?in\s\w"
_MAYBE_A_COMMENT = r"^[ \t]*(?:\*|#|--)[ \t]*\S"
_THROWN = r"(?i)\bthrow\s*$"
_THROWN_ON = r"\s*(?:,\s*(?:N?['@\"]|\d)|;)"
_LINE_OF_CODE = (
    r"(?m)[\w)\]\"'`][ \t]*;[ \t]*(?://.*)?$|\)[ \t]*(?:=>|->|:\s?\w+)?[ \t]*[{:]$|^[ \t]*(?:\*/|/\*\*)|"
    r"^[ \t]*(?:(?:public|private|protected|export|async|data|static)[ \t]+)*"
    r"(?:def|class|fun|func|function|const|let|var|val|import|package|interface|enum|elif|except|catch)[ \t]+\w+"
)
_ITEM = r"[^\W\d]\s\(([45]\d{4})\)"
_ITEMS = 3
_TOLD = r"(?i)error|fail|code|에러|오류|실패|엔러"
_HEAD = r"\n(?:identifier|title|summary|name|slug|href|description):"
_CHANGES = r"(?mi)^#{1,5}[ \t]+(?:version|\[?v?\d+\.\d+|added|fixed|changed|removed|bug ?fixes|changelog)"
_HEADING = r"(?m)^#{1,5}[ \t]+\S"
_TAUGHT = (
    r"(?:is|are)\s(?:then\s|usually\s)?(?:reported|rejected|raised|returned|answered|refused|thrown)\s(?:as|with)\b"
    r"[^.\n]{0,30}$"
)
_NEXT_SAYS = (
    r"(?s)[^\n`\"“]{0,80}[.)]\s+the (?:error )?(?:message|text|reason|description)\s"
    r"(?:is|says|said|reads|was|names?|identifies|tells|shows|contains)\b[^`\"“\n]{0,80}[`\"“]([^`\"”\n]{3,160})[`\"”]"
)
_PAIR = r"(?<!\d)([45][0-9]{4})\\{0,3}[\"']?\s{0,4}[,:]\s{0,4}\\{0,3}[\"'`]([^\"'`\\\n]{2,100})"
_PAIRS_REACH = 300
_ENUM = r"(?:^|[^\w.])[A-Z][A-Z0-9]*_[A-Z0-9_]+\(\s?$"


def of_a_program(text: str, start: int, end: int, catalog: Catalog) -> bool:
    """Whether the number at `start` is written in a program, its tests, its comments or its release notes."""
    line = text.rfind("\n", max(0, start - LINE), start) + 1 or max(0, start - LINE)
    before = text[line:start]
    stop = text.find("\n", end, end + LINE)
    after = text[end : stop if stop >= 0 else end + LINE]
    around = text[max(0, start - REACH) : end + REACH]
    if (
        compiled(_INSIDE_A_PROGRAM).search(before)
        or compiled(_ASKED_OF).match(after)
        or (compiled(_THROWN).search(before) and compiled(_THROWN_ON).match(after))
    ):
        return True
    if _is_constant(before, around):
        return True
    if compiled(_MAYBE_A_COMMENT).match(before) and compiled(_LINE_OF_CODE).search(around):
        return True
    return _documented(text, before, (start, end)) or _in_a_list(text, before, (start, end), catalog)


def _is_constant(before: str, around: str) -> bool:
    """Whether the number is the value of a named constant: one name in capitals, or one of several names."""
    found = compiled(_CONSTANT).search(before)
    if found is None or compiled(_CODE_NAMES).match(found[1]) or compiled(_LOGGED).search(before):
        return False
    name = found[1]
    if name.isupper() and "_" in name.strip("_"):
        return True
    if not _has_parts(name):
        return False
    others = {entry[1] for entry in compiled(_ENTRY).finditer(around)} - {name}
    return any(_has_parts(other) and not compiled(_CODE_NAMES).match(other) for other in others)


def _has_parts(name: str) -> bool:
    return name.isupper() or "_" in name.strip("_") or not (name[1:].islower() or name.islower())


def _documented(text: str, before: str, span: tuple[int, int]) -> bool:
    """Whether a page of documentation or release notes states the number."""
    start, end = span
    if before.strip(" -") in ("code:", "error_code:") and compiled(_HEAD).match(text, end):
        return True
    around = text[max(0, start - REACH) : end + REACH]
    if "#" in around and compiled(_CHANGES).search(around):
        return True
    if compiled(_TAUGHT).search(before[-60:].lower()) is None:
        return False
    return text.startswith(" instead", end) or compiled(_HEADING).search(around) is not None


def _in_a_list(text: str, before: str, span: tuple[int, int], catalog: Catalog) -> bool:
    """Whether the number is one of a list of named ones that are not all of the table: `VoltageA (40097), …`."""
    if not before.endswith("("):
        return False
    around = text[max(0, span[0] - LINE) : span[1] + LINE]
    numbers = [int(number) for number in compiled(_ITEM).findall(around)]
    return (
        len(numbers) >= _ITEMS
        and not all(number in catalog.vendor for number in numbers)
        and compiled(_TOLD).search(around) is None
    )


def next_says_otherwise(text: str, end: int) -> bool:
    """Whether the sentence after the number's gives the message, in quotation marks: `The message is "…"`."""
    return compiled(_NEXT_SAYS).match(text[end : end + 400].lower()) is not None


def others_codes_near(text: str, start: int, end: int, catalog: Catalog) -> bool:
    """Whether codes beside this one stand with messages that SKMS does not have: then a shared message is theirs."""
    if compiled(_ENUM).search(text[max(0, start - 60) : start]):
        return True
    around = text[max(0, start - _PAIRS_REACH) : end + _PAIRS_REACH]
    return any(judge(int(code), said, catalog).product != "skms" for code, said in compiled(_PAIR).findall(around))
