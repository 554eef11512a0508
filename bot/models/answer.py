"""The answer to a paste, the same for every surface; lines already in the reader's language, no markup."""

from typing import Literal

from bot.models.catalog import Audience
from bot.models.entry import Level, Risk, Urgency
from bot.models.sighting import Confidence, Hidden
from bot.models.text import Basis, Value

Mark = Literal["red", "yellow", "green", "blue", "white"]


class AnswerStep(Value):
    """A step as one reader sees it; `above_fold` for the few shown at once, `locked` for irreversible ones."""

    id: str
    do: str
    more: str | None
    who: tuple[str, ...]
    expect: str
    risk: Risk
    basis: Basis
    above_fold: bool
    locked: bool
    precondition: str | None = None


class Receipt(Value):
    """What an answer rests on: the knowledge base's revision, when it was made, and the command that rebuilds it."""

    knowledge: str
    at: str
    command: str


class Answer(Value):
    """One explained error in the order in which it is read; empty strings and tuples are left out when shown.

    `headline` is the verdict line, at most 80 characters, code last. `said` is what this detail or chain says.
    """

    schema_version: Literal[1] = 1
    code: int
    locale: str
    audience: Audience
    mark: Mark
    headline: str
    urgency: Urgency
    urgency_line: str
    chain: str
    said: tuple[str, ...]
    missing: tuple[str, ...]
    steps: tuple[AnswerStep, ...]
    never: tuple[str, ...]
    never_more: tuple[str, ...] = ()
    owner_line: str
    owner_role: str
    retry: str
    scope_line: str
    level: Level
    severity_notes: tuple[str, ...]
    meaning: str
    meaning_basis: Basis
    impact: str
    causes: tuple[str, ...]
    verify: str
    evidence: tuple[str, ...]
    oddities: tuple[str, ...]
    vendor_message: str
    vendor_description: str
    http_status: int
    confidence: Confidence
    confidence_why: str
    hidden: tuple[Hidden, ...] = ()
    hidden_line: str = ""
    count: int = 1
    receipt: Receipt
