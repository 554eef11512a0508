"""Reads Slack's mrkdwn as a client does and gives styled terminal text; knows no block."""

import re
from collections.abc import Mapping

from rich.text import Text

from bot.slack.escape import JOINER
from bot.terminal.page import literal

FENCE = re.compile(r"```\n?(.+?)\n?```", re.DOTALL)
PIECE = re.compile(
    r"`(?P<code>[^`\n]+)`"
    r"|<(?P<token>[^<>\n]+)>"
    r"|(?<![\w*])\*(?P<bold>[^*\n]*[^*\s])\*(?![\w*])"
    r"|(?<![\w_])_(?P<italic>[^_\n]*[^_\s])_(?![\w_])"
    r"|(?<![\w~])~(?P<strike>[^~\n]*[^~\s])~(?![\w~])"
)
STYLES = {"code": "cyan", "bold": "bold", "italic": "italic", "strike": "strike"}
ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


def read(text: str, names: Mapping[str, str], style: str = "") -> Text:
    """The text as it reads; `names` are those of channels and people by id."""
    shown = Text(style=style)
    place = 0
    for fence in FENCE.finditer(text):
        shown.append_text(_inline(text[place : fence.start()], names))
        shown.append_text(literal(plain(fence[1]), "cyan"))
        place = fence.end()
    shown.append_text(_inline(text[place:], names))
    return shown


def plain(text: str) -> str:
    """A text without entities and invisible marks."""
    for entity, mark in ENTITIES:
        text = text.replace(entity, mark)
    return text.replace(JOINER, "")


def _inline(text: str, names: Mapping[str, str], style: str = "") -> Text:
    shown = Text(style=style)
    place = 0
    for found in PIECE.finditer(text):
        shown.append_text(literal(plain(text[place : found.start()])))
        kind = found.lastgroup or ""
        if kind == "token":
            shown.append_text(literal(_token(found[kind], names), "blue"))
        elif kind == "code":
            shown.append_text(literal(plain(found[kind]), STYLES[kind]))
        else:
            shown.append_text(_inline(found[kind], names, STYLES[kind]))
        place = found.end()
    shown.append_text(literal(plain(text[place:])))
    return shown


def _token(token: str, names: Mapping[str, str]) -> str:
    """A mention, a date or a link, by what a client shows of it."""
    target, _, label = token.partition("|")
    if target[:1] in {"@", "#"}:
        return f"{target[0]}{names.get(target[1:], label or target[1:])}"
    if target.startswith("!date^"):
        return plain(label)
    if target.startswith("!"):
        return f"@{target[1:].partition('^')[0]}"
    return plain(label or target)
