"""Calls to addresses that a site names for alarms: one attempt each, within a total deadline; knows no message."""

from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.models.showing import NotShown, Outcome, Shown, Unsure

SECONDS = 10.0
SUCCESS = range(200, 300)
TOO_MANY = 429
FAULTY = 500
TOKENS = frozenset({401, 403})


class Outgoing:
    """Follows no redirect, reads no proxy from the environment, keeps no cookie, and reads nothing of an answer."""

    def __init__(self, seconds: float = SECONDS) -> None:
        """Must be made on the event loop, which the session belongs to."""
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=seconds), trust_env=False, cookie_jar=aiohttp.DummyCookieJar()
        )

    async def post(self, url: str, body: Any, headers: Mapping[str, str] | None = None) -> Outcome:
        """Send JSON; Shown has the status as its ts. Never raises what the network did."""
        return await self._call("POST", url, json=body, headers=dict(headers or {}))

    async def get(self, url: str) -> Outcome:
        """Touch an address."""
        return await self._call("GET", url)

    async def close(self) -> None:
        """Close the session."""
        await self._session.close()

    async def _call(self, method: str, url: str, **arguments: Any) -> Outcome:
        try:
            async with self._session.request(method, url, allow_redirects=False, **arguments) as answer:
                return judge(answer.status)
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL, ValueError) as error:
            return NotShown(why="unreachable", reason=type(error).__name__)
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            return Unsure(reason=type(error).__name__)


def judge(status: int) -> Outcome:
    """What a status means."""
    if status in SUCCESS:
        return Shown(ts=str(status))
    if status == TOO_MANY:
        return NotShown(why="limited", reason="status 429")
    if status in TOKENS:
        return NotShown(why="token", reason=f"status {status}")
    return Unsure(reason=f"status {status}") if status >= FAULTY else NotShown(why="refused", reason=f"status {status}")
