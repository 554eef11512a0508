import asyncio
import datetime as dt
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.errors import DatabaseUnavailable
from bot.models.conversation import Event, UserLanguage
from bot.storage.store import open_store
from tests.fakes.slack import DropAnswer, FakeSlack, Message, Rules
from tests.fakes.slack_talk import Talk, installed, talking

BODY = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000731"}'

LISTENING = pytest.mark.usefixtures("talk")


@LISTENING
@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("@skms 40013", "40013"),
        ("good morning @skms, what is 40013?", "40013"),
        (f"@skms look: {BODY}", "Key 0000731 not found"),
        (f"{BODY}\n@skms help", "Key 0000731 not found"),
        ("@skms search key vault", "Found for “key vault”"),
        ("hey @skms card 40013", "Fixed when"),
        ("@skms about", "no message text"),
        ("@skms help", "search key vault"),
        ("@skms", "search key vault"),
        ("@skms serach key", "try help"),
        ("@skms 40999", "40999 is not in the SKMS table"),
        ('@skms {"errcode": 40013, "errmsg": "invalid appid"}', "WeChat"),
        ("@skms thanks a lot", "No SKMS error found"),
        ("@skms <!channel> <https://evil.example.test|40013>", "40013"),
    ],
)
async def test_a_mention_is_answered_once_in_its_thread(slack: FakeSlack, said: str, heard: str) -> None:
    ops = slack.channel("ops")

    question = slack.person("mina").says(ops, said)
    answer = await slack.reply_to(question)
    await slack.settles()

    assert heard in answer.shown
    assert "<!" not in answer.shown
    assert ops.by_bots() == [answer]


@LISTENING
async def test_verbs_work_inside_a_thread_where_commands_do_not(slack: FakeSlack) -> None:
    ops, mina = slack.channel("ops"), slack.person("mina")
    root = mina.says(ops, "something is slow")

    mina.says(ops, "@skms search token", thread=root)
    answer = await slack.reply_to(root)

    assert "Found for “token”" in answer.shown


@LISTENING
async def test_a_direct_message_is_a_question_and_needs_no_mention(slack: FakeSlack) -> None:
    heard = []
    for name, words in (("jiwoo", "40013 뭐야?"), ("minji", "키볼트 검색해줘"), ("hana", "안녕하세요")):
        person = slack.person(name, locale="ko-KR")
        heard.append((await slack.reply_to(person.says(slack.direct(person), words))).shown)

    code, found, nothing = heard
    assert "담당" in code
    assert "“키볼트” 검색 결과" in found
    assert "SKMS 오류" in nothing


@LISTENING
async def test_people_of_another_organisation_get_the_card_without_what_is_ours(slack: FakeSlack) -> None:
    theirs = slack.organisation("Elsewhere")
    mina, guest = slack.person("mina"), slack.person("guest", team=theirs)
    ours, shared = slack.channel("ops"), slack.channel("shared", shared_with=[theirs])

    inside = await slack.reply_to(mina.says(ours, "@skms card 50001"))
    outside = await slack.reply_to(guest.says(shared, "@skms card 50001"))

    assert "Owner" in inside.shown
    assert "Owner" not in outside.shown
    assert "50001" in outside.shown


@LISTENING
async def test_a_language_chosen_by_mention_holds_in_the_direct_message(slack: FakeSlack) -> None:
    mina = slack.person("mina")

    chosen = await slack.reply_to(mina.says(slack.channel("ops"), "hi @skms, lang ko please"))
    answer = await slack.reply_to(mina.says(slack.direct(mina), BODY))

    assert "한국어" in chosen.shown
    assert "키 0000731 조회 안 됨" in answer.shown


async def test_a_mention_works_with_the_least_privileges(tmp_path: Path) -> None:
    async with FakeSlack(installed(ambient=False)) as slack, talking(slack, tmp_path / "bot.db"):
        mina = slack.person("mina")

        explained = await slack.reply_to(mina.says(slack.channel("ops"), f"@skms {BODY}"))
        found = await slack.reply_to(mina.says(slack.channel("dev"), "@skms search token"))

    assert "Key 0000731 not found" in explained.shown
    assert "Found for “token”" in found.shown


@pytest.mark.parametrize("mention_first", [True, False])
async def test_the_two_events_of_a_mention_are_one_question(tmp_path: Path, mention_first: bool) -> None:
    async with FakeSlack(installed(), Rules(mention_first=mention_first)) as slack:
        async with talking(slack, tmp_path / "bot.db"):
            said = {slack.channel(f"ops-{number}"): words for number, words in enumerate(("about", BODY, "40011"))}
            for channel, words in said.items():
                await slack.reply_to(slack.person("mina").says(channel, f"@skms {words}"))
            await slack.settles()

        assert [len(channel.by_bots()) for channel in said] == [1, 1, 1]


async def test_work_that_fails_says_so_in_the_thread(
    slack: FakeSlack, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(choice: UserLanguage) -> None:
        raise DatabaseUnavailable(f"no database for {choice.language}")

    monkeypatch.setattr(talk.store.languages, "choose", fail)

    answer = await slack.reply_to(slack.person("mina").says(slack.channel("ops"), "@skms lang ko"))

    assert "That failed on my side" in answer.shown


@LISTENING
async def test_a_reply_whose_receipt_was_lost_is_not_said_twice(slack: FakeSlack) -> None:
    ops = slack.channel("ops")
    slack.faults.add("chat.postMessage", DropAnswer())

    question = slack.person("mina").says(ops, "@skms about")
    await slack.reply_to(question)
    await slack.until(lambda: any(call.method == "conversations.replies" for call in slack.calls), "look-up")
    await slack.settles()

    assert len(ops.by_bots()) == 1


@pytest.mark.parametrize("said_before", [True, False])
async def test_after_a_crash_a_verb_is_answered_unless_it_was(
    slack: FakeSlack, tmp_path: Path, said_before: bool
) -> None:
    ops, mina = slack.channel("ops"), slack.person("mina")
    database = tmp_path / "bot.db"
    if said_before:
        async with talking(slack, database):
            question = mina.says(ops, "@skms about")
            await slack.reply_to(question)
            await slack.settles()
    else:
        question = mina.says(ops, "@skms about")
    await crash_before_noting(slack, database, question)

    async with talking(slack, database) as talk:
        recovered = await talk.core.recovery.sweep(dt.timedelta(0))
        await slack.reply_to(question)
        await talk.core.front.drain(2)
        await talk.core.inbox.drain(5)

    assert recovered == 1
    assert len(ops.by_bots()) == 1


async def crash_before_noting(slack: FakeSlack, database: Path, question: Message) -> None:
    """Leaves what a process leaves that ended before it could note that it had answered."""
    store = await open_store(f"sqlite:///{database}", SystemClock())
    about = {"team": slack.core.workspace.team.id, "channel": question.channel.id, "ts": question.ts}
    event = Event(event_id="Ev_LOST", user=question.user, kind="message", at=SystemClock().now(), **about)
    first = (await store.events.record(event)).first or event
    await store.events.mark(first.event_id, "received")
    await store.close()


@LISTENING
async def test_questions_of_many_at_once_are_all_answered(slack: FakeSlack) -> None:
    people = [slack.person(f"p{number}") for number in range(6)]
    questions = [person.says(slack.direct(person), "about") for person in people]

    answers = await asyncio.gather(*(slack.reply_to(question) for question in questions))

    assert len({answer.channel.id for answer in answers}) == 6
