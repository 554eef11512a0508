"""Targets, readings, somebody who answers for targets and somebody who keeps: for tests of watching."""

import asyncio
import datetime as dt
import ipaddress
from collections.abc import Iterable, Mapping
from typing import Any

from bot.errors import DatabaseUnavailable
from bot.models.history import Past
from bot.models.target import ItemReading, Place, Reading, Standing, Target, Verdict
from tests.fakes.hours import START, Hours

SECOND = dt.timedelta(seconds=1)
LOOPBACK = (ipaddress.IPv4Network("127.0.0.0/8"),)


def a_target(name: str = "kms", **given: Any) -> Target:
    """A tcp target of the production key vault, asked every ten seconds."""
    made = {
        "name": name,
        "kind": "tcp",
        "environment": "prod",
        "component": "key-vault",
        "place": Place(host="kms.example.test", port=8080),
        "networks": LOOPBACK,
        "interval": "10s",
        "deadline": "5s",
        **given,
    }
    return Target.model_validate(made)


def a_health_target(name: str = "sdf", **given: Any) -> Target:
    """A health check of the production SDF Container, with a licence of ours."""
    health = {
        "kind": "sdf-health",
        "place": None,
        "url": "http://127.0.0.1:8181",
        "component": "sdf-container",
        "licence": "our monitoring licence",
    }
    return a_target(name, **{**health, **given})


def a_witness(name: str = "witness", **given: Any) -> Target:
    """A target that stands for our own way out."""
    return a_target(name, **{"component": None, "environment": "", "witness": True, **given})


def a_reading(target: str = "kms", verdict: str = "up", seconds: float = 0, **given: Any) -> Reading:
    """A reading so many seconds after the start."""
    usual: dict[str, Any] = {"latency": 0.02}
    if verdict != "up":
        usual = {"reason": "connect-refused"} | ({} if "reason" in given else {"cause": "connection_refused"})
    at = START + seconds * SECOND
    return Reading.model_validate({"target": target, "verdict": verdict, "at": at, **usual, **given})


def items(**ok: bool) -> tuple[ItemReading, ...]:
    """Items of a health check; one that is not ok says why."""
    return tuple(
        ItemReading.model_validate({"item": name, "ok": good, "error": "" if good else f"{name} says no"})
        for name, good in ok.items()
    )


def a_standing(target: str = "kms", verdict: Verdict | None = "up", seconds: float = 0, **reading: Any) -> Standing:
    """What is held of a target since the start, its last reading so many seconds after."""
    if verdict is None:
        return Standing(target=target)
    proof = a_reading(target, verdict, seconds, **reading)
    return Standing(target=target, verdict=verdict, since=START, reading=proof, proof=proof)


class Answers:
    """Answers for every target what was set, `up` unless told otherwise; `hang` holds a target's answers back."""

    def __init__(self, hours: Hours) -> None:
        self.asked: list[tuple[float, str]] = []
        self.most_at_once = 0
        self._hours = hours
        self._said: dict[str, dict[str, Any]] = {}
        self._hanging: dict[str, asyncio.Event] = {}
        self._broken: set[str] = set()
        self._under_way: list[str] = []

    def say(self, names: str | Iterable[str], verdict: Verdict, **given: Any) -> None:
        for name in [names] if isinstance(names, str) else names:
            self._said[name] = {"verdict": verdict, **given}

    def hang(self, name: str) -> asyncio.Event:
        """Until the event is set, whoever asks waits."""
        return self._hanging.setdefault(name, asyncio.Event())

    def break_down(self, name: str) -> None:
        """Raise what no prober should."""
        self._broken.add(name)

    def times(self, name: str) -> list[float]:
        """When a target was asked."""
        return [at for at, asked in self.asked if asked == name]

    async def probe(self, target: Target) -> Reading:
        self.asked.append((self._hours.monotonic(), target.name))
        self._under_way.append(target.name)
        self.most_at_once = max(self.most_at_once, self._under_way.count(target.name))
        try:
            if target.name in self._hanging:
                await self._hanging[target.name].wait()
            if target.name in self._broken:
                raise RuntimeError("a fault of the prober")
        finally:
            self._under_way.remove(target.name)
        said = self._said.get(target.name, {"verdict": "up"})
        return a_reading(target.name, **{**said, "at": self._hours.now()})


class Kept:
    """Keeps in memory; while `broken`, fails as a database does that went away."""

    def __init__(self, standings: Iterable[Standing] = (), pasts: Mapping[str, Past] | None = None) -> None:
        self.kept: list[Standing] = []
        self.broken = False
        self._standings = list(standings)
        self._pasts = pasts or {}

    async def keep(self, standing: Standing) -> None:
        if self.broken:
            raise DatabaseUnavailable("the database is away")
        self.kept.append(standing)

    async def standings(self) -> list[Standing]:
        return self._standings

    async def pasts(self, now: dt.datetime) -> Mapping[str, Past]:
        del now
        return self._pasts
