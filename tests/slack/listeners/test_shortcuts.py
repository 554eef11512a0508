import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.models.setup import Files, Work
from bot.settings.slack import SlackSettings
from bot.slack.front import ACK_WITHIN
from bot.slack.inbox import PROMPT_WORKERS
from bot.slack.listeners import shortcuts
from bot.slack.surface import Job
from tests.fakes.slack import DropAnswer, DropRequest, FakeSlack, Hold, Message, Refuse, Rules, ServerError, Slow
from tests.fakes.slack.people import Person
from tests.fakes.slack.posting import Draft, post
from tests.fakes.slack_talk import Talk, installed, talking

ON_MESSAGE, FORM = "skms_explain_message", "skms_explain_paste"
BODY = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000731"}'
LISTENING = pytest.mark.usefixtures("talk")


async def explained(slack: FakeSlack, person: Person, message: Message) -> Message:
    done = await person.message_shortcut(ON_MESSAGE, message)
    assert done.acked, done.failure
    assert done.took < 0.5
    await slack.until(lambda: person.sees(message.channel), "private answer")
    return person.sees(message.channel)[0]


async def form_of(slack: FakeSlack, person: Person) -> Any:
    done = await person.shortcut(FORM)
    assert done.acked, done.failure
    await slack.until(lambda: person.user.views, "form")
    return person.view


@LISTENING
async def test_a_message_is_explained_to_whoever_asked_where_the_bot_is_no_member(slack: FakeSlack) -> None:
    away = slack.channel("strangers-only", kind="group", with_bot=False)
    message = slack.person("mina").says(away, f"since 02:51 we see {BODY}")

    answer = await explained(slack, slack.person("jiwoo", locale="ko-KR"), message)

    assert "키 0000731 조회 안 됨" in answer.shown
    assert "공유" in answer.shown
    assert slack.person("mina").sees(away) == []
    assert away.by_bots() == []


@LISTENING
@pytest.mark.parametrize(
    "message",
    [
        Draft("", [{"type": "section", "text": {"type": "mrkdwn", "text": BODY}}]),
        Draft("alert", attachments=[{"title": "SKMS", "text": BODY, "fallback": "SKMS"}]),
        Draft("", attachments=[{"fields": [{"title": "error", "value": BODY}]}]),
        Draft("", [{"type": "section", "fields": [{"type": "mrkdwn", "text": BODY}]}]),
    ],
)
async def test_an_error_in_blocks_or_attachments_of_a_bot_is_read(slack: FakeSlack, message: Draft) -> None:
    ops, build = slack.channel("ops"), slack.other_bot("build")
    posted, _ = post(slack.core, ops, build.user, message)

    answer = await explained(slack, slack.person("mina"), posted)

    assert "Key 0000731 not found" in answer.shown


@LISTENING
async def test_a_message_without_text_and_one_without_an_error_are_told_apart(slack: FakeSlack) -> None:
    ops, mina, jun = slack.channel("ops"), slack.person("mina"), slack.person("jun")
    silent, _ = post(slack.core, ops, mina.user, Draft("", [{"type": "divider"}]))

    nothing = await explained(slack, mina, silent)
    small_talk = await explained(slack, jun, mina.says(ops, "good night <!here>"))

    assert "no text in that message" in nothing.shown
    assert "No SKMS error found" in small_talk.shown


async def test_a_file_of_a_message_is_read_and_one_that_cannot_be_read_is_named(
    slack: FakeSlack, tmp_path: Path
) -> None:
    ops, mina, jun = slack.channel("ops"), slack.person("mina"), slack.person("jun")
    text, picture = slack.file("error.txt", BODY), slack.file("screen.png", b"\x89PNG\x00\x01" * 50)
    settings = SlackSettings(files=Files(hosts=("127.0.0.1",)))
    async with talking(slack, tmp_path / "bot.db", settings):
        read = await explained(slack, mina, mina.says(ops, files=[text]))
        unread = await explained(slack, jun, mina.says(ops, "look", files=[picture]))

    assert "Key 0000731 not found" in read.shown
    assert "I cannot read this file" in unread.shown


@LISTENING
async def test_the_answer_about_a_reply_stands_in_its_thread(slack: FakeSlack) -> None:
    ops, mina = slack.channel("away", with_bot=False), slack.person("mina")
    root = mina.says(ops, "since when?")

    answer = await explained(slack, slack.person("jun"), mina.says(ops, BODY, thread=root))

    assert answer.thread_ts == root.ts


@LISTENING
async def test_a_verb_in_a_message_is_explained_and_not_obeyed(slack: FakeSlack, talk: Talk) -> None:
    mina = slack.person("mina")

    answer = await explained(slack, mina, slack.person("jun").says(slack.channel("ops"), "lang ko"))

    assert "No SKMS error found" in answer.shown
    assert await talk.store.languages.of(slack.core.workspace.team.id, mina.id) is None


