import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.slack import FakeSlack, Message
from tests.fakes.slack_talk import Talk, installed, talking

PASTE = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009"}'
OTHER = '{"code": 40008, "message": "Key Vault Service Failed", "detail": "keyId : 0000003"}'
LOG = "".join(f"2026-11-22 02:51:{second % 60:02} INFO nothing to see here, line {second}\n" for second in range(200))


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(app=installed()) as fake:
        yield fake


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


async def done(slack: FakeSlack, talk: Talk) -> None:
    await slack.settles(quiet=0.3)
    assert len(talk.core.inbox) == 0


def answers_to(slack: FakeSlack, paste: Message) -> list[Message]:
    return [message for message in paste.channel.thread(paste) if message.user == slack.bot.id]


async def test_an_answer_follows_the_edit_of_its_paste(slack: FakeSlack, database: Path) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    async with talking(slack, database) as talk:
        answer = await slack.reply_to(paste := mina.says(ops, PASTE))
        mina.edits(paste, OTHER)
        await slack.until(lambda: "40008" in answer.text, "new words")
        slack.unfurl(paste)
        await done(slack, talk)

    assert answers_to(slack, paste) == [answer]
    assert len(slack.ledger.said("chat.update")) == 1


async def test_an_answer_goes_when_its_error_is_edited_away_and_comes_back_with_it(
    slack: FakeSlack, database: Path
) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    async with talking(slack, database) as talk:
        answer = await slack.reply_to(paste := mina.says(ops, PASTE))
        mina.edits(paste, "never mind, that was the wrong window")
        await slack.until(lambda: answer.deleted, "end of the answer")
        mina.edits(paste, PASTE)
        again = await slack.reply_to(paste)
        await done(slack, talk)

    assert "40013" in again.text
    assert answers_to(slack, paste) == [again]


async def test_an_edit_that_brings_an_error_is_answered(slack: FakeSlack, database: Path) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    async with talking(slack, database) as talk:
        paste = mina.says(ops, "we saw 40013 in room 4 yesterday")
        await done(slack, talk)
        before = answers_to(slack, paste)
        mina.edits(paste, PASTE)
        await slack.reply_to(paste)

    assert before == []


async def test_the_next_paste_of_what_was_edited_away_is_answered_anew(slack: FakeSlack, database: Path) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    async with talking(slack, database):
        answer = await slack.reply_to(paste := mina.says(ops, PASTE))
        mina.edits(paste, OTHER)
        await slack.until(lambda: "40008" in answer.text, "new words")
        again = await slack.reply_to(slack.person("joon").says(ops, PASTE))
        third = slack.person("sora").says(ops, PASTE)
        await slack.until(lambda: third.reactions, "mark")

    assert "40013" in again.text
    assert "2 times" not in answer.shown


async def test_an_edited_repeat_is_not_counted_again(slack: FakeSlack, database: Path) -> None:
    ops = slack.channel("ops")
    async with talking(slack, database) as talk:
        answer = await slack.reply_to(slack.person("mina").says(ops, PASTE))
        again = slack.person("joon").says(ops, PASTE)
        await slack.until(lambda: "2 times" in answer.shown, "count")
        slack.person("joon").edits(again, f"{PASTE}\nanybody?")
        await done(slack, talk)
        now = talk.core.surface.clock.now()
        sent = await talk.store.answers.since(now - dt.timedelta(hours=1), ("sent",))

    assert [one.count for one in sent] == [2]


async def test_deleting_a_paste_takes_its_answer_away_and_the_tombstone_with_it(
    slack: FakeSlack, database: Path
) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    async with talking(slack, database) as talk:
        answer = await slack.reply_to(paste := mina.says(ops, PASTE))
        mina.deletes(paste)
        assert paste.subtype == "tombstone"
        await slack.until(lambda: answer.deleted, "end of the answer")
        await done(slack, talk)
        again = await slack.reply_to(slack.person("joon").says(ops, PASTE))

    assert paste.deleted
    assert "times" not in again.shown


