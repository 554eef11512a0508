"""Says what else a five-digit number in prose may be: a port, a price, a line, a count; judges no error code."""

import re
from collections.abc import Callable

from bot.recognition import prose_words as words
from bot.recognition.lazily import compiled

_CODE = r"(?:[4４][0０][0０1１3３]|[5５][0０][0０])\d\d"
_ENDS_IN_CODE = rf"(?<!\d)(?<!\d[-./]){_CODE}$"
_BEGINS_WITH_CODE = rf"{_CODE}(?!\d)"
_WORD_BEFORE = r"([a-z가-힣ぁ-んァ-ヶー一-龥][a-z0-9_.가-힣ァ-ヶー]*)$"
_NAMES_A_CODE = (
    r"(?:skms|keyvault|shieldrm|(?:^|[a-z_.])(?:err|error|errors?code|errno)|^code|code|exception|err_?cd|"
    r"에러|오류|코드|エラー|コード|키볼트)$"
)
_GLUED = r"(?:skms|drm|sdf|error|errors|err|code|e|에러|오류|코드)$"
_OWN_IDENTIFIER = r"skms|drm|keyvault|key_vault|sdf|ekms|sci"

_SAID_WORD = r"[a-z][a-z_'’]*|[가-힣]+|[ァ-ヶー一-龥]+|[0-9]+"
_OUR_ERROR = r"(?:skms|drm|키볼트|key ?vault)\s(?:errors?|code|err|에러|오류|코드|エラー)?\s?(?:code|코드)?\s?#$"
_TELLS = (
    r"(?:고객사?|사용자|유저|회원사?|직원)(?:들|님|분){0,2}"
    r"(?:이|은|는|가|만|도|인데|에서|에서는|에서만|에게|에게서|한테|께서|측|쪽|측에서|쪽에서|측은|으?로부터)"
)
"""Somebody who tells of a number is not named by it."""
_SYLLABLE_HOLDER = r"(?:줄|행|총|방|약)(?:은|는|이|가|을|를|에|의|로|도|만|번|번호)?"
_NO_HOLDER = r"이상[하한해]|최대한|최소한|거리낌|데이터(?:센터|베이스)|페이지(?:에서|마다)"
_ESCAPES = ("\\n", "\\r", "\\t", '\\"')
"""White space and quotes as they stand inside JSON and log strings."""

