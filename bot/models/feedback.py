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


class StepVote(Value):
    """Someone says that a step of an entry's runbook fixed the trouble, or is wrong; `step` None: the whole runbook."""

    team: Id
    entry: Id
    step: Id | None = None
    verdict: Literal["fixed", "wrong"]
    by: Id
    at: AwareDatetime


class UnknownCodeSeen(Value):
    """An SKMS-shaped code that the knowledge base does not have; the message is kept as its hash alone."""

    team: Id
    code: int
    message_hash: Annotated[str, Field(max_length=64)] = ""
    count: int = 1
    last_at: AwareDatetime
