"""Renders the answer to a direct question without an SKMS error: whose its numbers may be, and what comes nearest."""

from collections.abc import Iterator, Mapping, Sequence

from bot.explain.templates import Phrases
from bot.models.sighting import Stranger
from bot.slack import escape
from bot.slack.blocks import page
from bot.slack.blocks.page import Message
from bot.slack.blocks.rows import Row, show_rows, write_row

SHOWN = 5
NEAREST = 3


def render(
    strangers: Sequence[Stranger], products: Mapping[str, str], nearest: Sequence[Row], locale: str, phrases: Phrases
) -> Message:
    """What to say where nothing of SKMS was found.

    `products` are the names of neighbouring products by id; `nearest` the entries that the words come closest to.
    """
    said = list(_say_whose(strangers[:SHOWN], products, phrases))
    head = said or [phrases.say("nothing")]
    hint = phrases.say("slack-nothing-hint")
    rows = nearest[:NEAREST]
    lines = [escape.bold(escape.mrkdwn(head[0])), *(escape.mrkdwn(line) for line in [*head[1:], hint])]
    blocks = [page.section(lines)]
    if rows:
        blocks.append(page.context(escape.mrkdwn(phrases.say("nearest"))))
        blocks += show_rows(rows, locale, phrases)
    return Message(page.write_text([*head, hint, *map(write_row, rows)]), tuple(blocks))


def _say_whose(strangers: Sequence[Stranger], products: Mapping[str, str], phrases: Phrases) -> Iterator[str]:
    for stranger in strangers:
        product = products.get(stranger.neighbour) if stranger.neighbour else None
        phrase = "stranger-outside" if not stranger.in_table else "stranger-known" if product else "stranger-other"
        yield phrases.say(phrase, code=stranger.code, product=product)
