"""The real bot in a process of its own before the loopback Slack, to be stopped, killed, frozen and begun again."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import aiohttp

from tests.fakes.slack import FakeSlack

ROOT = Path(__file__).parents[2]
WITHIN = 40
TOKEN = "token-of-a-shipper-that-is-none"  # noqa: S105 - opens nothing
VAULT = """
[[targets]]
name = "vault"
kind = "tcp"
environment = "prod"
component = "key-vault"
place = "127.0.0.1:{port}"
networks = ["127.0.0.0/8"]
interval = "1s"
deadline = "1s"
down_after = 1
up_after = 1
"""
ALERTS = """
[alerts]
fallback = "{fallback}"

[alerts.thresholds]
can-wait = {{ count = 1 }}
hand-back = {{ count = 1 }}

[[alerts.routes]]
name = "prod"
environments = ["prod"]
channels = ["{channel}"]
"""
WEB = """
[web]
port = {port}

[web.sources.shipper]
token_file = "tokens"
environment = "prod"
"""


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class BotProcess:
    """`async with BotProcess(slack, folder, settings) as bot:` — running; what it said is in `said`.

    With `skew` the clock of its host is wrong by so many seconds.

    The folder holds its settings file and database, so that the next life finds what this one left.
    """

    def __init__(
        self,
        slack: FakeSlack,
        folder: Path,
        settings: str,
        given: Mapping[str, str] | None = None,
        *,
        waits: bool = True,
        skew: float = 0.0,
    ) -> None:
        folder.mkdir(exist_ok=True)
        self.said: list[str] = []
        self._news = asyncio.Condition()
        self._process: Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._waits = waits
        self._program = ("tests.fakes.skewed_bot", str(skew)) if skew else ("bot",)
        (folder / "tokens").write_text(TOKEN)
        (folder / "skms-bot.toml").write_text(settings)
        self._environment = {
            "PATH": os.defpath,
            "PYTHONPATH": str(ROOT),
            **slack.environment(),
            "SKMS_BOT_CONFIG": str(folder / "skms-bot.toml"),
            "SKMS_BOT_DATABASE": f"sqlite:///{folder / 'bot.db'}",
            **(given or {}),
        }

    async def __aenter__(self) -> Self:
        await self.begin()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None and self._process.returncode is None:
            await self.kill()

    async def begin(self) -> None:
        """Begin a life; with `waits`, wait until it has reached Slack."""
        self.said.clear()
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *self._program, "run", cwd=ROOT, env=self._environment, stderr=PIPE
        )
        self._reading = asyncio.create_task(self._read(self._process))
        if self._waits:
            await self.says("started")

    async def says(self, word: str) -> str:
        """Wait for a line with this word in it; returns the line."""
        async with asyncio.timeout(WITHIN), self._news:
            while not (found := [line for line in self.said if word in line]):
                if self._reading is not None and self._reading.done():
                    raise AssertionError(f"it ended without {word}:\n" + "\n".join(self.said))
                await self._news.wait()
            return found[0]

    async def stop(self) -> int:
        """Ask it to end, as an orchestrator does; returns its exit code."""
        self.send(signal.SIGTERM)
        return await self.end()

    async def kill(self) -> None:
        """End it without a word."""
        self.send(signal.SIGKILL)
        await self.end()

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self._process is not None
        self._process.send_signal(number)

    async def end(self) -> int:
        """Wait for its end; returns its exit code."""
        assert self._process is not None
        assert self._reading is not None
        async with asyncio.timeout(WITHIN):
            code = await self._process.wait()
            await self._reading
        return code

    async def _read(self, process: Process) -> None:
        assert process.stderr is not None
        async for line in process.stderr:
            async with self._news:
                self.said.append(line.decode().rstrip())
                self._news.notify_all()
        async with self._news:
            self._news.notify_all()


async def post(port: int, path: str, body: object, token: str = TOKEN) -> tuple[int, object]:
    """Send JSON as a log shipper does; returns status and answer."""
    headers = {"Authorization": f"Bearer {token}"}
    url = f"http://127.0.0.1:{port}{path}"
    async with aiohttp.ClientSession() as session, session.post(url, json=body, headers=headers) as answer:
        return answer.status, await answer.json()


async def get(port: int, path: str) -> tuple[int, str]:
    """Ask as a probe does; status 0 where nobody listens."""
    try:
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{port}{path}") as answer:
            return answer.status, await answer.text()
    except aiohttp.ClientConnectionError:
        return 0, ""
