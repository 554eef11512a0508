"""A small SKMS on loopback, real prober and real watch before it: a key vault, a health check, a gateway."""

import asyncio
import json
from types import TracebackType
from typing import Any, Self

from typing_extensions import override

from bot.clock import SystemClock
from bot.models.environment import EnvironmentSigns
from bot.models.target import Target
from bot.settings.status import TargetTable
from bot.slack.surface import Status
from bot.status.probe import Prober
from bot.status.transport import shared_tls
from bot.status.understanding import understanding
from bot.status.watch import Watch
from tests.fakes.asking import KnownSecrets
from tests.fakes.live_status import ITEMS
from tests.fakes.loopback import Line, Loopback
from tests.fakes.slack_talk import knowledge

SIGNS = (EnvironmentSigns(name="prod", words=("prod", "운영")), EnvironmentSigns(name="test", words=("test",)))


class Door:
    """A port that opens and shuts; shut, it refuses, and it may be slow to let anybody in."""

    def __init__(self) -> None:
        self.port = 0
        self.connections = 0
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listen, on the same port as before."""
        if self._server is None:
            self._server = await asyncio.start_server(self._on_guest, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def shut(self) -> None:
        """Refuse whoever comes."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()
            self._server = None

    async def _on_guest(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        await reader.read()
        writer.close()


class _Ahead(SystemClock):
    """A clock that can be put ahead."""

    ahead = 0.0

    @override
    def monotonic(self) -> float:
        return super().monotonic() + self.ahead


class LoopbackSkms:
    """`async with LoopbackSkms() as skms:` — everything up, nothing asked yet."""

    def __init__(self, **of_vault: Any) -> None:
        self.vault = Door()
        self.gateway = Door()
        self.failing: tuple[str, ...] = ()
        self.answering = asyncio.Event()
        self.answering.set()
        self.sdf = Loopback(self._on_health_check)
        self._of_vault = of_vault
        self._time = _Ahead()
        self._prober = Prober(SystemClock(), KnownSecrets(), understanding(knowledge), shared_tls(None))
        self.watch = Watch((), self._prober, SystemClock())

    async def __aenter__(self) -> Self:
        await self.vault.open()
        await self.gateway.open()
        await self.sdf.__aenter__()
        self.watch = Watch(self._targets(), self._prober, self._time)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.answering.set()
        await self.watch.close()
        await self._prober.aclose()
        await self.sdf.__aexit__(kind, error, trace)
        await self.vault.shut()
        await self.gateway.shut()

    @property
    def status(self) -> Status:
        """As the bot is given it."""
        return Status(self.watch, self._prober, SIGNS)

    @property
    def timeout(self) -> str:
        """What a caller pastes when the key vault did not answer."""
        port = self.vault.port
        detail = f"Connect to 127.0.0.1:{port} [/127.0.0.1] failed: Connection timed out, keyId : 0000003"
        message = "An unexpected error has occurred in the internal system"
        return json.dumps({"code": 50001, "message": message, "detail": detail})

    async def settle(self) -> None:
        """Let the watch judge what it sees now: one reading is enough here, one a second counts."""
        await self.watch.ask_now(self.watch.targets)

    async def vanish(self) -> None:
        """Everything refuses, the gateway as well: as it looks where our own way out is gone."""
        await self.vault.shut()
        await self.gateway.shut()
        await self.sdf.__aexit__(None, None, None)

    def later(self) -> None:
        """Let the watch believe that its readings are an interval old, so that the next ones count."""
        self._time.ahead += 1.0

    def _targets(self) -> list[Target]:
        near = {"networks": ["127.0.0.0/8"], "interval": "1s", "deadline": "1s", "down_after": 1, "up_after": 1}
        vault = {"name": "vault", "kind": "tcp", "environment": "prod", "component": "key-vault", **near}
        vault |= {"place": f"127.0.0.1:{self.vault.port}", **self._of_vault}
        sdf = {"name": "sdf", "kind": "sdf-health", "environment": "prod", "component": "skms", **near}
        sdf |= {"url": f"http://127.0.0.1:{self.sdf.port}", "licence_key_env": "LICENCE", "deadline": "3s"}
        gateway = {"name": "gateway", "kind": "tcp", "place": f"127.0.0.1:{self.gateway.port}", "witness": True, **near}
        return [TargetTable.model_validate(table).target() for table in (vault, sdf, gateway)]

    async def _on_health_check(self, line: Line) -> None:
        await self.answering.wait()
        ok, bad = {"result": "OK", "error": ""}, {"result": "FAIL", "error": "no answer"}
        items = {name: bad if name in self.failing else ok for name in ITEMS}
        await line.answer(json.dumps({"code": 40008 if self.failing else 0, "data": items}))
