"""Finds bare codes in prose and questions, where they are spoken of as errors; reads no structured body."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.models.catalog import Catalog
from bot.models.sighting import Confidence
from bot.recognition.evidence import Sentence, foreign_words, stranger_near
from bot.recognition.judgement import neighbour_saying
from bot.recognition.lazily import compiled
from bot.recognition.lexicon import squash
from bot.recognition.names import unknown_names
from bot.recognition.own_words import SaidWords, own_words_near
from bot.recognition.program import next_says_otherwise, of_a_program
from bot.recognition.readings import other_reading, stands_alone
from bot.recognition.vicinity import Vicinity, survey

MOST = 96
"""Numbers of one text that are judged; a text with more is a log or a table, and not prose."""

WINDOW = 110
"""Characters of a sentence that are read on either side of a number."""

FAMILY = r"[4５5４][0０][0０1１3３]\d\d(?!\d)"
"""Five digits, full-width ones included; what stands before them is asked by `numbers_alone`, which is cheaper."""

_SPACES = r"\s{2,}|[^\S \n]"
_BREAK = r"(?<!\.)(?<!\bno)[.!?](?=\s)|[。！？]|\n\s*\n"
_BETWEEN_CODES = (
    r"s?\s*(?:[,/&+~→|·]|->|-|–|and|or|to|then|vs\.?|와|과|이랑|랑|하고|이나|나|또는|및|그리고|、|と|や|または)\s*"
    r"(?:and|or|또는)?\s*[\"'`*]?"
)
_STATUS = (
    r"(?:http(?:/\d(?:\.\d)?)?|status(?:\s?code)?|상태\s?코드|ステータス(?:コード)?)\s*[:=]?\s*\(?([1-5]\d\d)(?!\d)|"
    r"(?<!\d)([1-5]\d\d)\s(?:bad request|unauthorized|forbidden|not found|internal[ _]server[ _]error)|"
    r"(?<![\d.])([45]\d\d)(?:\s?/\s?(?=[45])|\s?(?:번\s?)?(?:응답|상태|レスポンス|response|status))"
)
_KEY_ID = (
    r"(?i)(?:key[\s_-]?id|키\s?(?:id|아이디))\s?(?:는|은|가|is|was)?\s{0,4}[:=#]?\s{0,4}[\"'`]?((?=[a-z_-]{0,40}\d)[0-9a-z_-]+)|"
    r"/key/([0-9a-z_-]+)"
)
_HAN_ONLY = r"[一-龥]"
_KANA_OR_HANGUL = r"[ぁ-んァ-ヶ가-힣]"
_QUOTED_KEY = r"[\"']\s*[:=]\s*[\"']?$"
_CODE_KEY = r"[\"'](?:error_?)?code[\"']\s*[:=]\s*[\"']?$"
_ASIDE = r"\(\s?(?:에러|오류|error|err|エラー)?[\s_]?(?:코드|code|コード)\s?[:=]\s?\d{5}\s?\)"
"""A body without a message that is but an aside of a sentence: `오류(에러코드: 40011)`."""
_NEAR = 160
FAMILIAR = "ekms"
"""The neighbour whose words for a code are SKMS's own; it takes no code away from it."""
_TIGHT = (
    r"(?:skms|shieldrm|shield drm|키볼트|key ?vault|sdf container)\]?[\s\-_:#]{0,3}"
    r"(?:error|err|code|에러|오류|코드|エラー)?[\s\-_:#\"'`(\[]{0,4}$"
)
_ADDRESSEE = r"\b(?:for|to|by|at)\s*$"
_AROUND = 240
_FEW = 2
"""Unknown words that may stand around a sentence of everyday ones without making it somebody else's."""
_WHOLE_MESSAGE = 24
_SHORT_MESSAGE = 60


@dataclass(frozen=True, slots=True)
class Mention:
    """A bare code in words: where it stands, how certain it is and why, and what stands beside it."""

    code: int
    confidence: Confidence
    why: str
    span: tuple[int, int]
    http_status: int | None
    key_id: str | None
    message: str | None


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the table that stands alone in a text."""

    code: int
    start: int
    end: int


def lowered(text: str) -> str:
    """The text in lower case, each character in its place (a few letters grow when lowered; those stay)."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def find_mentions(text: str, catalog: Catalog, taken: Sequence[tuple[int, int]]) -> list[Mention]:
    """The bare codes of the table that are spoken of, in the order of the text, outside the `taken` spans.

    `possible` marks a number that may be a code while nothing says so. Numbers with another reading (port, price,
    line, count …), another vendor's name nearer or another product's message beside them are left out.
    """
    if compiled(FAMILY).search(text) is None:
        return []
    lower = lowered(text)
    numbers = [number for number in numbers_alone(lower, taken) if number.code in catalog.vendor]
    if not numbers:
        return []
    vicinity = survey(lower, numbers[0].start, numbers[-1].end, catalog)
    mentions: list[Mention] = []
    for group in _groups(lower, numbers):
        mentions.extend(_judge_group(text, lower, group, vicinity, catalog))
    return mentions


