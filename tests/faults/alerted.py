"""A site that is told of incidents: two channels, a part of SKMS, an intake, a pager, a switch; judges nothing."""

import asyncio
import contextlib
import datetime as dt
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bot.clock import SystemClock
from tests.fakes.bot_process import ALERTS, TOKEN, VAULT, WEB, free_port
from tests.fakes.loopback_skms import Door
from tests.fakes.receivers import Receiver
from tests.fakes.slack import App, Channel, Message
from tests.fakes.slack_talk import installed
from tests.faults.site import Site, site

PAGER = '\n[alerts.pager]\nkind = "generic"\nurl = "{url}/page"\nkey_env = "PAGER_KEY"\n'
SWITCH = '\n[alerts.heartbeat]\nurl_env = "SWITCH_URL"\n'
PAGER_KEY = "key-of-no-pager"
MICROSECONDS = 1_000_000
SAMPLE = re.compile(r"^(\w+)(\{.*\})? (\S+)$", re.MULTILINE)


@dataclass
class Alerted:
    """What a fault of alerts needs: `ops` has what the route takes, `rest` all else and what the bot says of itself."""

    place: Site
    vault: Door
    pager: Receiver
    switch: Receiver
    port: int
    ops: Channel
    rest: Channel
    accepted: set[str] = field(default_factory=set)
    took: list[float] = field(default_factory=list)
    _session: aiohttp.ClientSession | None = None

    def adds(self, tables: str) -> None:
        """Add tables to the settings file, before the bot starts."""
        with (self.place.folder / "skms-bot.toml").open("a", encoding="utf-8") as file:
            file.write(tables)

    def sets(self, lines: str) -> None:
        """Add lines to the table `[alerts]`, before the bot starts."""
        file = self.place.folder / "skms-bot.toml"
        file.write_text(file.read_text(encoding="utf-8").replace("[alerts]\n", f"[alerts]\n{lines}"), encoding="utf-8")

    async def sends(self, path: str, body: object, **headers: str) -> int:
        """A machine sends JSON; the status of the answer, whose time is kept."""
        session = self._session = self._session or aiohttp.ClientSession(f"http://127.0.0.1:{self.port}")
        began = asyncio.get_running_loop().time()
        async with session.post(path, json=body, headers={"Authorization": f"Bearer {TOKEN}", **headers}) as answer:
            await answer.read()
            self.took.append(asyncio.get_running_loop().time() - began)
            return answer.status

    async def alerts(self, alerts: Sequence[dict[str, Any]]) -> int:
        """Alertmanager sends alerts (see `alert`)."""
        body = {"version": "4", "status": "firing", "receiver": "x", "groupKey": "{}", "alerts": list(alerts)}
        status = await self.sends("/v1/alertmanager", body)
        if status == 202:
            self.accepted.update(one["fingerprint"] for one in alerts if one["status"] == "firing")
        return status

    async def figures(self) -> str:
        """What Prometheus would read now."""
        session = self._session = self._session or aiohttp.ClientSession(f"http://127.0.0.1:{self.port}")
        async with session.get("/metrics") as answer:
            return await answer.text()

    async def figure(self, name: str, labels: str = "") -> float:
        """The sum of a figure's samples whose labels hold these words."""
        found = SAMPLE.findall(await self.figures())
        return sum(float(value) for own, its, value in found if own == name and labels in its)

    async def counts(self, name: str, labels: str = "", *, at_least: float = 1, within: float = 12.0) -> None:
        """G10: wait until the fault is to be seen in a figure."""
        async with asyncio.timeout(within):
            while await self.figure(name, labels) < at_least:  # noqa: ASYNC110 - another process rings no bell
                await asyncio.sleep(0.1)

    def cards(self, channel: Channel | None = None) -> list[Message]:
        """The messages of incidents that stand in a channel, `ops` unless told otherwise."""
        return [one for one in (channel or self.ops).by_bots() if not one.is_reply]

    async def shows(self, words: str, *, channel: Channel | None = None, within: float = 15.0) -> Message:
        """Wait for a card with these words; the last one."""
        await self.place.slack.until(
            lambda: any(words in one.shown for one in self.cards(channel)), f"card with {words!r}", within=within
        )
        return [one for one in self.cards(channel) if words in one.shown][-1]

    def passes(self, seconds: float, *columns: str, where: str = "1") -> None:
        """Time passes for messages: these columns lie so much further back."""
        values = ", ".join(f"{column} = {column} - {int(seconds * MICROSECONDS)}" for column in columns)
        self.place.change(f"UPDATE delivery SET {values} WHERE {where}")  # noqa: S608 - of the test's own making

    def passes_for_incident(self, number: int, **moments: float) -> None:
        """Moments of an incident (`mute.until`, `last_at`) lie so many seconds before now, and it is due."""
        now = SystemClock().now()
        values = [
            f"'$.{name}', '{(now - dt.timedelta(seconds=ago)).isoformat()}'"
            for name, ago in {**moments, "due_at": 0}.items()
        ]
        due = int(now.timestamp() * MICROSECONDS)
        statement = f"UPDATE incident SET data = json_set(data, {', '.join(values)}), due_at = {due} WHERE number = ?"  # noqa: S608 - of the test's own making
        self.place.change(statement, number)

    async def closes(self) -> None:
        """No more requests."""
        if self._session is not None:
            await self._session.close()


def alert(fingerprint: str, status: str = "firing", *, starts_at: str = "", **labels: str) -> dict[str, Any]:
    """One alert as Alertmanager sends it."""
    began = starts_at or SystemClock().now().isoformat()
    return {
        "status": status,
        "labels": {"alertname": f"Alert{fingerprint}", "severity": "warning", "environment": "prod", **labels},
        "annotations": {"summary": "something is wrong"},
        "startsAt": began,
        "endsAt": "0001-01-01T00:00:00Z",
        "fingerprint": fingerprint,
    }


@contextlib.asynccontextmanager
async def alerted(
    folder: Path, policy: str = "", tables: str = "", *, app: App | None = None
) -> AsyncIterator[Alerted]:
    """A site with alerts, not started yet; `policy` are lines of `[alerts]`, `tables` what follows it."""
    vault, port = Door(), free_port()
    await vault.open()
    async with Receiver() as pager, Receiver() as switch, site(folder, app=app or installed(groups=True)) as place:
        ops, rest = place.slack.channel("ops"), place.slack.channel("rest")
        (folder / "tokens").write_text(TOKEN)
        head, _, routes = ALERTS.format(fallback=rest.id, channel=ops.id).partition("[alerts.thresholds]")
        settings = (VAULT.format(port=vault.port), head, policy, "\n[alerts.thresholds]", routes)
        place.settings("".join((*settings, PAGER.format(url=pager.url), SWITCH, WEB.format(port=port), tables)))
        place.environment |= {"PAGER_KEY": PAGER_KEY, "SWITCH_URL": f"{switch.url}/beat"}
        place.canaries += [TOKEN, PAGER_KEY, f"{switch.url}/beat"]
        found = place.senders = Alerted(place, vault, pager, switch, port, ops, rest)
        try:
            yield found
            await place.ends()
        finally:
            await found.closes()
            await vault.shut()
