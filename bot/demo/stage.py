"""Stands where Slack stands: Web API, Socket Mode and response_urls on loopback; knows neither words nor looks."""

import asyncio
import contextlib
import json
from types import TracebackType
from typing import Any, Literal, Self

from aiohttp import WSMsgType, web

from bot.demo import web_api
from bot.demo.listener import HOST
from bot.demo.workspace import PERSON, TEAM, Listen, SlackSays, Workspace
from bot.slack.envelope import Json

BOT_TOKEN = "xoxb-demo-not-a-token"  # noqa: S105 - says itself that it is none
APP_TOKEN = "xapp-demo-not-a-token"  # noqa: S105 - the same
ACK_WITHIN = 3.0
"""Slack's own deadline for slash commands and buttons."""
CONNECTED_WITHIN = 10.0
STRUCTURED = frozenset({"blocks", "view", "metadata"})

Carriage = Literal["events_api", "slash_commands", "interactive"]


class Stage:
    """`async with Stage(on_happening) as stage:` — a Slack with one person in it, whose language is `locale`."""

    def __init__(self, on_happening: Listen, locale: str = "en") -> None:
        self.workspace = Workspace(on_happening)
        self.base = ""
        self._locale = locale
        self._runner: web.AppRunner | None = None
        self._sockets: list[web.WebSocketResponse] = []
        self._connected = asyncio.Event()
        self._acks: dict[str, asyncio.Future[Json]] = {}
        self._busy = 0

    async def __aenter__(self) -> Self:
        """Opens the port."""
        site = web.Application(client_max_size=8 * 1024 * 1024)
        site.router.add_route("*", "/api/{method}", self._on_call)
        site.router.add_get("/link", self._on_socket)
        site.router.add_post("/response/{name}", self._on_response)
        self._runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, 0).start()
        self.base = f"http://{HOST}:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes connections and port."""
        for socket in list(self._sockets):
            await socket.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """What the setting `slack.api_url` is set to."""
        return f"{self.base}/api/"

    @property
    def busy(self) -> bool:
        """Whether a call is being answered, or an ack waited for."""
        return self._busy > 0

    async def connected(self) -> None:
        """Wait until the bot listens; raises TimeoutError."""
        async with asyncio.timeout(CONNECTED_WITHIN):
            await self._connected.wait()

    async def carry(self, kind: Carriage, payload: Json) -> Json | None:
        """Bring something to the bot; what came with its ack, None where there was no ack in time."""
        await self.connected()
        envelope_id = self.workspace.new_id("envelope-")
        ack = self._acks[envelope_id] = asyncio.get_running_loop().create_future()
        body = {"envelope_id": envelope_id, "type": kind, "payload": payload, "accepts_response_payload": True}
        self._busy += 1
        try:
            await self._sockets[-1].send_str(json.dumps(body))
            async with asyncio.timeout(ACK_WITHIN):
                answer: Any = (await ack).get("payload")
                return answer if isinstance(answer, dict) else {}
        except (TimeoutError, ConnectionError, IndexError):
            return None
        finally:
            self._busy -= 1
            del self._acks[envelope_id]

    async def _on_call(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        arguments = await _arguments(request)
        self._busy += 1
        try:
            if token != (APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN):
                return web.json_response({"ok": False, "error": "invalid_auth"})
            if method == "apps.connections.open":
                return web.json_response({"ok": True, "url": f"{self.base.replace('http', 'ws', 1)}/link"})
            if method == "users.info":
                return web.json_response({"ok": True, "user": self._person(str(arguments.get("user")))})
            return web.json_response(web_api.call(self.workspace, method, arguments))
        finally:
            self._busy -= 1

    async def _on_response(self, request: web.Request) -> web.Response:
        try:
            self.workspace.respond(request.match_info["name"], await request.json())
        except SlackSays as refused:
            return web.json_response({"ok": False, "error": str(refused)}, status=404)
        return web.Response(text="ok")

    async def _on_socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(json.dumps({"type": "hello", "num_connections": len(self._sockets) + 1}))
        self._sockets.append(socket)
        self._connected.set()
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    body = json.loads(frame.data)
                    waiting = self._acks.get(body.get("envelope_id", ""))
                    if waiting is not None and not waiting.done():
                        waiting.set_result(body)
        finally:
            self._sockets.remove(socket)
            if not self._sockets:
                self._connected.clear()
        return socket

    def _person(self, user: str) -> Json:
        tongue = {"en": "en-US", "ko": "ko-KR"}.get(self._locale, self._locale)
        return {"id": user, "team_id": TEAM, "name": "you", "locale": tongue, "is_bot": user != PERSON}


async def _arguments(request: web.Request) -> Json:
    """The arguments of a call, from JSON, a form or the address."""
    found: Json = dict(request.query)
    if request.content_type == "application/json":
        with contextlib.suppress(json.JSONDecodeError):
            found |= await request.json()
    elif request.method == "POST":
        found |= dict(await request.post())
    for name in STRUCTURED & found.keys():
        if isinstance(found[name], str):
            with contextlib.suppress(json.JSONDecodeError):
                found[name] = json.loads(found[name])
    return found