_PROGRAM = (
    r"(?<![a-z])(?:enum|const|#define|static (?:final|const|int)|final (?:int|long|string|static|integer)|throw new|"
    r"raise [\w.]{1,60}\(|isequalto|tobe|equals\s?\(|assert\w*)(?![a-z])[^.]{0,60}$|"
    r"(?:^|[\n;{}:>])\s*(?:return|case)\b[^.]{0,60}$|[a-z0-9]_(?!code|error|err|no)[a-z0-9]+\s=\s$|[=!]==?\s?$"
)
_METRIC = (
    r"[a-z0-9_](?:\{[^{}]*\}|\([^()]*\))\s*(?:=>|=|:)?\s*$|_(?:total|count|sum|bytes|seconds|errs|max|min)\s*[:=]?\s*$"
)
_SUCCEEDED = r"\s*[,/|]?\s*(?:성공|정상|전체|success\w*|succeeded|passed|ok|warn\w*|total)\W{0,3}\d"
_PROCESS = r"\d:\d\d.{0,40}[a-z]\[$"
_ROUND = r"(?<![\d.,])[45]0[,.]?000(?![\d.,]\d|\d)"
"""A round number of the same size makes the other one a value that is measured against it."""
_SHEET = r"(?<![a-z])(?:excel|cells?|sheets?|pandas|csv|serial|julian|mjd|column)(?![a-z])|엑셀|셀|시트|エクセル|セル"
_DATE = r"(?<![a-z])(?:dates?|datetime|julian|ephemeris)(?![a-z])|날짜|일자|日付"
_NUMBER_WORDS = frozenset({"number", "no", "nr", "num", "nos"})
_LOG_RIGHT = (
    r"\s+errors?(?:\s+and|,)\s+\d+\s+[a-z]|\s+---\s|#|\s+(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\s+\d|"
    r"\s+[\w./-]+\.(?:py|js|go|java|cc|cpp|ts|tsx|rb|php|log|txt|json|xml|csv|rs|kt|cs)\b|"
    r"\]\s*:?\s*(?:error|warn|warning|info|log|fatal|debug|notice|panic|statement|hint|detail|trace)\b[: ]|"
    r":[a-z]\s\d|\s+\d+\s+[vdiwef]\s|\s+[vdiwef][/ ][\w.]+:|,?\s*level\s\d|\s+\"-\"|,\s*state\s\d|,\s*16\s*,|"
    r"\s*(?:of|/|out of)\s*\d|\s*[x×*]\s*\d|\s*[=<>+!]{1,3}\s*\d|\s+(?:divided|squared|mod\b|prime|is prime)|"
    r"\s+in\s+(?:hex|binary|decimal|octal|usd|eur|krw)\b|\s*[€$£¥₩%°]|\s*\.\.\s*\d|\s+\d+(?:\s|$)"
)
_COUNTER_RIGHT = rf"\s?(?:{words.KOREAN_COUNTERS}|{words.CJK_COUNTERS})"
_UNIT_RIGHT = r"[\s\-‑]{1,2}([a-z²]+)"
_LOG_LEFT = (
    r"(?:%\s?\(?|\"\s\d{3}\s|(?:[-=]>|→)\s?[23]\d\d(?:\sok)?[\s,]{1,3}|\d{2}:\d{2}\s+\d+\s|[-rwx]{9,}.{0,40}|(?:raiserror|errno)\s*\(?\s*|msg\s|sqlstate\W{0,3}|"
    r"[$€£¥₩]\s?|\b(?:rs|usd|krw|eur|gbp)\.?\s?|[^\s\-=]\s*[<>≥≤≈~+×]=?\s?|[=!]=\s?|\d\s*[x×*]\s*|\d\s+of\s+|kill(?:ed)?(?:\s+-\d+)?\s+)$"
)
_HTTP_STATUS_BEFORE = r"(?:^|[^\d.])[1-5]\d\d[\s,;:)]{1,3}$"
_NUMBER_BEFORE = r"\d[\d.,:]*\s+$"
_COMPARES = r"differen\w{2,4} between\s$"
_COMPARED = (
    r"expected|assert|but was|actual(?!ly)[^\n]{0,12}$|too many|too large|out of range|exceed|must be (?:less|more|at)"
)
_CJK_HOLDER = (
    r"(?:ポート|注文|行|部屋|価格|金額|合計|チケット|件数|座席|郵便|端口|订单|单号|房间|邮编|价格|总额|总价|编号|工号|票号|第)"
    r"(?:番号|号|号码)?[はがの:：=\s\"'是为]*$"
)
_FOLLOWS_ERROR = r"[\"'`*)\]]*\s*(?:error|err|exception|에러|오류|エラー)(?!s)"


def stands_alone(lower: str, start: int, end: int) -> bool:
    """Whether the digits are a number of their own: no part of a longer one, an address, a path, an identifier."""
    return _left_is_free(lower, start) and _right_is_free(lower, end)


def _left_is_free(lower: str, start: int) -> bool:
    before = lower[max(0, start - 24) : start]
    if not before or before[-1].isspace() or before.endswith(_ESCAPES):
        return True
    last = before[-1]
    if last.isalpha():
        return not last.isascii() or compiled(_GLUED).search(before) is not None
    ask = _LEFT_MARKS.get(last)
    return ask(before) if ask is not None else not last.isdigit() and last not in "#@+$€£¥₩&%\\^"


def _after_dots(before: str) -> bool:
    return before[-2:] == ".." or (len(before) > 1 and not before[-2].isascii())


def _numbers_our_error(before: str) -> bool:
    return compiled(_OUR_ERROR).search(before) is not None


