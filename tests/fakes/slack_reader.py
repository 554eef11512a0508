"""Reads Slack's mrkdwn as a client would, and says what in it is alive; written apart from `bot.slack.escape`.

It is generous: where Slack's behaviour is not documented it takes a text for alive rather than dead.
"""

import re
from dataclasses import dataclass, field

JOINER = "\u2060"
_FENCE = re.compile(r"```(.+?)```", re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_TOKEN = re.compile(r"<[^<>\n]*>")
_QUOTE = re.compile(r"^\s*(?:>|&gt;).*$", re.MULTILINE)
_EMOJI = re.compile(r":([\w+'’-]+):")
_AUTOMATIC = {
    "address": re.compile(r"[A-Za-z][A-Za-z+.-]*://?\S"),
    "e-mail": re.compile(r"[^\s@]@\w"),
    "bare address": re.compile(r"\b(?:www\.\w|mailto:\w|tel:[\d+])", re.IGNORECASE),
    "channel": re.compile(r"#\w"),
}
_MENTION = re.compile(r"@(?:here|channel|everyone|[a-z][\w.-]*)", re.IGNORECASE)
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_HALF = re.compile(r"&(?!(?:amp|lt|gt);)")


@dataclass(slots=True)
class Reading:
    """What a reader sees, and what is more than letters: kind and content."""

    shown: str
    live: list[tuple[str, str]] = field(default_factory=list)

    def kinds(self) -> set[str]:
        return {kind for kind, _ in self.live}


def read(text: str, *, verbatim: bool = True) -> Reading:
    live: list[tuple[str, str]] = []
    if _HALF.search(text):
        live.append(("half entity", text))
    shown: list[str] = []
    place = 0
    for fence in _FENCE.finditer(text):
        shown += [_read_lines(text[place : fence.start()], live, verbatim=verbatim), decode(fence[1])]
        live.append(("fence", decode(fence[1]).strip("\n")))
        place = fence.end()
    shown.append(_read_lines(text[place:], live, verbatim=verbatim))
    return Reading("".join(shown), live)


def read_plain(text: str) -> Reading:
    """A plain_text object: no markup; emoji, entities and names are taken for alive, whatever `emoji` says."""
    live = [("emoji", match[0]) for match in _emoji(text)]
    live += [("entity", match) for match in re.findall(r"&(?:amp|lt|gt);", text)]
    live += [("token", match) for match in re.findall(r"<[@#!a-zA-Z][^<>]*>", text)]
    live += [("mention", match[0]) for match in _MENTION.finditer(text)]
    return Reading(text, live)


def decode(text: str) -> str:
    for entity, mark in _ENTITIES:
        text = text.replace(entity, mark)
    return text


def _read_lines(text: str, live: list[tuple[str, str]], *, verbatim: bool) -> str:
    live += [("code", decode(match[1])) for match in _SPAN.finditer(text)]
    outside = _SPAN.sub("\x01", text)
    live += [("token", match[0]) for match in _TOKEN.finditer(outside)]
    live += [("quote", match[0]) for match in _QUOTE.finditer(outside)]
    live += [("emoji", match[0]) for match in _emoji(outside)]
    live += [("mention", match[0]) for match in _MENTION.finditer(outside)]
    for mark, kind in (("*", "bold"), ("_", "italic"), ("~", "strike")):
        live += [(kind, decode(content)) for line in outside.split("\n") for content in _pairs(line, mark)]
    if not verbatim:
        live += [(kind, match[0]) for kind, form in _AUTOMATIC.items() for match in form.finditer(outside)]
    return decode(text)


def _emoji(text: str) -> list[re.Match[str]]:
    found = []
    for match in _EMOJI.finditer(text):
        around = text[max(0, match.start() - 2) : match.end() + 2]
        if not re.fullmatch(r"\D?\d{1,2}:\d\d:\d\d", around):
            found.append(match)
    return found


def _pairs(line: str, mark: str) -> list[str]:
    found: list[str] = []
    start = -1
    for index, char in enumerate(line):
        if char != mark:
            continue
        before, after = line[index - 1 : index], line[index + 1 : index + 2]
        if start >= 0 and index > start + 1 and before and not before.isspace() and not _is_word(after):
            found.append(line[start + 1 : index])
            start = -1
        elif start < 0 and not _is_word(before) and after and not after.isspace():
            start = index
    return found


def _is_word(char: str) -> bool:
    return char.isascii() and char.isalnum()
