"""Renders the note for a thread where checks overturned the verdict that was shown; decides nothing."""

from bot.slack import escape
from bot.slack.blocks import page
from bot.slack.blocks.page import Message

LONGEST_LINE = 300
PEOPLE = ("U", "W")
"""How Slack begins the ids of people; a bot cannot be called."""


def render(note: str, user: str) -> Message:
    """The note, which calls the person who pasted."""
    shown = escape.mrkdwn(escape.one_line(note), LONGEST_LINE)
    called = f"{escape.mention(user)} " if user.startswith(PEOPLE) else ""
    return Message(page.write_text([note]), (page.section(f"{called}{shown}"),))
