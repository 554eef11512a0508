"""Renders the short words that one person sees: a secret hidden, a language changed, a tap that was not theirs."""

from enum import StrEnum

from bot.explain.templates import Phrases
from bot.slack import escape
from bot.slack.blocks import page
from bot.slack.blocks.page import Message

LONGEST_LINE = 400


class Notice(StrEnum):
    """A notice, and the ending of its phrase's id; the comment names what the phrase is filled with."""

    SECRET = "secret"  # noqa: S105 - names the notice; kinds  # pragma: allowlist secret
    LANGUAGE = "language"  # language
    LANGUAGE_AUTOMATIC = "language-auto"
    LANGUAGE_UNKNOWN = "language-unknown"  # languages
    NOT_YOURS = "not-yours"
    SHARED = "shared"
    CANNOT_SHARE = "cannot-share"
    GONE = "gone"
    OUTDATED = "outdated"
    NOTHING_WRITTEN = "nothing-written"
    FILE_TOO_LARGE = "file-too-large"  # limit
    FILE_UNREADABLE = "file-unreadable"
    UNKNOWN_VERB = "unknown-verb"  # words
    NO_QUERY = "no-query"
    NO_CODE = "no-code"
    BUSY = "busy"
    WORKING = "working"
    FAILED = "failed"


def render(notice: Notice, phrases: Phrases, **known: object) -> Message:
    """The notice as a message; `known` fills its phrase and is shown literally."""
    said = phrases.say(f"slack-notice-{notice.value}", **known)
    return Message(page.write_text([said]), (page.section(escape.mrkdwn(escape.one_line(said), LONGEST_LINE)),))
