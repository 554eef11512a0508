"""Three real processes on one PostgreSQL before one loopback Slack: who leads is killed, stopped, frozen."""

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.fakes.bot_process import ALERTS, ROOT, VAULT, BotProcess
from tests.fakes.loopback_skms import Door
from tests.fakes.postgres import Postgres
from tests.fakes.slack import FakeSlack, Message, Rules
from tests.fakes.slack.faults import Slow
from tests.fakes.slack.world import Channel
from tests.fakes.slack_bot import PASTE
from tests.fakes.slack_talk import installed

REPLICAS = "\n[work]\nreplicas = 3\n"
TAKE_OVER = 20.0


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(app=installed(), rules=Rules(retry_after=(0.0, 0.5), connections_open_burst=50)) as fake:
        yield fake
        assert fake.oddities == [], fake.transcript()


@pytest.fixture
def skews() -> tuple[float, ...]:
    """By how much the clock of each host is wrong."""
    return (0.0, 0.0, 0.0)


@pytest.fixture
async def bots(
    slack: FakeSlack, vault: Door, ops: Channel, postgres: Postgres, tmp_path: Path, skews: tuple[float, ...]
) -> AsyncIterator[list[BotProcess]]:
    given = {"SKMS_BOT_DATABASE": postgres.new_database()}
    # Migrations run as one job, before anybody serves.
    job = [sys.executable, "-m", "bot", "db", "upgrade"]
    await asyncio.to_thread(subprocess.run, job, cwd=ROOT, env={"PATH": "", **given}, check=True, capture_output=True)
    settings = REPLICAS + VAULT.format(port=vault.port) + ALERTS.format(fallback=ops.id, channel=ops.id)
    found = [BotProcess(slack, tmp_path / str(number), settings, given, skew=skew) for number, skew in enumerate(skews)]
    async with AsyncExitStack() as stack:
        await asyncio.gather(*(stack.enter_async_context(bot) for bot in found))
        yield found


def leads(bot: BotProcess) -> bool:
    told = [line for line in bot.said if " lease " in line and "held=" in line]
    return bool(told) and "held=True" in told[-1]


async def leader_among(bots: Sequence[BotProcess], within: float = 40) -> BotProcess:
    async with asyncio.timeout(within):
        while not (found := [bot for bot in bots if leads(bot)]):  # noqa: ASYNC110 - the log of several processes
            await asyncio.sleep(0.05)
    (leader,) = found
    return leader


def parents(channel: Channel) -> list[Message]:
    return [message for message in channel.by_bots() if not message.is_reply]


async def shows(slack: FakeSlack, channel: Channel, words: str, count: int = 1) -> None:
    def is_shown() -> bool:
        return len(parents(channel)) >= count and words in parents(channel)[-1].shown

    await slack.until(is_shown, words, within=40)


async def test_one_sends_another_takes_over_from_the_killed_and_from_the_stopped(
    slack: FakeSlack, vault: Door, ops: Channel, bots: list[BotProcess]
) -> None:
    leader = await leader_among(bots)
    paste = slack.person("mina").says(slack.channel("talk"), PASTE)
    await slack.reply_to(paste, within=20)
    await vault.shut()
    await shows(slack, ops, "Key vault DOWN")

    killed = time.monotonic()
    await leader.kill()
    await vault.open()
    left = [bot for bot in bots if bot is not leader]
    second = await leader_among(left)
    taken_over = time.monotonic() - killed
    await shows(slack, ops, "Resolved after")

    asked = time.monotonic()
    third = next(bot for bot in left if bot is not second)
    stopping = asyncio.ensure_future(second.stop())
    await third.says("held=True")
    at_once = time.monotonic() - asked
    code = await stopping
    await vault.shut()
    await shows(slack, ops, "Key vault DOWN")

    assert taken_over < TAKE_OVER
    assert at_once < 2
    assert code == 0
    assert len(slack.channel("talk").thread(paste)) == 1
    assert len(parents(ops)) <= 2


async def test_what_a_frozen_leader_does_late_changes_nothing(
    slack: FakeSlack, vault: Door, ops: Channel, bots: list[BotProcess]
) -> None:
    frozen = await leader_among(bots)
    slack.faults.add("chat.postMessage", Slow(2.0), channel=ops)
    await vault.shut()
    await slack.until(lambda: parents(ops), "the message whose answer is on its way", within=40)
    frozen.send(signal.SIGSTOP)
    stopped = time.monotonic()
    awake = [bot for bot in bots if bot is not frozen]
    second = await leader_among(awake)
    taken_over = time.monotonic() - stopped
    frozen.send(signal.SIGCONT)
    await second.says("doubt_ended")
    await vault.open()
    await shows(slack, ops, "Resolved after")
    await frozen.says("held=False")

    assert taken_over < TAKE_OVER
    assert leads(second)
    assert len(parents(ops)) == 1


def terms(bots: Sequence[BotProcess]) -> list[str]:
    """The terms in which somebody held the lease."""
    return [line.partition("term=")[2].split()[0] for bot in bots for line in bot.said if "held=True" in line]


async def test_who_leads_asks_the_targets_and_nobody_else_does(
    slack: FakeSlack, vault: Door, ops: Channel, bots: list[BotProcess]
) -> None:
    leader = await leader_among(bots)
    before, began = vault.connections, time.monotonic()
    await slack.ledger.until(lambda: False, 6.0)
    asked, passed = vault.connections - before, time.monotonic() - began
    await leader.kill()
    await vault.shut()
    await shows(slack, ops, "Key vault DOWN")

    assert passed - 2 <= asked <= passed + 1
    assert len(parents(ops)) == 1


@pytest.mark.parametrize("skews", [(600.0, -600.0)])
async def test_where_the_clocks_of_hosts_differ_that_of_the_database_decides(
    slack: FakeSlack, vault: Door, ops: Channel, bots: list[BotProcess]
) -> None:
    leader = await leader_among(bots)
    await vault.shut()
    await shows(slack, ops, "Key vault DOWN")
    await slack.ledger.until(lambda: False, 6.0)
    assert len([bot for bot in bots if leads(bot)]) == 1
    killed = time.monotonic()
    await leader.kill()
    second = await leader_among([bot for bot in bots if bot is not leader])
    taken_over = time.monotonic() - killed
    await vault.open()
    await shows(slack, ops, "Resolved after")

    assert 5 < taken_over < TAKE_OVER
    assert leads(second)
    assert len(set(terms(bots))) == len(terms(bots)) == 2
    assert len(parents(ops)) == 1
