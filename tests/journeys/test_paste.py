import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.models.conversation import ChannelSetting
from bot.settings.slack import SlackSettings
from bot.slack.tally import MARK
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_talk import installed, talking

PASTE = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009"}'
OTHER = '{"code": 40008, "message": "Key Vault Service Failed", "detail": "keyId : 0000003"}'
STRANGER = '{"code": 40013, "message": "invalid appid"}'
UNKNOWN = '{"code": 40109, "message": "Nobody has seen this", "detail": "keyId : 0000009"}'
SECRET = PASTE + "\nAuthorization: Bearer xoxb-not-a-token-0123456789"


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(app=installed()) as fake:
        yield fake


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


def behaving(**conduct: str) -> SlackSettings:
    return SlackSettings.model_validate({"channels": {"default": conduct}})


async def test_a_paste_is_answered_in_its_thread_verdict_first(slack: FakeSlack, database: Path) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    async with talking(slack, database) as talk:
        answer = await slack.reply_to(paste := mina.says(ops, PASTE))
        await slack.settles()
        left = await talk.store.events.unanswered(talk.core.surface.clock.now())

    assert answer.text.startswith("🟡 Key 0000009 not found")
    assert "40013" in answer.text[:80]
    assert len(ops.thread(paste)) == 1
    assert left == []
    assert slack.oddities == []
    assert len(slack.ledger.said("users.info")) == 1
    assert slack.ledger.said("conversations.info") == []


async def test_a_paste_in_a_thread_is_answered_in_that_thread(slack: FakeSlack, database: Path) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    async with talking(slack, database):
        question = mina.says(ops, "does anybody know what this is?")
        answer = await slack.reply_to(mina.says(ops, PASTE, thread=question))

    assert answer.thread_ts == question.ts
    assert [message.user for message in ops.thread(question)] == [mina.id, slack.bot.id]


async def test_several_errors_are_one_answer_the_most_severe_first(slack: FakeSlack, database: Path) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    async with talking(slack, database):
        answer = await slack.reply_to(paste := mina.says(ops, f"{PASTE}\nand a minute before:\n{OTHER}"))
        await slack.settles()

    assert len(ops.thread(paste)) == 1
    assert answer.text.index("40008") < answer.text.index("40013")


async def test_another_products_error_gets_silence(slack: FakeSlack, database: Path) -> None:
    ops = slack.channel("ops")
    async with talking(slack, database):
        slack.person("mina").says(ops, STRANGER)
        slack.person("mina").says(ops, "room 40013 is free")
        await slack.settles()

    assert ops.by_bots() == []


async def test_an_unknown_code_is_counted_for_the_authors_and_not_answered(slack: FakeSlack, database: Path) -> None:
    ops = slack.channel("ops")
    async with talking(slack, database) as talk:
        slack.person("mina").says(ops, UNKNOWN)
        slack.person("joon").says(ops, UNKNOWN)
        await slack.settles()
        await talk.core.inbox.drain(2)
        unknown = await talk.store.feedback.unknown()

    assert ops.by_bots() == []
    assert [(seen.code, seen.count) for seen in unknown] == [(40109, 2)]
    assert "Nobody" not in unknown[0].message_hash


async def test_a_mention_beside_its_message_is_answered_once(slack: FakeSlack, database: Path) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    async with talking(slack, database):
        paste = mina.says(ops, f"@{slack.bot.name} what is {PASTE}")
        await slack.reply_to(paste)
        await slack.settles()

    assert {delivery.event["type"] for delivery in slack.deliveries.all} == {"message", "app_mention"}
    assert len(ops.thread(paste)) == 1


async def test_the_same_message_sent_again_by_slack_or_its_client_is_answered_once(
    slack: FakeSlack, database: Path
) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    async with talking(slack, database):
        paste = mina.says(ops, PASTE)
        again = mina.repeats(paste)
        slack.publish(slack.deliveries.events("message")[0].event, ops)
        await slack.reply_to(paste)
        await slack.settles()

    assert len(ops.by_bots()) == 1
    assert again.reactions == {}


async def test_a_hidden_secret_is_announced_in_the_answer_and_to_the_poster_alone(
    slack: FakeSlack, database: Path
) -> None:
    mina, joon, ops = slack.person("mina", locale="ko-KR"), slack.person("joon"), slack.channel("ops")
    async with talking(slack, database):
        answer = await slack.reply_to(mina.says(ops, SECRET))
        await slack.until(lambda: mina.sees(ops), "whisper")
        again = joon.says(ops, SECRET)
        await slack.until(lambda: joon.sees(ops), "whisper to the second")
        await slack.until(lambda: again.reactions, "mark")

    assert "secret" in answer.text.lower()
    assert "xoxb-not-a-token" not in str([call.arguments for call in slack.calls])
    assert "메시지" in mina.sees(ops)[0].text
    assert "Delete the message" in joon.sees(ops)[0].text


