"""Renders what a search of the knowledge base found; searches nothing itself."""

from collections.abc import Sequence

from bot.explain.templates import Phrases
from bot.slack import escape
from bot.slack.blocks import page
from bot.slack.blocks.page import Message
from bot.slack.blocks.rows import Row, show_rows, write_row

LONGEST_QUERY = 100


def render(query: str, rows: Sequence[Row], locale: str, phrases: Phrases) -> Message:
    """The entries found for `query`, best first, or the words that nothing fits and what to try."""
    asked = escape.one_line(query)[:LONGEST_QUERY]
    head = phrases.say("slack-search-head" if rows else "slack-search-none", query=asked)
    if not rows:
        hint = phrases.say("slack-search-hint")
        return Message(page.write_text([head, hint]), (page.section([escape.mrkdwn(head), escape.mrkdwn(hint)]),))
    blocks = (page.section(escape.bold(escape.mrkdwn(head))), *show_rows(rows, locale, phrases))
    return Message(page.write_text([head, *map(write_row, rows)]), blocks)