def _follows_a_code(before: str) -> bool:
    return compiled(_ENDS_IN_CODE).search(before[:-1]) is not None or _joined(before)


def _follows_a_name(before: str) -> bool:
    return _named_by(before.rstrip(":=_\"'"), before[-1])


def _in_bracket(before: str) -> bool:
    return _owner_of_bracket(before[:-1])


def _joined(before: str) -> bool:
    last = before[-1]
    stem = before[:-1].rstrip()
    if last in ",|·":
        return not stem[-1:].isdigit()
    if last in "-–—":
        return not stem[-1:].isdigit() and compiled(_NAMES_A_CODE).search(stem[-16:]) is not None
    return False


def _named_by(stem: str, mark: str) -> bool:
    if not stem or stem[-1].isspace():
        # " :50001" is a port unless the word before the gap is an error's.
        return mark == "_" or (mark == "=" or compiled(_NAMES_A_CODE).search(stem.rstrip()) is not None)
    if mark == "_" and not stem.rstrip("_*~")[-1:].strip():
        return True  # a chat's emphasis
    word = compiled(_WORD_BEFORE).search(stem.rstrip())
    if word is None:
        return mark != "_" and not stem[-1].isdigit() and stem[-1] in ")]}>*`"
    return compiled(_NAMES_A_CODE).search(word[1]) is not None or not word[1].isascii()


def _owner_of_bracket(stem: str) -> bool:
    word = compiled(_WORD_BEFORE).search(stem)
    if word is None:
        return not stem[-1:].isdigit()
    name = word[1]
    return (
        not name.isascii()
        or compiled(_NAMES_A_CODE).fullmatch(name) is not None
        or bool(compiled(_OWN_IDENTIFIER).search(name))
    )


_LEFT_MARKS: dict[str, Callable[[str], bool]] = {
    **dict.fromkeys("/,~-–—|·", _follows_a_code),
    **dict.fromkeys(":=_", _follows_a_name),
    **dict.fromkeys("([", _in_bracket),
    ".": _after_dots,
    "#": _numbers_our_error,
}


def _right_is_free(lower: str, end: int) -> bool:
    after = lower[end : end + 12]
    if not after:
        return True
    first = after[0]
    if first.isspace() or after.startswith(_ESCAPES) or first in "?!;)]}>\"'`*…":
        return True
    if first.isalpha():
        return _suffix_is_free(after)
    rest = after[1:]
    if first in ".,:~-–—/|":
        return compiled(_BEGINS_WITH_CODE).match(rest) is not None or _ends_here(first, rest)
    if first == "_":
        return not after.lstrip("_*~")[:1].isalnum()
    return first not in "@%+#$€£°\\^&"


def _suffix_is_free(after: str) -> bool:
    if not after[0].isascii():
        return True
    letters = re.match(r"[a-z]+", after)
    return letters is not None and letters[0] in {"s", "error", "errors", "err", "code"}


def _ends_here(mark: str, rest: str) -> bool:
    if not rest:
        return True
    if rest[0].isdigit():
        return False
    if mark == "/":
        return rest[0].isspace() or not rest[0].isascii()
    if mark == "-":
        return rest[0].isspace() or rest.startswith(("err", "에러", "오류", "エラー"))
    return mark != "." or not rest[0].isascii() or not rest[0].isalpha()


def other_reading(left: str, right: str) -> str | None:
    """What else the number between these halves of a sentence (lower case) is said to be, None where nothing is."""
    for reading, asks in _READINGS:
        if asks(left, right):
            return reading
    return _holder(left[-60:], right)


def _is_counted(_: str, right: str) -> bool:
    unit = compiled(_UNIT_RIGHT).match(right)
    return compiled(_COUNTER_RIGHT).match(right) is not None or (unit is not None and unit[1] in words.UNITS)


def _is_in_a_program(left: str, _: str) -> bool:
    return compiled(_PROGRAM).search(left[-70:]) is not None


