import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import FakeSlack, Rules


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as running:
        yield running


async def open_url(slack: FakeSlack) -> str:
    answer = await AsyncWebClient(base_url=slack.url, retry_handlers=[]).apps_connections_open(
        app_token=slack.app.app_token
    )
    return str(answer["url"])


async def joined(slack: FakeSlack, session: aiohttp.ClientSession) -> aiohttp.ClientWebSocketResponse:
    socket = await session.ws_connect(await open_url(slack))
    hello = await socket.receive_json()
    assert hello["type"] == "hello"
    return socket


async def ack(socket: aiohttp.ClientWebSocketResponse, envelope: dict[str, Any]) -> None:
    await socket.send_str(json.dumps({"envelope_id": envelope["envelope_id"]}))


async def test_hello_says_how_many_connections_there_are(slack: FakeSlack, session: aiohttp.ClientSession) -> None:
    first = await joined(slack, session)
    second = await session.ws_connect(await open_url(slack))

    hello = await second.receive_json()

    assert hello["num_connections"] == 2
    assert hello["connection_info"] == {"app_id": slack.app.id}
    assert not first.closed


async def test_a_ticket_opens_one_connection_only(slack: FakeSlack, session: aiohttp.ClientSession) -> None:
    url = await open_url(slack)
    await session.ws_connect(url)

    with pytest.raises(aiohttp.WSServerHandshakeError):
        await session.ws_connect(url)
    assert len(slack.sockets.refused_tickets) == 1


async def test_a_stale_ticket_opens_nothing(slack: FakeSlack, session: aiohttp.ClientSession) -> None:
    url = await open_url(slack)
    slack.time.skip(slack.rules.ticket_lifetime + 1)

    with pytest.raises(aiohttp.WSServerHandshakeError):
        await session.ws_connect(url)


@pytest.mark.parametrize("token", ["xoxb-not-a-token", "xapp-of-somebody-else"])
async def test_only_the_app_token_opens_a_connection(slack: FakeSlack, token: str) -> None:
    with pytest.raises(SlackApiError, match=r"not_allowed_token_type|invalid_auth"):
        await AsyncWebClient(base_url=slack.url).apps_connections_open(app_token=token)


async def test_the_app_token_counts_in_the_header_only(slack: FakeSlack, session: aiohttp.ClientSession) -> None:
    async with session.post(slack.url + "apps.connections.open", data={"token": slack.app.app_token}) as answer:
        assert (await answer.json())["error"] == "not_authed"


async def test_a_revoked_app_token_opens_nothing(slack: FakeSlack) -> None:
    slack.app.revoke_app_token("token_revoked")

    with pytest.raises(SlackApiError, match="token_revoked"):
        await open_url(slack)


async def test_opening_too_often_meets_429_until_a_minute_is_over(slack: FakeSlack) -> None:
    for _ in range(slack.rules.connections_open_burst):
        await open_url(slack)
    with pytest.raises(SlackApiError) as refused:
        await open_url(slack)
    wait = int(refused.value.response.headers["Retry-After"])
    slack.time.skip(wait)

    assert 50 <= wait <= 60
    assert await open_url(slack)


async def test_each_connection_gets_its_share(slack: FakeSlack, session: aiohttp.ClientSession) -> None:
    first, second = await joined(slack, session), await joined(slack, session)
    ops, mina = slack.channel("ops"), slack.person("mina")
    for number in range(4):
        mina.says(ops, f"message {number}")

    for socket in (first, second):
        for _ in range(2):
            await ack(socket, await socket.receive_json())
    await slack.settles()

    assert slack.deliveries.failed == []
    assert len({delivery.attempts[0].via for delivery in slack.deliveries.all}) == 2


