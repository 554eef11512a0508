"""Weighs what a sentence says around a number: error, question, talk of its appearing; knows no catalogue."""

import re
from dataclasses import dataclass

from bot.recognition import prose_words as words
from bot.recognition.lazily import compiled

_ERROR = (
    r"(?:(?<![a-z])(?:(?:un)?errors?|errs?|errorcode|error_code|exceptions?|fail(?:s|ed|ing|ures?)?|faults?)(?![a-z])|"
    r"(?<=[a-z])(?:error|exception)(?![a-z])|에러|에렄|오류|エラー|예외|실패|失敗|障害|장애|"
    r"(?<![a-z])(?:rejected|denied|crash(?:ed|es)?)(?![a-z])|불가|안 ?열|안 ?됩)"
)
_ANY_ERROR = _ERROR
_LINK = (
    r"(?:[\s:=#\-_.,'\"`*(\[<|]|code|codes|number|num|id|is|was|of|with|status|message|same|like|saying|says|"
    r"the|an?|this|코드|번호|메시지|내용|문구|같은|이|가|는|은|로|으로|를|을|도|값|コード|番号|[がはのでを]|뜨는데|나는데)"
)
_ERROR_LEFT = rf"{_ERROR}{_LINK}{{0,8}}$"
_PARTICLE = (
    r"(?:이라는|라는|이라고|라고|이란|으로|이랑|번은|번이|번|이|가|은|는|을|를|로|의|에|란|랑|면|인데|도|만|과|와|"
    r"이나|나)?"
)
_ERROR_RIGHT = (
    rf"(?:s\b)?[\"'`*)\]]*\s?{_PARTICLE}\s?(?:の)?\s?(?:번\s?|同じ)?"
    r"(?:http\s|response\s|code\s|status\s|type\s)?"
    r"(?:err(?:or)?(?![a-rt-z_])|exception(?![a-rt-z_])|에러|오류|エラー|예외)"
)
_COUNTED_RIGHT = r"(?:s\b)?[\"'`*)\]]*\s*(?:errors|exceptions|failures|error messages)\b"
_COUNTING_LEFT = (
    r"(?:errors|failures|exceptions|warnings)\s?[:=]\s?$|(?:^|[,;|\d(]\s?)(?:fail(?:ed|s|ures)?|실패|오류)\s?[:=]\s?$|"
    r"(?<![a-z])(?:total|max|min|num|standard|average|mean|sum|count of|전체|최대|누적)[\s_]errors?[:=\s]{0,3}$|"
    r"error (?:total|budget|margin|rate)[:=\s]{0,3}$|"
    r"(?:(?:errors|failures|exceptions)\s(?:logged|found|seen|today)|error (?:events?|count)|"
    r"(?:에러|오류) (?:누적|합계))"
    r"(?:\stoday|\sso far|\stotal)?\s?[:=]?\s?$"
)
_SPAN_RIGHT = (
    r"[\"'`*)\]]*\s?(?:errors?|exceptions|failures)\s(?:found|remain|total|left|messages)|"
    r"[\"'`*)\]]*\s?\w+\s(?:in|over|within|during|per)\s(?:the\s)?(?:last|past|\d|an?\s|total)|\s?\w*,\s?\d"
)
_MANY_LEFT = (
    r"(?:getting|seeing|see|these|those|the|many|more|lots of|of|any|with|from|throwing|throws|returning|random|same|"
    r"intermittent|constant|few|several|some|our|why|handle|on|fix|for|investigating|skms|drm|vault|and|or|,|:)\s*"
    r"[\"'`*(]*$"
)
_COUNT_LEFT = r"(?:total|count|sum|logged|counted|found|reported|had|were|are|was|with)\s*(?:of|:)?\s*$"
_ASKS_LEFT = (
    r"(?:what(?:['’]?s| is| are| does| do| about|ever)|meanings? of|mean by|why|getting|gets?|got|seeing|sees?|"
    r"saw|hitting|hits?|->|=>|→|(?:^|\n)\W*(?:is|are|does|do|did|should|can|could|will|has|have)|reports?|reporting|"
    r"says?|saying|retry(?:ing)?|answer(?:s|ed)|"
    r"throws?|threw|throwing|returns?|returned|returning|return|gives?|giving|gave|receiv(?:e|es|ed|ing)|"
    r"respond(?:s|ed|ing)? with|answer(?:s|ed|ing)? with|repl(?:y|ies|ied) with|explain|understand|"
    r"fix(?:ing)?(?: for)?|(?:re)?solv(?:e|ing)|handle|debug(?:ging)?|troubleshoot(?:ing)?|know(?: about)?|"
    r"shows?|showing|displays?|rejected with|denied with|"
    r"(?:crash(?:ed|es)|end(?:ed|s)?|died|dies|stopped|aborted) (?:in|with)|"
    r"stuck (?:on|at|with)|difference between|help|seen|means|looks like|lots of|"
    r"comes? back (?:with|as)|came back (?:with|as)|another|help with|cause of|causes|reason for|runbook for|"
    r"docs? (?:for|on|about)|info(?:rmation)? (?:for|on|about)|spike (?:of|in)|more|again|constantly|keeps?|still|only|"
    r"무슨|어떤|계속|자꾸|갑자기|왜|혹시|다시|또|아까|오늘|방금|응답이?|응답으로|결과가?|리턴값이?)"
    r"[\s\"'`*(:]{1,4}(?:an?|the|this|these|some|lots of|many|of|that|random|code|codes|status|new|weird|bunch of|is|"
    r"does|http|we|you|i)?[\s\"'`*(:]{0,4}(?:[1-5]\d\d\s?[/,]?\s?(?:and|with)?\s?)?$"
)
_SHOWS_RIGHT = (
    rf"(?:s\b)?[\"'`*)\]]*\s?{_PARTICLE}[はがのをで]?\s?(?:는?\s?게\s?)?(?:코드가?|코드는|값이|응답이?)?\s?"
    r"(?:계속|자꾸|또|갑자기|왜|다시|만)?\s?"
    r"(?:means?\b|meaning\b|again\b|뜨|떠|뜸|떴|뜹|떨|나와|나옴|나오|나왔|나옵|나네|나는|났|난다|납니다|나요|나고|"
    r"발생|받|찍|내려|리턴|반환|응답|차이|같이|함께|동시에|원인|해결|뜻|의미|뭐|뭔|무슨|무엇|어떻게|어떤|왜|아시|"
    r"보이|보여|올라|떨어|던지|던져|조치|대응|문의|처리|그대로|동일|여전|알람|알림|경보|"
    r"とは|って何|って|が出|が返|が発生|が表示|の意味|の原因|を返|になり|コード|코드|どう|何|なぜ|"
    r"errored?\b|keeps?\b|popping|coming|came back|shows?\b|(?:is )?firing|alerts?\b|alarm|cascade|outage|down\b|"
    r"does(?:n['’]t| not)|(?:on|in) (?:prod|staging|production)|appears?\b|occurs?\b|happen(?:s|ing|ed)?\b|is back|"
    r"(?:was |is |been )?(?:thrown|returned)\b|response\b|\?{1,9}$)"
)
_BEGINS_TALK = r"\s(?:when|whenever|everywhere|since(?!\s(?:19|20)\d\d))\b"
_CODE_LEFT = (
    r"(?:(?<![a-z])(?:codes?|resultcode|result)|코드|コード)(?:[\s:=\"'`*(\[#]|는|가|은|이|로|を|は|が|is|was|of){0,6}$"
)
_TECHNICAL_CODE = r"(?<![a-z])code\s?[=:]\s?[\"'`]?$"
_NEXT_WORD = r"[\"'`*)\]]*\s+([a-z][a-z'’]*)"
_WORD_LEFT = r"([a-z'’_]+|[가-힣]+)[\"'`*]*\s+[\"'`*]*$|(?:^|[^ァ-ヶー一-龥])([ァ-ヶー一-龥]+)\s?$"
_FIELD_LEFT = r"(?<![a-z])(?:err_?|error_?|ret_?|status_?|result_?)?code[\"']?\s?[=:]\s?[\"'`]?$"
_FIELD_RIGHT = r"[\"'`]?\s*(?:,\s*(?:$|\n|[\"']?[a-z_]+[\"']?\s?[:=])|\})"
_STATUS_LEFT = r"(?:http|status|answered|returned|got)\W{0,3}(?:code\W{0,2})?[45]\d\d(?!\d)"
_RATE = (
    r"[\"'`*)\]]*\s(?:rate|count|alert|alarm)s?\s(?:is|was|are|above|over|at|up|exceed|rising|rose|spik|fired|firing)"
)
_HANGUL_LEFT = r"[가-힣]\s{1,2}[^\s]{0,12}[가-힣]{2}(?<!파일)(?<!문서)(?<!세션)(?<!단말)\s{1,2}$"
"""A Korean word is no name of a number before `40013 에러`; what holds a number has been asked before."""
_TIMES = r"\s?[x×]\s?\d"
_FOR_IT = r"\s*for\s+(?:it|that|this|them|the car|free)\b"
_SECONDS_LEFT = (
    r"(?:took|takes?|taking|in|for|after|within|every|waited|waits?|timeout|lasted|lasts|than|about|~|under|over|at|"
    r"=|:)\s?$"
)
_FOREIGN_FIELDS = r"errcode|errmsg|sub_?code|ret_?code|err_code|errno"


