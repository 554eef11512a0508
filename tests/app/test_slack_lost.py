from typing import Any

import pytest

from bot.app.slack_lost import AFTER, SlackLost
from bot.delivery.lease import Lease
from bot.delivery.self_alarm import SelfAlarm
from bot.slack.socket_health import SocketHealth
from tests.fakes.hours import Hours
from tests.fakes.leases import Leases
from tests.fakes.ways import Ways


class Lines:
    """What is known of the connections."""

    def __init__(self) -> None:
        self.health = SocketHealth(open=2, wanted=2)

    def are(self, **values: Any) -> None:
        self.health = SocketHealth(**{"open": 0, "wanted": 2, "reason": "TimeoutError", **values})


@pytest.fixture
def lines() -> Lines:
    return Lines()


@pytest.fixture
def ways() -> Ways:
    return Ways()


async def lost(lines: Lines, ways: Ways, *, holds: bool = True) -> SlackLost:
    hours, leases = Hours(), Leases()
    leases.owner = "" if holds else "another"
    lease = Lease(leases, hours)
    await lease.renew()
    return SlackLost(lambda: lines.health, lease, SelfAlarm(hours, ways.post, ways.tell))


async def test_a_short_break_is_nobodys_alarm(lines: Lines, ways: Ways) -> None:
    looking = await lost(lines, ways)
    for down_for in (None, 0.0, AFTER - 1, None):
        lines.are(down_for=down_for)
        await looking.step()

    assert (ways.posts, ways.events) == ([], [])


async def test_a_long_one_is_told_once_and_its_end_too(lines: Lines, ways: Ways) -> None:
    looking = await lost(lines, ways)
    for down_for in (AFTER, AFTER + 5, None, None):
        lines.are(down_for=down_for)
        await looking.step()

    assert ways.posts == ["slack-lost"]
    assert [one["action"] for one in ways.events] == ["trigger", "resolve"]


async def test_a_refused_token_is_told_at_once(lines: Lines, ways: Ways) -> None:
    looking = await lost(lines, ways)
    lines.are(down_for=1.0, refused=True, reason="invalid_auth")
    await looking.step()

    assert "invalid_auth" in ways.events[0]["summary"]


async def test_of_several_processes_one_tells_it(lines: Lines, ways: Ways) -> None:
    looking = await lost(lines, ways, holds=False)
    lines.are(down_for=AFTER)
    await looking.step()

    assert ways.posts == []
