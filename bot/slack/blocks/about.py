"""Renders what the bot is, what it stores and what it rests on; measures nothing itself."""

from dataclasses import dataclass

from bot.explain.templates import Phrases
from bot.slack import escape
from bot.slack.blocks import page
from bot.slack.blocks.page import Message


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts of a running bot: its version, the knowledge base's revision, and how many codes it explains."""

    version: str
    knowledge: str
    codes: int


def render(facts: Facts, phrases: Phrases) -> Message:
    """What the bot is, in a few lines."""
    lines = [
        phrases.say("slack-about"),
        phrases.say("slack-about-sources"),
        phrases.say("slack-about-stores"),
        phrases.say("slack-about-reads"),
    ]
    last = phrases.say("slack-about-version", version=facts.version, revision=facts.knowledge, codes=facts.codes)
    shown = [escape.bold(escape.mrkdwn(lines[0])), *map(escape.mrkdwn, lines[1:])]
    return Message(page.write_text([*lines, last]), (page.section(shown), page.context(escape.mrkdwn(last))))
