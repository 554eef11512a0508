"""What people told the bot about its answers, and codes it did not know; holds and checks data only."""

import re
from typing import Annotated, Literal

from pydantic import AwareDatetime, BeforeValidator, Field

from bot.models.conversation import Id
from bot.models.text import Value

LONGEST_CASE = 4_000
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def _storable(text: object) -> object:
    """The text without what a database refuses: NUL (PostgreSQL) and lone surrogates (UTF-8)."""
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text) if isinstance(text, str) else text


class Case(Value):
    """A redacted text that a person sent because the answer to it was wrong; the one text that is ever stored."""

    team: Id
    text: Annotated[str, BeforeValidator(_storable), Field(max_length=LONGEST_CASE)]
    label: Id
    by: Id
    at: AwareDatetime
    expires_at: AwareDatetime


Verdict = Literal["fixed", "wrong", "unclear", "dangerous"]
"""What people can say of a step; all but the first are complaints."""


class StepVote(Value):
    """What someone says of a step of an entry's runbook; `step` None: of the whole runbook."""

    team: Id
    entry: Id
    step: Id | None = None
    verdict: Verdict
    by: Id
    at: AwareDatetime


class UnknownCodeSeen(Value):
    """An SKMS-shaped code that the knowledge base does not have; the message is kept as its hash alone."""

    team: Id
    code: int
    message_hash: Annotated[str, Field(max_length=64)] = ""
    count: int = 1
    last_at: AwareDatetime


class FeedbackKept(Value):
    """All that is kept of what people said: cases oldest first, votes latest first, codes most frequent first."""

    cases: tuple[Case, ...] = ()
    votes: tuple[StepVote, ...] = ()
    unknown: tuple[UnknownCodeSeen, ...] = ()
