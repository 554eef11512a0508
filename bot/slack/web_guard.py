"""HTTP mode: judges size, signature, replay and shape of a request before Bolt sees it; answers no question."""

import asyncio
import hashlib
import hmac
import json
from collections import OrderedDict
from typing import Any
from urllib.parse import parse_qs

import structlog
from aiohttp import web
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.slack.envelope import Json
from bot.slack.front import OK, Front
from bot.slack.ports import Secret, Time

log = structlog.get_logger("skms_bot.web_guard")

MOST_BYTES = 1 << 20
READ_WITHIN = 2.0
WINDOW = 300
MOST_SIGNATURES = 50_000
_TIMESTAMP_DIGITS = 12


class Refused(Exception):  # noqa: N818 - named for the fact
    """A request that is not Slack's, or makes no sense; `status` is 401 or 400."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Signatures:
    """Checks Slack's signature v0 and remembers what was served, so that a copy does nothing a second time."""

    def __init__(self, secret: Secret, clock: Time) -> None:
        self._secret = secret
        self._clock = clock
        self._served: OrderedDict[str, float] = OrderedDict()

    def check(self, timestamp: str, signature: str, body: bytes) -> None:
        """Raises Refused unless Slack signed exactly this, a few minutes ago at most."""
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _TIMESTAMP_DIGITS):
            raise Refused(401, "no timestamp")
        skew = self._clock.now().timestamp() - int(timestamp)
        secret = self._secret()
        if not secret:
            raise Refused(401, "no signing secret is set")
        expected = "v0=" + hmac.new(secret.encode(), f"v0:{timestamp}:".encode() + body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(expected.encode(), signature.encode("utf-8", "surrogateescape")):
            raise Refused(401, "wrong signature")
        if abs(skew) > WINDOW:
            # Signed rightly, so either a replay or a clock that is wrong: the operator must know which.
            log.error("signature_out_of_time", seconds=round(skew))
            raise Refused(401, "out of time")

    def served(self, signature: str) -> bool:
        """Whether a request with this signature was answered well before."""
        return signature in self._served

    def remember(self, signature: str) -> None:
        """It was answered well; one that failed may come again, and does within the same second."""
        now = self._clock.monotonic()
        self._served[signature] = now
        while self._served and (
            len(self._served) > MOST_SIGNATURES or next(iter(self._served.values())) < now - 2 * WINDOW
        ):
            self._served.popitem(last=False)


class WebGuard:
    """The one route of HTTP mode."""

    def __init__(self, front: Front, secret: Secret, clock: Time) -> None:
        self._front = front
        self._signatures = Signatures(secret, clock)
        self.open = True

    def application(self, path: str) -> web.Application:
        """The route in an application of its own."""
        application = web.Application(client_max_size=MOST_BYTES)
        application.router.add_post(path, self.handle)
        return application

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one request: 401 or 400 for junk, 503 for what Slack should send again."""
        try:
            body, signature = await self._verified(request)
            if self._signatures.served(signature):
                return web.Response()
            response = await self._serve(request.content_type, body)
        except Refused as refused:
            log.info("request_refused", status=refused.status, reason=refused.reason)
            return web.Response(status=refused.status, text=refused.reason)
        if response.status == OK:
            self._signatures.remember(signature)
        return response

    async def _verified(self, request: web.Request) -> tuple[bytes, str]:
        if (request.content_length or 0) > MOST_BYTES:
            raise Refused(400, "too large")
        if request.headers.get("Content-Encoding", "identity") != "identity":
            raise Refused(400, "encoded")
        try:
            async with asyncio.timeout(READ_WITHIN):
                body = await request.read()
        except (web.HTTPRequestEntityTooLarge, TimeoutError, ConnectionError, web.HTTPException, ValueError):
            raise Refused(400, "too large or too slow") from None
        signature = request.headers.get("X-Slack-Signature", "")
        self._signatures.check(request.headers.get("X-Slack-Request-Timestamp", ""), signature, body)
        return body, signature

    async def _serve(self, content_type: str, body: bytes) -> web.Response:
        if content_type == "application/json":
            return await self._json(_object(body))
        if content_type == "application/x-www-form-urlencoded":
            return await self._form(body)
        raise Refused(400, "neither JSON nor a form")

    async def _json(self, payload: Json) -> web.Response:
        if payload.get("type") == "url_verification":
            return web.json_response({"challenge": str(payload.get("challenge"))[:200]})
        reason = self._front.look(payload)
        if reason is None:
            return web.Response()
        if self.open and await self._front.event(payload, reason):
            return web.Response()
        return web.Response(status=503)

    async def _form(self, body: bytes) -> web.Response:
        try:
            fields = parse_qs(body.decode(), max_num_fields=100)
        except ValueError:
            raise Refused(400, "no form") from None
        if "ssl_check" in fields:
            return web.Response()
        payload = fields.get("payload")
        content: Any = _object(payload[0].encode()) if payload else {name: found[0] for name, found in fields.items()}
        # Bolt gets what was read here and none of the headers: some of them steer it, and none of those is signed.
        response = await self._front.interaction(AsyncBoltRequest(mode="socket_mode", body=content))
        if response.status != OK:
            return web.Response(status=503)
        kind = str(response.headers.get("content-type", ["text/plain"])[0]).partition(";")[0]
        return web.Response(text=str(response.body or ""), content_type=kind)


def _object(body: bytes) -> Json:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, "no JSON") from None
    if not isinstance(value, dict):
        raise Refused(400, "no JSON object")
    return value
