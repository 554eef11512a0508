"""Finds the entries that some words are about, in any language and with typos, best first; pure."""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler

from bot.models.catalog import Catalog
from bot.models.entry import ErrorEntry
from bot.models.text import LocalText

LONGEST_QUERY = 200
"""Characters of a query that are looked at: whoever types more has pasted something."""

_CODE_DIGITS = 5
_TYPO_LENGTH = 4
_TYPO_CUTOFF = 74.0
_SWAP_CUTOFF = 0.9
_SWAP_SCORE = 65.0
_LEAST_SCORE = 32.0
_COMMON = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "do",
        "does",
        "did",
        "error",
        "errors",
        "code",
        "for",
        "from",
        "has",
        "have",
        "how",
        "i",
        "in",
        "is",
        "it",
        "my",
        "of",
        "on",
        "or",
        "our",
        "that",
        "the",
        "this",
        "to",
        "we",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "with",
        "you",
        "your",
        "skms",
        "에러",
        "오류",
        "코드",
        "뭐",
        "무엇",
        "왜",
        "어떻게",
        "이거",
        "뜨는데",
        "나요",
        "인가요",
    ]
)
"""Words of a question that say nothing about its subject."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that matches: its code, how well (0 to 100), and the field that matched best."""

    code: int
    score: float
    field: str


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    weight: float
    text: str
    words: tuple[str, ...]


def search(words: str, catalog: Catalog, limit: int = 5) -> list[Hit]:
    """The entries that `words` are about, best first, at most `limit`; empty where nothing fits.

    Digits match codes by their beginning. A query of common words alone finds nothing.
    """
    terms = _terms(words)
    if not terms:
        return []
    hits = [hit for code in catalog.entries if (hit := _judge(terms, code, catalog)) is not None]
    return sorted(hits, key=lambda hit: (-hit.score, hit.code))[:limit]


def _fold(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char if char.isalnum() else " " for char in folded)


def _terms(words: str) -> list[str]:
    return [word for word in dict.fromkeys(_fold(words[:LONGEST_QUERY]).split()) if word not in _COMMON]


def _judge(terms: list[str], code: int, catalog: Catalog) -> Hit | None:
    fields = list(_fields(catalog.entries[code], catalog))
    total = 0.0
    best, best_field = 0.0, ""
    for term in terms:
        score, field = _best(term, code, fields)
        total += score
        if score > best:
            best, best_field = score, field
    mean = total / len(terms)
    return Hit(code, round(mean, 1), best_field) if mean >= _LEAST_SCORE else None


def _best(term: str, code: int, fields: list[_Field]) -> tuple[float, str]:
    if term.isdecimal():
        # A longer number is an id or a port; only the beginning of a code can be meant.
        matches = len(term) <= _CODE_DIGITS and str(code).startswith(term)
        return (100.0 if matches else 0.0), "code"
    scored = ((field.weight * _closeness(term, field), field.name) for field in fields)
    return max(scored, default=(0.0, ""))


def _closeness(term: str, field: _Field) -> float:
    if term in field.words:
        return 100.0
    if any(word.startswith(term) for word in field.words):
        return 94.0
    # Korean particles cling to a word, and compounds are written together: 키볼트에서, 키볼트서비스.
    if len(term) > 1 and term in field.text.replace(" ", ""):
        return 86.0 if not term.isascii() or len(term) >= _TYPO_LENGTH else 0.0
    if len(term) < _TYPO_LENGTH and term.isascii():
        return 0.0
    nearest = process.extractOne(term, field.words, scorer=fuzz.ratio, score_cutoff=_TYPO_CUTOFF)
    if nearest is not None:
        return float(nearest[1]) * 0.9
    # Swapped letters (lisence) cost the plain ratio more than they cost a reader.
    swapped = process.extractOne(term, field.words, scorer=JaroWinkler.normalized_similarity, score_cutoff=_SWAP_CUTOFF)
    return _SWAP_SCORE if swapped is not None else 0.0


def _fields(entry: ErrorEntry, catalog: Catalog) -> Iterator[_Field]:
    yield _field("message", 1.0, [entry.vendor.message])
    yield _field("title", 1.0, _said(entry.title))
    yield _field("description", 0.95, [entry.vendor.description])
    yield _field("meaning", 0.8, _said(entry.meaning.text))
    yield _field("causes", 0.7, [text for cause in entry.causes for text in _said(cause.text)])
    component = catalog.components.get(entry.component)
    names = _said(component.name) if component is not None else []
    yield _field("component", 0.75, [entry.component, *names])
    roles = (catalog.roles.get(role) for role in (entry.owner.role, *entry.owner.with_roles))
    yield _field("owner", 0.6, [text for role in roles if role is not None for text in (role.id, *_said(role.label))])


def _field(name: str, weight: float, texts: Iterable[str]) -> _Field:
    text = _fold(" ".join(texts))
    return _Field(name, weight, text, tuple(dict.fromkeys(text.split())))


def _said(text: LocalText) -> list[str]:
    return [value for value in text.root.values() if isinstance(value, str)]