@dataclass(frozen=True, slots=True)
class Sentence:
    """The halves of a sentence around a number (or a run of numbers), in lower case and as written."""

    left: str
    right: str
    written_left: str
    written_right: str
    several: bool = False

    @property
    def direct(self) -> bool:
        """Whether an error word stands directly at the number: `error 40013`, `40013 오류`."""
        if compiled(_ERROR_RIGHT).match(self.right) and (self.opens or compiled(_HANGUL_LEFT).search(self.left[-30:])):
            return True
        return bool(compiled(_ERROR_LEFT).search(self.left[-60:])) and self.goes_on

    @property
    def counted(self) -> bool:
        """Whether the number may count errors rather than name one: `50001 errors in 2 hours`."""
        if compiled(_COUNTING_LEFT).search(self.left[-30:]):
            return not self.several
        if not compiled(_COUNTED_RIGHT).match(self.right):
            return False
        if compiled(_COUNT_LEFT).search(self.left[-24:]) or compiled(_SPAN_RIGHT).match(self.right):
            return True
        return bool(self.left.strip()) and not self.several and not compiled(_MANY_LEFT).search(self.left[-30:])

    @property
    def asked(self) -> bool:
        """Whether somebody asks about the number or says that it shows up: `what does 40013 mean`, `40013 뜨는데`."""
        if compiled(_SHOWS_RIGHT).match(self.right) and self.opens:
            return True
        if not self.left.strip(" \n>*-•") and (compiled(_BEGINS_TALK).match(self.right) or self._questioned()):
            return True
        return bool(compiled(_ASKS_LEFT).search(self.left[-50:])) and self.ends_there

    def _questioned(self) -> bool:
        said = compiled(_SAID_RIGHT).match(self.right)
        return said is not None and ("?" in said[1] or compiled(_KOREAN_TALK).search(said[1]) is not None)

    @property
    def ends_there(self) -> bool:
        """Whether what follows the number neither counts nor measures it."""
        if compiled(_FOR_IT).match(self.right):
            return False
        following = compiled(_NEXT_WORD).match(self.right)
        return following is None or following[1] in words.OPEN_ENDED

    @property
    def opens(self) -> bool:
        """Whether no noun stands directly before the number, whose value it would be."""
        word = compiled(_WORD_LEFT).search(self.left[-30:])
        if word is None:
            return True
        if word[1] is None:
            return word[2].endswith(words.OPENERS_KO_SET)
        if word[1].isascii():
            return word[1] in words.OPENERS or word[1] in words.CALLER_WORDS
        return word[1].endswith(words.OPENERS_KO_SET)

    @property
    def elsewhere(self) -> bool:
        """Whether the sentence is about a thing that has error codes of its own: a printer, a game."""
        around = self.left[-80:] + " " + self.right[:80]
        if not around.isascii() and any(word in around for word in words.OTHER_WORLDS_CJK):
            return True
        return not words.OTHER_WORLDS.isdisjoint(re.findall(r"[a-z]+", around))

    @property
    def in_a_dump(self) -> bool:
        """Whether the number is a field among fields: `code: 50001, method: 'GET'`."""
        if compiled(_FIELD_NEXT).match(self.right) or compiled(_FIELD_BEFORE).search(self.left):
            return True
        return bool(compiled(_FIELD_LEFT).search(self.left[-20:]) and compiled(_FIELD_RIGHT).match(self.right))

    @property
    def with_status(self) -> bool:
        """Whether an HTTP status of an error stands in the sentence before the number."""
        return bool(compiled(_STATUS_LEFT).search(self.left[-40:]))

    @property
    def goes_on(self) -> bool:
        """Whether what follows is the rest of a sentence, rather than the words of somebody's error."""
        following = compiled(_NEXT_WORD).match(self.right)
        if following is None or following[1] in words.OPEN_ENDED or following[1] in words.TALK or self.repeated:
            return True
        if not _TELLERS.isdisjoint(re.findall(r"[a-z]+", self.right[:60])):
            return True
        if self.right[following.end() : following.end() + 1] in {"=", ":"} or compiled(_RATE).match(self.right):
            return True
        return following[1].endswith("ing") and following[1] != "missing"

    @property
    def repeated(self) -> bool:
        """Whether a count of occurrences follows: `x 25`."""
        return bool(compiled(_TIMES).match(self.right))

    @property
    def fails(self) -> bool:
        """Whether the sentence speaks of an error at all."""
        return bool(compiled(_ANY_ERROR).search(self.left[-80:]) or compiled(_ANY_ERROR).search(self.right[:80]))

    @property
    def coded(self) -> bool:
        """Whether the number is called a code, without the word error."""
        return bool(compiled(_CODE_LEFT).search(self.left[-24:]))

    @property
    def technical(self) -> bool:
        """Whether the number stands as a field: `code=40013`."""
        return bool(compiled(_TECHNICAL_CODE).search(self.left[-10:]))

    @property
    def in_seconds(self) -> bool:
        """Whether a trailing `s` is seconds: `took 50001s`; only beside an error word is it a plural."""
        if not re.match(r"s(?![a-z])", self.right):
            return False
        return bool(compiled(_SECONDS_LEFT).search(self.left[-12:])) or not (self.fails or self.asked or self.ours)

    @property
    def ours(self) -> bool:
        """Whether the sentence names this product."""
        return any(name in self.left or name in self.right for name in words.SKMS_NAMES)

    @property
    def foreign_fields(self) -> bool:
        """Whether the number stands in a field that SKMS does not have: `errcode`."""
        return bool(
            compiled(_FOREIGN_FIELDS).search(self.left[-40:]) or compiled(_FOREIGN_FIELDS).search(self.right[:40])
        )

    @property
    def other_code_meant(self) -> bool:
        """Whether the sentence speaks of another sort of code: a promo code, 우편번호."""
        around = self.left[-60:] + " " + self.right[:60]
        if any(word in around for word in words.OTHER_CODES_CJK):
            return True
        return not words.OTHER_CODES.isdisjoint(re.findall(r"[a-z]+", around))


