import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import FakeSlack


class Receiver:
    def __init__(self, statuses: list[int], no_retry: bool = False) -> None:
        self.statuses = statuses
        self.no_retry = no_retry
        self.seen: list[tuple[dict[str, str], bytes]] = []

    async def handle(self, request: web.Request) -> web.Response:
        self.seen.append(({name.lower(): value for name, value in request.headers.items()}, await request.read()))
        headers = {"x-slack-no-retry": "1"} if self.no_retry else {}
        return web.Response(status=self.statuses.pop(0) if self.statuses else 200, headers=headers)


@asynccontextmanager
async def served(app: web.Application) -> AsyncIterator[str]:
    runner = web.AppRunner(app, shutdown_timeout=0.2)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


def application(receiver: Receiver) -> web.Application:
    app = web.Application()
    app.router.add_post("/slack/events", receiver.handle)
    return app


async def test_events_are_signed_and_retried_with_number_and_reason(slack: FakeSlack) -> None:
    receiver = Receiver([500, 200])
    async with served(application(receiver)) as url:
        slack.deliver_to(url)
        slack.person("mina").says(slack.channel("ops"), "hello")
        await slack.settles()

    verifier = SignatureVerifier(slack.app.signing_secret)
    assert [verifier.is_valid_request(body, headers) for headers, body in receiver.seen] == [True, True]
    assert receiver.seen[1][0]["x-slack-retry-num"] == "1"
    assert receiver.seen[1][0]["x-slack-retry-reason"] == "http_error"
    assert json.loads(receiver.seen[0][1])["event_id"] == json.loads(receiver.seen[1][1])["event_id"]


async def test_no_retry_ends_the_retries(slack: FakeSlack) -> None:
    receiver = Receiver([500], no_retry=True)
    async with served(application(receiver)) as url:
        slack.deliver_to(url)
        slack.person("mina").says(slack.channel("ops"), "hello")
        await slack.settles()

    assert len(receiver.seen) == 1
    assert slack.deliveries.all[0].state == "failed"


async def test_a_real_bolt_app_is_verified_and_commanded_over_http(slack: FakeSlack, client: AsyncWebClient) -> None:
    bolt = AsyncApp(client=client, signing_secret=slack.app.signing_secret)

    @bolt.command("/skms")
    async def command(ack: object) -> None:
        assert callable(ack)
        await ack("help is near")

    ops, mina = slack.channel("ops"), slack.person("mina")
    async with served(bolt.web_app(path="/slack/events")) as url:
        push = slack.deliver_to(url)
        challenge = await push.verify("prove it")
        done = await mina.command(ops, "/skms", "help")

    assert "prove it" in challenge
    assert done.acked
    assert [message.text for message in mina.sees(ops)] == ["help is near"]
