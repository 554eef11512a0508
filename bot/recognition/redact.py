"""Hides secrets and masks names before a text is logged, stored or shown; the one place, it keeps nothing itself.

Hosts, addresses, key ids and error codes stay, since an answer needs them. Secrets become `[hidden:kind]`;
companies, servers and people become masks that can still be compared (`AB…56·3f9a`). Doubt hides.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from bot.models.sighting import Hidden, Redacted
from bot.recognition.lazily import compiled
from bot.recognition.masks import has_any, mark, mask_company
from bot.recognition.secret_fields import Edit, fields_in
from bot.recognition.secret_shapes import NAMES, PLACES, SHAPES, Shape

__all__ = ["MASKED_KINDS", "mask_company", "redact"]

MASKED_KINDS = frozenset({"company-id", "sci-server-id", "email", "user-id"})
"""Kinds of names that were only masked: nothing to change or revoke, unlike every other kind."""

_PASSES = 8
"""A hidden secret can uncover the notation of another (quotes that no longer close); two passes nearly always do."""

_MATERIAL_REACH = 64
_HEX_KEY = 64
_DIGITS_AND_CAPITALS = 0.25
"""A random base64 text has 56 % of them; class names and paths, which can be as long, stay under 20 %."""


def redact(text: str) -> Redacted:
    """The text without its secrets, and what was hidden, in the order of first appearance by kind.

    Redacting again changes nothing. The time taken is linear in the text, whatever it holds.
    """
    hidden: Counter[str] = Counter()
    for _ in range(_PASSES):
        shorter = _pass(text, hidden)
        if shorter == text:
            break
        text = shorter
    return Redacted(text=text, hidden=tuple(Hidden(kind=kind, count=count) for kind, count in hidden.items()))


def _pass(text: str, hidden: Counter[str]) -> str:
    text = _apply(text, _pem_blocks(text) if "BEGIN" in text or "END" in text else (), hidden)
    text = _shapes(text, SHAPES, hidden)
    text = _apply(text, fields_in(text, _lower(text)), hidden)
    text = _shapes(text, PLACES, hidden)
    text = _shapes(text, NAMES, hidden)
    return _apply(text, _key_material(text), hidden)


def _apply(text: str, edits: Iterable[Edit], hidden: Counter[str]) -> str:
    parts: list[str] = []
    position = 0
    for edit in edits:
        parts += (text[position : edit.start], edit.new)
        position = edit.end
        hidden[edit.kind] += 1
    return text if not parts else "".join((*parts, text[position:]))


def _shapes(text: str, shapes: Iterable[Shape], hidden: Counter[str]) -> str:
    lowered = _lower(text)
    for shape in shapes:
        seen = lowered if shape.flags & re.IGNORECASE else text
        if has_any(seen, shape.words):
            text = _apply(text, _matches(text, shape), hidden)
    return text


def _matches(text: str, shape: Shape) -> Iterator[Edit]:
    for match in compiled(shape.pattern, shape.flags).finditer(text):
        new = mark(shape.kind) if shape.replace is None else shape.replace(match)
        if new != match[0]:
            yield Edit(shape.kind, match.start(), match.end(), new)


def _lower(text: str) -> str:
    """The text in lower case, letter for letter: full lowering changes the length of a few capitals."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(map(_lower_letter, text))


def _lower_letter(letter: str) -> str:
    lowered = letter.lower()
    return lowered if len(lowered) == 1 else letter


_BREAK = r"(?:[\s>|+,\"']|\\+[nrt]|\\+u000[adAD]|<br/?>)"
_BEGIN = r"[-–—]{2,8} ?BEGIN [A-Z0-9 ]{1,40}[-–—]{2,8}"
_END = r"[-–—]{2,8} ?END [A-Z0-9 ]{1,40}(?:[-–—]{1,8}|\Z)"
_BODY = rf"(?:{_BREAK}{{0,64}}+(?:[A-Za-z-]{{3,20}}: [A-Za-z0-9,-]{{1,80}}+{_BREAK}|[A-Za-z0-9+/]{{16,}}+={{0,2}}))*+"
_LAST = (
    rf"(?:{_BREAK}{{0,64}}+(?:[A-Za-z0-9+/]{{1,64}}+={{0,2}}{_BREAK}{{0,64}}+{_END}"
    rf"|{_END}|[A-Za-z0-9+/]{{1,64}}+={{1,2}}))?"
)


def _pem_blocks(text: str) -> Iterator[Edit]:
    """PEM blocks: whole, cut at the end (up to where base64 ends), or cut at the start (back to where it began)."""
    position = 0
    for end in compiled(rf"{_BEGIN}{_BODY}{_LAST}|(?P<tail>{_END})").finditer(text):
        start = end.start() if end["tail"] is None else _body_before(text, position, end.start())
        if start < end.start() or end["tail"] is None:
            yield Edit("pem", start, end.end(), mark("pem"))
        position = end.end()


def _body_before(text: str, floor: int, end: int) -> int:
    """Where the lines of base64 that stand before `end` begin; `end` where there are none."""
    backwards = text[max(floor, end - 8192) : end][::-1]
    lines = compiled(
        r"(?:(?:[\s>|]|[nrt]\\+){0,16}+(?![nrt]\\)=?=?[A-Za-z0-9+/]{4,}?(?=[\s>|]|[nrt]\\|[^A-Za-z0-9+/]|\Z))*+", 0
    )
    found = lines.match(backwards)
    return end if found is None else end - found.end()


def _key_material(text: str) -> Iterator[Edit]:
    """Hex and base64 of 32 bytes or more, and arrays of bytes, where a word that speaks of keys stands just before."""
    pattern = (
        r"(?<![A-Za-z0-9+/_-])(?:0x)?[A-Za-z0-9+/_-]{43,8192}+={0,2}"
        r"|(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{2}[: ]){31,}+[0-9A-Fa-f]{2}(?![0-9A-Fa-f])"
        r"|\[(?:[ ]{0,4}-?(?:0x)?[0-9A-Fa-f]{1,3},){15,4096}+[ ]{0,4}-?(?:0x)?[0-9A-Fa-f]{1,3}[ ]{0,4}\]?"
    )
    for match in compiled(pattern).finditer(text):
        before = text[max(0, match.start() - _MATERIAL_REACH) : match.start()]
        if _looks_random(match[0]) and _speaks_of_keys(before):
            yield Edit("key-material", match.start(), match.end(), mark("key-material"))


_KEY_WORDS = r"key|secret|\b[dk]ek\b|\baes|\baria\b|cipher|salt|seed|\biv\b|키|암호|비밀|cred|token"


_DIGEST = r"(?:sha-?[0-9]{1,3}|md5|checksum|digest|etag|fingerprint|thumbprint|commit|revision)[\"' :=@-]{0,4}\Z"


def _speaks_of_keys(before: str) -> bool:
    """Whether the words before a random text speak of keys, and it is not called a digest, which is public."""
    if compiled(_DIGEST, re.IGNORECASE).search(before[-20:]) is not None:
        return False
    return compiled(_KEY_WORDS, re.IGNORECASE).search(before) is not None


def _looks_random(found: str) -> bool:
    if found[0] == "[" or found[2] in ": ":
        return True
    digits = found.removeprefix("0x")
    if compiled(r"[0-9A-Fa-f]+").fullmatch(digits) is not None:
        return len(digits) >= _HEX_KEY
    strange = sum(letter.isdigit() or letter.isupper() for letter in found)
    return any(letter.isdigit() for letter in found) and strange >= _DIGITS_AND_CAPITALS * len(found)
