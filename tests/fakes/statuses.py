"""Overviews of every kind: all up, down, in doubt, blind, never asked; worded for whom a test wants."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.catalog.loader import open_catalog
from bot.explain.status import Wording
from bot.models.answer import Contact, Reader
from bot.models.catalog import Audience
from bot.models.history import Past
from bot.models.target import Standing, Target
from bot.status.conditions import judge
from bot.status.overview import Overview, look
from tests.fakes.hours import START
from tests.fakes.watched import SECOND, a_health_target, a_reading, a_standing, a_target, a_witness, items

CATALOG = open_catalog([Path(__file__).parents[2] / "knowledge"])
KST = dt.timezone(dt.timedelta(hours=9), "KST")
OPS = Contact(label="Key vault ops", channel="#kms-oncall")
NOW = START + 560 * SECOND
"""Nine minutes after the start, which is 02:51 in Korea."""

KMS, SDF, AUTH, STAGE, WITNESS = (
    a_target("kms"),
    a_health_target("sdf"),
    a_target("auth", component="auth-service"),
    a_target("stage-kms", environment="stage"),
    a_witness(),
)
ALL = (KMS, SDF, AUTH, STAGE, WITNESS)


def worded(
    locale: str = "en", audience: Audience = "operator", contacts: Mapping[str, Contact] | None = None
) -> Wording:
    known = {"key-vault-ops": OPS} if contacts is None else contacts
    return Wording(CATALOG, Reader(locale=locale, audience=audience, contacts=known), KST)


def a_past(*verdicts: str, every: float = 60) -> Past:
    """A past whose last reading was fifteen seconds ago."""
    past = Past()
    for number, verdict in enumerate(verdicts):
        seconds = 545 - every * (len(verdicts) - 1 - number)
        past = past.count(a_reading(verdict=verdict, seconds=seconds, latency=0.01 + number % 5 / 100))
    return past


def seen(*standings: Standing, targets: Sequence[Target] = ALL, pasts: Mapping[str, Past] | None = None) -> Overview:
    """The overview in which these standings are held, and every other target was up fifteen seconds ago."""
    held = {target.name: a_standing(target.name, "up", 545) for target in targets}
    held |= {standing.target: standing for standing in standings}
    return look(targets, held, pasts or {}, CATALOG, NOW)


def doubtful(target: Target, verdict: str = "down") -> Standing:
    """One that is held for up, the last reading of which says otherwise."""
    return judge(a_standing(target.name, "up", 535), a_reading(target.name, verdict, 545), target)


def overviews() -> dict[str, Overview]:
    """One of each kind."""
    past = a_past(*["up"] * 50, "down", *["up"] * 9)
    pasts = {target.name: past for target in ALL}
    failing = a_standing("sdf", "down", 545, items=items(healthCheck=True, keyCheck=False, licenseCheck=True))
    return {
        "up": seen(pasts=pasts),
        "down": seen(a_standing("kms", "down", 545, cause="connection_refused"), pasts=pasts),
        "items": seen(failing, a_standing("auth", "down", 545, reason="wrong-status", http_status=503), pasts=pasts),
        "doubt": seen(doubtful(KMS), pasts=pasts),
        "blind": seen(*(a_standing(target.name, "blind", 545, reason="witnesses-fail") for target in ALL), pasts=pasts),
        "certificate": seen(a_standing("auth", "up", 545, certificate_days=3), pasts=pasts),
        "stale": seen(a_standing("kms", "up", -4000), pasts=pasts),
        "never": look(ALL, {}, {}, CATALOG, NOW),
        "empty": look((), {}, {}, CATALOG, NOW),
        "many": seen(targets=[a_target(f"target-with-a-long-name-{number}") for number in range(200)]),
    }
