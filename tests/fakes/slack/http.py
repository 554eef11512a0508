"""HTTP mode: signed requests to the app's address, with Slack's headers for retries."""

import asyncio
import hashlib
import hmac
import json
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout

from tests.fakes.slack.delivery import Attempt, Delivery
from tests.fakes.slack.moments import SlackTime
from tests.fakes.slack.rules import Rules
from tests.fakes.slack.world import Json

_OK = 200


def signature(secret: str, moment: int, body: bytes) -> str:
    """The `v0=` signature over time and raw body."""
    base = b"v0:" + str(moment).encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class HttpPush:
    """Delivers by POST to one address; the workspace owns the session."""

    def __init__(self, url: str, secret: str, time: SlackTime, rules: Rules) -> None:
        self.url = url
        self._secret = secret
        self._time = time
        self._rules = rules
        self._session = ClientSession(timeout=ClientTimeout(total=rules.ack_deadline))

    async def close(self) -> None:
        """Lets go of the connections."""
        await self._session.close()

    def headers(self, body: bytes, content_type: str) -> dict[str, str]:
        """What Slack sends with a body."""
        moment = int(self._time.now())
        return {
            "content-type": content_type,
            "x-slack-request-timestamp": str(moment),
            "x-slack-signature": signature(self._secret, moment, body),
            "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }

    async def verify(self, challenge: str = "a-challenge") -> str:
        """Asks the address to prove itself, as when it is typed into the settings; its answer."""
        body = json.dumps({"token": "legacy", "type": "url_verification", "challenge": challenge}).encode()
        async with self._session.post(self.url, data=body, headers=self.headers(body, "application/json")) as answer:
            return await answer.text()

    async def attempt(self, delivery: Delivery, number: int, reason: str) -> Attempt:
        """One POST; 200 within the deadline is the ack."""
        body, content_type = _written(delivery)
        headers = self.headers(body, content_type)
        if number:
            headers |= {"x-slack-retry-num": str(number), "x-slack-retry-reason": reason}
        started = self._time.now()
        try:
            async with self._session.post(self.url, data=body, headers=headers, max_redirects=2) as answer:
                words = await answer.text()
        except TimeoutError:
            return Attempt("http", self._time.now() - started, "http_timeout")
        except (ClientError, asyncio.IncompleteReadError):
            return Attempt("http", self._time.now() - started, "connection_failed")
        took = self._time.now() - started
        if answer.status != _OK:
            return Attempt("http", took, "http_error", final=answer.headers.get("x-slack-no-retry") == "1")
        return Attempt("http", took, response=_response(words))


def _written(delivery: Delivery) -> tuple[bytes, str]:
    if delivery.kind == "events_api":
        return json.dumps(delivery.payload).encode(), "application/json"
    form = delivery.payload if delivery.kind == "slash_commands" else {"payload": json.dumps(delivery.payload)}
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def _response(words: str) -> Json | None:
    if not words.strip():
        return None
    try:
        body = json.loads(words)
    except json.JSONDecodeError:
        return {"text": words}
    return body if isinstance(body, dict) else None
