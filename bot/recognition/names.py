"""Tells a sentence of everyday words from one that names something unknown; knows no product and no number."""

from functools import cache, lru_cache

from bot.recognition import prose_words as words
from bot.recognition.everyday import ENGLISH, JAPANESE, KOREAN
from bot.recognition.lazily import compiled
from bot.recognition.plain_english import PLAIN

_SKIPPED = (
    r"(?:https?://|@|<)\S*|\S*[@/\\]\S*|[\w-]+(?:\.[\w-]+)+(?:\([^)]*\))?|[\w.-]*\d[\w.-]*|:[a-z_]+:|"
    r"\b(?:hi|hey|hello|dear|thanks|thx|cc|hallo)\s+[A-Za-z]+(?=[\s,!.:])"
)
"""Addresses, paths, qualified names, identifiers with digits, and the one who is spoken to."""

_TITLE = r"\b(?:in|on|from|of|for|by|with|playing)\s(?:the\s)?[A-Z][a-z]+\s(?:of\s|the\s|and\s)?(?!Vault)[A-Z][a-z]+"
"""A name of everyday words: `in Call of Duty`."""
_ASCII = r"[A-Z]+(?![a-rt-z])s?|[A-Z]?[a-z]+(?:['’][a-z]+)?"
_HANGUL = r"[가-힣ㄱ-ㅎㅏ-ㅣ]+"
_KATAKANA = r"[ァ-ヶー]{2,}"
_VERBAL = (
    r"(?:니다|요|[를을할될갈볼줄올날뜰쓸열]|니까|는데|은데|면서?|고|며|다|죠|네|음|함|됨|[아어해여워려]서|던|든|게|하는|되는|"
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
_STEMS = tuple(stem for stem in KOREAN if len(stem) > 1)


def unknown_names(written: str) -> int:
    """How many words of a text, as written, are no everyday ones and so may name whose error it is."""
    plain = compiled(_SKIPPED).sub(" ", written)
    unknown = sum(not _is_english(word) for word in set(compiled(_ASCII).findall(plain)))
    unknown += compiled(_TITLE).search(plain) is not None
    if plain.isascii():
        return unknown
    unknown += sum(not _is_korean(word) for word in set(compiled(_HANGUL).findall(plain)))
    return unknown + sum(word not in JAPANESE for word in set(compiled(_KATAKANA).findall(plain)))


@cache
def _english() -> frozenset[str]:
    told = words.CALLER_WORDS | words.OPEN_ENDED | words.TALK | words.OPENERS | words.ERROR_WORDS
    return ENGLISH.union(PLAIN.split()) | told


@lru_cache(maxsize=4096)
def _is_english(word: str) -> bool:
    word = word.lower()
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
    return compiled(_VERBAL).search(word) is not None
