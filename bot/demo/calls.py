"""How the simulated services call each other: really, over loopback, failing in a Java program's words."""

import ssl
from dataclasses import dataclass

import aiohttp

from bot.demo.bodies import read_refusal
from bot.demo.listener import HOST

PATIENCE = 0.7
"""Seconds that SKMS waits for those it depends on: with its callers' share below the deadline of the bot's asking."""


@dataclass(frozen=True)
class CallFailed(Exception):  # noqa: N818 - named for the fact
    """No usable answer; `words` are those of Spring's RestTemplate over Apache HttpClient (domain page, 5.3)."""

    words: str


class Caller:
    """Makes the calls, each on a connection of its own; must be made on the event loop."""

    def __init__(self, trusted: ssl.SSLContext) -> None:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(force_close=True, ssl=trusted, limit=0),
        )

    async def close(self) -> None:
        """Close what is open."""
        await self._session.close()

    async def call(self, method: str, url: str, *, patience: float = PATIENCE) -> str:
        """The body of a success within `patience` seconds.

        Raises Refusal for an error of the specification, CallFailed for everything else.
        """
        try:
            async with self._session.request(method, url, timeout=aiohttp.ClientTimeout(total=patience)) as answer:
                text = await answer.text()
        except aiohttp.ClientConnectorCertificateError:
            raise CallFailed(_failed(method, url, "PKIX path validation failed: certificate expired")) from None
        except aiohttp.ClientConnectorError as error:
            place = f"{HOST}:{error.port} [/{HOST}]"
            raise CallFailed(_failed(method, url, f"Connect to {place} failed: Connection refused")) from None
        except TimeoutError:
            raise CallFailed(_failed(method, url, "Read timed out")) from None
        except aiohttp.ClientError:
            raise CallFailed(_failed(method, url, "Connection reset")) from None
        if answer.ok:
            return text
        if (refusal := read_refusal(text)) is not None:
            raise refusal
        raise CallFailed(f"{answer.status} {answer.reason}")


def _failed(method: str, url: str, cause: str) -> str:
    return f'I/O error on {method} request for "{url}": {cause}'
