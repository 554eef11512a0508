"""One error as it was read from a text, before the join; holds data only."""

from dataclasses import dataclass

from bot.models.sighting import Form
from bot.recognition.bodies import Body
from bot.recognition.judgement import Verdict


@dataclass(slots=True)
class Anchor:
    """A number of the table in the text."""

    start: int
    end: int
    code: int


@dataclass(slots=True)
class Reading:
    """A code with what stands beside it; `chain` holds the bodies around it, outermost first, `own` its own.

    `weak` marks a reading by position or line, which a fuller one of the same code replaces.
    """

    code: int
    at: int
    start: int
    end: int
    form: Form
    message: str | None
    detail: str | None
    verdict: Verdict
    chain: tuple[Body, ...] = ()
    own: Body | None = None
    weak: bool = False
    http: int | None = None