def numbers_alone(lower: str, taken: Sequence[tuple[int, int]], family: str = FAMILY) -> list[Number]:
    """The numbers of the family that stand alone, outside the taken spans; the first `MOST` of them."""
    spans = sorted(taken)
    starts = [start for start, _ in spans]
    found: list[Number] = []
    for match in compiled(family).finditer(lower):
        start, end = match.span()
        place = bisect_right(starts, start) - 1
        if place >= 0 and start < spans[place][1] and not compiled(_ASIDE).fullmatch(lower, *spans[place]):
            continue
        if stands_alone(lower, start, end):
            found.append(Number(int(match[0]), start, end))
            if len(found) >= MOST:
                break
    return found


def _groups(lower: str, numbers: list[Number]) -> Iterator[list[Number]]:
    group: list[Number] = []
    for number in numbers:
        if group and not compiled(_BETWEEN_CODES).fullmatch(lower, group[-1].end, number.start):
            yield group
            group = []
        group.append(number)
    if group:
        yield group


def _judge_group(text: str, lower: str, group: list[Number], vicinity: Vicinity, catalog: Catalog) -> Iterator[Mention]:
    first, last = group[0], group[-1]
    sentence = sentence_around(text, lower, first.start, last.end, several=len(group) > 1)
    verdict: tuple[Confidence, str] | None = None
    judged = False
    for number in group:
        if neighbour_near(number, lower, vicinity, catalog) is not None:
            continue
        said = own_words_near(number.code, text, lower, (number.start, number.end), catalog)
        if said is not None:
            yield _mention(number, lower, said.confidence, said.why, said)
            continue
        if not judged:
            verdict = _weigh(text, sentence, (first.start, last.end), vicinity)
            verdict, judged = _unless_of_a_program(verdict, text, first, vicinity, catalog), True
        if verdict is not None:
            yield _mention(number, lower, *verdict, None)


def sentence_around(text: str, lower: str, start: int, end: int, *, several: bool = False) -> Sentence:
    """The sentence around a run of numbers, cut at its borders and at `WINDOW`; a run of white space is one."""
    left, right = lower[max(0, start - WINDOW) : start], lower[end : end + WINDOW]
    border = None
    for border in compiled(_BREAK).finditer(left):  # noqa: B007 - the last one is wanted
        pass
    if border is not None:
        left = left[border.end() :]
    border = compiled(_BREAK).search(right)
    if border is not None:
        right = right[: border.end()]
    as_written = text[start - len(left) : start], text[end : end + len(right)]
    return Sentence(_tidy(left), _tidy(right), _tidy(as_written[0]), _tidy(as_written[1]), several)


def _tidy(half: str) -> str:
    return compiled(_SPACES).sub(_one_space, half)


def _one_space(found: re.Match[str]) -> str:
    return "\n" if "\n" in found[0] else " "


def neighbour_near(number: Number, lower: str, vicinity: Vicinity, catalog: Catalog) -> str | None:
    """The neighbour that a number belongs to by its name or its message nearby, None where nothing says so."""
    owner = vicinity.neighbour(number.start, number.end)
    if owner is not None:
        return owner
    around = lower[max(0, number.start - WINDOW) : number.end + WINDOW]
    said = neighbour_saying(number.code, squash(around), catalog)
    return None if said == FAMILIAR else said


def _weigh(text: str, sentence: Sentence, span: tuple[int, int], vicinity: Vicinity) -> tuple[Confidence, str] | None:
    tight = compiled(_TIGHT).search(sentence.left[-40:]) is not None
    if tight and sentence.repeated:
        return "certain", "named-skms"
    if _read_otherwise(sentence):
        return None
    if tight and not sentence.counted:
        return "certain", "named-skms"
    ours, trade = vicinity.to_ours(*span), vicinity.to_domain(*span)
    named = ours is not None and ours <= _NEAR
    if not (named and vicinity.unmistakable) and _someone_elses(sentence):
        return None
    if not vicinity.unmistakable and _names_unknown(text, sentence, span, alone=ours is None and trade is None):
        return "possible", "something-else-named"
    known = ours is not None or sentence.with_status or (trade is not None and trade <= _NEAR)
    found = None if sentence.counted else _evidence(sentence, known=known or _alone(text, sentence))
    return _certainty(found, sentence, named=named)


