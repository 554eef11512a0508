"""What is known live while an answer is composed: how targets stand, which environment, what checks found; no words."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from bot.models.diagnosis import CauseId
from bot.models.entry import Check
from bot.models.target import Place, Reading, Standing, Target
from bot.models.text import Slug, Value

ToldBy = Literal["host", "channel", "words"]
Outcome = Literal["passed", "failed", "unclear", "skipped"]
"""`unclear`: we could not see, for a reason on our own side. `skipped`: nobody was asked, see `Finding.why`."""

Skip = Literal[
    "not-a-target",
    "no-target",
    "no-place",
    "protocol-unknown",
    "several-environments",
    "earlier-failed",
    "no-time",
]
"""Why a check was not carried out."""


class Watched(Value):
    """A target and how it stands."""

    target: Target
    standing: Standing


class Surroundings(Value):
    """Which environment a paste speaks of, and what says so.

    `name` is empty where nothing says it, and where two things say different ones, which `rivals` then names.
    """

    name: str = ""
    told_by: ToldBy | None = None
    rivals: tuple[str, ...] = ()


class OpenIncident(Value):
    """The open incident that an error belongs to: its number, who has it (empty: nobody), how many reported it."""

    number: Annotated[int, Field(ge=1)]
    holder: str = ""
    reports: Annotated[int, Field(ge=0)] = 0


class Reports(Value):
    """How often this code was pasted within the last minutes, this time included; by how many companies, if known."""

    count: Annotated[int, Field(ge=1)] = 1
    minutes: Annotated[int, Field(ge=1)] = 10
    companies: Annotated[int, Field(ge=1)] | None = None


class Finding(Value):
    """What one check found.

    `step` is the id of the step it belongs to, empty where it follows the place that the diagnosis names. `why` is
    the reason of the reading where that did not pass, and the Skip where nobody was asked; `cause` is the one of the
    knowledge base that it maps to. `actual` is what was seen,
    redacted, in no language: a status, an address, days. `target` is the one that allowed it, `licence` whose it asks
    by.
    """

    check: Check
    step: str = ""
    place: Place | None = None
    target: Slug | None = None
    licence: str = ""
    outcome: Outcome
    why: str = ""
    cause: CauseId | None = None
    actual: Annotated[str, Field(max_length=200)] = ""
    at: AwareDatetime
    seconds: Annotated[float, Field(ge=0)] = 0.0
    reading: Reading | None = None


class Live(Value):
    """All that is known live. `now` is in the zone in which times are told.

    `watched` are all targets of the site, witnesses too. `checking` are the checks that are on their way, so that
    their line is held free; `findings` are what they found. `lasting` says that it is told where it stays, as in the
    message of an incident: by the time of day, not by an age.
    """

    now: AwareDatetime
    watched: tuple[Watched, ...] = ()
    surroundings: Surroundings = Surroundings()
    incident: OpenIncident | None = None
    reports: Reports | None = None
    checking: tuple[Check, ...] = ()
    findings: tuple[Finding, ...] = ()
    lasting: bool = False

    def having_found(self, findings: tuple[Finding, ...]) -> "Live":
        """The same with what checks found; readings take their target's place, and stand where none was held yet."""
        readings = {one.reading.target: one.reading for one in findings if one.reading is not None}
        watched = tuple(
            Watched(target=one.target, standing=_newer(one.standing, readings.get(one.target.name)))
            for one in self.watched
        )
        return self.model_copy(update={"watched": watched, "checking": (), "findings": findings})


def _newer(standing: Standing, reading: Reading | None) -> Standing:
    if reading is None or (standing.reading is not None and standing.reading.at > reading.at):
        return standing
    verdict = standing.verdict or reading.verdict
    proof = reading if verdict == reading.verdict else standing.proof
    return standing.model_copy(update={"reading": reading, "proof": proof, "verdict": verdict})
