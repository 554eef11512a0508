"""A paste while SKMS is watched: what is known at once, what the checks find after, what overturns the verdict."""

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.settings.slack import SlackSettings
from tests.fakes.loopback_skms import Door, LoopbackSkms
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


async def test_an_environment_that_the_channel_and_the_words_disagree_on_is_not_guessed(
    slack: FakeSlack, skms: LoopbackSkms, database: Path
) -> None:
    await skms.settle()
    settings = SlackSettings.model_validate({"channels": {"default": {"environment": "test"}}})
    async with talking(slack, database, settings, status=skms.status):
        answer = await slack.reply_to(slack.person("mina").says(slack.channel("ops"), f"on prod: {KEY_PASTE}"))
        await checked(slack, answer)

    assert "Environment unclear (prod, test): status left out" in answer.shown
    assert "key vault UP" not in answer.text


async def test_a_bot_that_cannot_see_says_so_and_blames_nobody(
    slack: FakeSlack, skms: LoopbackSkms, database: Path
) -> None:
    await skms.vanish()
    await skms.settle()
    async with talking(slack, database, status=skms.status):
        answer = await slack.reply_to(slack.person("mina").says(slack.channel("ops"), KEY_PASTE))
        await checked(slack, answer)

    assert answer.text.startswith("🟡 Key 0000009 not found")
    assert "the bot cannot see it, no verdict" in answer.shown
    assert "DOWN" not in answer.shown


async def test_where_nobody_configured_a_target_everything_reads_as_ever(slack: FakeSlack, database: Path) -> None:
    async with talking(slack, database):
        answer = await slack.reply_to(slack.person("mina").says(slack.channel("ops"), KEY_PASTE))
        await slack.settles()

    assert "SKMS itself was not checked: this answer rests on the paste alone" in answer.shown
    assert "Check now" not in answer.shown
    assert slack.ledger.said("chat.update") == []


async def test_a_place_that_is_no_target_is_never_contacted(
    slack: FakeSlack, skms: LoopbackSkms, database: Path
) -> None:
    stranger = Door()
    await stranger.open()
    paste = skms.timeout.replace(str(skms.vault.port), str(stranger.port))
    async with talking(slack, database, status=skms.status):
        answer = await checked(
            slack, await slack.reply_to(slack.person("mina").says(slack.channel("ops"), f"prod {paste}"))
        )
        await slack.settles()
    await stranger.shut()

    assert stranger.connections == 0
    assert f"127.0.0.1:{stranger.port} – no target" in answer.shown


async def test_people_outside_are_told_nothing_of_targets(slack: FakeSlack, skms: LoopbackSkms, database: Path) -> None:
    await skms.vault.shut()
    await skms.settle()
    shared = slack.channel("with-partner", shared_with=[slack.organisation("partner")])
    before = skms.sdf.connections
    async with talking(slack, database, status=skms.status):
        answer = await slack.reply_to(slack.person("mina").says(shared, skms.timeout))
        await slack.settles()

    assert "DOWN" not in answer.shown
    assert "Check now" not in answer.shown
    assert skms.sdf.connections == before


async def test_two_hundred_pastes_at_once_ask_skms_a_few_times(
    slack: FakeSlack, skms: LoopbackSkms, database: Path
) -> None:
    await skms.settle()
    before = skms.vault.connections
    async with talking(slack, database, status=skms.status):
        for number in range(200):
            error = skms.timeout.replace("0000003", f"{number:07}")
            slack.person("mina").says(slack.channel(f"ops-{number % 40}"), error)
        answers = [slack.channel(f"ops-{number}") for number in range(40)]
        await slack.until(
            lambda: (
                sum(len(ops.by_bots()) for ops in answers) == 200
                and not any("Bot is checking" in one.shown for ops in answers for one in ops.by_bots())
            ),
            "200 answers with what their checks found",
            within=60,
        )

    assert skms.vault.connections - before < 40
    assert {delivery.state for delivery in slack.deliveries.all} == {"acked"}