def _is_a_metric(left: str, right: str) -> bool:
    return compiled(_METRIC).search(left[-90:]) is not None or compiled(_SUCCEEDED).match(right) is not None


def _is_a_process(left: str, right: str) -> bool:
    return right.startswith("]:") and compiled(_PROCESS).search(left[-60:]) is not None


def _is_compared(left: str, right: str) -> bool:
    rounded = compiled(_ROUND)
    if rounded.search(left) or rounded.search(right):
        return True
    compared = compiled(_COMPARED)
    return compared.search(left[-60:]) is not None or compared.search(right[:24]) is not None


def _is_a_date(left: str, right: str) -> bool:
    """Whether spreadsheet cells and dates are spoken of: 40013 is 2009-07-19 there."""
    sentence = left + right
    return compiled(_SHEET).search(sentence) is not None and compiled(_DATE).search(sentence) is not None


def _in_a_column(left: str, right: str) -> bool:
    if compiled(_LOG_RIGHT).match(right) or compiled(_LOG_LEFT).search(left[-60:]):
        return True
    return bool(compiled(_NUMBER_BEFORE).search(left[-14:])) and not compiled(_HTTP_STATUS_BEFORE).search(left[-14:])


_READINGS: tuple[tuple[str, Callable[[str, str], bool]], ...] = (
    ("count", _is_counted),
    ("column", _in_a_column),
    ("program", _is_in_a_program),
    ("metric", _is_a_metric),
    ("process", _is_a_process),
    ("date", _is_a_date),
    ("compared", _is_compared),
)


def _holder(left: str, right: str) -> str | None:
    if compiled(_CJK_HOLDER).search(left[-12:]):
        return "holder"
    tokens = list(compiled(_SAID_WORD).finditer(left))[-6:]
    if (
        tokens
        and tokens[-1][0] in words.APPROXIMATIONS
        and not (compiled(_FOLLOWS_ERROR).match(right) or compiled(_COMPARES).search(left))
    ):
        return "quantity"
    numbered = False
    for place in range(len(tokens) - 1, -1, -1):
        word = tokens[place][0].rsplit("_", 1)[-1]
        if _is_error_or_code(word):
            return _other_code(tokens, place)
        if word == "lot" and left.startswith(" of", tokens[place].end()):
            return None
        if _holds(word, left[tokens[place].end() :], tokens[:place]):
            return "holder"
        numbered = numbered or word in _NUMBER_WORDS or word.endswith("번호") or word.startswith("값")
        if not _is_filler(word):
            break
    return "holder" if numbered else None


def _is_error_or_code(word: str) -> bool:
    if word in words.ERROR_WORDS or word in words.CODE_WORDS:
        return True
    return word.startswith(("에러", "오류", "エラー", "코드"))


def _is_filler(word: str) -> bool:
    return word in words.FILLERS or word.startswith("값") or word == "번호"


def _holds(word: str, gap: str, before: list[re.Match[str]]) -> bool:
    if compiled(_TELLS).fullmatch(word):
        return False
    if word in words.HOLDERS or (not word.isascii() and _holds_in_korean(word)):
        return True
    if word not in words.SOFT_HOLDERS or gap.strip(" #=no.is"):
        return False
    return not (word == "id" and before and before[-1][0] in words.ERROR_WORDS)


def _holds_in_korean(word: str) -> bool:
    if compiled(_SYLLABLE_HOLDER).fullmatch(word):
        return True
    return word.startswith(words.HOLDERS_KO_SET) and compiled(_NO_HOLDER).match(word) is None


def _other_code(tokens: list[re.Match[str]], place: int) -> str | None:
    if tokens[place][0] not in words.CODE_WORDS and not tokens[place][0].startswith("코드"):
        return None
    before = {token[0] for token in tokens[max(0, place - 2) : place]}
    if before & words.ERROR_WORDS:
        return None
    if before & words.OTHER_CODES or any(word.startswith(words.OTHER_CODES_CJK) for word in before):
        return "another code"
    return None
