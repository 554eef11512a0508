"""Tells a sentence of everyday words from one that names something unknown; knows no product and no number."""

from functools import cache, lru_cache

from bot.recognition import prose_words as words
from bot.recognition.everyday import ENGLISH, JAPANESE, KOREAN
from bot.recognition.lazily import compiled
from bot.recognition.office_words import MAKERS, OFFICE_ENGLISH, OFFICE_KOREAN
from bot.recognition.plain_english import PLAIN

_SKIPPED = (
    r"(?:https?://|@|<)\S*|(?<!\S)\S*[@/\\]\S*|(?<![\w-])[\w-]+(?:\.[\w-]+)+(?:\([^)]*\))?|(?<![\w.-])[\w.-]*\d[\w.-]*|:[a-z_]+:|"
    r"\b(?:hi|hey|hello|dear|thanks|thx|cc|hallo)\s+[A-Za-z]+(?=[\s,!.:])"
)
"""Addresses, paths, qualified names, identifiers with digits, and the one who is spoken to."""

_TITLE = r"\b(?:in|on|from|of|for|by|with|playing)\s(?:the\s)?[A-Z][a-z]+\s(?:of\s|the\s|and\s)?(?!Vault)[A-Z][a-z]+"
"""A name of everyday words: `in Call of Duty`."""
_ASCII = r"[A-Z]+(?![a-rt-z])s?|[A-Z]?[a-z]+(?:['’][a-z]+)?"
_HANGUL = r"[가-힣ㄱ-ㅎㅏ-ㅣ]+"
_BEGINS = r"[\W\d_]*|[^가-힣]*"
_HAS_THE_ERROR = r"\s?(?:앱|어플|게임|결제|구독|재생|연동|사이트|쇼핑몰|봇|API|api)?(?:에서)?\s{0,2}(?:에러|오류|$)"
_KATAKANA = r"[ァ-ヶー]{2,}"
_VERBAL = (
    r"(?:니다|요|[를을할될갈볼줄올날뜰쓸열]|니까|는데|은데|면서?|고|며|다|죠|네|음|함|됨|[아어해여워려]서|던|든|게|하는|되는|"
    r"더니|다가|려고|려면|려는데|자마자|길래|지만|거나|도록|던데|든지|[린긴킨힌]|"
    r"으로|어도|아도|해도|해야|[ㄱ-ㅎㅏ-ㅣ]+)$"
)
_ENDINGS = ("'s", "’s", "ies", "es", "s", "ied", "ed", "d", "ing", "ly", "er", "ers", "n't", "able")
_SHORTEST = 2
_OPENINGS = ("re", "un", "pre", "non", "mis", "auto")
_SYLLABLE = rf"(?:{'|'.join(stem for stem in KOREAN if len(stem) == 1)})"
_PARTICLE = (
    r"(?:[가-힣]|에서도?|으로|부터|까지|이랑|에도|마다|보다|처럼|한테|에게|께서|에는|으론|로는|에선|들이|들은|들도|"
    r"이라는|라는|이라고|라고|이라도|라도|이에요|이고|이며|인지|인데|이나)?$"
)
_STEMS = (*(stem for stem in KOREAN if len(stem) > 1), *(stem for stem in OFFICE_KOREAN.split() if len(stem) > 1))
_PEOPLE_AND_PAPERS = (
    r"(?:(?<!스)팀|부서|본부|님|직원|사원|임원|자료|서류|문서|파일|[약적고안의인내세청명정표]서|[사용리당발영재성신근임석입]자|"
    r"업?망|지점|지사|[업객력열회룹]사)"
)
_OF_DOCUMENTS = (
    r"(?i)(?<![a-z])(?:documents?|files?|docx?|pptx?|xlsx?|pdfs?|hwpx?|(?:de|en)crypt\w*|tenants?|spreadsheets?)"
    r"(?![a-z])|"
    r"문서|파일|자료|서류|결재|기안|회의|복호|암호화|열람|테넌트|첨부|헤더"
)
_MAKERS = frozenset(MAKERS.split())
_UNMINDED = 2
"""Unknown words in small letters that a sentence about documents may have."""


def unknown_names(written: str) -> int:
    """How many words of a text, as written, are no everyday ones and so may name whose error it is."""
    plain = compiled(_SKIPPED).sub(" ", written)
    strange: list[str] = [word for word in set(compiled(_ASCII).findall(plain)) if not _is_english(word)]
    small = len([word for word in strange if word.islower() and word not in _MAKERS])
    unknown: int = len(strange) - small + int(compiled(_TITLE).search(plain) is not None)
    if not plain.isascii():
        small += _korean_names(plain)
        unknown += sum(word not in JAPANESE for word in set(compiled(_KATAKANA).findall(plain)))
    if 0 < small <= _UNMINDED and compiled(_OF_DOCUMENTS).search(plain):
        return unknown
    return unknown + small


def _korean_names(plain: str) -> int:
    """Unknown Korean words where a name would stand: at the beginning, or at the error that it has."""
    strange = [found for found in compiled(_HANGUL).finditer(plain) if not _is_korean(found[0])]
    return sum(
        compiled(_BEGINS).fullmatch(plain, 0, found.start()) is not None
        or compiled(_HAS_THE_ERROR).match(plain, found.end()) is not None
        for found in strange
    )


@cache
def _english() -> frozenset[str]:
    told = words.CALLER_WORDS | words.OPEN_ENDED | words.TALK | words.OPENERS | words.ERROR_WORDS
    return ENGLISH.union(PLAIN.split(), OFFICE_ENGLISH.split()) | told


@lru_cache(maxsize=4096)
def _is_english(word: str) -> bool:
    word = word.lower()
    if word in _MAKERS:
        return False
    if len(word) < _SHORTEST or word in _english() or _is_inflected(word):
        return True
    opening = next((opening for opening in _OPENINGS if word.startswith(opening)), None)
    if opening is None:
        return False
    stem = word[len(opening) :]
    return len(stem) > _SHORTEST and (stem in _english() or _is_inflected(stem))


def _is_inflected(word: str) -> bool:
    known = _english()
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if len(stem) < _SHORTEST or stem is word:
            continue
        if stem in known or stem + "e" in known or stem + "y" in known:
            return True
        if stem[-1] == stem[-2] and stem[:-1] in known:
            return True
    return False


@lru_cache(maxsize=4096)
def _is_korean(word: str) -> bool:
    if word.startswith(_STEMS) or compiled(_SYLLABLE + _PARTICLE).match(word):
        return True
    if compiled(_PEOPLE_AND_PAPERS + _PARTICLE).search(word):
        return True
    return compiled(_VERBAL).search(word) is not None
