"""What is asked whether SKMS works, and what it said: targets, readings, standings; values only, asks nobody."""

import datetime as dt
import ipaddress
from collections.abc import Mapping
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AwareDatetime, BeforeValidator, Field, StringConstraints, model_validator

from bot.models.diagnosis import CauseId
from bot.models.setup import Duration, HostName
from bot.models.sighting import SkmsError
from bot.models.text import Slug, Value

TargetKind = Literal["sdf-health", "http", "tcp", "tls"]
Verdict = Literal["up", "down", "blind"]
"""`blind`: we cannot see, for a reason on our own side; never the same as `down`."""

Environment = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Network = Annotated[
    ipaddress.IPv4Network | ipaddress.IPv6Network,
    BeforeValidator(lambda value: ipaddress.ip_network(value) if isinstance(value, str) else value),
]
HealthItemName = Literal["healthCheck", "licenseCheck", "keyCheck", "azureInfoCheck", "azureInfoValidCheck"]


class Place(Value):
    """A host and a port, by the name under which it is configured or named."""

    host: HostName
    port: Annotated[int, Field(ge=1, le=65_535)]


class Target(Value):
    """Something to ask at an interval, within a deadline around everything that the asking takes.

    `url` is where an sdf-health (its base, without /api) or http target is asked, `place` where a tcp or tls one is.
    Only addresses in `networks` are ever connected to. A `witness` stands for our own way out: where witnesses
    fail, other targets are not judged. `also_allow` are hosts that an error may name and that may be asked, too.
    `licence` says in words whose licence asks; the key itself and secret header values are in no target, `headers`
    holds what everybody may see.
    """

    name: Slug
    kind: TargetKind
    environment: Environment | Literal[""] = ""
    component: Slug | None = None
    url: Annotated[str, StringConstraints(max_length=2_000)] | None = None
    place: Place | None = None
    server_name: HostName | None = None
    networks: Annotated[tuple[Network, ...], Field(min_length=1)]
    also_allow: tuple[Place, ...] = ()
    interval: Annotated[Duration, Field(ge=dt.timedelta(seconds=1), le=dt.timedelta(days=1))] = dt.timedelta(seconds=30)
    deadline: Annotated[Duration, Field(ge=dt.timedelta(milliseconds=100), le=dt.timedelta(seconds=60))] = dt.timedelta(
        seconds=5
    )
    witness: bool = False
    down_after: Annotated[int, Field(ge=1, le=100)] = 3
    up_after: Annotated[int, Field(ge=1, le=100)] = 2
    statuses: tuple[Annotated[int, Field(ge=100, le=599)], ...] = (200,)
    body_has: Annotated[str, StringConstraints(min_length=1, max_length=500)] | None = None
    headers: Mapping[str, str] = {}
    sci_servers: tuple[Annotated[str, StringConstraints(min_length=1, max_length=200)], ...] = ()
    licence: Annotated[str, StringConstraints(max_length=80)] = ""
    certificate_days: Annotated[int, Field(ge=0, le=1_000)] = 14

    @model_validator(mode="after")
    def _has_its_address(self) -> "Target":
        if self.kind in ("sdf-health", "http"):
            if self.url is None or self.place is not None:
                raise ValueError(f"a target of kind {self.kind} is asked at `url`")
        elif self.place is None or self.url is not None:
            raise ValueError(f"a target of kind {self.kind} is asked at `place`: host and port")
        return self

    @property
    def asked(self) -> Place:
        """The host and port that are connected to."""
        if self.place is not None:
            return self.place
        parts = urlsplit(self.url or "")
        return Place(host=parts.hostname or "", port=parts.port or (443 if parts.scheme == "https" else 80))


class ItemReading(Value):
    """One item of a health check, as answered: `server` names the SCI server, empty where only one was asked."""

    item: HealthItemName
    ok: bool
    error: str = ""
    server: str = ""


class Reading(Value):
    """One asking of one target.

    `reason` is a slug such as connect-refused, dns-failure, deadline, wrong-status, certificate-expired; `cause` is
    the cause of the knowledge base that it maps to. `blind` in `verdict` is what the asking itself could tell (our
    own resolver, no route of ours, a refused loopback of a health check); the joint judgement is in Standing.
    `detail` is redacted and at most 200 characters.
    """

    target: Slug
    verdict: Verdict
    at: AwareDatetime
    reason: str = ""
    cause: CauseId | None = None
    latency: Annotated[float, Field(ge=0)] | None = None
    certificate_days: int | None = None
    http_status: int | None = None
    items: tuple[ItemReading, ...] = ()
    error: SkmsError | None = None
    address: str = ""
    detail: Annotated[str, Field(max_length=200)] = ""


class Standing(Value):
    """What is held of a target after hysteresis and witnesses: the verdict, since when, and the last reading.

    `verdict` None means: not asked yet. `run` counts the equal readings that speak against the verdict, `run_since`
    is the first of them. `proof` is the last reading that agreed with the verdict: what is down, and why.
    """

    target: Slug
    verdict: Verdict | None = None
    since: AwareDatetime | None = None
    reading: Reading | None = None
    run: Annotated[int, Field(ge=0)] = 0
    run_since: AwareDatetime | None = None
    proof: Reading | None = None
