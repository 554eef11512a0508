"""Bolt as it comes, its listeners doing nothing; as a process of its own it listens to the Slack of its environment.

Run: python -m tests.fakes.stock_bolt
"""

import asyncio
import os

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient


def stock_bolt(url: str = AsyncWebClient.BASE_URL) -> AsyncApp:
    """Bolt as it comes, with one listener that does nothing, authorized without asking Slack."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None,
            team_id="T0000001",
            bot_id="B0000001",
            bot_user_id="U0000001",
            bot_token="xoxb-not",  # noqa: S106 - says itself that it is none
        )

    async def nothing() -> None:
        """Does nothing."""

    bolt = AsyncApp(client=AsyncWebClient(base_url=url), authorize=authorize, signing_secret="not-a-signing-secret")  # noqa: S106 - the same
    for kind in ("message", "app_mention"):
        bolt.event(kind)(nothing)
    return bolt


async def main() -> None:
    environment = os.environ  # noqa: TID251 - this is a process of its own, with nothing else to tell it where Slack is
    bolt = stock_bolt(environment["SLACK_API_URL"])
    await AsyncSocketModeHandler(bolt, environment["SLACK_APP_TOKEN"], web_client=bolt.client).start_async()  # type: ignore[no-untyped-call]  # Bolt names no types here


if __name__ == "__main__":
    asyncio.run(main())
