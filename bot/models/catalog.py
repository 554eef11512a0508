"""The knowledge base as one immutable value, indexed; what loads it and what searches it live in `catalog`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from bot.models.entry import ErrorEntry, RunbookItem, Step, VendorWords
from bot.models.text import Basis, Claim, LocalText, NonEmpty, Slug, Value

Audience = Literal["operator", "integrator", "tenant-admin", "external"]


class HttpStatus(Value):
    """One of the six HTTP statuses of the specification, and what it does and does not tell."""

    status: int
    name: NonEmpty
    description: NonEmpty
    meaning: Claim
    codes_note: LocalText


class DiagnosedCause(Value):
    """What a cause read from a detail means: the third line of an answer, and the first steps.

    `verdict` is the condition for the first line and `says` the explanation; both may use `{host}`, `{port}`,
    `{ip}`, `{method}`, `{http_status}`, `{key_id}`. A template may hold alternatives separated by ` || `: the
    first whose placeholders are all known is used. `look_at` names the roles to go to, the likeliest first.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    basis: Basis
    title: LocalText
    verdict: LocalText
    says: LocalText
    look_at: tuple[Slug, ...]
    transient: bool
    steps: tuple[RunbookItem, ...]


class Role(Value):
    """Somebody a step or an entry names; a site turns it into a contact (`[owners.<role>]`)."""

    id: Slug
    audience: Audience
    label: LocalText


class Edge(Value):
    """Who calls whom (`basis` speaks of that), and the codes that a broken edge shows as (`codes_basis`)."""

    to: Slug
    basis: Basis
    what: LocalText
    codes: tuple[int, ...] = ()
    codes_basis: Basis = "judged"


class Component(Value):
    """A part of the system: what it is (`basis` is of that), who owns it, whom it calls, what its failure breaks."""

    id: Slug
    basis: Basis
    name: LocalText
    is_: LocalText = Field(alias="is")
    owner: Slug
    breaks: LocalText
    calls: tuple[Edge, ...] = ()


class InnerCode(Value):
    """A number of the inner crypto module as it stands in `detail` of 40003 and 40004."""

    codes: Annotated[tuple[int, ...], Field(min_length=1)]
    name: NonEmpty
    basis: Basis
    text: LocalText
    look_at: LocalText


class NeighbourCode(Value):
    """A code of a neighbouring product whose number is, or looks like, one of SKMS's."""

    code: int
    messages: Annotated[tuple[NonEmpty, ...], Field(min_length=1)]


class Neighbour(Value):
    """A product whose errors collide: recognised in order not to answer as SKMS, or to unwrap.

    `names` are words that, near a bare number, say the number is that product's.
    """

    id: Slug
    name: NonEmpty
    wraps_skms: bool = False
    names: tuple[NonEmpty, ...] = ()
    codes: tuple[NeighbourCode, ...] = ()
    note: LocalText
    sources: tuple[NonEmpty, ...] = ()


class HealthTest(Value):
    """One item of the documented health check: what it tests, what to do when it fails, the codes it helps with.

    `through` is the item that must be OK for this one to tell anything: what it asks lies behind that one's component.
    """

    item: NonEmpty
    component: Slug
    through: NonEmpty | None = None
    basis: Basis
    tests: LocalText
    action: LocalText
    codes: Annotated[tuple[int, ...], Field(min_length=1)]


class LocaleInfo(Value):
    """A language that answers are given in: its own name and its English one."""

    name: NonEmpty
    english: NonEmpty


@dataclass(frozen=True, slots=True)
class Catalog:
    """The whole knowledge base. Mappings may load their values on first use; they never change.

    `vendor` holds the words of the specification per code and is complete without loading any entry.
    `phrases` are the fixed words of answers: locale -> id -> template. `revision` names the content (a hash).
    """

    vendor: Mapping[int, VendorWords]
    entries: Mapping[int, ErrorEntry]
    http: Mapping[int, HttpStatus]
    causes: Mapping[str, DiagnosedCause]
    steps: Mapping[str, Step]
    components: Mapping[str, Component]
    roles: Mapping[str, Role]
    inner: Mapping[int, InnerCode]
    neighbours: Mapping[str, Neighbour]
    health: Mapping[str, HealthTest]
    locales: Mapping[str, LocaleInfo]
    phrases: Mapping[str, Mapping[str, str]]
    revision: str
