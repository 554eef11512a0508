"""The answer to a paste, the same for every surface; lines already in the reader's language, no markup."""

from collections.abc import Mapping
from typing import Literal

from bot.models.catalog import Audience
from bot.models.entry import Check, Level, Risk, Urgency
from bot.models.sighting import Confidence, Hidden, PasteFacts
from bot.models.text import Basis, Value

Mark = Literal["red", "yellow", "green", "blue", "white"]


class Contact(Value):
    """Who stands behind a role at this site (`[owners.<role>]` in skms-bot.toml)."""

    label: str
    channel: str | None = None
    user_group: str | None = None
    phone: str | None = None
    url: str | None = None
    hours: str | None = None


class Reader(Value):
    """Who reads: the language, the audience, and the site's contacts per role."""

    locale: str = "en"
    audience: Audience = "operator"
    contacts: Mapping[str, Contact] = {}


class PasteContext(Value):
    """What the paste as a whole holds besides its errors, and when and how it is being answered.

    `facts` is None where there was no paste, only a code: then nothing can be missing in it.
    """

    facts: PasteFacts | None = frozenset()
    hidden: tuple[Hidden, ...] = ()
    at: str = ""
    command: str = ""


class CheckResult(Value):
    """What a read-only check found, in the reader's language.

    `mark` is ✓, ✗, ? (cannot tell from here) or – (nobody was asked). `expected` and `actual` are short words, `at`
    the time of the asking (ISO), empty where nobody was asked; `milliseconds` is how long the asking took. `licence`
    says whose licence asked, where one did: what it found says nothing of another company's.
    """

    outcome: Literal["passed", "failed", "unclear", "skipped"]
    mark: Literal["✓", "✗", "?", "–"]
    name: str
    expected: str
    actual: str
    at: str = ""
    milliseconds: int | None = None
    licence: str = ""


class AnswerStep(Value):
    """A step as one reader sees it; `above_fold` marks the few shown at once.

    `check` is what a machine can ask to answer it, `result` what was found where it was asked.
    """

    id: str
    do: str
    more: str | None
    who: tuple[str, ...]
    expect: str
    risk: Risk
    basis: Basis
    above_fold: bool
    precondition: str | None = None
    check: Check | None = None
    result: CheckResult | None = None

    @property
    def locked(self) -> bool:
        """Whether the step cannot be undone: shown with its precondition, never offered as an action."""
        return self.risk == "irreversible"


class Receipt(Value):
    """What an answer rests on: the knowledge base's revision, when it was made, and the command that rebuilds it."""

    knowledge: str
    at: str
    command: str


class Background(Value):
    """What stands below the fold: the entry's meaning and judgement in the reader's language, the vendor's words."""

    meaning: str
    meaning_basis: Basis
    impact: str
    severity: tuple[str, ...]
    retry: str
    causes: tuple[str, ...]
    verify: str
    never: tuple[str, ...]
    evidence: tuple[str, ...]
    oddities: tuple[str, ...]
    vendor_message: str
    vendor_description: str
    http_status: int


class LiveVerdict(Value):
    """What the verdict line rests on besides the paste.

    `component` is an id of the knowledge base, `target` the one that was asked. `explains` says whether this state
    is taken as the cause of the error: `certain` where the detail names the very host that is asked, `likely` where
    the code is one that this part's failure shows as. `now` is what the checks of the place itself found.
    """

    component: str
    target: str
    environment: str
    verdict: Literal["up", "down", "blind"] | None
    since: str = ""
    read_at: str = ""
    explains: Literal["certain", "likely", "no"] = "no"
    now: Literal["failing", "fine", "unclear"] | None = None


class Answer(Value):
    """One explained error in the order in which it is read; empty strings and tuples are left out when shown.

    `headline` is the verdict line, at most 80 characters, code last. `said` is what this detail or chain says.
    `check_line` is what the bot's own checks found; while they run it holds its line free. `follow_line` names the
    codes that the same failure may show as next.
    `place_results` are the checks of the place that the detail names.
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
    missing_line: str
    missing: tuple[str, ...]
    steps: tuple[AnswerStep, ...]
    no_steps_line: str = ""
    never: tuple[str, ...]
    owner_line: str
    owner_role: str
    scope_line: str
    check_line: str = ""
    follow_line: str = ""
    live: LiveVerdict | None = None
    place_results: tuple[CheckResult, ...] = ()
    level: Level
    background: Background
    confidence: Confidence
    confidence_why: str
    hidden: tuple[Hidden, ...] = ()
    hidden_line: str = ""
    count: int = 1
    receipt: Receipt


class HealthLine(Value):
    """One item of a pasted health check: what it tests, and where it failed what to do and which codes it shows as."""

    item: str
    ok: bool
    line: str
    tests: str = ""
    action: str = ""
    codes: tuple[int, ...] = ()


class HealthAnswer(Value):
    """An explained health check: the verdict, then its items in the order of the paste."""

    headline: str
    lines: tuple[HealthLine, ...]
