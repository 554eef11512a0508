import asyncio
import json
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.slack import FakeSlack, RateLimited, Rules

HERE = Path(__file__).parent
NODE = shutil.which("node")
MISSING = "Node is not installed" if NODE is None else "run `npm ci` in tests/node"
IN_CI = os.environ.get("CI") == "true"  # noqa: TID251 - in CI nothing here may be skipped
READY = NODE is not None and (HERE / "node_modules" / "@slack" / "socket-mode").is_dir()

pytestmark = pytest.mark.skipif(not READY and not IN_CI, reason=f"Slack's own clients are not at hand: {MISSING}")


class Peer:
    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def heard(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), 10)
        assert line, "the client ended"
        body: dict[str, Any] = json.loads(line)
        return body

    async def close(self) -> None:
        await asyncio.wait_for(self._process.communicate(b""), 10)


async def start(script: str, *arguments: str) -> asyncio.subprocess.Process:
    assert READY, MISSING
    return await asyncio.create_subprocess_exec(
        str(NODE),
        str(HERE / script),
        *arguments,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={"PATH": os.defpath},
    )


@asynccontextmanager
async def socket_mode(slack: FakeSlack, deaf: int = 0) -> AsyncIterator[Peer]:
    peer = Peer(await start("socket-mode.mjs", slack.url, slack.app.app_token, str(deaf)))
    try:
        assert await peer.heard() == {"state": "connected"}
        yield peer
    finally:
        await peer.close()


async def web_api(slack: FakeSlack, *calls: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
    process = await start("web-api.mjs", slack.url, slack.app.bot_token)
    asked = [{"method": method, "arguments": arguments} for method, arguments in calls]
    out, _ = await asyncio.wait_for(process.communicate(json.dumps(asked).encode()), 20)
    return [json.loads(line) for line in out.splitlines()]


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(rules=Rules(retry_after=(0.0, 0.1, 0.2), ack_deadline=1.0)) as running:
        yield running


async def test_slacks_node_client_connects_and_acks_all_kinds_of_envelopes(slack: FakeSlack) -> None:
    ops, mina = slack.channel("ops"), slack.person("mina")
    async with socket_mode(slack) as peer:
        mina.says(ops, "code 40013")
        event = await peer.heard()
        command = await mina.command(ops, "/skms", "40013")
        asked = await peer.heard()
        shortcut = await mina.shortcut("explain")
        clicked = await peer.heard()
        await slack.settles()

    assert (event["type"], event["event"]) == ("events_api", "message")
    assert (asked["type"], asked["command"]) == ("slash_commands", "/skms")
    assert (clicked["type"], clicked["kind"]) == ("interactive", "shortcut")
    assert command.acked
    assert shortcut.acked
    assert [message.text for message in mina.sees(ops)] == ["acked by Node"]
    assert slack.deliveries.failed == []
    assert slack.oddities == []


async def test_slacks_node_client_sees_the_number_and_reason_of_a_retry(slack: FakeSlack) -> None:
    async with socket_mode(slack, deaf=1) as peer:
        slack.person("mina").says(slack.channel("ops"), "code 40013")
        first, again = await peer.heard(), await peer.heard()
        await slack.settles()

    assert (first["retry_num"], again["retry_num"]) == (0, 1)
    assert again["retry_reason"] == "timeout"
    assert slack.deliveries.all[0].state == "acked"


async def test_slacks_node_client_comes_back_after_a_refresh(slack: FakeSlack) -> None:
    async with socket_mode(slack) as peer:
        await slack.sockets.refresh(slack.sockets.live[0])
        states = [(await peer.heard())["state"]]
        while states[-1] != "connected":
            states.append((await peer.heard())["state"])
        slack.person("mina").says(slack.channel("ops"), "code 40013")
        event = await peer.heard()
        await slack.settles()

    assert event["event"] == "message"
    assert slack.sockets.opened == 2
    assert slack.deliveries.failed == []


async def test_slacks_node_web_client_is_answered_as_by_slack(slack: FakeSlack) -> None:
    ops, mina = slack.channel("ops"), slack.person("mina")
    good = [{"type": "section", "text": {"type": "mrkdwn", "text": "Key not found"}}]
    bad = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3_001}}]
    home = {"type": "home", "blocks": good}
    slack.faults.add("reactions.add", RateLimited(7))

    tested, posted, refused, published, limited, history = await web_api(
        slack,
        ("auth.test", {}),
        ("chat.postMessage", {"channel": ops.id, "text": "Key not found", "blocks": good}),
        ("chat.postMessage", {"channel": ops.id, "text": "x", "blocks": bad}),
        ("views.publish", {"user_id": mina.id, "view": home}),
        ("reactions.add", {"channel": ops.id, "timestamp": "1.2", "name": "eyes"}),
        ("conversations.history", {"channel": ops.id, "limit": 5, "inclusive": True}),
    )

    assert tested["user_id"] == slack.bot.id
    assert posted["message"]["blocks"][0]["text"] == good[0]["text"]
    assert refused["error"] == "invalid_blocks"
    assert "json-pointer:/blocks/0/text/text" in refused["response_metadata"]["messages"][0]
    assert published["view"]["hash"]
    assert limited["retryAfter"] == 7
    assert [message["text"] for message in history["messages"]] == ["Key not found"]
    assert slack.oddities == []