_NO_NAME = r"(?:api |rest |server |sdk |http )?"
_SUBJECT_LEFT = (
    r"(?i)(?:^|[\s(\"'`*>])([A-Za-z][\w.&\-]*)(?:['’]s)?\s+"
    + _NO_NAME
    + r"(?:error|errors|errcode|err|exception|fault|"
    r"code|returns?|returned|responded|threw|throws?|gives?|says?|에러|오류|エラー)"
    r"(?:\s(?:code|with|an?|the|number|코드|error)){0,3}[\s:=#\"'`*(\[]{0,4}$"
)
_SOURCE_RIGHT = (
    r"[^.\n]{0,16}?\b(?:from|by|on|in)\s+(?:the\s+|our\s+|my\s+)?([A-Z][\w.&\-]*)(?![\w.&\-])"
    r"(?!\s(?:office|branch|team|site|region|plant|tenant|environment|cluster|datacenter|subsidiary)\b)"
)
_SAID_RIGHT = (
    r"(?i)[\"'`*_)\]}]{0,3}[ \t]{0,3}(?:[:：|=(（]|[-–—]{1,2}(?=\s)|->|=>|→|,\s?(?=[\"'])|\s(?=[\"“'][A-Za-z])|"
    r"with message|,\s*(?:message|msg|errmsg|error_?message|"
    r"description|desc|reason|info|메시지)\b[ :=]*)[ \t]{0,3}[\"'`(\[]{0,2}([^\n]{2,100})"
)
_QUOTED_RIGHT = (
    r"[\"'`*_)\]}]{0,3}[ \t]{0,3}(?:[:：,=]|[-–—]|->|=>|→)?[ \t]{0,3}[(\[]?([`\"“])([A-Za-z][^`\"”“?\n]{8,160})[`\"”]"
)
_SPOKEN = r"(?i)\b(?:i|im|i'm|we|my|our|us|me|anyone|anybody|someone|help|pls|please|thanks|why|what|how|since|again)\b"
_SENTENCE_OF_WORDS = 3
_TITLE_RIGHT = r"[\"'`*)\]]{0,2}\s+((?:[A-Z][a-z]+\s+){1,4}[A-Z]?[a-z]+)"
_KOREAN_TALK = r"[가-힣](?:요|다|까|죠|네|음|함|됨|지|나|듯|ㅠ|ㅜ|ㅋ)(?:[.!?~ㅠㅜ\s)]|$)|부탁|아시는|확인|문의"
_CONTEXT = (
    r"(?i)(?:please|pls|plz|check|help|운영|개발|스테이징|테스트|검증|本番|[\w+-]{2,30}:$|"
    r"http|status|[1-5]\d\d\b|key\s?_?id|detail|company|licen[cs]e\s|sci\s|prod|dev\b|stag|v\d|x\d)"
)
_FIELD_NEXT = (
    r"[\"'`)\]]{0,2}\s?[,;|]?(?:\s|\\n)?[\"']?(?:message|msg|errmsg|error_?msg|error_?message|error_?description|description|desc|"
    r"reason|request_?id|requesttime|trace_?id|sub_?code|sub_?msg|data|success|timestamp)[\"']?\s?[:=]"
)
_FIELD_BEFORE = (
    r"(?:message|msg|errmsg|error_?msg|error_?message|reason)[\"']?\s?[:=][^\n]{1,90}[,;|\s\"'](?:error_?|status_?)?code[\"']?\s?"
    r"[:=]\s?[\"']?$"
)


