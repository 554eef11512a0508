import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.slack import gates, tally
from tests.fakes.slack import FakeSlack, Message
from tests.fakes.slack_talk import installed, talking

PASTE = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009"}'
FASTER = 30
"""A minute of these tests lasts two seconds."""
WRITES = ("chat.postMessage", "chat.update", "chat.postEphemeral", "chat.delete")


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(app=installed()) as fake:
        yield fake


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
def _in_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "RESTS", tuple(rest / FASTER for rest in tally.RESTS))
    monkeypatch.setattr(tally, "MINUTE", tally.MINUTE / FASTER)
    monkeypatch.setattr(gates, "BETWEEN_EDITS", gates.BETWEEN_EDITS / FASTER)
    monkeypatch.setattr(gates, "BETWEEN_MESSAGES", gates.BETWEEN_MESSAGES / FASTER)


def messages_written(slack: FakeSlack) -> list[str]:
    return [call.method for call in slack.calls if call.method in WRITES]


@pytest.mark.usefixtures("_in_haste")
async def test_two_hundred_people_with_the_same_error_within_a_minute_cost_ten_messages(
    slack: FakeSlack, database: Path
) -> None:
    ops = slack.channel("ops")
    pastes: list[Message] = []
    async with talking(slack, database) as talk:
        for number in range(200):
            pastes.append(slack.person(f"person-{number}").says(ops, f"{PASTE} (me, too: {number} times)"))
            await asyncio.sleep(2 / 200)
        await slack.until(lambda: not slack.deliveries.pending, "acks of all")
        in_the_minute = messages_written(slack)
        answer = ops.by_bots()[0]
        await slack.until(lambda: "200 times" in answer.shown, "the count of all", within=8)
        left = await talk.store.events.unanswered(talk.core.surface.clock.now())

    assert len(ops.by_bots()) == 1
    assert len(in_the_minute) <= 10
    assert left == []
    assert sum(bool(paste.reactions) for paste in pastes) > tally.MARKS_AT_ONCE
    assert {delivery.state for delivery in slack.deliveries.all} == {"acked"}
    assert max(delivery.took for delivery in slack.deliveries.events("message")) < 1


@pytest.mark.usefixtures("_in_haste")
async def test_marks_stay_below_what_slack_allows_in_a_minute(slack: FakeSlack, database: Path) -> None:
    ops = slack.channel("ops")
    async with talking(slack, database):
        pastes = [slack.person(f"person-{number}").says(ops, PASTE) for number in range(60)]
        await slack.until(lambda: sum(bool(paste.reactions) for paste in pastes) == 59, "a mark on each", within=9)

    times = [call.at for call in slack.ledger.said("reactions.add")]
    per_minute = max(sum(1 for at in times if start <= at < start + 60 / FASTER) for start in times)
    assert per_minute <= 50
