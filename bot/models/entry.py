"""One entry of the error knowledge base, with its steps and patterns; says what a good entry holds, reads no file."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from bot.models.text import Basis, Claim, LocalText, NonEmpty, Slug, Value

Kind = Literal[
    "document",
    "key-data",
    "job",
    "dependency",
    "config",
    "caller",
    "registration",
    "licence",
    "permission",
    "internal",
]
"""What sort of fault a code speaks of (judged; the HTTP status does not say it)."""

Level = Literal["P1", "P2", "P3", "P4"]
"""P1 wide outage, P2 degraded dependency or many tenants, P3 one tenant or app, P4 one caller's mistake."""

Urgency = Literal["act-now", "can-wait", "hand-back"]
RetryPolicy = Literal["no", "once", "backoff", "check-first"]
Risk = Literal["none", "reversible", "irreversible"]
Fact = Literal[
    "company-id",
    "sci-server-id",
    "licence",
    "key-id",
    "environment",
    "time",
    "endpoint",
    "http-status",
    "detail",
    "trace-id",
    "system-name",
    "document",
]
"""Something a paste may or may not contain."""


CODE_FAMILY = r"[45]0[013][01][0-9]"
"""The numbers that recognition reads as codes; any other would have an entry that no paste ever brings up."""


class VendorWords(Value):
    """What the specification states of a code, word for word (section "Error Code")."""

    code: Annotated[int, Field(ge=10000, le=99999)]
    message: NonEmpty
    description: NonEmpty
    http_status: Annotated[int, Field(ge=100, le=599)]


class Owner(Value):
    """The role that owns the fault, and those it needs at its side."""

    basis: Basis
    role: Slug
    with_roles: tuple[Slug, ...] = ()


class Raise(Value):
    """A condition under which the severity is another one."""

    to: Level
    when: LocalText


class Severity(Value):
    """How bad it is for one tenant, and what changes that."""

    basis: Basis
    level: Level
    raised: tuple[Raise, ...] = ()


class UrgencyAdvice(Value):
    """Act now, can wait, or hand back to the caller, and what would change that (one short sentence)."""

    basis: Basis
    is_: Urgency = Field(alias="is")
    changes: LocalText


class Retry(Value):
    """Whether to try again, in a few words, and why."""

    basis: Basis
    policy: RetryPolicy
    short: LocalText
    reason: LocalText


class Cause(Value):
    """A likely cause, most likely first in an entry."""

    id: Slug
    basis: Basis
    text: LocalText


class Check(Value):
    """A read-only question that a machine could ask to answer a step; there is no kind that writes.

    `host` and `port` in dns, tcp, tls and http come from the diagnosis or from the component's target when
    not given; `item` names an item of the documented health check; `code` an entry to look up.
    """

    kind: Literal["dns", "tcp", "tls", "http", "health-item", "status-of-component", "knowledge"]
    component: Slug | None = None
    item: Literal["healthCheck", "licenseCheck", "keyCheck", "azureInfoCheck", "azureInfoValidCheck"] | None = None
    code: int | None = None

    @model_validator(mode="after")
    def _needs_its_argument(self) -> "Check":
        needed = {"health-item": self.item, "status-of-component": self.component, "knowledge": self.code}
        if self.kind in needed and needed[self.kind] is None:
            raise ValueError(f"a check of kind {self.kind} needs its argument (item, component or code)")
        return self


class Step(Value):
    """One step of a runbook: what to do, who does it, what is expected, what it risks.

    `do` is one line for a phone (English at most 60 characters, Korean 34); `more` says how, with commands.
    """

    id: Slug
    basis: Basis
    do: LocalText
    more: LocalText | None = None
    who: tuple[Slug, ...]
    check: Check | None = None
    expect: LocalText
    risk: Risk = "none"
    precondition: LocalText | None = None

    @model_validator(mode="after")
    def _irreversible_steps_have_a_precondition(self) -> "Step":
        if self.risk == "irreversible" and self.precondition is None:
            raise ValueError("an irreversible step needs a precondition")
        return self


class RunbookItem(Value):
    """A step in an entry's runbook: its own (`step`) or a shared one (`use`), and the causes it tells apart.

    `causes` empty means: for all of them. `tells` orders steps when the detail names a transport cause.
    """

    step: Step | None = None
    use: Slug | None = None
    causes: tuple[Slug, ...] = ()
    tells: tuple[Slug, ...] = ()

    @model_validator(mode="after")
    def _one_of_both(self) -> "RunbookItem":
        if (self.step is None) == (self.use is None):
            raise ValueError("give either `step` or `use`")
        return self


class Never(Value):
    """What must not be done, and when that warning stands above the fold.

    `when` is `always`, or names causes of the entry, diagnosed causes (knowledge/causes/) or detail patterns.
    """

    basis: Basis
    text: LocalText
    when: Literal["always"] | tuple[Slug, ...]
    irreversible: bool = False


class PasteItem(Value):
    """A fact that a good paste contains, in the words that ask for it."""

    fact: Fact
    ask: LocalText


class DetailPattern(Value):
    """A form of `detail` that says more than the code; a google-re2 pattern with named groups.

    `says` and `verdict` may use the groups as `{key_id}`. `causes` are those of the entry that it points to.
    """

    id: Slug
    basis: Basis
    pattern: NonEmpty
    verdict: LocalText | None = None
    says: LocalText
    causes: tuple[Slug, ...] = ()
    examples: Annotated[tuple[str, ...], Field(min_length=1)]
    lookalikes: Annotated[tuple[str, ...], Field(min_length=1)]


class Source(Value):
    """Where a statement of the entry comes from."""

    title: NonEmpty
    url: str | None = None
    states: NonEmpty


class ErrorEntry(Value):
    """All that is known of one SKMS code: the vendor's words first, then ours with their basis."""

    vendor: VendorWords
    title: LocalText
    oddities: tuple[LocalText, ...] = ()
    meaning: Claim
    impact: Claim
    component: Slug
    owner: Owner
    kind: Kind
    severity: Severity
    urgency: UrgencyAdvice
    retry: Retry
    causes: Annotated[tuple[Cause, ...], Field(min_length=1)]
    runbook: Annotated[tuple[RunbookItem, ...], Field(min_length=2)]
    verify: Claim
    never: tuple[Never, ...] = ()
    paste: Annotated[tuple[PasteItem, ...], Field(min_length=1)]
    evidence: Annotated[tuple[LocalText, ...], Field(min_length=1)]
    detail_patterns: tuple[DetailPattern, ...] = ()
    leads_to: tuple[int, ...] = ()
    follows: tuple[int, ...] = ()
    examples: Annotated[tuple[str, ...], Field(min_length=2)]
    lookalikes: Annotated[tuple[str, ...], Field(min_length=2)]
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    reviewed: dt.date

    @property
    def code(self) -> int:
        """The SKMS code."""
        return self.vendor.code
