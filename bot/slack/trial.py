"""Posts one message that is marked as a test, where an incident would go; for `alerts test` alone, no incident."""

import asyncio
from collections.abc import Iterable

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.slack import escape
from bot.slack.blocks import page
from bot.slack.clients import Clients, error_of
from bot.slack.messenger import METADATA
from bot.slack.ports import Secret

WITHIN = 15.0
TRIAL = "skms_trial"


async def post_trial(api_url: str, bot_token: Secret, channels: Iterable[str], line: str) -> dict[str, str]:
    """Post the line to each channel; returns why not by channel, empty where it was posted.

    Never repeated: where nobody knows whether Slack has it, that is said. Raises SlackRefused without a token.
    """
    clients = Clients(bot_token, lambda: None, api_url)
    try:
        return {channel: await _post(clients, channel, line) for channel in channels}
    finally:
        await clients.close()


async def _post(clients: Clients, channel: str, line: str) -> str:
    client = clients.bot
    try:
        async with asyncio.timeout(WITHIN):
            await client.chat_postMessage(
                channel=channel,
                text=page.write_text([line]),
                blocks=[page.section(escape.mrkdwn(line))],
                unfurl_links=False,
                metadata={"event_type": METADATA, "event_payload": {"id": TRIAL}},
            )
    except SlackApiError as error:
        return error_of(error) or "no answer of Slack's"
    except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
        return f"{type(error).__name__}: perhaps posted, look there"
    return ""
