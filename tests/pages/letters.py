"""Writes what Slack is sent, or a value, as letters: all of it but what is usual in a text object; judges nothing.

`| ` begins a line of markup, `name:"…"` is a plain text object, `name=…` any other value, `⁀` the mark that keeps an
address from becoming a link.
"""

import json
from collections.abc import Iterator, Mapping, Sequence

from bot.models.text import Value
from bot.slack.blocks.page import Message
from tests.fakes.slack_reader import JOINER

NEWLINE = "\n"
IN_ONE_LINE = ("actions", "overflow")
HELD = ("blocks", "elements", "options")
Json = Mapping[str, object]


def write_brief(message: Message) -> Iterator[str]:
    """The text of a push, then each block, in one line each."""
    yield next(write_message(message))
    yield from (" ⏎ ".join(line.strip() for line in write_thing(block)) for block in message.blocks)


def write_message(message: Message) -> Iterator[str]:
    """The text of a push in one line, then the blocks."""
    yield f"text {' ⏎ '.join(visible(line) for line in message.text.split(NEWLINE))}"
    for block in message.blocks:
        yield from write_thing(block)
    for block in message.plainer:
        yield from write_thing({"type": "plainer", "block": block})


def write_value(value: Value, *without: str) -> Iterator[str]:
    """The fields of a value that are not empty, nested ones below."""
    given = value.model_dump(mode="json", exclude=set(without))
    yield from _fields(_bare(given), "")


def _bare(value: object) -> object:
    if isinstance(value, Mapping):
        return {name: _bare(one) for name, one in value.items() if one not in (None, "", [], {})}
    return [_bare(one) for one in value] if isinstance(value, list) else value


def _fields(value: object, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, one in value.items():
            if isinstance(one, Mapping | list):
                yield f"{indent}{name}"
                yield from _fields(one, f"{indent}  ")
            else:
                yield f"{indent}{name}: {visible(str(one))}"
    elif isinstance(value, list):
        for one in value:
            if isinstance(one, Mapping):
                plain = [f"{name}={_scalar(held)}" for name, held in one.items() if not isinstance(held, Mapping)]
                yield f"{indent}- {' '.join(plain)}"
                yield from _fields(
                    {name: held for name, held in one.items() if isinstance(held, Mapping)}, f"{indent}    "
                )
            else:
                yield f"{indent}- {visible(str(one))}"


def write_thing(value: Json, indent: str = "", label: str = "") -> Iterator[str]:
    inline, below = [str(value.get("type", "-"))], list[str]()
    for name, one in value.items():
        if name == "type":
            continue
        said = _said(one)
        if said is not None:
            below += [] if name == "text" else [f"{indent}  {name}"]
            below += [f"{indent}  {line}" for line in _lines(said)]
        elif isinstance(one, Mapping) and (plain := _plain(one)) is not None:
            inline.append(
                f"{name}:{_scalar(plain)}" if name != "text" else json.dumps(visible(plain), ensure_ascii=False)
            )
        elif isinstance(one, Mapping):
            below += write_thing(one, f"{indent}  ", name)
        elif isinstance(one, Sequence) and not isinstance(one, str):
            below += _several(name, one, f"{indent}  ")
        else:
            inline.append(f"{name}={_scalar(one)}")
    head = f"{indent}{f'{label} ' if label else ''}{' '.join(inline)}"
    if value.get("type") in IN_ONE_LINE:
        yield "; ".join([head, *(line.strip() for line in below)])
    else:
        yield head
        yield from below


def _several(name: str, values: Sequence[object], indent: str) -> Iterator[str]:
    things = [one for one in values if isinstance(one, Mapping)]
    if len(things) < len(values):
        yield f"{indent}{name}={json.dumps(values, ensure_ascii=False)}"
    elif all(set(one) == {"label", "value"} for one in things):
        points = (f"{one['label']}={one['value']}" for one in things)
        yield f"{indent}{name} {' '.join(points)}"
    else:
        if name not in HELD:
            yield f"{indent}{name}"
        for one in things:
            said = _said(one)
            yield from (f"{indent}{line}" for line in _lines(said)) if said is not None else write_thing(one, indent)


def _said(value: object) -> str | None:
    """The text of a markup object as all of ours are; None for anything else."""
    if not isinstance(value, Mapping):
        return None
    text = value.get("text")
    return text if value == {"type": "mrkdwn", "text": text, "verbatim": True} and isinstance(text, str) else None


def _plain(value: Json) -> str | None:
    text = value.get("text")
    return text if value == {"type": "plain_text", "text": text, "emoji": False} and isinstance(text, str) else None


def _lines(text: str) -> Iterator[str]:
    yield from (f"| {visible(line)}" for line in text.split("\n"))


def _scalar(value: object) -> str:
    if isinstance(value, str) and value and value.isprintable() and " " not in value and '"' not in value:
        return value
    return json.dumps(visible(value) if isinstance(value, str) else value, ensure_ascii=False)


def visible(text: str) -> str:
    marked = text.replace(JOINER, "⁀")
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in marked)
