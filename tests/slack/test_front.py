import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.models.setup import Work
from bot.settings.slack import SlackSettings
from tests.fakes.slack import FakeSlack, Rules
from tests.fakes.slack_bot import PASTE, Echo, made, running


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(rules=Rules.quick()) as fake:
        yield fake


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
def echo() -> Echo:
    return Echo()


async def test_a_paste_is_acked_at_once_and_answered_in_its_thread(
    slack: FakeSlack, database: Path, echo: Echo
) -> None:
    async with running(slack, database, echo) as bot:
        paste = slack.person("mina").says(slack.channel("ops"), PASTE)
        answer = await slack.reply_to(paste)
        await slack.settles()
        await asyncio.sleep(0.05)
        left = await bot.left_open()

    delivery = slack.deliveries.events("message")[0]
    assert answer.text == "candidate"
    assert (delivery.state, len(delivery.attempts)) == ("acked", 1)
    assert delivery.took < 0.1
    assert left == []
    assert slack.oddities == []


async def test_small_talk_is_acked_and_never_reaches_a_listener(slack: FakeSlack, database: Path, echo: Echo) -> None:
    channel = slack.channel("ops")
    async with running(slack, database, echo) as bot:
        slack.person("mina").says(channel, "good morning, 120 people are here")
        slack.other_bot("deploys").posts(channel, PASTE)
        slack.person("mina").sets_topic(channel, PASTE)
        await slack.settles()

    assert [delivery.state for delivery in slack.deliveries.all] == ["acked"] * len(slack.deliveries.all)
    assert echo.seen == []
    assert bot.rows.recorded == []
    assert bot.core.front.dropped >= 3


async def test_files_direct_messages_mentions_and_our_threads_always_pass(
    slack: FakeSlack, database: Path, echo: Echo
) -> None:
    mina, channel = slack.person("mina"), slack.channel("ops")
    async with running(slack, database, echo) as bot:
        mina.says(channel, "look", files=[slack.file("a.txt", "hello")])
        mina.says(slack.direct(mina), "hello")
        mina.says(channel, f"hey <@{slack.bot.id}> what is this")
        old = mina.says(channel, "nothing here")
        bot.core.watch.threads.add(channel.id, old.ts)
        mina.says(channel, "thanks", thread=old)
        await slack.settles()

    assert sorted(echo.reasons) == ["direct", "file", "mention", "thread"]
    assert {arrival.reason for _, arrival in echo.seen if arrival.direct} == {"direct", "mention"}


async def test_edits_and_deletes_of_what_we_answered_pass_and_others_do_not(
    slack: FakeSlack, database: Path, echo: Echo
) -> None:
    mina, channel = slack.person("mina"), slack.channel("ops")
    async with running(slack, database, echo):
        stranger = mina.says(channel, "nothing here")
        paste = mina.says(channel, PASTE)
        await slack.reply_to(paste)
        slack.unfurl(paste)
        mina.edits(stranger, PASTE.replace("40013", "40014"))
        mina.edits(paste, "never mind")
        mina.deletes(paste)
        mina.deletes(stranger)
        await slack.settles()

    assert echo.reasons == ["candidate", "changed", "deleted"]


async def test_a_mention_with_a_paste_is_answered_once(slack: FakeSlack, database: Path, echo: Echo) -> None:
    async with running(slack, database, echo):
        question = slack.person("mina").says(slack.channel("ops"), f"<@{slack.bot.id}> {PASTE}")
        await slack.reply_to(question)
        await slack.settles()

    assert echo.reasons == ["mention"]
    assert len(slack.channel("ops").thread(question)) == 1


async def test_the_parts_of_a_split_paste_all_pass(slack: FakeSlack, database: Path, echo: Echo) -> None:
    async with running(slack, database, echo):
        for part in slack.person("mina").says_in_parts(slack.channel("ops"), "at com.example.Frame.call\n" * 180):
            assert part.ts
        slack.person("joon").says(slack.channel("ops"), "meanwhile")
        await slack.settles()

    assert sorted(echo.reasons) == ["continued", "long"]


