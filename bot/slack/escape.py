"""Writes text from outside so that Slack shows it literally; knows Slack's markup, no block and no meaning.

Sources: "Formatting text for app surfaces" and "Text object" in Slack's developer documentation. Three things are
done to a text. `&`, `<` and `>` become entities, the only ones Slack knows. A mark that could begin or end
formatting becomes its look-alike, since Slack has no escape for it. A mark that is read by what follows it (an
emoji's colon, the `@` of a mention) gets an invisible word joiner behind it.
"""

import re

JOINER = "\u2060"
REPLACEMENT = "\ufffd"
ELLIPSIS = "…"
FENCE = "```"
LOOKALIKES = {"*": "\u2217", "_": "\u02cd", "~": "\u223c", "`": "\u02cb"}
"""What stands for a mark of formatting: asterisk operator, low macron, tilde operator, modifier grave."""

LONGEST_EMOJI = 100
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""Controls, marks that turn the direction of a line, and halves of a character: none of them can be shown."""

_LINES = re.compile("\r\n|[\r\x85\u2028\u2029]")
_BLANKS = re.compile(r"\s+")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SPECIAL = re.compile("[&<>]")
_MARK = re.compile(r"[*_~`]")
_EMOJI = re.compile(rf"(?<![:\d])\d?\d:\d\d:\d\d(?![:\d])|:(?=[\w+'’-]{{1,{LONGEST_EMOJI}}}:)")
"""A time of day, which stays as it is, or the colon that may begin an emoji."""

_AT = re.compile(r"@(?=\S)")
_CHANNEL = re.compile(r"#(?=\S)")
_ADDRESS = re.compile(r"(?<=[A-Za-z+.-]):(?=/)|\b(?:mailto|tel):(?=\S)|\bwww(?=\.\w)", re.IGNORECASE)
"""Where an address begins that Slack would link; a bare host name is left to be found again by a search."""

_QUOTE = re.compile(r"^([^\S\n]*)>", re.MULTILINE)
_HALF_ENTITY = re.compile(r"&[a-z]{0,3}\Z")
_HALF_TIME = re.compile(r"(?<=\d:\d\d):\d?\Z")
_WRITTEN_ENTITY = re.compile(r"&(?=(?:amp|lt|gt);)")
_OPENING = re.compile(r"<(?=\S)")
_USER = re.compile(r"[UW][A-Z0-9]{1,30}")
_GROUP = re.compile(r"S[A-Z0-9]{1,30}")


def units(text: str) -> int:
    """The length of a text as Slack's clients count it, in UTF-16 code units; never less than its characters."""
    return len(text) + sum(mark > "\uffff" for mark in text)


def one_line(text: str) -> str:
    """`text` on one line, blanks collapsed, what cannot be shown replaced."""
    return _BLANKS.sub(" ", clean(text)).strip()


def clean(text: str) -> str:
    """`text` with one sort of line end, and U+FFFD for everything that cannot be shown."""
    return _UNSHOWABLE.sub(REPLACEMENT, _LINES.sub("\n", text))


def mrkdwn(text: str, limit: int | None = None) -> str:
    """`text` shown literally in a mrkdwn text object with `verbatim`, at most `limit` long.

    `verbatim` keeps Slack from linking addresses, so that they stay as they are and can be copied.
    """
    return cut(_defuse(clean(text)), limit)


def message_text(text: str, limit: int | None = None) -> str:
    """`text` shown literally in the `text` of a message, where nothing keeps Slack from linking addresses."""
    shown = clean(text)
    for pattern in (_CHANNEL, _ADDRESS):
        shown = pattern.sub(_joined, shown)
    return cut(_defuse(shown), limit)


def plain(text: str, limit: int | None = None) -> str:
    """`text` shown literally, on one line, in a plain_text object, which has no markup but may undo entities."""
    shown = one_line(text)
    for pattern in (_AT, _WRITTEN_ENTITY, _OPENING):
        shown = pattern.sub(_joined, shown)
    return cut(_EMOJI.sub(_uncoded, shown), limit, entities=False)


def code(text: str, limit: int | None = None) -> str:
    """`text` as a code span, on one line; empty where there is nothing to show. Backticks become look-alikes."""
    shown = one_line(text).replace("`", LOOKALIKES["`"])
    room = None if limit is None else limit - 2
    return f"`{cut(_to_entities(shown), room)}`" if shown else ""


def fence(text: str, limit: int | None = None) -> str:
    """`text` as a fenced block; a fence inside it is broken by look-alikes. Empty where there is nothing to show."""
    shown = clean(text).strip("\n").replace(FENCE, LOOKALIKES["`"] * len(FENCE))
    room = None if limit is None else limit - 2 * len(FENCE) - 2
    return f"{FENCE}\n{cut(_to_entities(shown), room)}\n{FENCE}" if shown.strip() else ""


def bold(escaped: str) -> str:
    """An escaped text set in bold; a text of several lines stays as it is, since bold ends with its line."""
    inner = escaped.strip()
    return f"*{inner}*" if inner and "\n" not in inner else inner


def mention(user: str) -> str:
    """A live mention of a user's id; anything that is no id is shown literally."""
    return f"<@{user}>" if _USER.fullmatch(user) else mrkdwn(one_line(user))


def mention_group(group: str) -> str:
    """A live mention of a user group's id; anything that is no id is shown literally."""
    return f"<!subteam^{group}>" if _GROUP.fullmatch(group) else mrkdwn(one_line(group))


def cut(escaped: str, limit: int | None, *, entities: bool = True) -> str:
    """An escaped text of at most `limit` units, ending in an ellipsis where cut, never inside an entity."""
    if limit is None or units(escaped) <= limit:
        return escaped
    kept = escaped[: max(limit - 1, 0)]
    while kept and (over := units(kept) - limit + 1) > 0:
        kept = kept[: -((over + 1) // 2)]
    if entities:
        kept = _HALF_ENTITY.sub("", kept)
    kept = _HALF_TIME.sub("", kept).rstrip(JOINER + "\u200d\ufe0f \t\n")
    return (kept + ELLIPSIS)[: max(limit, 0)]


def _defuse(text: str) -> str:
    shown = _MARK.sub(lambda match: _unmarked(match, text), text)
    shown = _AT.sub(_joined, _EMOJI.sub(_uncoded, shown))
    return _to_entities(_QUOTE.sub(rf"\1{JOINER}>", shown))


def _joined(match: re.Match[str]) -> str:
    return match[0] + JOINER


def _uncoded(match: re.Match[str]) -> str:
    return match[0] + JOINER if match[0] == ":" else match[0]


def _unmarked(match: re.Match[str], text: str) -> str:
    """The mark itself inside a word, where no formatting begins or ends; else its look-alike."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    inside = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
    return match[0] if inside and match[0] != "`" else LOOKALIKES[match[0]]


def _to_entities(text: str) -> str:
    return _SPECIAL.sub(lambda match: _ENTITIES[match[0]], text)