def _unless_of_a_program(
    verdict: tuple[Confidence, str] | None, text: str, number: Number, vicinity: Vicinity, catalog: Catalog
) -> tuple[Confidence, str] | None:
    """The verdict, lowered to `possible` where nobody has seen the number: it stands in a program or a manual."""
    if verdict is None or verdict[0] == "possible" or verdict[1] == "named-skms":
        return verdict
    ours = vicinity.to_ours(number.start, number.end)
    if vicinity.unmistakable and ours is not None and ours <= _NEAR:
        return verdict
    if next_says_otherwise(text, number.end):
        return None
    return ("possible", "in-a-program") if of_a_program(text, number.start, number.end, catalog) else verdict


def _names_unknown(text: str, sentence: Sentence, span: tuple[int, int], *, alone: bool) -> bool:
    """Whether words that nobody here uses every day stand in the sentence, or many of them around it."""
    if unknown_names(f"{sentence.written_left} {sentence.written_right}"):
        return True
    if not alone:
        return False
    floor, ceiling = max(0, span[0] - _AROUND), min(len(text), span[1] + _AROUND)
    said = len(sentence.left) + len(sentence.right)
    return ceiling - floor > said + span[1] - span[0] and unknown_names(text[floor:ceiling]) > _FEW


def _read_otherwise(sentence: Sentence) -> bool:
    quoted = compiled(_QUOTED_KEY).search(sentence.left[-6:]) and not (
        sentence.ours and compiled(_CODE_KEY).search(sentence.left[-20:])
    )
    if sentence.in_seconds or quoted:
        return True
    right = "" if sentence.repeated and sentence.direct else sentence.right
    return other_reading(sentence.left, right) is not None


def _certainty(found: str | None, sentence: Sentence, *, named: bool) -> tuple[Confidence, str]:
    if sentence.counted:
        return "possible", "may-count-errors"
    if found is None:
        return ("likely", "named-skms-nearby") if named and _standing(sentence) else ("possible", "number-alone")
    if named:
        return ("certain" if found == "error-word" else "likely"), f"{found}-and-skms"
    return "likely", found


def _someone_elses(sentence: Sentence) -> bool:
    if sentence.foreign_fields or sentence.in_a_dump or sentence.elsewhere:
        return True
    left, right = sentence.written_left, sentence.written_right
    if foreign_words(right) is not None or stranger_near(left, right):
        return True
    around = left[-60:] + right[:60]
    return bool(compiled(_HAN_ONLY).search(around)) and not compiled(_KANA_OR_HANGUL).search(around)


def _alone(text: str, sentence: Sentence) -> bool:
    """Whether the number is all that a short message has to say."""
    return "\n" not in text.strip() and len(text) <= (_SHORT_MESSAGE if sentence.technical else _WHOLE_MESSAGE)


def _standing(sentence: Sentence) -> bool:
    return sentence.ends_there and not sentence.other_code_meant


def _evidence(sentence: Sentence, *, known: bool) -> str | None:
    if sentence.direct:
        return "error-word"
    if sentence.other_code_meant:
        return None
    if sentence.asked:
        return "asked-about"
    if sentence.ends_there and sentence.fails and sentence.opens and not compiled(_ADDRESSEE).search(sentence.left):
        return "error-in-sentence"
    return "called-a-code" if sentence.ends_there and sentence.coded and known else None


def _mention(number: Number, lower: str, confidence: Confidence, why: str, said: SaidWords | None) -> Mention:
    floor, ceiling = max(0, number.start - _NEAR), number.end + _NEAR
    around = lower[floor:ceiling]
    status = _closest(_STATUS, lower[max(0, number.start - 60) : number.end + 60])
    key = _closest(_KEY_ID, around)
    span = (number.start, number.end)
    if said is not None:
        span = (min(span[0], said.span[0]), max(span[1], said.span[1]))
    return Mention(
        code=number.code,
        confidence=confidence,
        why=why,
        span=span,
        http_status=int(status) if status else None,
        key_id=key,
        message=said.text if said is not None else None,
    )


def _closest(pattern: str, around: str) -> str | None:
    found = compiled(pattern).search(around)
    return next((group for group in found.groups() if group), None) if found else None