@LISTENING
async def test_the_form_becomes_its_answer(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    form = await form_of(slack, mina)

    done = await mina.submits(form, {"paste_input": BODY})

    assert done.took < 0.5
    assert "Key 0000731 not found" in mina.view.shown
    assert "Full runbook" in mina.view.shown
    assert "Share" not in mina.view.shown


@LISTENING
async def test_the_form_speaks_the_language_of_its_person(slack: FakeSlack) -> None:
    jiwoo = slack.person("jiwoo", locale="ko-KR")
    form = await form_of(slack, jiwoo)

    asked = form.shown
    await jiwoo.submits(form, {"paste_input": "40013"})

    assert "오류 내용" in asked
    assert "담당" in jiwoo.view.shown


@LISTENING
@pytest.mark.parametrize(
    ("pasted", "heard"),
    [
        ("   \n ", None),
        ("hello", "No SKMS error found"),
        ("lang ko", "No SKMS error found"),
        ("40999", "40999 is not in the SKMS table"),
        ("{" * 3000, "No SKMS error found"),
        ("<!channel> 40013 <@U1>", "40013"),
        (f"\x00\u202e{BODY}", "Key 0000731 not found"),
    ],
)
async def test_whatever_is_pasted_into_the_form_is_answered(slack: FakeSlack, pasted: str, heard: str | None) -> None:
    mina = slack.person("mina")
    form = await form_of(slack, mina)

    done = await mina.submits(form, {"paste_input": pasted})

    if heard is None:
        assert done.errors == {"paste_block": "There is no text in that message: paste the error, or name a code"}
        assert mina.view is form
    else:
        assert heard in mina.view.shown
        assert "<!" not in mina.view.shown
        assert "<@" not in mina.view.shown


@pytest.mark.parametrize(
    ("weather", "times"), [(Refuse("expired_trigger_id"), 1), (ServerError(), 2), (DropRequest(), 2)]
)
async def test_a_form_that_slack_does_not_open_fails_visibly(
    tmp_path: Path, weather: Refuse | ServerError | DropRequest, times: int
) -> None:
    async with FakeSlack(installed(), Rules.quick()) as slack, talking(slack, tmp_path / "bot.db"):
        slack.faults.add("views.open", weather, times=times)
        mina = slack.person("mina")

        done = await mina.shortcut(FORM)

        assert not done.acked
        assert done.failure
        assert mina.user.views == []


@LISTENING
@pytest.mark.parametrize("weather", [DropAnswer(), DropRequest(), ServerError()])
async def test_a_form_is_open_once_though_an_answer_was_lost(
    slack: FakeSlack, weather: DropAnswer | DropRequest | ServerError
) -> None:
    slack.faults.add("views.open", weather)
    mina = slack.person("mina")

    done = await mina.shortcut(FORM)

    assert done.acked
    assert len(mina.user.views) == 1


@LISTENING
async def test_a_slow_word_about_the_person_does_not_cost_the_trigger(slack: FakeSlack) -> None:
    slack.faults.add("users.info", Hold(6.0))
    jiwoo = slack.person("jiwoo", locale="ko-KR")

    done = await jiwoo.shortcut(FORM)

    assert done.acked
    assert done.took < 2.0
    assert "The error" in jiwoo.view.shown


@LISTENING
@pytest.mark.parametrize("weather", [Slow(0.6), Hold(0.6)])
async def test_a_slow_opening_never_misses_the_ack(
    slack: FakeSlack, monkeypatch: pytest.MonkeyPatch, weather: Slow | Hold
) -> None:
    monkeypatch.setattr(shortcuts, "ANSWER_WITHIN", 0.2)
    slack.faults.add("views.open", weather)
    mina = slack.person("mina")

    done = await mina.shortcut(FORM)
    await slack.until(lambda: mina.user.views, "form")

    assert done.acked
    assert done.took < 0.5


@LISTENING
async def test_nobody_waits_for_the_form_of_somebody_else(slack: FakeSlack) -> None:
    mina, jun = slack.person("mina"), slack.person("jun")
    slack.faults.add("views.open", Hold(1.0))

    taken = sorted(done.took for done in await asyncio.gather(mina.shortcut(FORM), jun.shortcut(FORM)))

    assert taken[0] < 0.5 < taken[1]
    assert mina.user.views
    assert jun.user.views


def test_an_ack_leaves_in_time_whatever_slack_takes() -> None:
    assert shortcuts.READER_WITHIN < shortcuts.ANSWER_WITHIN < ACK_WITHIN


@LISTENING
async def test_a_form_that_takes_long_says_so_and_then_shows_its_answer(
    slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shortcuts, "ANSWER_WITHIN", 0.2)
    monkeypatch.setattr(shortcuts, "READER_WITHIN", 0.1)
    mina = slack.person("mina")
    slack.faults.add("users.info", Hold(0.5), times=2)
    form = await form_of(slack, mina)

    done = await mina.submits(form, {"paste_input": BODY})
    waiting = mina.view.shown
    await slack.until(lambda: "Key 0000731 not found" in mina.view.shown, "answer in the form")

    assert done.took < 0.5
    assert "One moment" in waiting


async def test_too_much_work_fails_visibly(tmp_path: Path) -> None:
    settings = SlackSettings(work=Work(workers=1, queue=1))
    async with (
        FakeSlack(installed(), Rules.quick()) as slack,
        talking(slack, tmp_path / "bot.db", settings) as talk,
    ):
        mina = slack.person("mina")
        message = mina.says(slack.channel("away", with_bot=False), "hello")
        go = asyncio.Event()
        for _ in range(PROMPT_WORKERS + 1):
            talk.core.inbox.submit(Job("busy", go.wait, prompt=True))  # type: ignore[arg-type]  # the result is not looked at
        done = await mina.message_shortcut(ON_MESSAGE, message)
        go.set()

    assert not done.acked
    assert done.failure
