"""What goes wrong with the bot itself reaches people by the ways that are left: real processes, a loopback Slack."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.fakes.bot_process import WEB, BotProcess, free_port, get, post
from tests.fakes.postgres import Postgres
from tests.fakes.receivers import Receiver
from tests.fakes.slack import FakeSlack, Rules
from tests.fakes.slack.world import Channel
from tests.fakes.slack_bot import PASTE
from tests.fakes.slack_talk import installed

ALERTS = """
[alerts]
fallback = "{fallback}"
alarms = "{alarms}"

[alerts.thresholds]
can-wait = {{ count = 1 }}

[alerts.pager]
kind = "generic"
url = "{pager}/page"

[alerts.heartbeat]
url_env = "SWITCH"
"""
ERROR = {"code": 40013, "message": "Key not found in the keyVault"}
WITHIN = 60
"""Seconds: the lease is trusted for twelve, and the auditor looks every thirty."""


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(app=installed(), rules=Rules(retry_after=(0.0, 0.5), connections_open_burst=50)) as fake:
        yield fake
        assert fake.oddities == [], fake.transcript()


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as fake:
        yield fake


@pytest.fixture
def own(slack: FakeSlack) -> Channel:
    return slack.channel("bot-health")


@pytest.fixture
def settings(ops: Channel, own: Channel, receiver: Receiver) -> str:
    return ALERTS.format(fallback=ops.id, alarms=own.id, pager=receiver.url)


async def test_a_revoked_app_token_is_told_in_the_channel_of_alarms_and_to_the_pager(
    slack: FakeSlack, own: Channel, ops: Channel, receiver: Receiver, settings: str, tmp_path: Path
) -> None:
    async with BotProcess(slack, tmp_path, settings, {"SWITCH": f"{receiver.url}/alive"}) as bot:
        await bot.says("held=True")
        await slack.connected(2, within=20)
        slack.app.revoke_app_token("invalid_auth")
        for connection in list(slack.sockets.live):
            slack.sockets.reset(connection)
        await slack.until(own.by_bots, "the alarm", within=WITHIN)
        await slack.until(lambda: pages(receiver), "the page", within=5)
        code = await bot.stop()

    (alarm,) = own.by_bots()
    assert "no connection to Slack (invalid_auth)" in alarm.shown
    assert [(one["id"], one["action"]) for one in pages(receiver)] == [("skms-bot/slack-lost", "trigger")]
    assert ops.by_bots() == []
    assert code == 0


@pytest.fixture
async def bot(
    slack: FakeSlack, receiver: Receiver, settings: str, postgres: Postgres, port: int, tmp_path: Path
) -> AsyncIterator[BotProcess]:
    given = {"SKMS_BOT_DATABASE": postgres.new_database(), "SWITCH": f"{receiver.url}/alive"}
    async with BotProcess(slack, tmp_path, settings + WEB.format(port=port), given) as found:
        await found.says("held=True")
        yield found
        assert await found.stop() == 0


@pytest.fixture
def port() -> int:
    return free_port()


@contextmanager
def stopped(postgres: Postgres) -> Iterator[None]:
    postgres.stop()
    try:
        yield
    finally:
        postgres.start()


@pytest.mark.usefixtures("bot")
async def test_without_its_database_the_bot_answers_each_error_once_and_lets_machines_come_again(
    slack: FakeSlack, ops: Channel, postgres: Postgres, port: int
) -> None:
    talk, mina, joon = slack.channel("talk"), slack.person("mina"), slack.person("joon")
    with stopped(postgres):
        paste = mina.says(talk, PASTE)
        answer = await slack.reply_to(paste, within=30)
        again = joon.says(talk, PASTE)
        await slack.until(lambda: again.reactions, "the mark of a repeat", within=30)
        refused, _ = await post(port, "/v1/errors", ERROR)
        while (ready := await get(port, "/readyz"))[0] == 200:  # noqa: ASYNC110 - as a probe asks
            await asyncio.sleep(0.2)
        lives = await get(port, "/livez")
    async with asyncio.timeout(WITHIN):
        while (stored := await post(port, "/v1/errors", ERROR))[0] == 503:  # noqa: ASYNC110 - as a shipper comes again
            await asyncio.sleep(0.5)
    await slack.until(ops.by_bots, "the incident", within=WITHIN)

    assert talk.thread(paste) == [answer]
    assert (refused, lives[0], ready[0], stored[0]) == (503, 200, 503, 202)


@pytest.mark.long
@pytest.mark.usefixtures("bot")
async def test_a_database_that_stays_away_is_told_of_and_its_end_too(
    slack: FakeSlack, own: Channel, receiver: Receiver, postgres: Postgres, port: int
) -> None:
    with stopped(postgres):
        await slack.until(own.by_bots, "the alarm", within=WITHIN)
        await slack.until(lambda: pages(receiver), "the page", within=5)
        lives = await get(port, "/livez")
        _, figures = await get(port, "/metrics")
        beats = calls(receiver, "/alive")
    await slack.until(lambda: len(pages(receiver)) > 1, "the end of the alarm", within=WITHIN)
    await slack.until(lambda: calls(receiver, "/alive") > beats, "the heartbeat", within=WITHIN)

    assert lives[0] == 200
    assert "skms_bot_heartbeat_ok 0.0" in figures
    assert "My database does not answer" in own.by_bots()[0].shown
    assert [(one["id"], one["action"]) for one in pages(receiver)] == [
        ("skms-bot/database", "trigger"),
        ("skms-bot/database", "resolve"),
    ]


def pages(receiver: Receiver) -> list[dict[str, str]]:
    return [body for path, _, body in receiver.calls if path == "/page"]


def calls(receiver: Receiver, path: str) -> int:
    return sum(one == path for one, _, _ in receiver.calls)