async def test_without_storage_answers_go_out_once_and_are_acked_when_they_did(
    slack: FakeSlack, database: Path, echo: Echo
) -> None:
    mina, channel = slack.person("mina"), slack.channel("ops")
    async with running(slack, database, echo) as bot:
        bot.rows.down = True
        paste = mina.says(channel, PASTE)
        question = mina.says(channel, f"<@{slack.bot.id}> 40013?")
        await slack.reply_to(paste)
        await slack.reply_to(question)
        await slack.settles()

    assert sorted(echo.reasons) == ["candidate", "mention"]
    assert [delivery.state for delivery in slack.deliveries.all] == ["acked"] * len(slack.deliveries.all)


async def test_without_storage_a_slow_answer_is_not_acked_so_that_slack_retries(
    slack: FakeSlack, database: Path, echo: Echo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.front.ACK_WITHIN", 0.2)
    echo.pause = 0.9
    async with running(slack, database, echo) as bot:
        bot.rows.down = True
        paste = slack.person("mina").says(slack.channel("ops"), PASTE)
        await slack.reply_to(paste)
        await slack.settles()

    delivery = slack.deliveries.events("message")[0]
    assert len(delivery.attempts) > 1
    assert echo.reasons == ["candidate"]


async def test_work_that_finds_no_place_is_answered_when_it_is_swept_up(
    slack: FakeSlack, database: Path, echo: Echo
) -> None:
    echo.pause = 0.2
    settings = SlackSettings(work=Work(workers=1, queue=1))
    channel = slack.channel("ops")
    async with running(slack, database, echo, settings) as bot:
        pastes = [slack.person("mina").says(channel, PASTE) for _ in range(4)]
        await slack.settles(within=15)
        left = await bot.left_open()
        echo.pause = 0
        for _ in left:
            await bot.core.recovery.sweep(dt.timedelta(0))
            await asyncio.sleep(1.5)
        replies = [len(channel.thread(paste)) for paste in pastes]

    assert left
    assert replies == [1, 1, 1, 1]


async def test_a_command_is_answered_with_its_ack_and_a_broken_one_is_not_acked(
    slack: FakeSlack, database: Path, echo: Echo
) -> None:
    mina, channel = slack.person("mina"), slack.channel("ops")
    async with running(slack, database, echo):
        said = await mina.command(channel, "/skms", "help")
        broken = await mina.command(channel, "/skms", "break")
        unknown = await mina.shortcut("nobody-knows-it")

    assert (said.acked, said.response) == (True, {"text": "you said help"})
    assert not broken.acked
    assert unknown.acked


async def test_after_a_crash_what_was_recorded_is_answered_marked_late(
    slack: FakeSlack, database: Path, echo: Echo
) -> None:
    mina, channel = slack.person("mina"), slack.channel("ops")
    crashed = Echo(pause=60)
    async with made(slack, database, crashed) as bot:
        task = asyncio.ensure_future(bot.lines.run())
        await slack.connected(2)
        parent = mina.says(channel, "look at this")
        paste = mina.says(channel, PASTE)
        in_thread = mina.says(channel, PASTE.replace("40013", "40014"), thread=parent)
        gone = mina.says(channel, PASTE.replace("40013", "40015"))
        await slack.settles()
        await bot.lines.close()
        await task
        await bot.core.inbox.drain(0)
        assert len(await bot.left_open()) == 3
    mina.deletes(gone)

    async with running(slack, database, echo) as bot:
        recovering = asyncio.ensure_future(bot.core.recovery.run(alone=True))
        late = await slack.reply_to(paste)
        late_in_thread = await slack.reply_to(in_thread)
        await asyncio.sleep(0.1)
        left = await bot.left_open()
        recovering.cancel()

    assert (late.text, late_in_thread.text) == ("late: candidate", "late: candidate")
    assert left == []
    assert len(echo.seen) == 2
