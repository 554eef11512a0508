import asyncio
from typing import Any, Self

from aiohttp import ClientError
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import DropAnswer, FakeSlack, Rules
from tests.fakes.slack.world import Json


def answering(slack: FakeSlack, bolt: AsyncApp) -> None:
    @bolt.event("message")
    async def answer(event: Json, client: Any) -> None:
        if event["user"] != slack.bot.id:
            await client.chat_postMessage(channel=event["channel"], text="answer", thread_ts=event["ts"])


class Connected:
    def __init__(self, slack: FakeSlack, bolt: AsyncApp, ping_interval: float = 0.2) -> None:
        self._slack = slack
        self.handler = AsyncSocketModeHandler(bolt, slack.app.app_token, ping_interval=ping_interval)

    async def __aenter__(self) -> Self:
        await self.handler.connect_async()  # type: ignore[no-untyped-call]  # untyped in slack_bolt
        await self._slack.connected()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._slack.settles()
        await self.handler.close_async()  # type: ignore[no-untyped-call]  # untyped in slack_bolt


async def test_a_peer_that_falls_silent_is_left_and_nothing_is_lost(slack: FakeSlack, bolt: AsyncApp) -> None:
    answering(slack, bolt)
    async with Connected(slack, bolt):
        silent = slack.sockets.live[0]
        slack.sockets.silence(silent)
        paste = slack.person("mina").says(slack.channel("ops"), "code 40013")
        reply = await slack.reply_to(paste, within=10)

    assert reply.text == "answer"
    assert slack.sockets.opened >= 2
    assert len(slack.deliveries.events("message")[0].attempts) > 1


async def test_a_broken_connection_comes_back(slack: FakeSlack, bolt: AsyncApp) -> None:
    answering(slack, bolt)
    async with Connected(slack, bolt):
        slack.sockets.reset(slack.sockets.live[0])
        await slack.until(lambda: slack.sockets.opened == 2, "second connection", within=5)
        reply = await slack.reply_to(slack.person("mina").says(slack.channel("ops"), "code 40013"))

    assert reply.text == "answer"


async def test_a_refresh_is_followed(slack: FakeSlack, bolt: AsyncApp) -> None:
    answering(slack, bolt)
    async with Connected(slack, bolt):
        await slack.sockets.refresh(slack.sockets.live[0])
        await slack.connected()
        reply = await slack.reply_to(slack.person("mina").says(slack.channel("ops"), "code 40013"))

    assert reply.text == "answer"
    assert slack.sockets.opened == 2


async def test_a_handshake_that_fails_until_the_ticket_is_stale_leaves_the_sdk_stuck(
    slack: FakeSlack, bolt: AsyncApp
) -> None:
    async with Connected(slack, bolt) as connected:
        slack.sockets.refusing = True
        slack.sockets.reset(slack.sockets.live[0])
        await slack.until(lambda: slack.sockets.refused_tickets, "refused handshake", within=5)
        slack.sockets.refusing = False
        await asyncio.sleep(1)
        stuck = list(slack.sockets.live)
        connected.handler.client.wss_uri = None
        await slack.connected()

    assert stuck == []
    assert len(set(slack.sockets.refused_tickets)) == 1


async def test_the_bots_own_messages_come_back_as_events(slack: FakeSlack, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=slack.channel("ops").id, text="answer")

    assert slack.deliveries.events("message")[0].event["bot_id"] == slack.bot.user.bot_id


async def test_a_repeated_post_after_a_lost_answer_is_visible_twice(slack: FakeSlack, client: AsyncWebClient) -> None:
    ops = slack.channel("ops")
    slack.faults.add("chat.postMessage", DropAnswer())
    for _ in range(2):
        try:
            await client.chat_postMessage(channel=ops.id, text="answer")
        except ClientError:
            continue

    assert [message.text for message in ops.messages] == ["answer", "answer"]


async def test_thousands_of_messages_pass_in_seconds() -> None:
    async with FakeSlack(rules=Rules(ack_deadline=30)) as slack:
        bolt = AsyncApp(client=AsyncWebClient(token=slack.app.bot_token, base_url=slack.url))
        heard = asyncio.Event()

        @bolt.event("message")
        async def hear() -> None:
            heard.set()

        async with Connected(slack, bolt, ping_interval=5):
            mina, ops = slack.person("mina"), slack.channel("ops")
            started = asyncio.get_running_loop().time()
            for number in range(1_000):
                mina.says(ops, f"message {number}")
            await slack.settles(within=30)
            took = asyncio.get_running_loop().time() - started

    assert heard.is_set()
    assert slack.deliveries.failed == []
    assert took < 20
