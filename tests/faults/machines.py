"""The machines that send errors and alerts to a site with an intake, and what holds of it after every fault."""

import contextlib
import io
import json
import re
import socket
import time
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession, TCPConnector

from tests.fakes.slack import App, Message, Rules
from tests.fakes.web import ask
from tests.faults.site import Site, site

Json = dict[str, Any]
ERRORS, ALERTS = "/v1/errors", "/v1/alertmanager"
SHIPPER, WATCHER = "token-of-a-shipper-that-is-none", "token-of-a-watcher-that-is-none"
ENVIRONMENTS = tuple(f"env-{number}" for number in range(6))
SETTINGS = """
[web]
port = {port}

[web.sources.shipper]
token_file = "shipper-tokens"
accepts = ["errors"]
environment = "env-0"

[web.sources.watcher]
token_file = "watcher-tokens"
accepts = ["alerts"]
environment = "env-0"

[alerts]
fallback = "{fallback}"
storm_after = 1000

[alerts.thresholds]
act-now = {{ count = 1 }}
can-wait = {{ count = 1 }}
hand-back = {{ count = 1 }}
"""
ROUTE = '\n[[alerts.routes]]\nname = "{name}"\nenvironments = ["{name}"]\nchannels = ["{channel}"]\n'
COUNT = re.compile(r'^skms_bot_intake_total\{code="(\w+)",source="([\w-]+)"\} ([\d.e+]+)$', re.MULTILINE)


def alert(name: str, *, ended: bool = False, environment: str = "env-0", **changes: Any) -> Json:
    """One alert as Alertmanager sends it; its name is its fingerprint, too."""
    return {
        "status": "resolved" if ended else "firing",
        "labels": {"alertname": name, "severity": "critical", "environment": environment},
        "annotations": {"summary": f"{name} is too much"},
        "startsAt": "2026-11-22T02:51:00Z",
        "endsAt": "2026-11-22T03:05:00Z" if ended else "0001-01-01T00:00:00Z",
        "fingerprint": name,
        **changes,
    }


def group(*alerts: Json, **changes: Any) -> Json:
    """A webhook of Alertmanager, version 4."""
    return {
        "version": "4",
        "status": "firing",
        "groupKey": "{}",
        "truncatedAlerts": 0,
        "alerts": list(alerts),
        **changes,
    }


@dataclass
class Machines:
    """Everything that sends to the site's intake, and what came back."""

    place: Site
    port: int
    session: ClientSession
    errors: int = 0
    """Errors that were accepted."""
    doubtful: int = 0
    """Errors whose sender got no answer: perhaps they were counted."""
    accepted: set[str] = field(default_factory=set)
    """Alerts that were accepted as firing."""
    answers: Counter[tuple[int, int]] = field(default_factory=Counter)
    """How often which life (its process id) answered with which status; 0 is no answer."""

    async def send(self, path: str, body: object, *, token: str = "", **headers: str) -> tuple[int, Json]:
        """One request, whose body is JSON unless it is bytes; its status and answer, 0 where none came."""
        token = token or (SHIPPER if path == ERRORS else WATCHER)
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        pid = self.place.life.pid
        try:
            async with self.session.post(
                f"http://127.0.0.1:{self.port}{path}", data=io.BytesIO(data), headers=given
            ) as answer:
                status, said = answer.status, await answer.json()
        except (ClientError, OSError):
            status, said = 0, {}
        if path.partition("?")[0] in (ERRORS, ALERTS):
            self.answers[pid, status] += 1
        return status, said

    async def report(self, body: Json, **headers: str) -> int:
        """Send one error body; the status."""
        status, said = await self.send(ERRORS, body, **headers)
        self.errors += said.get("errors", 0) if status == 202 else 0
        self.doubtful += status == 0
        return status

    async def tell(self, *alerts: Json, **changes: Any) -> int:
        """Send a group of alerts; the status."""
        status, _ = await self.send(ALERTS, group(*alerts, **changes))
        if status == 202:
            self.accepted |= {one["fingerprint"] for one in alerts if one["status"] == "firing"}
        return status

    async def get(self, path: str) -> tuple[int, str]:
        """Ask as a probe does."""
        async with self.session.get(f"http://127.0.0.1:{self.port}{path}") as answer:
            return answer.status, await answer.text()

    async def timed(self, path: str) -> float:
        """Seconds until a probe, on a connection of its own, has its answer."""
        begun = time.perf_counter()
        assert (await ask(self.port, "GET", path)).status == 200
        return time.perf_counter() - begun

    @property
    def slack_port(self) -> int:
        """Where Slack's Web API listens."""
        return int(self.place.slack.url.split(":")[2].split("/")[0])

    @property
    def descriptors(self) -> int:
        """How many files and sockets the bot has open."""
        return len(list(Path(f"/proc/{self.place.life.pid}/fd").iterdir()))

    def shown(self, words: str) -> list[Message]:
        """The messages of incidents with these words in them, in all channels."""
        channels = self.place.slack.core.workspace.channels.values()
        return [one for channel in channels for one in channel.by_bots() if not one.is_reply and words in one.shown]

    async def sees(self, words: str, *, within: float = 30.0) -> Message:
        """Wait until one message of an incident has these words in it."""
        await self.place.slack.until(lambda: self.shown(words), words, within=within)
        (message,) = self.shown(words)
        return message

    def incidents(self) -> list[Json]:
        """All that the database knows."""
        return [json.loads(row[0]) for row in self.place.rows("SELECT data FROM incident ORDER BY number")]

    async def figures(self) -> str:
        """What Prometheus would read now."""
        _, found = await self.get("/metrics")
        return found

    async def hold(self) -> None:
        """What holds of machines after every fault besides what holds of incidents: G1 and G10 of the intake."""
        self.each_error_is_counted_once()
        await self.what_was_answered_is_counted()

    def each_error_is_counted_once(self) -> None:
        """G1: every accepted error is counted once; no error was invented."""
        counted = sum(one["count"] for one in self.incidents() if one["subject"]["kind"] == "errors")
        assert self.errors <= counted <= self.errors + self.doubtful, f"G1: {counted} of {self.errors} errors counted"

    async def what_was_answered_is_counted(self) -> None:
        """G10: the figures of the present life know every answer that it gave."""
        counted = Counter[int]()
        for code, _, count in COUNT.findall(await self.figures()):
            counted[int(code) if code.isdecimal() else 0] += int(float(count))
        given = {
            status: count for (pid, status), count in self.answers.items() if pid == self.place.life.pid and status
        }
        assert {status: counted[status] for status in given} == given, "G10"


@contextlib.asynccontextmanager
async def machines(
    folder: Path, *, more: str = "", app: App | None = None, rules: Rules | None = None
) -> AsyncIterator[Machines]:
    """A site with an intake and alerts, not started yet; leaving it well means that all invariants held."""
    async with site(folder, app=app, rules=rules) as place:
        with contextlib.closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        (folder / "shipper-tokens").write_text(SHIPPER)
        (folder / "watcher-tokens").write_text(WATCHER)
        routes = "".join(ROUTE.format(name=name, channel=place.slack.channel(name).id) for name in ENVIRONMENTS)
        place.settings(SETTINGS.format(port=port, fallback=place.slack.channel("rest").id) + routes + more)
        place.canaries += [SHIPPER, WATCHER]
        async with ClientSession(connector=TCPConnector(limit=0)) as session:
            one = place.senders = Machines(place, port, session)
            yield one
            await place.comes_to_rest(within=60)
            await one.hold()
            await place.ends()
