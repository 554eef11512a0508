"""The HTTP side of the Web API: reads arguments and tokens, meets faults and rates, runs the method, answers."""

import asyncio
import json
import math
from contextlib import suppress

from aiohttp import web

from tests.fakes.slack.api import chat, conversations, directory, views
from tests.fakes.slack.api.method import Method
from tests.fakes.slack.core import Core
from tests.fakes.slack.faults import (
    Accepted,
    DropAnswer,
    DropRequest,
    Fault,
    Hold,
    OddlyLimited,
    RateLimited,
    Refuse,
    ServerError,
    Slow,
)
from tests.fakes.slack.ledger import Call
from tests.fakes.slack.problems import SlackError, invalid
from tests.fakes.slack.rates import OPEN
from tests.fakes.slack.world import Json

METHODS: dict[str, Method] = {**chat.METHODS, **views.METHODS, **conversations.METHODS, **directory.METHODS}
_STRUCTURED = frozenset({"blocks", "attachments", "metadata", "view"})
_FLAG_NAMES = frozenset(
    {
        "inclusive",
        "include_all_metadata",
        "include_locale",
        "include_num_members",
        "reply_broadcast",
        "mrkdwn",
        "link_names",
    }
)
_FLAGS = {"true": True, "1": True, "false": False, "0": False}
_TOO_MANY = 429


class WebApi:
    """Answers `/api/<method>`."""

    def __init__(self, core: Core) -> None:
        self._core = core

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call from request to answer, whatever the weather."""
        core = self._core
        call = await _read(request, core.time.now())
        core.ledger.calls.append(call)
        core.ledger.in_flight += 1
        fault = core.faults.take(call.method, call.arguments)
        try:
            return await self._weather(request, call, fault)
        finally:
            core.ledger.in_flight -= 1
            core.ledger.ring()

    async def _weather(self, request: web.Request, call: Call, fault: Fault | None) -> web.StreamResponse:
        if isinstance(fault, Hold):
            await asyncio.sleep(fault.seconds)
        refused = self._refused(request, call, fault)
        if refused is not None:
            return refused
        call.answer = self._run(call)
        self._core.ledger.ring()
        if isinstance(fault, Slow):
            await asyncio.sleep(fault.seconds)
        if isinstance(fault, DropAnswer):
            return _drop(request, call)
        if isinstance(fault, Accepted):
            return _belied(call, fault)
        headers = {"x-oauth-scopes": ",".join(sorted(self._core.app.granted))}
        return web.json_response(call.answer, headers=headers)

    def _refused(self, request: web.Request, call: Call, fault: Fault | None) -> web.Response | None:
        """The answer to a call that never reaches its method."""
        match fault:
            case ServerError(status):
                call.status = status
                return web.Response(status=status, text="<html>upstream sulks</html>", content_type="text/html")
            case DropRequest():
                return _drop(request, call)
            case RateLimited(seconds):
                self._core.rates.limit(call.method, call.channel if fault.per_channel else "", seconds)
                return _too_many(call, seconds)
            case OddlyLimited(header):
                call.status = _TOO_MANY
                return web.Response(status=_TOO_MANY, headers={} if header is None else {"Retry-After": header})
            case Refuse(error):
                call.answer = {"ok": False, "error": error}
                return web.json_response(call.answer)
            case _:
                wait = self._core.rates.refused_for(call.method, call.channel)
                return _too_many(call, math.ceil(wait)) if wait > 0 else None

    def _run(self, call: Call) -> Json:
        try:
            return {"ok": True, **self._do(call)}
        except SlackError as refused:
            return refused.body

    def _do(self, call: Call) -> Json:
        if call.method == OPEN:
            self._check_app_token(call)
            return directory.open_connection(self._core)
        method = METHODS.get(call.method)
        if method is None:
            raise SlackError("unknown_method", req_method=call.method)
        self._check_bot_token(call)
        self._core.demand(*method.scopes)
        self._check_arguments(call, method)
        return method.run(self._core, call.arguments)

    def _check_app_token(self, call: Call) -> None:
        app = self._core.app
        if not call.token_in_header:
            raise SlackError("not_authed")
        if call.token == app.bot_token:
            raise SlackError("not_allowed_token_type")
        if call.token != app.app_token or app.app_token_error:
            raise SlackError(app.app_token_error or "invalid_auth")

    def _check_bot_token(self, call: Call) -> None:
        app = self._core.app
        if not call.token:
            raise SlackError("not_authed")
        if call.token == app.app_token:
            raise SlackError("not_allowed_token_type")
        if call.token != app.bot_token:
            raise SlackError("invalid_auth")
        if app.bot_token_error:
            raise SlackError(app.bot_token_error)

    def _check_arguments(self, call: Call, method: Method) -> None:
        missing = sorted(name for name in method.must if call.arguments.get(name) in (None, ""))
        if missing:
            raise invalid("invalid_arguments", [f"missing required field: {name}" for name in missing])
        for name in sorted(call.arguments.keys() - method.must - method.may - {"team_id"}):
            self._core.ledger.odd(f"{call.method} knows no argument {name}")


async def _read(request: web.Request, at: float) -> Call:
    arguments: Json = {}
    if request.content_type == "application/json":
        with suppress(json.JSONDecodeError):
            body = await request.json()
            arguments = body if isinstance(body, dict) else {}
    elif request.method == "POST":
        arguments = {name: _value(name, str(value)) for name, value in (await request.post()).items()}
    arguments |= {name: _value(name, value) for name, value in request.query.items()}
    given = str(arguments.pop("token", ""))
    header = request.headers.get("authorization", "").removeprefix("Bearer ")
    structured = {name: _value(name, value) for name, value in arguments.items() if name in _STRUCTURED}
    arguments = {name: value for name, value in {**arguments, **structured}.items() if value is not None}
    return Call(request.match_info["method"], arguments, header or given, bool(header), at)


def _value(name: str, value: object) -> object:
    """A form's word as what it stands for; JSON that cannot be read stays a word, which the method refuses."""
    if not isinstance(value, str):
        return value
    if name in _STRUCTURED:
        with suppress(json.JSONDecodeError):
            return json.loads(value)
        return value
    return _FLAGS.get(value, value) if name in _FLAG_NAMES else value


def _drop(request: web.Request, call: Call) -> web.Response:
    call.status = 0
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _belied(call: Call, fault: Accepted) -> web.Response:
    call.status = fault.status
    if fault.error:
        return web.json_response({"ok": False, "error": fault.error}, status=fault.status)
    return web.Response(status=fault.status, text="<html>upstream sulks</html>", content_type="text/html")


def _too_many(call: Call, seconds: int) -> web.Response:
    call.status = _TOO_MANY
    call.answer = {"ok": False, "error": "ratelimited"}
    return web.json_response(call.answer, status=_TOO_MANY, headers={"Retry-After": str(seconds)})
