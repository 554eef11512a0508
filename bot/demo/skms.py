"""A simulated SKMS on loopback: SDF Container, SKMS, key vault, SCI server and login, with faults to switch on.

What is documented answers as documented (domain page, section 6: the health check, the token, the key vault's path);
the path of SKMS's own key look-up is not public and is made up. The services call each other for real, so that a
broken edge shows where it would show.
"""

import asyncio
import contextlib
import ssl
from importlib.resources import as_file, files
from itertools import count
from types import TracebackType
from typing import Literal, Self, get_args

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.demo.bodies import Json, Refusal
from bot.demo.calls import PATIENCE, Caller, CallFailed
from bot.demo.listener import HOST, Listener

Fault = Literal["key-missing", "key-vault", "sci", "auth", "slow", "hanging", "certificate", "flapping"]
FAULTS: tuple[Fault, ...] = get_args(Fault)
Service = Literal["container", "skms", "key-vault", "sci", "auth", "network"]

LICENCE = "DEMO-00000-DEMO-00000"
COMPANY = "DEMO0000-DEMO0000-DEMO0000-DEMO0000"
SERVER = "SCAM-0000-0000-0000-0001"
KEY = "0000009"
REQUIRED = "DS_KEY_ENCRYPTION_KEY"
SLOWER = 0.4
"""Seconds that SKMS takes longer for each answer while it is slow."""
FLAPS_AFTER = 10
"""Answers of the key vault between two changes while it flaps: asked by two targets, enough for either verdict."""
SHUT_BY: dict[Fault, Service] = {"key-vault": "key-vault", "sci": "sci", "auth": "auth"}


