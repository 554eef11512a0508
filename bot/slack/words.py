"""Reads what a message of Slack says, wherever in it that stands: text, tables, attachments, blocks; pure."""

from bot.slack.envelope import Json


def words_of(message: Json) -> str:
    """The text of a message or event, then what its attachments and blocks say beyond it; empty where it is silent.

    Slack's own rewriting (entities, links) stays: recognition undoes it.
    """
    raise NotImplementedError
