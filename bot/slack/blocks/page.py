"""Builds single blocks, elements and messages as plain dicts within Slack's limits; knows no answer.

Limits: Slack's reference of blocks, block elements and views; tests hold them against the table of `slackblocks`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.slack import escape

Block = dict[str, object]
View = dict[str, object]

SECTION_LIMIT = 3000
HEADER_LIMIT = 150
BUTTON_LIMIT = 75
OPTION_LIMIT = 75
OPTION_VALUE_LIMIT = 150
OPTIONS_LIMIT = 100
OVERFLOW_LIMIT = 5
PLACEHOLDER_LIMIT = 150
TITLE_LIMIT = 24
MESSAGE_BLOCKS_LIMIT = 50
VIEW_BLOCKS_LIMIT = 100
TEXT_LIMIT = 3000
"""Of a message's `text`: below the 3,900 that a later edit could still take with every mark escaped."""

NOTHING = "–"
"""What stands where a text is empty: Slack refuses a whole message for one empty text."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message to send: the plain `text` that a push shows, and the blocks that a client shows.

    `plainer` are blocks for where Slack refuses those; none: the text alone is sent then.
    """

    text: str
    blocks: tuple[Block, ...]
    plainer: tuple[Block, ...] = ()

    def as_arguments(self) -> dict[str, object]:
        """The arguments of chat.postMessage, chat.update, chat.postEphemeral and of a response_url alike."""
        return {"text": self.text, "blocks": list(self.blocks)}


def write_text(lines: Iterable[str]) -> str:
    """The `text` of a message out of raw lines, the verdict first; shortened to what Slack takes in an edit."""
    return escape.message_text("\n".join(escape.one_line(line) for line in lines if line), TEXT_LIMIT) or NOTHING


def markup(escaped: str) -> Block:
    """A mrkdwn text object whose addresses and names Slack leaves alone."""
    return {"type": "mrkdwn", "text": escaped if escaped.strip() else NOTHING, "verbatim": True}


def plain(text: str, limit: int) -> Block:
    """A plain_text object of raw text, shortened to `limit`; emoji codes in it stay letters."""
    return {"type": "plain_text", "text": escape.plain(text, limit) or NOTHING, "emoji": False}


def section(lines: Sequence[str] | str, accessory: Block | None = None) -> Block:
    """A section of escaped lines, shown whole; one too long is shortened (see `sections` for one that is not)."""
    text = lines if isinstance(lines, str) else "\n".join(line for line in lines if line)
    block: Block = {"type": "section", "text": markup(escape.cut(text, SECTION_LIMIT)), "expand": True}
    if accessory is not None:
        block["accessory"] = accessory
    return block


def sections(parts: Iterable[str], accessory: Block | None = None) -> list[Block]:
    """Escaped parts in as few sections as hold them whole; the accessory stands by the first."""
    texts: list[str] = []
    for part in parts:
        if texts and escape.units(texts[-1]) + escape.units(part) < SECTION_LIMIT:
            texts[-1] = f"{texts[-1]}\n{part}"
        elif part:
            texts.append(part)
    return [section(text, None if position else accessory) for position, text in enumerate(texts)]


def context(*parts: str) -> Block:
    """A small grey line of escaped parts."""
    line = escape.cut(" · ".join(part for part in parts if part), SECTION_LIMIT)
    return {"type": "context", "elements": [markup(line)]}


def header(text: str) -> Block:
    """A large heading of raw text."""
    return {"type": "header", "text": plain(text, HEADER_LIMIT)}


def divider() -> Block:
    """A line across."""
    return {"type": "divider"}


def actions(*elements: Block | None) -> list[Block]:
    """A row of elements, those that are None left out; no block where none is left."""
    present = [element for element in elements if element is not None]
    return [{"type": "actions", "elements": present}] if present else []


def button(action: str, text: str, value: str = "", *, style: str = "", url: str = "") -> Block:
    """A button; `style` is empty, `primary` or `danger`."""
    made: Block = {"type": "button", "action_id": action, "text": plain(text, BUTTON_LIMIT)}
    extras = {"value": value, "style": style, "url": url}
    return {**made, **{name: extra for name, extra in extras.items() if extra}}


def option(text: str, value: str) -> Block:
    """One choice of a menu; `value` is ours and must be short, since Slack refuses the whole message otherwise."""
    return {"text": plain(text, OPTION_LIMIT), "value": value}


def overflow(action: str, options: Sequence[Block]) -> Block | None:
    """The menu behind `⋯`, five choices at most; None where there is no choice."""
    return {"type": "overflow", "action_id": action, "options": list(options[:OVERFLOW_LIMIT])} if options else None


def select(action: str, placeholder: str, choices: Mapping[str, str], chosen: str = "") -> Block:
    """A menu of choices (value -> raw text), the chosen one shown."""
    options = {value: option(text, value) for value, text in list(choices.items())[:OPTIONS_LIMIT]}
    made: Block = {
        "type": "static_select",
        "action_id": action,
        "placeholder": plain(placeholder, PLACEHOLDER_LIMIT),
        "options": list(options.values()),
    }
    return {**made, "initial_option": options[chosen]} if chosen in options else made


def modal(title: str, close: str, blocks: Sequence[Block], **more: object) -> View:
    """A modal; `more` holds its callback_id, private_metadata and submit."""
    return {
        "type": "modal",
        "title": plain(title, TITLE_LIMIT),
        "close": plain(close, TITLE_LIMIT),
        "blocks": list(blocks[:VIEW_BLOCKS_LIMIT]),
        **more,
    }


def as_modal(message: Message, title: str, close: str) -> View:
    """A message shown in a modal, where the reader has no channel to be answered in."""
    return modal(title, close, message.blocks)


def join(first: Message, second: Message) -> Message:
    """Two messages as one, the first one's verdict leading."""
    blocks = (*first.blocks, divider(), *second.blocks)[:MESSAGE_BLOCKS_LIMIT]
    return Message(escape.cut(f"{first.text}\n{second.text}", TEXT_LIMIT), blocks)