async def test_checks_that_hang_hold_up_nobody_elses_answer(
    slack: FakeSlack, skms: LoopbackSkms, database: Path
) -> None:
    await skms.settle()
    skms.answering.clear()
    mina = slack.person("mina")
    async with talking(slack, database, status=skms.status):
        hanging = [await slack.reply_to(mina.says(slack.channel(f"ops-{number}"), KEY_PASTE)) for number in range(6)]
        began = time.monotonic()
        await slack.reply_to(mina.says(slack.channel("dev"), KEY_PASTE))
        took = time.monotonic() - began
        checking = sum("Bot is checking" in answer.shown for answer in hanging)
        skms.answering.set()
        for answer in hanging:
            await checked(slack, answer)

    assert took < 1
    assert checking == 6


async def test_what_a_crash_left_unchecked_is_checked_by_the_next_life_and_told_once(
    slack: FakeSlack, skms: LoopbackSkms, database: Path
) -> None:
    await skms.settle()
    mina, ops = slack.person("mina"), slack.channel("ops")
    skms.answering.clear()
    await skms.vault.shut()
    async with talking(slack, database, status=skms.status) as talk:
        answer = await slack.reply_to(paste := mina.says(ops, skms.timeout))
        await slack.settles()
        left = await talk.core.inbox.drain(0)
        first = answer.shown
    skms.answering.set()
    async with talking(slack, database, status=skms.status) as talk:
        await talk.core.recovery.sweep(dt.timedelta(0))
        await slack.until(lambda: len(ops.thread(paste)) == 2, "the note")
        await slack.settles()

    assert left == 1
    assert "Bot is checking" in first
    assert "TCP ✗" in answer.shown
    assert len(ops.thread(paste)) == 2


async def test_the_count_of_the_same_error_is_that_of_all_channels(
    slack: FakeSlack, skms: LoopbackSkms, database: Path
) -> None:
    await skms.settle()
    mina = slack.person("mina")
    async with talking(slack, database, status=skms.status):
        await slack.reply_to(mina.says(slack.channel("ops"), KEY_PASTE))
        answer = await slack.reply_to(mina.says(slack.channel("dev"), KEY_PASTE))
        await checked(slack, answer)
        again = slack.person("joon").says(slack.channel("dev"), KEY_PASTE)
        await slack.until(lambda: again.reactions, "mark")
        await slack.until(lambda: "3 reports in 10 min" in answer.shown, "the count")

    assert "2 times" in answer.shown


async def test_checks_of_a_paste_that_was_edited_meanwhile_change_nothing(
    slack: FakeSlack, skms: LoopbackSkms, database: Path
) -> None:
    await skms.settle()
    skms.answering.clear()
    mina, ops = slack.person("mina"), slack.channel("ops")
    async with talking(slack, database, status=skms.status):
        answer = await slack.reply_to(paste := mina.says(ops, KEY_PASTE))
        mina.edits(paste, KEY_PASTE.replace("0000009", "0000010"))
        await slack.until(lambda: "0000010" in answer.text, "the answer to the edited paste")
        skms.answering.set()
        await checked(slack, answer)
        await slack.settles()

    shown = [str(call.arguments.get("text")) for call in slack.ledger.said("chat.update")]
    assert ["0000010" in text for text in shown] == [True, True]
    assert "keyCheck ✓" in answer.text


async def test_an_answer_that_was_withdrawn_meanwhile_stays_withdrawn(
    slack: FakeSlack, skms: LoopbackSkms, database: Path
) -> None:
    await skms.settle()
    skms.answering.clear()
    mina = slack.person("mina")
    async with talking(slack, database, status=skms.status):
        answer = await slack.reply_to(mina.says(slack.channel("ops"), KEY_PASTE))
        await mina.picks(answer, "answer_menu", "Not SKMS")
        await slack.until(lambda: "withdrawn by" in answer.shown, "withdrawal")
        skms.answering.set()
        await slack.settles(quiet=0.5)

    assert "withdrawn by" in answer.shown


async def test_a_stop_waits_for_the_checks_that_were_promised(
    slack: FakeSlack, skms: LoopbackSkms, database: Path
) -> None:
    await skms.settle()
    skms.answering.clear()
    async with talking(slack, database, status=skms.status) as talk:
        answer = await slack.reply_to(slack.person("mina").says(slack.channel("ops"), KEY_PASTE))
        draining = asyncio.ensure_future(talk.core.inbox.drain(5))
        await asyncio.sleep(0)
        skms.answering.set()
        left = await draining

    assert left == 0
    assert "keyCheck ✓" in answer.text
