"""What Slack makes of typed text: entities, links nobody asked for, mentions, emoji names, and rich_text blocks."""

import re
from collections.abc import Callable, Mapping

from tests.fakes.slack.world import Json

_TOKEN = re.compile(
    r"(?P<token><(?:@[UW]\w+|#[CG]\w+|!(?:here|channel|everyone)|!subteam\^S\w+)(?:\|[^<>]*)?>)"
    r"|(?P<url>\bhttps?://[^\s<>\"'`|]+)"
    r"|(?P<mail>\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}\b)"
    r"|(?P<bare>\b[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,5}\.(?:com|net|org|io|dev|app|co|kr|jp|de|ai|me)\b)"
    r"|(?P<mention>(?<!\w)@(?:here|channel|everyone|[a-z][\w-]{0,63}))"
    r"|(?P<emoji>[🎉🔥✅❌🚨👍])"
)
_NAMES = {"🎉": "tada", "🔥": "fire", "✅": "white_check_mark", "❌": "x", "🚨": "rotating_light", "👍": "+1"}
_CURLY = str.maketrans({"'": "\u2019"})
_FENCE = "```"


def escape(text: str) -> str:
    """The three entities, and only those."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_text(typed: str, people: Mapping[str, str]) -> str:
    """The `text` field that Slack delivers for what was typed; `people` maps names to user ids."""
    return _each(typed, people, escape, _written)


def as_blocks(typed: str, people: Mapping[str, str]) -> list[Json]:
    """The `rich_text` block that comes with it: unescaped, with fences as preformatted text."""
    elements: list[Json] = []
    for index, part in enumerate(typed.split(_FENCE)):
        if index % 2 == 1 and part:
            elements.append(
                {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": part.strip("\n")}]}
            )
        elif part.strip("\n") or not typed:
            elements.append({"type": "rich_text_section", "elements": _inline(part.strip("\n"), people)})
    return [{"type": "rich_text", "block_id": "rt1", "elements": elements}]


def curly(typed: str) -> str:
    """What a Mac's keyboard makes of straight quotes and two hyphens."""
    opened = re.sub(r'(^|[\s({\[:,])"', "\\1\u201c", typed)
    return opened.replace('"', "\u201d").translate(_CURLY).replace("--", "\u2014")


def _each(
    typed: str,
    people: Mapping[str, str],
    plain: Callable[[str], str],
    token: Callable[[str, str, Mapping[str, str]], str],
) -> str:
    parts: list[str] = []
    at = 0
    for found in _TOKEN.finditer(typed):
        parts.append(plain(typed[at : found.start()]))
        parts.append(token(str(found.lastgroup), found.group(), people))
        at = found.end()
    return "".join([*parts, plain(typed[at:])])


def _written(kind: str, words: str, people: Mapping[str, str]) -> str:
    match kind:
        case "token":
            return words
        case "url":
            return f"<{escape(words)}>"
        case "mail":
            return f"<mailto:{words}|{words}>"
        case "bare":
            return f"<http://{words}|{words}>"
        case "emoji":
            return f":{_NAMES[words]}:"
        case _:
            return _mention(words, people)


def _mention(words: str, people: Mapping[str, str]) -> str:
    name = words[1:]
    if name in {"here", "channel", "everyone"}:
        return f"<!{name}>"
    return f"<@{people[name]}>" if name in people else words


def _inline(typed: str, people: Mapping[str, str]) -> list[Json]:
    elements: list[Json] = []
    for index, part in enumerate(typed.split("`")):
        if index % 2 == 1:
            elements.append({"type": "text", "text": part, "style": {"code": True}})
        else:
            elements.extend(_runs(part, people))
    return elements


def _runs(typed: str, people: Mapping[str, str]) -> list[Json]:
    runs: list[Json] = []
    at = 0
    for found in _TOKEN.finditer(typed):
        if found.start() > at:
            runs.append({"type": "text", "text": typed[at : found.start()]})
        runs.append(_element(str(found.lastgroup), found.group(), people))
        at = found.end()
    if at < len(typed):
        runs.append({"type": "text", "text": typed[at:]})
    return runs


def _element(kind: str, words: str, people: Mapping[str, str]) -> Json:
    match kind:
        case "url":
            return {"type": "link", "url": words}
        case "mail":
            return {"type": "link", "url": f"mailto:{words}", "text": words}
        case "bare":
            return {"type": "link", "url": f"http://{words}", "text": words}
        case "emoji":
            return {"type": "emoji", "name": _NAMES[words]}
        case "mention":
            return _mentioned(_mention(words, people))
        case _:
            return _mentioned(words)


def _mentioned(token: str) -> Json:
    inner = token.strip("<>").split("|")[0]
    match inner[:1], token[:1]:
        case "@", "<":
            return {"type": "user", "user_id": inner[1:]}
        case "#", "<":
            return {"type": "channel", "channel_id": inner[1:]}
        case "!", "<" if inner.startswith("!subteam^"):
            return {"type": "usergroup", "usergroup_id": inner.removeprefix("!subteam^")}
        case "!", "<":
            return {"type": "broadcast", "range": inner[1:]}
        case _:
            return {"type": "text", "text": token}
