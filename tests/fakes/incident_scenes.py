"""Incidents in every kind and state, with what was told of them, made by the real engine; for tests of showing them."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.catalog.loader import open_catalog
from bot.explain.incident import Telling
from bot.incidents.engine import Actor, Engine
from bot.models.alerting import Scope, SilenceDraft
from bot.models.answer import Contact, Reader
from bot.models.catalog import Audience
from bot.models.incident import Announcement, Incident
from tests.fakes.incidents import (
    MINUTE,
    NOW,
    SECOND,
    Rows,
    a_paste,
    a_target,
    alerting,
    an_alert,
    an_error,
    observed,
)

CATALOG = open_catalog([Path(__file__).parents[2] / "knowledge"])
SEOUL = ZoneInfo("Asia/Seoul")
VAULT, SKMS = a_target(), a_target("skms-1", "skms")
WHO, OTHER = Actor("U0AAA", "T1"), Actor("U0BBB", "T1")
DOWN, UP = [observed(VAULT, "down"), observed(SKMS, "down")], [observed(VAULT, "up"), observed(SKMS, "up")]


@dataclass(frozen=True)
class Scene:
    """An incident at a moment, and all that was told of it."""

    name: str
    incident: Incident
    told: tuple[Announcement, ...]
    now: dt.datetime


def telling(now: dt.datetime, locale: str = "en", audience: Audience = "operator") -> Telling:
    contacts = {"key-vault-ops": Contact(label="key vault ops", channel="#kms-oncall")}
    reader = Reader(locale=locale, audience=audience, contacts=contacts)
    names = {"AB…56·3f9a": "Hanbit Paper"} if audience == "operator" else {}
    return Telling(CATALOG, reader, now, SEOUL, names)


async def scenes() -> list[Scene]:
    """One incident of each kind and in each state."""
    return [
        await _target("firing", 9),
        await _held(),
        await _waiting(),
        await _not_ours(),
        await _muted(),
        await _escalated(),
        await _resolved(),
        await _flapping(),
        await _stale(),
        await _errors(),
        await _alert(),
        await _people(),
        await _blind(),
        await _storm(),
    ]


def _engine() -> tuple[Rows, Engine]:
    rows = Rows()
    return rows, Engine(rows, alerting, lambda: CATALOG)


def _scene(name: str, rows: Rows, minutes: int, number: int = 1) -> Scene:
    told = tuple(Announcement.model_validate_json(one.note) for one in rows.notes(number))
    return Scene(name, rows.incidents[number], told, NOW + minutes * MINUTE)


async def _target(name: str, minutes: int) -> Scene:
    rows, engine = _engine()
    await engine.observe(DOWN, NOW)
    await engine.report([an_error(40013, count=7)], NOW + MINUTE)
    return _scene(name, rows, minutes)


async def _held() -> Scene:
    rows, engine = _engine()
    await engine.observe(DOWN, NOW)
    await engine.acknowledge(1, WHO, NOW + 4 * MINUTE)
    await engine.acknowledge(1, OTHER, NOW + 5 * MINUTE, over=True)
    return _scene("held", rows, 9)


async def _waiting() -> Scene:
    rows, engine = _engine()
    await engine.observe(DOWN, NOW)
    await engine.wait(1, WHO, "network *team*", NOW + 40 * MINUTE, NOW + 4 * MINUTE)
    await engine.tick(NOW + 40 * MINUTE)
    await engine.wait(1, WHO, "network *team*", NOW + 90 * MINUTE, NOW + 41 * MINUTE)
    return _scene("waiting", rows, 45)


async def _not_ours() -> Scene:
    rows, engine = _engine()
    await engine.observe(DOWN, NOW)
    await engine.not_ours(1, WHO, NOW + 4 * MINUTE)
    return _scene("not-ours", rows, 9)


async def _muted() -> Scene:
    rows, engine = _engine()
    await engine.observe(DOWN, NOW)
    draft = SilenceDraft(scope=Scope(number=1), by="U0AAA", reason="<!here> known", until=NOW + 60 * MINUTE)
    await engine.mute(draft, "T1", NOW + MINUTE)
    return _scene("muted", rows, 9)


async def _escalated() -> Scene:
    rows, engine = _engine()
    await engine.observe(DOWN, NOW)
    await engine.tick(NOW + 10 * MINUTE)
    await engine.tick(NOW + 40 * MINUTE)
    return _scene("escalated", rows, 41)


async def _resolved() -> Scene:
    rows, engine = _engine()
    await engine.observe(DOWN, NOW)
    await engine.acknowledge(1, WHO, NOW + 4 * MINUTE)
    await engine.observe(UP, NOW + 19 * MINUTE)
    return _scene("resolved", rows, 25)


async def _flapping() -> Scene:
    rows, engine = _engine()
    for number in range(9):
        await engine.observe(UP if number % 2 else DOWN, NOW + number * 2 * MINUTE)
    return _scene("flapping", rows, 20)


async def _stale() -> Scene:
    rows, engine = _engine()
    await engine.observe(DOWN, NOW)
    await engine.observe([observed(VAULT, "blind"), observed(SKMS, "blind")], NOW + 5 * MINUTE)
    return _scene("stale", rows, 9)


async def _errors() -> Scene:
    rows, engine = _engine()
    await engine.report([an_error(40013, count=12, says="keyId 0000009")], NOW)
    return _scene("errors", rows, 9)


async def _alert() -> Scene:
    rows, engine = _engine()
    name, says = "<!channel> *SkmsLatency* <https://evil.example.test|skms>", "p99 `over` \x00U0AAA\x00 2 s"
    await engine.alerts([an_alert(name=name, says=says)], NOW)
    return _scene("alert", rows, 9)


async def _people() -> Scene:
    rows, engine = _engine()
    for number in range(3):
        await engine.paste(a_paste(by=f"U{number}"), NOW + number * SECOND)
    return _scene("people", rows, 9)


async def _blind() -> Scene:
    rows, engine = _engine()
    await engine.observe([observed(VAULT, "blind"), observed(SKMS, "blind")], NOW)
    return _scene("blind", rows, 9)


async def _storm() -> Scene:
    rows, engine = _engine()
    await engine.alerts([an_alert(fingerprint=f"{number}", name=f"Alert{number % 4}") for number in range(300)], NOW)
    number = next(one.number for one in rows.incidents.values() if one.subject.kind == "storm")
    return _scene("storm", rows, 1, number)