class SimulatedSkms:
    """`async with SimulatedSkms() as skms:` — all services up, each on a free port of its own."""

    def __init__(self) -> None:
        self.broken: set[Fault] = set()
        self.ports: dict[Service, int] = {}
        self._listeners: dict[Service, Listener] = {}
        self._caller: Caller | None = None
        self._stack = contextlib.AsyncExitStack()
        self._mended = asyncio.Event()
        self._asked = count()

    async def __aenter__(self) -> Self:
        """Opens all ports."""
        async with contextlib.AsyncExitStack() as stack:
            caller = self._caller = Caller(trusting_context())
            stack.push_async_callback(caller.close)
            tls = self._tls()
            routes: dict[Service, list[web.RouteDef]] = {
                "container": [
                    web.get("/api/healthCheck/{licence}", self._on_health_check),
                    web.post("/api/decryption", self._on_decryption),
                ],
                "skms": [
                    web.post("/api/oauth/token", self._on_token),
                    web.get("/api/required-keys", self._on_required_keys),
                    web.get("/api/{company}/key/{key}", self._on_key),
                ],
                "key-vault": [web.get("/drm/{company}/key/{key}", self._on_vault_key)],
                "auth": [web.post("/oauth2/token", _on_login)],
                "network": [web.get("/", _on_hello)],
            }
            for service, its_routes in routes.items():
                runner = web.AppRunner(_application(its_routes), access_log=None, shutdown_timeout=0.1)
                await runner.setup()
                stack.push_async_callback(runner.cleanup)
                assert runner.server is not None  # noqa: S101 - setup() made it
                await self._listen(stack, service, Listener(runner.server, tls if service == "skms" else None))
            await self._listen(stack, "sci", Listener(asyncio.Protocol))
            stack.callback(self._mended.set)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes all ports, and whatever hangs."""
        await self._stack.aclose()

    def url(self, service: Service) -> str:
        """Where a service is asked, without a path."""
        return f"{'https' if service == 'skms' else 'http'}://{HOST}:{self.ports[service]}"

    async def break_(self, fault: Fault) -> None:
        """Switch a fault on; several may be on at once."""
        self.broken.add(fault)
        if fault in SHUT_BY:
            await self._listeners[SHUT_BY[fault]].shut()

    async def mend(self, *faults: Fault) -> None:
        """Switch these faults off, all of them where none is named."""
        self.broken -= set(faults or FAULTS)
        for fault, service in SHUT_BY.items():
            if fault not in self.broken:
                await self._listeners[service].open()
        if "hanging" not in self.broken:
            self._mended.set()
            self._mended = asyncio.Event()

    async def decrypt(self, key: str = KEY) -> str:
        """What a business application gets that opens a document under this key: a body, or what its client says."""
        try:
            url = f"{self.url('container')}/api/decryption?licenseKey={LICENCE}&keyId={key}"
            return await self._call("POST", url, patience=4 * PATIENCE)
        except Refusal as refusal:
            return web.json_response(refusal.body).text or ""
        except CallFailed as failure:
            return failure.words

    async def _listen(self, stack: contextlib.AsyncExitStack, service: Service, listener: Listener) -> None:
        stack.callback(listener.close)
        self._listeners[service] = listener
        self.ports[service] = listener.port
        await listener.open()

    def _tls(self) -> ssl.SSLContext:
        good, expired = _server_context("good.pem"), _server_context("expired.pem")

        def on_hello(socket: ssl.SSLObject, _name: str | None, _context: ssl.SSLContext) -> None:
            socket.context = expired if "certificate" in self.broken else good

        good.sni_callback = on_hello
        return good

    async def _call(self, method: str, url: str, *, patience: float = PATIENCE) -> str:
        if self._caller is None:
            raise CallFailed("the simulation is not running")
        return await self._caller.call(method, url, patience=patience)

    async def _on_health_check(self, request: web.Request) -> web.Response:
        """The documented five items; `code` is 0, or that of the first failing one."""
        token = await self._problem("POST", "/api/oauth/token", 50001)
        licence = None if request.match_info["licence"] == LICENCE else Refusal(40107)
        known = request.query.get("sciServerId", SERVER) == SERVER
        key = await self._problem("GET", "/api/required-keys", 40008) if known else Refusal(40112)
        found = {"healthCheck": token, "licenseCheck": licence, "keyCheck": key}
        found |= {"azureInfoCheck": None, "azureInfoValidCheck": None}
        code = next((refusal.code for refusal in found.values() if refusal is not None), 0)
        items: Json = {
            name: {"result": refusal is None, "error": refusal and refusal.words} for name, refusal in found.items()
        }
        return web.json_response({"code": code, **items})

    async def _on_decryption(self, request: web.Request) -> web.Response:
        """The SDF Container's part: licence, token, key; SKMS's errors are passed on as they come."""
        key = request.query.get("keyId", "")
        if not key:
            raise Refusal(40105, "keyId")
        if request.query.get("licenseKey") != LICENCE:
            raise Refusal(40107, "License skms_connector_info information is empty.")
        for method, path in (("POST", "/api/oauth/token"), ("GET", f"/api/{COMPANY}/key/{key}")):
            try:
                await self._call(method, f"{self.url('skms')}{path}", patience=1.5 * PATIENCE)
            except CallFailed as failure:
                raise Refusal(50001, failure.words) from None
        return web.json_response({"code": 0, "message": "success"})

    async def _on_token(self, _request: web.Request) -> web.Response:
        """SKMS's token, for which it logs in itself."""
        await self._dawdle()
        try:
            await self._call("POST", f"{self.url('auth')}/oauth2/token")
        except CallFailed as failure:
            raise Refusal(40006, failure.words) from None
        return web.json_response({"code": 0, "token": "demo-not-a-token"})

    async def _on_key(self, request: web.Request) -> web.Response:
        """SKMS's key look-up: needs the SCI server, then the key vault."""
        await self._dawdle()
        company, key = request.match_info["company"], request.match_info["key"]
        if company != COMPANY:
            raise Refusal(40102)
        try:
            await self._look_up(company, key)
        except CallFailed as failure:
            code = 50001 if failure.words.startswith("I/O error") else 40008
            raise Refusal(code, failure.words) from None
        return web.json_response({"code": 0, "keyId": key})

    async def _on_required_keys(self, _request: web.Request) -> web.Response:
        """Whether the keys that every document needs can be had, for the health check."""
        await self._dawdle()
        try:
            await self._look_up(COMPANY, REQUIRED)
        except CallFailed as failure:
            raise Refusal(40008, failure.words) from None
        return web.json_response({"code": 0})

    async def _look_up(self, company: str, key: str) -> None:
        try:
            _, writer = await asyncio.open_connection(HOST, self.ports["sci"])
        except OSError:
            place = f"{HOST}:{self.ports['sci']} [/{HOST}]"
            raise Refusal(50002, f"Connect to {place} failed: Connection refused") from None
        writer.close()
        await self._call("GET", f"{self.url('key-vault')}/drm/{company}/key/{key}")

    async def _on_vault_key(self, request: web.Request) -> web.Response:
        """The key vault's look-up; hangs until it is mended, or says 503 in every other run of answers."""
        if "hanging" in self.broken:
            await self._mended.wait()
        if "flapping" in self.broken and next(self._asked) // FLAPS_AFTER % 2 == 0:
            raise web.HTTPServiceUnavailable
        key = request.match_info["key"]
        if key == KEY and "key-missing" in self.broken:
            raise Refusal(40013, f"keyId : {key}")
        return web.json_response({"code": 0, "keyId": key})

    async def _dawdle(self) -> None:
        if "slow" in self.broken:
            await asyncio.sleep(SLOWER)

    async def _problem(self, method: str, path: str, otherwise: int) -> Refusal | None:
        """What goes wrong in a call of SKMS, None where nothing does; `otherwise` is the code for no answer at all."""
        try:
            await self._call(method, f"{self.url('skms')}{path}", patience=1.5 * PATIENCE)
        except Refusal as refusal:
            return refusal
        except CallFailed as failure:
            return Refusal(otherwise, failure.words)
        return None


def trusting_context() -> ssl.SSLContext:
    """A context of a client that trusts the simulation's own authority, and nobody else."""
    with as_file(files("bot.demo") / "authority.pem") as path:
        return ssl.create_default_context(cafile=path)


def _server_context(name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with as_file(files("bot.demo") / name) as path:
        context.load_cert_chain(path)
    return context


def _application(routes: list[web.RouteDef]) -> web.Application:
    application = web.Application(middlewares=[_refusing])
    application.add_routes(routes)
    return application


@web.middleware
async def _refusing(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A refusal of a handler becomes its status and body."""
    try:
        return await handler(request)
    except Refusal as refusal:
        return web.json_response(refusal.body, status=refusal.status)


async def _on_login(_request: web.Request) -> web.Response:
    return web.json_response({"access_token": "demo-not-a-token", "token_type": "Bearer"})


async def _on_hello(_request: web.Request) -> web.Response:
    return web.Response(text="hello")
