import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.clock import SystemClock
from bot.slack.web_guard import WebGuard
from tests.fakes.slack import FakeSlack, Rules
from tests.fakes.slack_bot import PASTE, Echo, RunningBot, made

SECRET = "not-a-signing-secret"  # noqa: S105 - says itself that it is none
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(rules=Rules.quick()) as fake:
        yield fake


@asynccontextmanager
async def served(slack: FakeSlack, database: Path, echo: Echo) -> AsyncIterator[tuple[RunningBot, str]]:
    async with made(slack, database, echo) as bot:
        guard = WebGuard(bot.core.front, lambda: SECRET, SystemClock())
        runner = web.AppRunner(guard.application("/slack/events"), access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        try:
            yield bot, f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        finally:
            await runner.cleanup()


def signed(body: bytes, *, timestamp: str | None = None, kind: str = "application/json") -> dict[str, str]:
    moment = timestamp or str(int(SystemClock().now().timestamp()))
    digest = hmac.new(SECRET.encode(), f"v0:{moment}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": moment, "X-Slack-Signature": f"v0={digest}", "Content-Type": kind}


async def post(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.post(url, data=BytesIO(body), headers=headers) as answer:
        return answer.status, await answer.text()


async def test_a_paste_and_a_command_come_in_over_http(slack: FakeSlack, tmp_path: Path) -> None:
    async with served(slack, tmp_path / "bot.db", Echo()) as (_, url):
        slack.deliver_to(url)
        mina, channel = slack.person("mina"), slack.channel("ops")
        paste = mina.says(channel, PASTE)
        mina.says(channel, "good morning")
        answer = await slack.reply_to(paste)
        said = await mina.command(channel, "/skms", "help")
        await slack.settles()

    assert answer.text == "candidate"
    assert (said.acked, slack.deliveries.failed) == (True, [])
    assert [delivery.state for delivery in slack.deliveries.all] == ["acked"] * len(slack.deliveries.all)


async def test_without_storage_slack_is_asked_to_send_again(
    slack: FakeSlack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.front.ACK_WITHIN", 0.1)
    echo = Echo(pause=0.3)
    async with served(slack, tmp_path / "bot.db", echo) as (bot, url):
        slack.deliver_to(url)
        bot.rows.down = True
        paste = slack.person("mina").says(slack.channel("ops"), PASTE)
        await slack.reply_to(paste)
        await slack.settles()

    assert slack.deliveries.all[0].attempts[0].problem == "http_error"
    assert echo.reasons == ["candidate"]


JUNK = {
    "nothing": (b"{}", {}),
    "no-number": (b"{}", {"X-Slack-Request-Timestamp": "abc", "X-Slack-Signature": "v0=1"}),
    "long-number": (b"{}", {"X-Slack-Request-Timestamp": "9" * 5000, "X-Slack-Signature": "v0=1"}),
    "odd-signature": (b"{}", {"X-Slack-Request-Timestamp": "1790000000", "X-Slack-Signature": "v0=\u00e9"}),
    "no-signature": (b"\xff\xfe", {"X-Slack-Request-Timestamp": "1790000000", "X-Slack-Signature": ""}),
    "half-json": (b"{", signed(b"{")),
    "list": (b"[1]", signed(b"[1]")),
    "no-utf-8": (b"\xff\xfe", signed(b"\xff\xfe")),
    "deep-list": (b"[" * 100_000, signed(b"[" * 100_000)),
    "deep-object": (b'{"a":' * 50_000, signed(b'{"a":' * 50_000)),
    "too-large": (b"x" * (2 << 20), signed(b"x" * (2 << 20))),
    "half-payload": (b"payload={", signed(b"payload={", kind=FORM)),
    "odd-form": (b"\xff=\xff", signed(b"\xff=\xff", kind=FORM)),
    "plain-text": (b"{}", signed(b"{}", kind="text/plain")),
    "zipped": (b"{}", {**signed(b"{}"), "Content-Encoding": "gzip"}),
    "out-of-time": (b"{}", signed(b"{}", timestamp="1790000000")),
    "unsigned-ssl-check": (b"ssl_check=1", {"Content-Type": FORM}),
}


@pytest.mark.parametrize("junk", JUNK)
async def test_junk_gets_401_or_400(slack: FakeSlack, tmp_path: Path, junk: str) -> None:
    echo = Echo()
    async with served(slack, tmp_path / "bot.db", echo) as (_, url):
        status, _ = await post(url, *JUNK[junk])

    assert status in {400, 401}
    assert echo.seen == []


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"type": "event_callback", "event": "no object"},
        {"event": {"type": "message", "text": PASTE, "channel": [1], "ts": {}}},
        {"event": {"type": ["message"], "subtype": {}, "files": 7}},
        {"event": {"type": "message", "subtype": ["x"], "text": 7, "blocks": {"a": [[[]]]}, "attachments": "x"}},
    ],
)
async def test_what_is_signed_but_no_event_is_acked_and_dropped(
    slack: FakeSlack, tmp_path: Path, payload: dict[str, object]
) -> None:
    echo = Echo()
    async with served(slack, tmp_path / "bot.db", echo) as (_, url):
        body = json.dumps(payload).encode()
        status, _ = await post(url, body, signed(body))

    assert status == 200
    assert echo.seen == []


async def test_a_copy_of_a_served_request_does_nothing(slack: FakeSlack, tmp_path: Path) -> None:
    team, mina, channel = slack.core.workspace.team, slack.person("mina"), slack.channel("ops")
    body = f"command=%2Fskms&text=help&team_id={team.id}&channel_id={channel.id}&user_id={mina.id}".encode()
    async with served(slack, tmp_path / "bot.db", Echo()) as (_, url):
        headers = signed(body, kind=FORM)
        first = await post(url, body, headers)
        copies = [await post(url, body, headers) for _ in range(3)]

    assert first == (200, "you said help")
    assert copies == [(200, "")] * 3


async def test_a_slow_body_is_refused(slack: FakeSlack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.slack.web_guard.READ_WITHIN", 0.2)

    async def drip() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.sleep(1)
        yield b"}"

    async with (
        served(slack, tmp_path / "bot.db", Echo()) as (_, url),
        aiohttp.ClientSession() as session,
        session.post(url, data=drip(), headers={"Content-Type": "application/json"}) as answer,
    ):
        assert answer.status == 400


async def test_the_address_is_verified_only_when_signed(slack: FakeSlack, tmp_path: Path) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc"}).encode()
    async with served(slack, tmp_path / "bot.db", Echo()) as (_, url):
        right = await post(url, body, signed(body))
        wrong = await post(url, body, {"Content-Type": "application/json"})

    assert right == (200, '{"challenge": "abc"}')
    assert wrong[0] == 401


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["message", "40013", "C1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NAMES = ("type", "subtype", "text", "channel", "ts", "user", "bot_id", "files", "blocks", "attachments", "thread_ts")
EVENTS = st.dictionaries(st.sampled_from([*NAMES, "message", "previous_message", "channel_type", "deleted_ts"]), JSON)


async def test_no_shape_of_an_event_breaks_the_look(slack: FakeSlack, tmp_path: Path) -> None:
    async with made(slack, tmp_path / "bot.db", Echo()) as bot:

        @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
        @given(st.dictionaries(st.sampled_from(["event", "team_id", "event_id"]), EVENTS | JSON), EVENTS)
        def look(payload: dict[str, Any], event: dict[str, Any]) -> None:
            bot.core.front.look(payload)
            bot.core.front.look({"event": {**event, "type": "message"}})

        look()
