"""Renders the modal of the global shortcut, where an error is pasted without a channel; explains nothing."""

from bot.explain.templates import Phrases
from bot.slack.blocks import ids, page
from bot.slack.blocks.page import View

LONGEST_PASTE = 3000
"""The most that Slack lets an input hold; a longer paste goes to the bot as a message or a file."""


def render(phrases: Phrases, locale: str) -> View:
    """The modal: one field, and the promise that nobody else sees the answer."""
    field: page.Block = {
        "type": "plain_text_input",
        "action_id": ids.PASTE_INPUT,
        "multiline": True,
        "max_length": LONGEST_PASTE,
        "focus_on_load": True,
        "placeholder": page.plain(phrases.say("slack-paste-placeholder"), page.PLACEHOLDER_LIMIT),
    }
    block: page.Block = {
        "type": "input",
        "block_id": ids.PASTE_BLOCK,
        "label": page.plain(phrases.say("slack-paste-label"), page.HEADER_LIMIT),
        "hint": page.plain(phrases.say("slack-paste-hint"), page.HEADER_LIMIT),
        "element": field,
    }
    return page.modal(
        phrases.say("slack-paste-title"),
        phrases.say("slack-close"),
        [block],
        callback_id=ids.PASTE_VIEW,
        private_metadata=locale,
        submit=page.plain(phrases.say("slack-paste-submit"), page.TITLE_LIMIT),
    )


def find_paste(state: object) -> str:
    """The pasted text in the `state` of a submitted view, empty where it has none."""
    values = state
    for name in ("values", ids.PASTE_BLOCK, ids.PASTE_INPUT, "value"):
        values = values.get(name) if isinstance(values, dict) else None
    return values if isinstance(values, str) else ""
