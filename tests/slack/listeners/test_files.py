"""Files and snippets: in a channel, with a mention, in a direct message."""

import datetime as dt
import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.models.setup import Channels, Conduct, Files
from bot.settings.slack import SlackSettings
from tests.fakes.slack import FakeSlack, Rules
from tests.fakes.slack_talk import Talk, installed, talking

BODY = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000731"}'
OTHER = '{"code": 40008, "message": "Key Vault Service Failed"}'
LIMIT = 256 * 1024
SETTINGS = SlackSettings(files=Files(hosts=("127.0.0.1",), max_bytes=LIMIT))
LISTENING = pytest.mark.usefixtures("talk")
AT = dt.datetime(2026, 11, 22, 2, 51, tzinfo=dt.UTC)


def log_of(errors: int, lines: int = 2000) -> str:
    """A log of more than a paste, with an error now and then."""
    every = lines // errors
    return "\n".join(
        f"{AT + dt.timedelta(seconds=number):%Y-%m-%d %H:%M:%S} ERROR [main] c.e.Drm "
        + (BODY if number % every == 0 else f"document {number} was opened without trouble")
        for number in range(lines)
    )


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(installed(), rules=Rules(retry_after=(0.0, 0.5))) as fake:
        yield fake
        assert fake.oddities == [], fake.transcript()
        assert fake.ledger.leaks == []


@pytest.fixture
async def talk(slack: FakeSlack, tmp_path: Path) -> AsyncIterator[Talk]:
    async with talking(slack, tmp_path / "bot.db", SETTINGS) as running:
        yield running


@LISTENING
async def test_a_file_in_a_channel_is_answered_like_a_paste(slack: FakeSlack) -> None:
    paste = slack.person("mina").says(slack.channel("ops"), files=[slack.file("error.json", BODY)])

    answer = await slack.reply_to(paste)

    assert "Key 0000731 not found" in answer.shown
    assert [download.authorized for download in slack.ledger.downloads] == [True]


@LISTENING
async def test_words_and_file_are_answered_together(slack: FakeSlack) -> None:
    paste = slack.person("mina").says(slack.channel("ops"), OTHER, files=[slack.file("error.json", BODY)])

    answer = await slack.reply_to(paste)

    assert "40008" in answer.shown
    assert "40013" in answer.shown
    await slack.settles()
    assert len(paste.channel.thread(paste)) == 1


@LISTENING
async def test_a_log_gets_its_summary(slack: FakeSlack) -> None:
    paste = slack.person("mina").says(slack.channel("ops"), files=[slack.file("app.log", log_of(errors=20))])

    answer = await slack.reply_to(paste)

    assert "20" in answer.shown.splitlines()[0]
    assert "20× 40013" in answer.shown
    assert "2026-11-22 02:51:00 – 2026-11-22 03:22:40" in answer.shown
    mina = slack.person("mina")
    await mina.clicks(answer, "Runbook")
    await slack.until(lambda: mina.user.views, "runbook")
    assert "Runbook 40013" in mina.view.shown


@LISTENING
async def test_the_same_log_again_is_a_repeat(slack: FakeSlack) -> None:
    ops, log = slack.channel("ops"), log_of(errors=3)
    first = slack.person("mina").says(ops, files=[slack.file("app.log", log)])
    answer = await slack.reply_to(first)

    again = slack.person("jun").says(ops, files=[slack.file("app.log", log)])
    await slack.until(lambda: again.reactions, "mark")
    await slack.until(lambda: "pasted 2 times" in answer.shown, "count")

    assert ops.thread(again) == []


@LISTENING
async def test_a_log_without_errors_is_passed_over_in_a_channel_and_told_when_asked(slack: FakeSlack) -> None:
    ops, mina = slack.channel("ops"), slack.person("mina")
    clean = log_of(errors=1).replace("40013", "all is well")

    silent = mina.says(ops, files=[slack.file("app.log", clean)])
    asked = mina.says(ops, f"@{slack.bot.name} what is wrong here?", files=[slack.file("app.log", clean)])
    answer = await slack.reply_to(asked)
    await slack.settles()

    assert "No SKMS error" in answer.shown
    assert ops.thread(silent) == []


@LISTENING
@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", gzip.compress(BODY.encode() * 50)])
async def test_what_is_no_text_is_passed_over_in_a_channel_and_told_when_asked(
    slack: FakeSlack, content: bytes
) -> None:
    ops, mina = slack.channel("ops"), slack.person("mina")

    silent = mina.says(ops, files=[slack.file("error.log", content)])
    asked = mina.says(ops, f"@{slack.bot.name}", files=[slack.file("error.log", content)])
    in_private = mina.says(slack.direct(mina), files=[slack.file("error.log", content)])

    for question in (asked, in_private):
        answer = await slack.reply_to(question)
        assert "upload it as text" in answer.shown
        assert len(question.channel.thread(question)) == 1
    await slack.settles()
    assert ops.thread(silent) == []


