import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog

from tests.fakes.slack import FakeSlack, RateLimited, Rules
from tests.fakes.slack_bot import PASTE, Echo, running


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    rules = Rules(ack_deadline=0.5, retry_after=(0.0, 0.1, 0.2), warning_before=0.1, connections_open_burst=50)
    async with FakeSlack(rules=rules) as fake:
        yield fake


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.slack.backoff.FIRST", 0.2)
    monkeypatch.setattr("bot.slack.socket.PING_EVERY", 0.4)
    monkeypatch.setattr("bot.slack.socket.TRY_REFUSED_EVERY", 1.0)
    monkeypatch.setattr("bot.slack.socket_health.LOOK_EVERY", 0.05)


async def test_refreshes_under_load_lose_no_event_and_need_no_retry(slack: FakeSlack, database: Path) -> None:
    mina, channel, echo = slack.person("mina"), slack.channel("ops"), Echo()
    async with running(slack, database, echo):
        for number in range(200):
            mina.says(channel, f"hello {number}")
            if number % 40 == 20:
                await slack.sockets.refresh(slack.sockets.live[0])
                await slack.connected(2)
            await asyncio.sleep(0.002)
        await slack.settles(within=10)

    tries = [len(delivery.attempts) for delivery in slack.deliveries.events("message")]
    assert [delivery.state for delivery in slack.deliveries.all] == ["acked"] * 200
    assert sum(tries) == 200


async def test_a_refresh_opens_the_new_connection_before_the_old_one_ends(slack: FakeSlack, database: Path) -> None:
    least = []
    async with running(slack, database, Echo()):
        first = slack.sockets.live[0]
        leaving = asyncio.ensure_future(slack.sockets.warn(first))
        while not leaving.done():
            least.append(len(slack.sockets.live))
            await asyncio.sleep(0.005)
        await slack.connected(2)

    assert min(least) >= 2


@pytest.mark.usefixtures("fast")
async def test_an_outage_with_spent_tickets_ends_by_itself(slack: FakeSlack, database: Path) -> None:
    async with running(slack, database, Echo()) as bot:
        with structlog.testing.capture_logs() as logs:
            slack.sockets.refusing = True
            for connection in list(slack.sockets.live):
                slack.sockets.reset(connection)
            await asyncio.sleep(1.5)
            during = bot.lines.health
            slack.sockets.refusing = False
            await slack.connected(2, within=10)
            await asyncio.sleep(0.2)
        after = bot.lines.health

    events = [line["event"] for line in logs]
    assert len(set(slack.sockets.refused_tickets)) == len(slack.sockets.refused_tickets) >= 4
    assert (during.open, during.refused) == (0, False)
    assert during.down_for is not None
    assert (after.open, after.down_for) == (2, None)
    assert events.count("slack_disconnected") == 1
    assert events.count("slack_connected_again") == 1
    assert "ticket" not in json.dumps(logs)


@pytest.mark.usefixtures("fast")
async def test_a_revoked_app_token_is_an_alarm_and_tried_rarely(slack: FakeSlack, database: Path) -> None:
    async with running(slack, database, Echo()) as bot:
        with structlog.testing.capture_logs() as logs:
            slack.app.revoke_app_token()
            before = len(slack.ledger.said("apps.connections.open"))
            for connection in list(slack.sockets.live):
                slack.sockets.reset(connection)
            await asyncio.sleep(1.5)
            tries = len(slack.ledger.said("apps.connections.open")) - before
            health = bot.lines.health
            slack.app.app_token_error = None
            await slack.connected(2, within=5)

    alarm = next(line for line in logs if line["event"] == "slack_disconnected")
    assert (alarm["log_level"], alarm["reason"], alarm["refused"]) == ("error", "invalid_auth", True)
    assert alarm["seconds"] <= 2
    assert health.refused
    assert tries <= 4


@pytest.mark.usefixtures("fast")
async def test_a_silent_peer_is_left_within_two_pings(slack: FakeSlack, database: Path) -> None:
    async with running(slack, database, Echo()):
        loop = asyncio.get_running_loop()
        silent = slack.sockets.live[0]
        slack.sockets.silence(silent)
        started = loop.time()
        await slack.until(lambda: silent not in slack.sockets.connections, "end of the silent connection", within=3)
        took = loop.time() - started
        await slack.connected(2)

    assert took < 2 * 0.4 + 0.3


@pytest.mark.usefixtures("fast")
async def test_a_paste_into_a_connection_that_died_is_retried_by_slack_and_answered_once(
    slack: FakeSlack, database: Path
) -> None:
    echo = Echo()
    async with running(slack, database, echo):
        for connection in slack.sockets.live:
            slack.sockets.silence(connection)
        paste = slack.person("mina").says(slack.channel("ops"), PASTE)
        await slack.reply_to(paste, within=8)
        await slack.settles()

    assert len(slack.channel("ops").thread(paste)) == 1


@pytest.mark.usefixtures("fast")
async def test_socket_mode_switched_off_is_told_as_refused(slack: FakeSlack, database: Path) -> None:
    async with running(slack, database, Echo()) as bot:
        await slack.sockets.disable()
        await asyncio.sleep(0.2)
        health = bot.lines.health

    assert (health.open, health.refused, health.reason) == (0, True, "link_disabled")


@pytest.mark.usefixtures("fast")
async def test_a_limit_on_opening_connections_is_waited_for(slack: FakeSlack, database: Path) -> None:
    async with running(slack, database, Echo()):
        slack.faults.add("apps.connections.open", RateLimited(1))
        slack.sockets.reset(slack.sockets.live[0])
        await asyncio.sleep(0.05)
        await slack.connected(2, within=4)

    assert slack.rates.too_early == []
