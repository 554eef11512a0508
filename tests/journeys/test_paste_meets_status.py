"""A paste while SKMS is watched: what is known at once, what the checks find after, what overturns the verdict."""

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.loopback_skms import LoopbackSkms
from tests.fakes.slack import FakeSlack, Message
from tests.fakes.slack_talk import installed, talking

KEY_PASTE = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009"}'


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(app=installed()) as fake:
        yield fake
        assert fake.oddities == [], fake.transcript()


@pytest.fixture
async def skms() -> AsyncIterator[LoopbackSkms]:
    async with LoopbackSkms() as running:
        yield running


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


async def checked(slack: FakeSlack, answer: Message) -> Message:
    await slack.until(lambda: "Bot is checking" not in answer.shown, "the checks' results")
    return answer


def lines_of(message: Message) -> int:
    return len(str(message.blocks[0]["text"]["text"]).split("\n"))


async def test_a_paste_while_the_key_vault_is_down_is_told_so_at_once(
    slack: FakeSlack, skms: LoopbackSkms, database: Path
) -> None:
    await skms.vault.shut()
    await skms.settle()
    mina, ops = slack.person("mina"), slack.channel("ops")
    async with talking(slack, database, status=skms.status):
        began = time.monotonic()
        answer = await slack.reply_to(paste := mina.says(ops, skms.timeout))
        took, first, rows = time.monotonic() - began, answer.text, lines_of(answer)
        await checked(slack, answer)
        await slack.settles()

    assert took < 1
    assert first.startswith("🔴 Key vault DOWN [prod] since ")
    assert "→ this 50001" in first[:80]
    assert "TCP ✗ Connection refused · our side ✓" in answer.text
    assert lines_of(answer) == rows
    assert len(ops.thread(paste)) == 1
    assert len(slack.ledger.said("chat.update")) == 1


async def test_a_paste_while_the_key_vault_is_up_says_so_beside_the_condition(
    slack: FakeSlack, skms: LoopbackSkms, database: Path
) -> None:
    await skms.settle()
    mina, ops = slack.person("mina"), slack.channel("ops")
    async with talking(slack, database, status=skms.status):
        answer = await checked(slack, await slack.reply_to(paste := mina.says(ops, KEY_PASTE)))
        await slack.settles()

    assert answer.text.startswith("🟡 Key 0000009 not found; key vault UP [prod, ")
    assert "Can wait: 1 report in 10 min" in answer.text
    assert "Check now" in answer.shown
    assert len(ops.thread(paste)) == 1


async def test_checks_that_overturn_the_verdict_are_told_once_to_whoever_pasted(
    slack: FakeSlack, skms: LoopbackSkms, database: Path
) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    await skms.settle()
    await skms.vault.shut()
    async with talking(slack, database, status=skms.status):
        paste = mina.says(ops, skms.timeout)
        await slack.until(lambda: len(ops.thread(paste)) == 2, "the note")
        answer, note = ops.thread(paste)
        await slack.settles()

    assert "fails the bot's check too [prod] → this 50001" in answer.text
    assert note.text.startswith("Checks changed the verdict: 🔴 Key vault fails")
    assert f"<@{mina.id}>" in str(note.blocks)
    assert len(ops.thread(paste)) == 2