_NO_STRANGERS = words.CALLER_WORDS.union(words.SKMS_NAMES)
_TELLERS = frozenset({"i", "me", "my", "our", "ours", "we", "us", "you", "she", "he", "they", "everybody", "everyone"})
_COMMON_FIRST = words.CALLER_WORDS | words.OPEN_ENDED | words.TALK


def stranger_near(left: str, right: str) -> bool:
    """Whether the sentence (as written) names an unknown maker of the error: `Kraken error 50001`, `from Zuora`."""
    for pattern, half in ((compiled(_SUBJECT_LEFT), left[-70:]), (compiled(_SOURCE_RIGHT), right[:60])):
        found = pattern.search(half) if half is not right else pattern.match(half)
        if found is None:
            continue
        name = found[1]
        if name.lower().strip(".-") in _NO_STRANGERS or name.islower():
            continue
        if name.isupper() and len(name) > 6:  # noqa: PLR2004 - a shouted word, no name
            continue
        return True
    return False


def foreign_words(right: str) -> str | None:
    """The message that stands after the number as written, where it reads as one and not as somebody's talk."""
    quoted = compiled(_QUOTED_RIGHT).match(right)
    if quoted and len(quoted[2].split()) >= _SENTENCE_OF_WORDS and not compiled(_SPOKEN).search(quoted[2]):
        return quoted[2]
    said = compiled(_SAID_RIGHT).match(right)
    if said is None:
        title = compiled(_TITLE_RIGHT).match(right)
        if title is None or title[1].split()[0].lower() in _COMMON_FIRST:
            return None
        return title[1]
    phrase = said[1].strip()
    return None if is_talk(phrase) else phrase


def is_talk(phrase: str) -> bool:
    """Whether words are somebody's talk or question rather than an error's message."""
    if "?" in phrase or "？" in phrase or compiled(_KOREAN_TALK).search(phrase) or compiled(_CONTEXT).match(phrase):
        return True
    tokens = re.findall(r"[a-z]+(?:['’][a-z]+)?", phrase.lower())
    if not tokens:
        return not re.search(r"[가-힣ぁ-んァ-ヶ一-龥]", phrase)
    return not words.TALK.isdisjoint(tokens)
