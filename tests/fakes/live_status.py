"""Targets and how they stand, for tests of what is known live: invented hosts, one moment in Korean time."""

import datetime as dt
import ipaddress

from bot.models.entry import Check
from bot.models.live import Finding, Live, Surroundings, Watched
from bot.models.target import ItemReading, Place, Reading, Standing, Target, Verdict

KST = dt.timezone(dt.timedelta(hours=9), "KST")
NOW = dt.datetime(2026, 11, 22, 3, 0, tzinfo=KST)
VAULT_PLACE = Place(host="kms.example.test", port=8080)
ITEMS = ("healthCheck", "licenseCheck", "keyCheck", "azureInfoCheck", "azureInfoValidCheck")
NETWORKS = (ipaddress.IPv4Network("192.0.2.0/24"),)


def ago(seconds: float) -> dt.datetime:
    """A moment before NOW."""
    return NOW - dt.timedelta(seconds=seconds)


def vault(environment: str = "prod", **given: object) -> Target:
    """The key vault, asked by its port."""
    return Target.model_validate(
        {
            "name": f"kms-{environment or 'any'}",
            "kind": "tcp",
            "environment": environment,
            "component": "key-vault",
            "place": VAULT_PLACE,
            "networks": NETWORKS,
            **given,
        }
    )


def skms(environment: str = "prod", **given: object) -> Target:
    """SKMS, asked by its health check."""
    return Target.model_validate(
        {
            "name": f"skms-{environment or 'any'}",
            "kind": "sdf-health",
            "environment": environment,
            "component": "skms",
            "url": "http://sdf.example.test:8181",
            "networks": NETWORKS,
            **given,
        }
    )


def witness() -> Target:
    """What stands for our own way out."""
    return Target(
        name="gateway", kind="tcp", place=Place(host="gw.example.test", port=443), networks=NETWORKS, witness=True
    )


def items(*failing: str) -> tuple[ItemReading, ...]:
    """The items of a health check."""
    return tuple(ItemReading.model_validate({"item": name, "ok": name not in failing}) for name in ITEMS)


def standing(target: Target, verdict: Verdict | None, *, since: float = 90_000, age: float = 20) -> Watched:
    """A target as the watch holds it; one of the kind sdf-health has all items well where it is up."""
    if verdict is None:
        return Watched(target=target, standing=Standing(target=target.name))
    shown = items() if target.kind == "sdf-health" and verdict == "up" else ()
    reading = Reading(target=target.name, verdict=verdict, at=ago(age), items=shown)
    held = Standing(target=target.name, verdict=verdict, since=ago(since), reading=reading, proof=reading)
    return Watched(target=target, standing=held)


def live(*watched: Watched, environment: str = "prod", **given: object) -> Live:
    """What is known; the environment is taken as told by the channel, an empty one as told by nothing."""
    told = Surroundings(name=environment, told_by="channel") if environment else Surroundings()
    return Live.model_validate({"now": NOW, "watched": watched, "surroundings": told, **given})


def found(kind: str, outcome: str, **given: object) -> Finding:
    """What a check of the key vault's place found."""
    return Finding.model_validate(
        {
            "check": Check.model_validate({"kind": kind}),
            "place": VAULT_PLACE,
            "target": "kms-prod",
            "outcome": outcome,
            "at": ago(15),
            **given,
        }
    )