async def test_a_listen_only_channel_is_read_and_not_answered_except_when_asked(
    slack: FakeSlack, database: Path
) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    async with talking(slack, database, behaving(mode="listen")) as talk:
        mina.says(ops, PASTE)
        mina.says(ops, UNKNOWN)
        asked = mina.says(ops, f"@{slack.bot.name} 40013")
        await slack.reply_to(asked)
        await slack.settles()
        unknown = await talk.store.feedback.unknown()

    assert [message.thread_ts for message in ops.by_bots()] == [asked.ts]
    assert [seen.code for seen in unknown] == [40109]


async def test_a_channel_that_is_off_or_not_allowed_is_left_alone(slack: FakeSlack, database: Path) -> None:
    mina, ops, other = slack.person("mina"), slack.channel("ops"), slack.channel("other")
    settings = SlackSettings.model_validate({"channels": {"allow": [ops.id]}})
    async with talking(slack, database, settings) as talk:
        mine = ChannelSetting(
            team=talk.core.surface.identity.team,
            channel=ops.id,
            mode="off",
            by=mina.id,
            at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        )
        await talk.store.channels.set(mine)
        for channel in (ops, other):
            mina.says(channel, PASTE)
            mina.says(channel, UNKNOWN)
        await slack.settles()
        unknown = await talk.store.feedback.unknown()

    assert ops.by_bots() + other.by_bots() == []
    assert unknown == []


async def test_a_channel_speaks_its_own_language(slack: FakeSlack, database: Path) -> None:
    async with talking(slack, database, behaving(language="ko")):
        answer = await slack.reply_to(slack.person("mina").says(slack.channel("ops"), PASTE))

    assert "키" in answer.text


async def test_in_a_slack_connect_channel_the_answer_is_for_outsiders(slack: FakeSlack, database: Path) -> None:
    mina = slack.person("mina")
    shared = slack.channel("with-partner", shared_with=[slack.organisation("partner")])
    paste = '{"code": 50001, "detail": "Connect to http://kms.example.test:8080 timed out, keyId : 0000003"}'
    async with talking(slack, database):
        inside = await slack.reply_to(mina.says(slack.channel("ops"), paste))
        outside = await slack.reply_to(mina.says(shared, paste))

    assert "Owner" in inside.shown
    assert "kms.example.test" in inside.shown
    assert "50001" in outside.text
    assert "Owner" not in outside.shown
    assert "kms.example.test" not in outside.shown


async def test_somebody_of_another_organisation_gets_what_is_for_outsiders(slack: FakeSlack, database: Path) -> None:
    kim = slack.person("kim", team=slack.organisation("partner"))
    async with talking(slack, database):
        outside = await slack.reply_to(kim.says(slack.channel("ops"), PASTE))

    assert "Owner" not in outside.shown


async def test_the_same_error_again_is_marked_and_counted_on_the_first_answer(slack: FakeSlack, database: Path) -> None:
    ops = slack.channel("ops")
    async with talking(slack, database):
        answer = await slack.reply_to(slack.person("mina").says(ops, PASTE))
        again = slack.person("joon").says(ops, f"me too {PASTE}")
        await slack.until(lambda: again.reactions, "mark")
        await slack.until(lambda: "2 times" in answer.shown, "count")
        other = await slack.reply_to(slack.person("joon").says(ops, PASTE.replace("0000009", "0000010")))
        asked = await slack.reply_to(slack.person("joon").says(ops, f"@{slack.bot.name} {PASTE}"))

    assert again.reactions == {MARK: [slack.bot.id]}
    assert ops.thread(again) == []
    assert "0000010" in other.text
    assert "0000009" in asked.text


async def test_another_channel_is_another_conversation(slack: FakeSlack, database: Path) -> None:
    async with talking(slack, database):
        for name in ("ops", "dev"):
            await slack.reply_to(slack.person("mina").says(slack.channel(name), PASTE))


async def test_without_a_window_each_paste_is_answered(slack: FakeSlack, database: Path) -> None:
    settings = SlackSettings.model_validate({"answers": {"repeat_window": "0s"}})
    ops = slack.channel("ops")
    async with talking(slack, database, settings):
        for name in ("mina", "joon"):
            await slack.reply_to(slack.person(name).says(ops, PASTE))
