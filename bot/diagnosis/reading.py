"""Makes a detail readable: escapes undone, stack frames out, the deepest cause last; judges nothing."""

from typing import NamedTuple

from bot.lazily import compiled

RAW_LIMIT = 131_072
LIMIT = 16_384

# Each run of backslashes is entered once, at its start, so that a million of them cost one pass.
_ESCAPED_MARK = r"""(?<!\\)\\++(?=["'/])"""
_ESCAPED_BREAK = r"(?<!\\)\\++(?:r\\++n|n|r)(?:\\++t)*+"
_ESCAPED_TAB = r"(?<!\\)\\++t"
_ESCAPED_CODE = r"(?<!\\)\\++u00([0-9a-fA-F]{2})"
_FRAME_LINE = r"(?m)^[ \t]*+at [^\n(]*+\([^\n]*+$"
_FRAME = r"(?<!\w)at [\w.$/@<>~`-]++\([^()\n]{0,160}+\)(?: ?~?\[[^\]\n]{0,160}+\])?"
_GAP = r"[ \t]{12,}+"
_INNER_FIRST = (
    r"\n\s*+(?:During handling of the above exception, another exception occurred:"
    r"|The above exception was the direct cause of the following exception:"
    r"|(?:Caused|Wrapped by): (?=[a-z]))"
)
_SUPPRESSED_LINE = r"\s*+(?:\[CIRCULAR REFERENCE:|Suppressed:)"
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\u00a0": " ", "\u200b": None})
_ENTITIES = (("&quot;", '"'), ("&#34;", '"'), ("&#39;", "'"), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_SIGNS_OF_ESCAPING = ('\\"', "\\n\\t", "\\r\\n", "\\nCaused", "\\n\tat", "\\n at", "\\n  ", "\\u00", "\\/")


class Reading(NamedTuple):
    """What is read of a detail: `main` decides, `aside` only tells whom a request went to.

    `aside` holds the requests that suppressed exceptions name; their causes and classes never count.
    `low` is `main` in lower case, character for character.
    """

    main: str
    low: str
    aside: str


def read_detail(detail: str) -> Reading:
    """The readable form of a detail; linear in the text, bounded for giant ones (head and tail are kept)."""
    text = _shorten(detail, RAW_LIMIT)
    text = _without_escapes(text)
    if "Caused: " in text or "Wrapped by: " in text or "above exception" in text:
        text = "\n".join(reversed(compiled(_INNER_FIRST).split(text)))
    text, aside = _without_suppressed(text)
    if "at " in text:
        text = compiled(_FRAME).sub(" ", compiled(_FRAME_LINE).sub("", text))
    if "\t" in text or "   " in text:
        text = compiled(_GAP).sub(" ", text)
    text = _shorten(text, LIMIT)
    return Reading(main=text, low=lower_alike(text), aside=_shorten(aside, LIMIT // 4))


def lower_alike(text: str) -> str:
    """The text in lower case with every character at its old place (`İ` would grow by one)."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if c.isascii() else c for c in text)


def _shorten(text: str, limit: int) -> str:
    half = limit // 2
    return text if len(text) <= limit else f"{text[:half]}\n{text[-half:]}"


def _without_escapes(text: str) -> str:
    if "\\" in text and any(sign in text for sign in _SIGNS_OF_ESCAPING):
        text = compiled(_ESCAPED_CODE).sub(lambda match: chr(int(match[1], 16)), text)
        text = compiled(_ESCAPED_MARK).sub("", text)
        text = compiled(_ESCAPED_TAB).sub("\t", compiled(_ESCAPED_BREAK).sub("\n\t", text))
    elif "\\'" in text:
        text = compiled(_ESCAPED_MARK).sub("", text)
    if "&" in text:
        for entity, character in _ENTITIES:
            text = text.replace(entity, character)
    return text if text.isascii() else text.translate(_QUOTES)


def _without_suppressed(text: str) -> tuple[str, str]:
    if "Suppressed:" not in text:
        return text, ""
    if "\n" not in text:
        return _without_suppressed_inline(text)
    kept: list[str] = []
    aside: list[str] = []
    indent: int | None = None
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip())
        if indent is not None and line.lstrip().startswith("Caused by:") and (depth < indent or depth == 0):
            indent = None
        if indent is None and compiled(_SUPPRESSED_LINE).match(line):
            indent = depth
        if indent is None:
            kept.append(line)
        elif "checkpoint" in line:
            aside.append(line)
    return "\n".join(kept), "\n".join(aside)


def _without_suppressed_inline(text: str) -> tuple[str, str]:
    head, *rest = text.split("Suppressed:")
    kept = [head]
    aside: list[str] = []
    for part in rest:
        hidden, caused, after = part.partition("Caused by:")
        aside.append(hidden.partition("checkpoint")[2])
        kept.append(caused + after)
    return " ".join(kept), " ".join(aside)
