"""Renders what the bot can be asked, as a phone shows it; knows no verb's work."""

from bot.explain.templates import Phrases
from bot.slack import escape
from bot.slack.blocks import page
from bot.slack.blocks.page import Message

VERBS = (
    ("40013", "slack-help-code"),
    ("search key vault", "slack-help-search"),
    ("card 40013", "slack-help-card"),
    ("status", "slack-help-status"),
    ("incidents", "slack-help-incidents"),
    ("lang ko", "slack-help-lang"),
    ("about", "slack-help-about"),
)
"""What is typed behind the command, and the phrase that says what it does."""


def render(phrases: Phrases, command: str = "/skms") -> Message:
    """The ways to ask: by pasting, by command, by mention; for the person who asked alone."""
    first = phrases.say("slack-help-paste")
    asked = [(f"{command} {words}", phrases.say(phrase)) for words, phrase in VERBS]
    more = [phrases.say("slack-help-mention"), phrases.say("slack-help-shortcut")]
    lines = [
        escape.bold(escape.mrkdwn(first)),
        *(f"{escape.code(typed)} {escape.mrkdwn(does)}" for typed, does in asked),
        *map(escape.mrkdwn, more),
    ]
    text = page.write_text([first, *(f"{typed}: {does}" for typed, does in asked), *more])
    return Message(text, (page.section(lines),))
