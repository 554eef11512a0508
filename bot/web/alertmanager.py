"""Reads Alertmanager's webhook, version 4, and Grafana's equal form as alerts for the engine; follows no link in it."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from bot.models.alerting import AlertReport
from bot.models.catalog import Catalog
from bot.models.entry import Level, Urgency
from bot.models.intake import IntakeSource
from bot.recognition.redact import redact
from bot.web.refusal import Refused

VERSIONS = ("4", "1")
"""Alertmanager's, and Grafana's (prometheus.io/docs/alerting/latest/configuration, grafana.com: webhook notifier)."""

LEVELS: Mapping[str, tuple[Level, Urgency]] = {
    "page": ("P1", "act-now"),
    "critical": ("P1", "act-now"),
    "error": ("P2", "act-now"),
    "high": ("P2", "act-now"),
    "major": ("P2", "act-now"),
    "warning": ("P3", "can-wait"),
    "info": ("P4", "can-wait"),
    "none": ("P4", "can-wait"),
}
"""What the usual words of the label `severity` mean here."""

OTHERWISE: tuple[Level, Urgency] = ("P3", "can-wait")
MOST_ALERTS = 2_000
EARLIEST = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
"""Go writes a time that was never set as the year 1."""

Word = Annotated[str, Field(max_length=1_048_576)]
Words = Annotated[dict[Annotated[str, Field(max_length=1_000)], Word], Field(max_length=200)]


class _Alert(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    status: Literal["firing", "resolved"]
    labels: Words = {}
    annotations: Words = {}
    startsAt: AwareDatetime  # noqa: N815 - as it stands in the body
    fingerprint: Annotated[str, Field(max_length=100)] = ""


class _Group(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    version: str
    alerts: Annotated[list[_Alert], Field(max_length=MOST_ALERTS)]
    truncatedAlerts: Annotated[int, Field(ge=0, le=1_000_000)] = 0  # noqa: N815 - as it stands in the body


def read_alerts(body: bytes, source: IntakeSource, catalog: Catalog) -> list[AlertReport]:
    """The alerts of a webhook; raises Refused saying what does not fit, with no word of the body in it.

    Where the sender left alerts out (its `max_alerts`), those it sent say so.
    """
    try:
        group = _Group.model_validate_json(body)
    except ValidationError as error:
        raise _refusal(error) from None
    if group.version not in VERSIONS:
        raise Refused(422, f"this version of the webhook is not known; known are {' and '.join(VERSIONS)}")
    left_out = f" (+{group.truncatedAlerts} alerts not sent)" if group.truncatedAlerts else ""
    return [_report(alert, source, catalog, left_out) for alert in group.alerts]


def _report(alert: _Alert, source: IntakeSource, catalog: Catalog, left_out: str) -> AlertReport:
    labels = alert.labels
    level, urgency = LEVELS.get(labels.get("severity", "").lower(), OTHERWISE)
    component = labels.get("component", "")
    environment = labels.get("environment") or labels.get("env") or source.environment
    return AlertReport(
        source=source.name,
        fingerprint=alert.fingerprint or _fingerprint(labels),
        status=alert.status,
        starts_at=max(alert.startsAt, EARLIEST),
        name=_clip(labels.get("alertname", ""), 120) or "unnamed",
        environment=environment[:64],
        component=component if component in catalog.components else None,
        level=level,
        urgency=urgency,
        says=_clip(_words(alert.annotations), 200 - len(left_out)) + left_out,
        silent_after=source.silent_after,
    )


def _words(annotations: Mapping[str, str]) -> str:
    return annotations.get("summary") or annotations.get("description") or annotations.get("message") or ""


def _clip(text: str, longest: int) -> str:
    text = redact(" ".join(text[: 4 * longest].split())).text
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _fingerprint(labels: Mapping[str, str]) -> str:
    pairs = "\0".join(f"{name}\0{value}" for name, value in sorted(labels.items()))
    return hashlib.sha256(pairs.encode()).hexdigest()[:32]


def _refusal(error: ValidationError) -> Refused:
    first = error.errors(include_input=False, include_context=False, include_url=False)[0]
    if first["type"] == "json_invalid":
        return Refused(400, "the body is no JSON, or nested too deeply")
    where = ".".join(str(part) for part in first["loc"][:3] if not isinstance(part, str) or part.isalnum())
    return Refused(422, f"{where[:60] or 'the body'}: {first['type']}")
