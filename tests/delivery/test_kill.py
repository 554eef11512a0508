"""A real process that is killed in the middle of a post, at points that the loopback Slack decides."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.incidents.engine import Engine
from bot.models.delivery import Delivery
from bot.storage.store import Store, open_store
from tests.fakes.delivering import CATALOG, DOWN
from tests.fakes.incidents import alerting
from tests.fakes.postgres import Postgres
from tests.fakes.slack import FakeSlack, Hold, Rules, Slow

ROOT = Path(__file__).parents[2]
WITHIN = 30.0


@asynccontextmanager
async def process(slack: FakeSlack, database: str) -> AsyncIterator[asyncio.subprocess.Process]:
    arguments = (database, slack.url, slack.app.bot_token)
    running = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.fakes.sending_process", *arguments),
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


@pytest.fixture
def database(postgres: Postgres) -> str:
    return postgres.new_database()


async def begun(slack: FakeSlack) -> None:
    async with asyncio.timeout(WITHIN):
        while not slack.ledger.said("chat.postMessage"):  # noqa: ASYNC110 - a call that is held rings no bell
            await asyncio.sleep(0.02)


async def settled(store: Store) -> list[Delivery]:
    async with asyncio.timeout(WITHIN):
        while True:
            rows = await store.incidents.deliveries(1)
            if all(one.state == "idle" and one.sent_rev == one.want_rev and one.sweep_at is None for one in rows):
                return rows
            await asyncio.sleep(0.05)


@pytest.mark.parametrize("fault", [Slow(60), Hold(60), Hold(1)], ids=["accepted", "not-accepted", "accepted-late"])
async def test_one_message_is_visible_after_a_kill_in_the_middle_of_a_post(database: str, fault: Slow | Hold) -> None:
    store = await open_store(database, SystemClock())
    async with FakeSlack(rules=Rules.quick()) as slack:
        routes = ({"name": "all", "channels": (slack.channel("ops").id,)},)
        slack.faults.add("chat.postMessage", fault)
        async with process(slack, database):
            engine = Engine(store.incidents, lambda: alerting(routes=routes), lambda: CATALOG)
            await engine.observe(DOWN, SystemClock().now())
            await begun(slack)
            if isinstance(fault, Slow):
                await slack.until(lambda: slack.channel("ops").by_bots(), "the message")
        await store.lease.force()

        async with process(slack, database):
            (row,) = await settled(store)

        (message,) = slack.channel("ops").by_bots()
        assert row.ts == message.ts
    await store.close()
