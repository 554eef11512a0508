"""Reads what a message of Slack says, wherever in it that stands: text, tables, attachments, blocks; pure."""

from collections.abc import Iterator

from bot.slack.envelope import WORDS, Json

DEEPEST = 20


def words_of(message: Json) -> str:
    """The text of a message or event, then what its attachments and blocks say beyond it; empty where it is silent.

    Slack's own rewriting (entities, links) stays: recognition undoes it. `text` repeats rich text, so that is read
    only where there is no text.
    """
    text = message.get("text")
    said = text if isinstance(text, str) else ""
    blocks = message.get("blocks")
    more: list[str] = []
    if isinstance(blocks, list):
        bare = [block for block in blocks if not (said and _is_rich(block))]
        more += [words for block in bare if (words := _of_block(block)) and words not in said]
    more += [words for words in _texts(message.get("attachments"), 0) if words not in said]
    return "\n".join(part for part in (said, *dict.fromkeys(more)) if part)


def _is_rich(block: object) -> bool:
    return isinstance(block, dict) and block.get("type") == "rich_text"


def _of_block(block: object) -> str:
    """A block's words; the pieces of one line of rich text stay one line."""
    return "".join(_rich(block, 0)) if _is_rich(block) else "\n".join(_texts(block, 0))


def _rich(value: object, depth: int) -> Iterator[str]:
    if depth > DEEPEST or not isinstance(value, dict):
        return
    text = value.get("text") or value.get("url")
    if isinstance(text, str):
        yield text
    for element in value.get("elements") or ():
        yield from _rich(element, depth + 1)
    if str(value.get("type")).startswith("rich_text_"):
        yield "\n"


def _texts(value: object, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            yield from _texts(item, depth + 1)
    elif isinstance(value, dict):
        for name, item in value.items():
            if not isinstance(item, str):
                yield from _texts(item, depth + 1)
            elif name in WORDS and item:
                yield item