async def test_deleting_a_paste_in_a_thread_takes_its_answer_alone(slack: FakeSlack, database: Path) -> None:
    mina, joon, ops = slack.person("mina"), slack.person("joon"), slack.channel("ops")
    async with talking(slack, database) as talk:
        root = joon.says(ops, "what is going on?")
        paste = mina.says(ops, PASTE, thread=root)
        answer = await slack.reply_to(paste)
        other = mina.says(ops, OTHER, thread=root)
        second = await slack.reply_to(root, number=2)
        mina.deletes(paste)
        await slack.until(lambda: answer.deleted, "end of the answer")
        await done(slack, talk)

    assert ops.thread(root) == [other, second]


async def test_an_edit_at_once_never_overtakes_the_answer(slack: FakeSlack, database: Path) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    async with talking(slack, database) as talk:
        paste = mina.says(ops, PASTE)
        mina.edits(paste, OTHER)
        kept = mina.says(slack.channel("dev"), PASTE)
        mina.deletes(kept)
        await done(slack, talk)

    assert ["40008" in answer.text for answer in answers_to(slack, paste)] == [True]
    assert slack.channel("dev").by_bots() == []


async def test_edits_are_followed_after_a_restart(slack: FakeSlack, database: Path) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    async with talking(slack, database):
        answer = await slack.reply_to(paste := mina.says(ops, PASTE))
        await slack.settles()
    async with talking(slack, database):
        mina.edits(paste, OTHER)
        await slack.until(lambda: "40008" in answer.text, "new words")
        mina.deletes(paste)
        await slack.until(lambda: answer.deleted, "end of the answer")


async def test_a_paste_that_slack_split_is_one_paste(slack: FakeSlack, database: Path) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    text = f"{LOG[:3960]}{PASTE}\n{LOG[:600]}\n{OTHER}"
    async with talking(slack, database) as talk:
        parts = mina.says_in_parts(ops, text)
        answer = await slack.reply_to(parts[0])
        await done(slack, talk)

    assert len(parts) == 2
    assert PASTE not in parts[0].text + "|" + parts[1].text
    assert ops.by_bots() == [answer]
    assert "40008" in answer.text
    assert "0000009" in answer.text


async def test_other_words_between_are_no_part_of_a_split_paste(slack: FakeSlack, database: Path) -> None:
    mina, joon, ops = slack.person("mina"), slack.person("joon"), slack.channel("ops")
    async with talking(slack, database) as talk:
        parts = mina.says_in_parts(ops, f"{LOG[:3980]}{PASTE}")
        quick = joon.says(ops, OTHER)
        await slack.reply_to(quick)
        await slack.reply_to(parts[0])
        await done(slack, talk)

    assert [message.thread_ts for message in ops.by_bots()] == [quick.ts, parts[0].ts]


async def test_the_answer_to_a_split_paste_follows_each_of_its_parts(slack: FakeSlack, database: Path) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    async with talking(slack, database) as talk:
        first, second = mina.says_in_parts(ops, f"{PASTE}\n{LOG[: 4000 - len(PASTE) - 1]}{OTHER}")
        answer = await slack.reply_to(first)
        mina.edits(first, LOG[:3900])
        await slack.until(lambda: "40013" not in answer.text, "the second error alone")
        mina.edits(first, f"{PASTE}\n{LOG[:3800]}")
        await slack.until(lambda: "40013" in answer.text, "both errors again")
        mina.deletes(second)
        await slack.until(lambda: "40008" not in answer.text, "the first error alone")
        mina.deletes(first)
        await slack.until(lambda: answer.deleted, "end of the answer")
        await done(slack, talk)

    assert ops.by_bots() == []


async def test_a_part_that_comes_late_is_joined_to_the_answer(slack: FakeSlack, database: Path) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    text = f"{PASTE}\n{LOG[: 4000 - len(PASTE) - 11]}{OTHER}"
    async with talking(slack, database) as talk:
        first = mina.says(ops, text[:4000])
        answer = await slack.reply_to(first)
        before = answer.text
        mina.says(ops, rest := text[4000:])
        await slack.until(lambda: "40008" in answer.text, "both errors")
        await done(slack, talk)

    assert "40008" not in before + rest
    assert ops.by_bots() == [answer]
