"""Renders what one person is told about incidents: a few lines, small ones below, a button; decides no content."""

from collections.abc import Sequence
from dataclasses import replace

from bot.explain.templates import Phrases
from bot.slack import escape
from bot.slack.blocks import page
from bot.slack.blocks.incident import show_line, write_push
from bot.slack.blocks.page import Block, Message

LINES_SHOWN = 10


def render(lines: Sequence[str], phrases: Phrases, *buttons: Block) -> Message:
    """The first line, the others below it in small, then what can be pressed; people in them are mentioned."""
    shown = [line for line in lines if line]
    small = shown[1:LINES_SHOWN]
    more = phrases.say("more-errors", count=len(shown) - LINES_SHOWN) if len(shown) > LINES_SHOWN else ""
    blocks: list[Block] = [page.section(show_line(shown[0]))]
    if small:
        blocks.append(page.context("\n".join([*map(show_line, small), escape.mrkdwn(more)]).rstrip()))
    return Message(write_push([*shown[:1], *small]), (*blocks, *page.actions(*buttons)))


def add_small(message: Message, lines: Sequence[str]) -> Message:
    """A message with small lines below it."""
    if not lines:
        return message
    context = page.context("\n".join(map(show_line, lines[:LINES_SHOWN])))
    return replace(message, blocks=(*message.blocks, context)[: page.MESSAGE_BLOCKS_LIMIT])
