"""What a message costs that nobody wants, beside Bolt's own cost for a listener that does nothing, in one run.

Both are given the frame as it comes from the socket and end with the text of the ack; run with -s to see the figures.
"""

import json
import logging
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from typing_extensions import override

from bot.clock import SystemClock
from bot.slack.socket import Link
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_bot import Echo, made
from tests.fakes.stock_bolt import stock_bolt

FRAMES = 400
ROUNDS = 5
TENTH = 0.1
WORDS = "The deploy of order-service 3.18.2 is through, 120 of 120 pods are ready, no errors since 12:40. " * 3


def frame(number: int) -> str:
    ts = f"1790000000.{number:06}"
    rich = {"type": "rich_text_section", "elements": [{"type": "text", "text": WORDS}]}
    event = {
        "type": "message",
        "user": "U0000002",
        "text": WORDS,
        "ts": ts,
        "client_msg_id": "4a1f2c53-9c53-4c57-9a3f-1f2b7d4e8f60",
        "team": "T0000001",
        "blocks": [{"type": "rich_text", "block_id": "x1Y2", "elements": [rich]}],
        "channel": "C0000001",
        "event_ts": ts,
        "channel_type": "channel",
    }
    payload = {
        "token": "legacy",
        "team_id": "T0000001",
        "api_app_id": "A0000001",
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{number:08}",
        "event_time": int(SystemClock().now().timestamp()),
        "authorizations": [{"team_id": "T0000001", "user_id": "U0000001", "is_bot": True}],
        "is_ext_shared_channel": False,
        "event_context": "4-abc",
    }
    envelope = {"envelope_id": f"e-{number}", "type": "events_api", "accepts_response_payload": False}
    return json.dumps({**envelope, "payload": payload, "retry_attempt": 0, "retry_reason": ""})


class Sink(Link):
    """A socket that costs nothing."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    @override
    async def send(self, text: str) -> bool:
        self.sent.append(text)
        return True


class BoltSink:
    """What Bolt's adapter sends its ack through."""

    logger = logging.getLogger("bolt-sink")

    def __init__(self, sink: Sink) -> None:
        self._sink = sink

    async def send_socket_mode_response(self, response: SocketModeResponse) -> None:
        await self._sink.send(json.dumps(response.to_dict()))


async def cost(work: Callable[[str], Awaitable[None]], frames: list[str]) -> float:
    """Seconds of processor time per frame."""
    began = time.process_time()
    for one in frames:
        await work(one)
    return (time.process_time() - began) / len(frames)


async def front_beside_bolt(folder: Path) -> tuple[float, float]:
    """Seconds of processor time per frame: the front's, and Bolt's."""
    async with FakeSlack() as slack, made(slack, folder / "bot.db", Echo()) as bot:
        bolt, sink = stock_bolt(), Sink()
        client: Any = BoltSink(sink)

        async def by_bolt(text: str) -> None:
            request = SocketModeRequest.from_dict(json.loads(text))
            assert request is not None
            response = await run_async_bolt_app(bolt, request)
            await send_async_response(client, request, response, 0.0)

        async def by_front(text: str) -> None:
            message = await bot.lines._read(sink, text)  # noqa: SLF001 - what the reading loop does for each frame
            if message is not None:
                await bot.lines._take(sink, message)  # noqa: SLF001 - the same

        frames = [frame(number) for number in range(FRAMES)]
        await by_bolt(frames[0])
        # Taking turns, so that a busy neighbour disturbs both alike.
        turns = [(await cost(by_bolt, frames), await cost(by_front, frames)) for _ in range(ROUNDS)]
    assert bot.core.front.dropped == ROUNDS * FRAMES
    assert len(sink.sent) == 2 * ROUNDS * FRAMES + 1
    return min(other for _, other in turns), min(one for one, _ in turns)


async def test_what_nobody_wants_costs_a_tenth_of_what_bolt_costs_or_less(tmp_path: Path) -> None:
    front_costs, bolt_costs = await front_beside_bolt(tmp_path)

    print(f"\nBolt {bolt_costs * 1e6:.0f} µs, front {front_costs * 1e6:.1f} µs, {bolt_costs / front_costs:.0f} times")
    assert front_costs <= TENTH * bolt_costs