@LISTENING
async def test_what_is_too_large_is_passed_over_in_a_channel_and_told_when_asked(slack: FakeSlack) -> None:
    ops, mina = slack.channel("ops"), slack.person("mina")
    large = b"x" * (LIMIT + 1)

    silent = mina.says(ops, files=[slack.file("app.log", large)])
    asked = mina.says(slack.direct(mina), files=[slack.file("app.log", large)])
    answer = await slack.reply_to(asked)
    await slack.settles()

    assert "larger than 256.0 KiB" in answer.shown
    assert ops.thread(silent) == []
    assert slack.ledger.downloads == []


@LISTENING
async def test_a_file_beside_a_question_is_told_to_be_unread_and_the_words_are_answered(slack: FakeSlack) -> None:
    mina = slack.person("mina")

    asked = mina.says(slack.direct(mina), BODY, files=[slack.file("screen.png", b"\x89PNG", mimetype="image/png")])
    answer = await slack.reply_to(asked)
    notice = await slack.reply_to(asked, number=2)

    assert "Key 0000731 not found" in answer.shown
    assert "upload it as text" in notice.shown


@LISTENING
async def test_a_file_in_a_direct_message_is_answered(slack: FakeSlack) -> None:
    mina = slack.person("mina", locale="ko-KR")

    asked = mina.says(slack.direct(mina), files=[slack.file("error.json", BODY)])

    assert "키 0000731 조회 안 됨" in (await slack.reply_to(asked)).shown


@LISTENING
async def test_a_file_with_a_mention_is_answered_once(slack: FakeSlack) -> None:
    asked = slack.person("mina").says(
        slack.channel("ops"), f"@{slack.bot.name} and this?", files=[slack.file("error.json", BODY)]
    )

    answer = await slack.reply_to(asked)
    await slack.settles()

    assert "Key 0000731 not found" in answer.shown
    assert asked.channel.thread(asked) == [answer]


@LISTENING
async def test_a_snippet_that_comes_as_its_id_is_asked_for(slack: FakeSlack) -> None:
    partner = slack.organisation("Partner")
    shared = slack.channel("shared", shared_with=[partner])
    snippet = slack.file("error.json", BODY, mode="snippet", external=True)

    paste = slack.person("kai", team=partner).says(shared, files=[snippet])
    answer = await slack.reply_to(paste)

    assert len(slack.ledger.said("files.info")) == 1
    assert "40013" in answer.shown


@LISTENING
async def test_no_token_goes_to_another_host(slack: FakeSlack) -> None:
    ops, mina = slack.channel("ops"), slack.person("mina")
    foreign, led_away = slack.file("a.json", BODY), slack.file("b.json", BODY, redirect=slack.elsewhere)
    foreign.url = slack.elsewhere

    silent = [mina.says(ops, files=[file]) for file in (foreign, led_away)]
    asked = mina.says(slack.direct(mina), files=[foreign])
    answer = await slack.reply_to(asked)
    await slack.settles()

    assert "I cannot read this file" in answer.shown
    assert [ops.thread(paste) for paste in silent] == [[], []]
    assert slack.ledger.leaks == []


@LISTENING
async def test_a_file_that_lies_about_its_size_is_told_to_be_too_large(slack: FakeSlack) -> None:
    mina = slack.person("mina")

    asked = mina.says(slack.direct(mina), files=[slack.file("a.log", b"x" * 1024, size=5, repeat=LIMIT)])

    assert "larger than" in (await slack.reply_to(asked)).shown


async def test_a_channel_that_is_off_has_its_files_left_alone(slack: FakeSlack, tmp_path: Path) -> None:
    ops = slack.channel("ops")
    settings = SETTINGS.model_copy(update={"channels": Channels(each={ops.id: Conduct(mode="off")})})
    async with talking(slack, tmp_path / "bot.db", settings):
        paste = slack.person("mina").says(ops, files=[slack.file("error.json", BODY)])
        await slack.settles()

    assert ops.thread(paste) == []
    assert slack.ledger.downloads == []


@LISTENING
async def test_an_edit_beside_a_file_leaves_the_file_in_the_answer(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    paste = mina.says(slack.channel("ops"), "look", files=[slack.file("error.json", BODY)])
    answer = await slack.reply_to(paste)

    mina.edits(paste, f"look at this, too: {OTHER}")
    await slack.until(lambda: "40008" in answer.shown, "both")
    assert "40013" in answer.shown

    mina.edits(paste, "look")
    await slack.until(lambda: "40008" not in answer.shown, "the file alone")
    assert "Key 0000731 not found" in answer.shown


@LISTENING
async def test_a_deleted_file_takes_its_answer_along(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    paste = mina.says(slack.channel("ops"), files=[slack.file("error.json", BODY)])
    answer = await slack.reply_to(paste)

    mina.deletes(paste)
    await slack.until(lambda: answer.deleted, "end of the answer")


@LISTENING
async def test_several_files_are_one_paste(slack: FakeSlack) -> None:
    files = [slack.file("a.json", BODY), slack.file("b.json", OTHER), slack.file("c.png", b"\x89PNG\0")]

    paste = slack.person("mina").says(slack.channel("ops"), files=files)
    answer = await slack.reply_to(paste)
    await slack.settles()

    assert "40013" in answer.shown
    assert "40008" in answer.shown
    assert paste.channel.thread(paste) == [answer]