async def test_an_ack_after_the_deadline_is_no_ack(slack: FakeSlack, session: aiohttp.ClientSession) -> None:
    socket = await joined(slack, session)
    slack.person("mina").says(slack.channel("ops"), "hello")
    late = await socket.receive_json()
    await asyncio.sleep(slack.rules.ack_deadline + 0.05)
    await ack(socket, late)
    again = await socket.receive_json()
    await ack(socket, again)
    await slack.settles()

    assert len(slack.sockets.late_acks) == 1
    assert again["retry_attempt"] == 1
    assert again["payload"]["event_id"] == late["payload"]["event_id"]


async def test_retries_come_at_once_then_after_a_minute_then_after_five() -> None:
    async with FakeSlack(rules=Rules(ack_deadline=0.1)) as slack, aiohttp.ClientSession() as session:
        socket = await joined(slack, session)
        slack.person("mina").says(slack.channel("ops"), "hello")
        for _ in range(2):
            await socket.receive_json()
        with pytest.raises(TimeoutError):
            await socket.receive_json(timeout=0.3)
        slack.time.skip(60)
        third = await socket.receive_json(timeout=1)
        await asyncio.sleep(0.2)
        slack.time.skip(300)
        fourth = await socket.receive_json(timeout=1)
        await ack(socket, fourth)
        await slack.settles()

    assert (third["retry_attempt"], fourth["retry_attempt"]) == (2, 3)
    assert slack.deliveries.all[0].state == "acked"


async def test_without_a_connection_events_are_retried_and_commands_fail(slack: FakeSlack) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    mina.says(ops, "hello")
    done = await mina.command(ops, "/skms")
    message = slack.deliveries.events("message")[0]
    await slack.until(lambda: message.state == "failed", "end of retries")

    assert done.failure == "dispatch_failed"
    assert [attempt.problem for attempt in message.attempts] == ["connection_failed"] * 4


async def test_a_refresh_is_announced_and_gets_no_further_envelopes(
    slack: FakeSlack, session: aiohttp.ClientSession
) -> None:
    first, second = await joined(slack, session), await joined(slack, session)
    await slack.sockets.warn(slack.sockets.connections[0])
    slack.person("mina").says(slack.channel("ops"), "hello")

    reasons = [(await first.receive_json())["reason"] for _ in range(2)]
    envelope = await second.receive_json()
    await ack(second, envelope)

    assert reasons == ["warning", "refresh_requested"]
    assert (await first.receive()).type is aiohttp.WSMsgType.CLOSE
    assert envelope["type"] == "events_api"


async def test_the_eleventh_connection_is_one_too_many() -> None:
    rules = Rules(connections_open_burst=20)
    async with FakeSlack(rules=rules) as slack, aiohttp.ClientSession() as session:
        ten = [await joined(slack, session) for _ in range(10)]
        eleventh = await session.ws_connect(await open_url(slack))

        assert (await eleventh.receive_json())["reason"] == "too_many_websockets"
        assert len(slack.sockets.live) == len(ten)


async def test_switching_socket_mode_off_is_told(slack: FakeSlack, session: aiohttp.ClientSession) -> None:
    socket = await joined(slack, session)

    await asyncio.gather(slack.sockets.disable(), (told := asyncio.ensure_future(socket.receive_json())))

    assert told.result()["reason"] == "link_disabled"


async def test_a_silent_peer_answers_no_ping(slack: FakeSlack, session: aiohttp.ClientSession) -> None:
    socket = await session.ws_connect(await open_url(slack), autoping=False)
    await socket.receive_json()
    await socket.ping(b"one")
    pong = await socket.receive(timeout=1)
    slack.sockets.silence(slack.sockets.live[0])
    await socket.ping(b"two")

    assert pong.type is aiohttp.WSMsgType.PONG
    with pytest.raises(TimeoutError):
        await socket.receive(timeout=0.2)


async def test_a_reset_connection_ends_without_a_close_frame(slack: FakeSlack, session: aiohttp.ClientSession) -> None:
    socket = await joined(slack, session)
    slack.sockets.reset(slack.sockets.live[0])

    message = await socket.receive(timeout=1)

    assert message.type in {aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR}
    await slack.until(lambda: not slack.sockets.connections, "end of the connection")
