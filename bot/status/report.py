"""Writes an overview for programs: plain values with fixed names, no language; shows nothing."""

import datetime as dt

from bot.models.target import Reading
from bot.status.overview import ComponentView, Overview, TargetView, Uptime

SCHEMA_VERSION = 1


def report(overview: Overview) -> dict[str, object]:
    """The overview as JSON can hold it: times in ISO 8601, spans and latencies in seconds, shares from 0 to 1."""
    return {
        "schema_version": SCHEMA_VERSION,
        "at": overview.at.isoformat(),
        "verdict": overview.verdict,
        "components": [_component(one) for one in overview.components],
        "targets": [_target(view) for view in overview.targets],
    }


def _component(view: ComponentView) -> dict[str, object]:
    return {
        "id": view.id,
        "environment": view.environment,
        "verdict": view.verdict,
        "since": _time(view.since),
        "targets": [one.target.name for one in view.targets],
        "items": [{"item": item, "error": error} for item, error in view.items],
        "codes": list(view.codes),
    }


def _target(view: TargetView) -> dict[str, object]:
    target, standing = view.target, view.standing
    return {
        "name": target.name,
        "kind": target.kind,
        "environment": target.environment,
        "component": target.component,
        "witness": target.witness,
        "licence": target.licence,
        "verdict": standing.verdict,
        "since": _time(standing.since),
        "age": None if view.age is None else view.age.total_seconds(),
        "stale": view.stale,
        "against": None if view.pending is None else {"readings": view.pending[0], "needed": view.pending[1]},
        "reading": None if standing.reading is None else _reading(standing.reading),
        "certificate_days": view.certificate_days,
        "uptime": _uptime(view.uptime),
    }


def _reading(reading: Reading) -> dict[str, object]:
    return {
        "verdict": reading.verdict,
        "at": reading.at.isoformat(),
        "reason": reading.reason,
        "cause": reading.cause,
        "detail": reading.detail,
        "latency": reading.latency,
        "http_status": reading.http_status,
        "code": None if reading.error is None else reading.error.code,
        "items": [item.model_dump() for item in reading.items],
    }


def _uptime(share: Uptime) -> dict[str, float | None]:
    return {"hour": share.hour, "day": share.day, "week": share.week}


def _time(at: dt.datetime | None) -> str | None:
    return None if at is None else at.isoformat()
