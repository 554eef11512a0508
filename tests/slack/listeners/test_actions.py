"""The buttons of an answer: runbook, other language, not SKMS and back, share."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.models.conversation import PostedAnswer
from bot.models.feedback import Case
from bot.models.setup import Answers, Feedback, Files
from bot.settings.slack import SlackSettings
from tests.fakes.slack import FakeSlack, Hold, Message, Refuse, Slow
from tests.fakes.slack.people import Person
from tests.fakes.slack_talk import Talk, talking

BODY = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000731"}'
WITH_PASSWORD = '{"code": 40013, "message": "Key not found in the keyVault", "password": "not-a-password-1"}'  # noqa: S105 - says itself that it is none
SETTINGS = SlackSettings(files=Files(hosts=("127.0.0.1",)), feedback=Feedback(keep_cases=True))
LISTENING = pytest.mark.usefixtures("talk")
MENU = "answer_menu"


@pytest.fixture
async def talk(slack: FakeSlack, tmp_path: Path) -> AsyncIterator[Talk]:
    async with talking(slack, tmp_path / "bot.db", SETTINGS) as running:
        yield running


async def pasted(slack: FakeSlack, person: Person, text: str = BODY, thread: Message | None = None) -> Message:
    paste = person.says(slack.channel("ops"), text, thread=thread)
    return await slack.reply_to(paste)


async def picked(slack: FakeSlack, person: Person, answer: Message, choice: str, *, anew: bool = True) -> Message:
    """What the person alone is told after taking a choice of the menu; not `anew`: in the place of the answer."""
    if not anew:
        earlier = answer.shown
        await person.picks(answer, MENU, choice)
        await slack.until(lambda: answer.shown != earlier, "the other version")
        return answer
    before = len(person.sees(answer.channel))
    done = await person.picks(answer, MENU, choice)
    assert done.acked, done.failure
    assert done.took < 0.5
    await slack.until(lambda: len(person.sees(answer.channel)) > before, "private word")
    return person.sees(answer.channel)[-1]


async def withdrawn(slack: FakeSlack, person: Person, answer: Message) -> None:
    await person.picks(answer, MENU, "Not SKMS")
    await slack.until(lambda: "withdrawn by" in answer.shown, "withdrawal")


async def row_of(talk: Talk, answer: Message) -> PostedAnswer:
    row = await talk.store.answers.at_message(answer.channel.team.id, answer.channel.id, answer.ts)
    assert row is not None
    return row


async def cases(talk: Talk) -> list[Case]:
    return await talk.store.feedback.cases(talk.core.surface.clock.now())


@LISTENING
async def test_full_runbook_knows_what_the_paste_said(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    answer = await pasted(slack, mina)

    await mina.clicks(answer, "Full runbook")
    await slack.until(lambda: mina.user.views, "runbook")

    assert "Key 0000731 not found" in mina.view.shown
    assert "In general" not in mina.view.shown


@LISTENING
async def test_each_of_several_errors_has_its_runbook(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    answer = await pasted(slack, mina, BODY + '\n{"code": 40008, "message": "Key Vault Service Failed"}')
    second = next(block["accessory"]["action_id"] for block in answer.blocks if "accessory" in block)

    await mina.clicks(answer, second)
    await slack.until(lambda: mina.user.views, "runbook")

    assert mina.view.body["title"]["text"] == "Runbook 40013"
    assert "Key 0000731 not found" in mina.view.shown


@LISTENING
async def test_the_paste_is_found_again_in_a_thread(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    root = mina.says(slack.channel("ops"), "something is wrong")
    answer = await pasted(slack, mina, thread=root)

    await mina.clicks(answer, "Full runbook")
    await slack.until(lambda: mina.user.views, "runbook")

    assert "Key 0000731 not found" in mina.view.shown


@LISTENING
async def test_the_paste_is_found_again_where_nobody_knows_its_thread(slack: FakeSlack) -> None:
    mina, jun = slack.person("mina"), slack.person("jun")
    root = mina.says(slack.channel("ops"), "something is wrong")
    await pasted(slack, mina, thread=root)
    reply = root.channel.thread(root)[0]
    await jun.message_shortcut("skms_explain_message", reply)
    await slack.until(lambda: jun.sees(root.channel), "private answer")

    await jun.clicks(jun.sees(root.channel)[0], "Full runbook")
    await slack.until(lambda: jun.user.views, "runbook")

    assert "Key 0000731 not found" in jun.view.shown


@LISTENING
async def test_a_paste_that_slack_split_is_read_again_as_one(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    frames = "\n".join(f"    at com.example.drm.Frame{number}.call(Frame.java:{number})" for number in range(90))
    first, *_ = mina.says_in_parts(slack.channel("ops"), f"{frames}\n{BODY}", at=4000)
    answer = await slack.reply_to(first, within=6)

    await mina.clicks(answer, "Full runbook")
    await slack.until(lambda: mina.user.views, "runbook")

    assert len(first.channel.messages) > 2
    assert "Key 0000731 not found" in mina.view.shown


@LISTENING
async def test_a_button_whose_paste_says_something_else_by_now_keeps_to_its_code(slack: FakeSlack) -> None:
    mina, jun = slack.person("mina"), slack.person("jun")
    answer = await pasted(slack, mina)
    korean = await picked(slack, jun, answer, "한국어 (only for me)")
    paste = answer.channel.find(str(answer.thread_ts))
    assert paste is not None
    mina.edits(paste, '{"code": 40008, "message": "Key Vault Service Failed"}')
    await slack.until(lambda: "40008" in answer.shown, "the answer to the edit")

    await jun.clicks(korean, "전체 절차")
    await slack.until(lambda: jun.user.views, "runbook")

    assert jun.view.body["title"]["text"] == "40013 조치 절차"
    assert "메시지가 삭제·수정됐거나 읽을 수 없음" in jun.view.shown


@LISTENING
async def test_the_runbook_of_a_file_reads_the_file_again(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    paste = mina.says(slack.channel("ops"), files=[slack.file("error.json", BODY)])
    answer = await slack.reply_to(paste)

    await mina.clicks(answer, "Full runbook")
    await slack.until(lambda: mina.user.views, "runbook")

    assert "Key 0000731 not found" in mina.view.shown


@LISTENING
async def test_a_paste_that_cannot_be_read_gives_the_runbook_of_its_code_and_says_so(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    answer = await pasted(slack, mina)
    slack.faults.add("conversations.history", Refuse("missing_scope"), times=10)
    slack.faults.add("conversations.replies", Refuse("missing_scope"), times=10)

    await mina.clicks(answer, "Full runbook")
    await slack.until(lambda: mina.user.views, "runbook")

    assert "General runbook: the message is gone, changed, or not for me to read" in mina.view.shown
    assert "0000731" not in mina.view.shown


@LISTENING
async def test_a_paste_that_takes_long_to_read_has_its_modal_in_time_and_filled_later(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    answer = await pasted(slack, mina)
    slack.faults.add("conversations.history", Slow(1.6))

    done = await mina.clicks(answer, "Full runbook")
    await slack.until(lambda: mina.user.views, "modal")
    view = mina.view
    assert done.took < 0.5
    assert "Reading the message" in view.shown

    await slack.until(lambda: "Key 0000731 not found" in view.shown, "the whole")
    assert mina.user.views == [view]


@LISTENING
async def test_the_other_language_is_for_the_person_alone(slack: FakeSlack) -> None:
    mina, jun = slack.person("mina"), slack.person("jun")
    answer = await pasted(slack, mina)

    korean = await picked(slack, jun, answer, "한국어 (only for me)")

    assert "키 0000731 조회 안 됨" in korean.shown
    assert korean.thread_ts == answer.thread_ts
    assert "Key 0000731 not found" in answer.shown
    assert mina.sees(answer.channel) == []

    await jun.clicks(korean, "전체 절차")
    await slack.until(lambda: jun.user.views, "runbook")
    assert jun.view.body["title"]["text"] == "40013 조치 절차"


async def test_the_poster_withdraws_and_undoes(slack: FakeSlack, talk: Talk) -> None:
    mina = slack.person("mina")
    answer = await pasted(slack, mina)
    before = answer.shown

    await withdrawn(slack, mina, answer)
    assert f"<@{mina.id}>" in answer.shown
    assert "Key" not in answer.shown
    assert answer.text == "Not SKMS: answer withdrawn"
    assert (await row_of(talk, answer)).state == "withdrawn"

    await mina.clicks(answer, "Undo")
    await slack.until(lambda: answer.shown == before, "the answer again")
    await slack.settles()
    assert (await row_of(talk, answer)).state == "sent"


async def test_nobody_else_withdraws_or_undoes(slack: FakeSlack, talk: Talk) -> None:
    mina, jun = slack.person("mina"), slack.person("jun")
    answer = await pasted(slack, mina)

    word = await picked(slack, jun, answer, "Not SKMS")
    assert "Only the person who pasted it" in word.shown
    assert "Key 0000731 not found" in answer.shown

    await withdrawn(slack, mina, answer)
    await jun.clicks(answer, "Undo")
    await slack.until(lambda: len(jun.sees(answer.channel)) == 2, "word")
    assert "withdrawn by" in answer.shown
    assert (await row_of(talk, answer)).state == "withdrawn"


async def test_members_of_the_configured_groups_withdraw(slack: FakeSlack, tmp_path: Path) -> None:
    mina, jun, kai = slack.person("mina"), slack.person("jun"), slack.person("kai")
    slack.app.granted.add("usergroups:read")
    settings = SETTINGS.model_copy(update={"answers": Answers(withdraw_groups=(slack.group(jun),))})
    async with talking(slack, tmp_path / "bot.db", settings):
        answer = await pasted(slack, mina)
        word = await picked(slack, kai, answer, "Not SKMS")
        await withdrawn(slack, jun, answer)

    assert "Only the person who pasted it" in word.shown
    assert len(slack.ledger.said("usergroups.users.list")) == 1


async def test_a_group_that_cannot_be_asked_for_lets_nobody_withdraw(slack: FakeSlack, tmp_path: Path) -> None:
    mina, jun = slack.person("mina"), slack.person("jun")
    settings = SETTINGS.model_copy(update={"answers": Answers(withdraw_groups=(slack.group(jun),))})
    async with talking(slack, tmp_path / "bot.db", settings):
        answer = await pasted(slack, mina)
        word = await picked(slack, jun, answer, "Not SKMS")

    assert "Only the person who pasted it" in word.shown


async def test_a_withdrawn_answer_is_not_brought_back_by_an_edit_or_a_repeat(slack: FakeSlack, talk: Talk) -> None:
    mina = slack.person("mina")
    answer = await pasted(slack, mina)
    await withdrawn(slack, mina, answer)
    paste = answer.channel.find(str(answer.thread_ts))
    assert paste is not None

    mina.edits(paste, BODY.replace("0000731", "0000999"))
    again = slack.person("jun").says(answer.channel, BODY)
    await slack.settles()

    assert "withdrawn by" in answer.shown
    assert answer.channel.thread(again) == []
    assert (await row_of(talk, answer)).state == "withdrawn"


async def test_a_case_is_kept_redacted_and_forgotten_with_undo(slack: FakeSlack, talk: Talk) -> None:
    mina = slack.person("mina")
    answer = await pasted(slack, mina, WITH_PASSWORD)

    await withdrawn(slack, mina, answer)
    await slack.settles()
    (case,) = await cases(talk)
    assert case.label == "not-skms 40013"
    assert "Key not found" in case.text
    assert "not-a-password-1" not in case.text
    assert 89 <= (case.expires_at - case.at).days <= 91

    await mina.clicks(answer, "Undo")
    await slack.until(lambda: "Key" in answer.shown, "the answer again")
    await slack.settles()
    assert await cases(talk) == []


async def test_no_case_is_kept_where_the_site_wants_none(slack: FakeSlack, tmp_path: Path) -> None:
    mina = slack.person("mina")
    async with talking(slack, tmp_path / "bot.db", SlackSettings()) as talk:
        answer = await pasted(slack, mina)
        await withdrawn(slack, mina, answer)
        await slack.settles()

        assert await cases(talk) == []


async def test_a_withdrawal_that_slack_does_not_take_is_told_and_not_kept(slack: FakeSlack, talk: Talk) -> None:
    mina = slack.person("mina")
    answer = await pasted(slack, mina)
    slack.faults.add("chat.update", Refuse("edit_window_closed"))

    word = await picked(slack, mina, answer, "Not SKMS")
    await slack.settles()

    assert "failed on my side" in word.shown
    assert (await row_of(talk, answer)).state == "sent"
    assert await cases(talk) == []


@LISTENING
async def test_the_poster_is_known_where_the_channel_cannot_be_read(slack: FakeSlack) -> None:
    mina, jun = slack.person("mina"), slack.person("jun")
    answer = await pasted(slack, mina)
    slack.app.granted -= {"channels:history"}

    word = await picked(slack, jun, answer, "Not SKMS")
    await withdrawn(slack, mina, answer)
    await mina.clicks(answer, "Undo")
    await slack.until(lambda: "40013" in answer.shown, "the answer by its code")

    assert "Only the person who pasted it" in word.shown
    assert "Only the code was given" in answer.shown


@LISTENING
async def test_an_answer_in_a_direct_message_is_withdrawn_and_not_shared(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    answer = await slack.reply_to(mina.says(slack.direct(mina), BODY))

    assert "Share" not in answer.shown
    await withdrawn(slack, mina, answer)


@LISTENING
async def test_the_answer_in_a_thread_is_shared_in_the_channel_once(slack: FakeSlack) -> None:
    mina, jun = slack.person("mina"), slack.person("jun")
    answer = await pasted(slack, mina)

    word = await picked(slack, mina, answer, "Share in the channel")
    await picked(slack, jun, answer, "Share in the channel")
    await slack.settles()

    assert word.shown == "Shared"
    shared = [one for one in answer.channel.by_bots() if one.broadcast]
    assert len(shared) == 1
    assert "Key 0000731 not found" in shared[0].shown
    assert "Not SKMS" not in shared[0].shown


@LISTENING
async def test_a_private_answer_is_shared_and_makes_room(slack: FakeSlack) -> None:
    ops, mina = slack.channel("ops"), slack.person("mina")
    await mina.command(ops, "/skms", "40013")
    await slack.until(lambda: mina.sees(ops), "answer")
    private = mina.sees(ops)[0]

    await mina.clicks(private, "Share")
    await slack.until(ops.by_bots, "answer for all")
    await slack.until(lambda: private.shown == "Shared", "word")

    (shared,) = ops.by_bots()
    assert shared.thread_ts is None
    assert "40013" in shared.shown.splitlines()[0]
    assert "Share" not in shared.shown
    assert "Owner" in shared.shown


@LISTENING
async def test_what_was_asked_by_command_keeps_its_detail_in_the_runbook_and_when_shared(slack: FakeSlack) -> None:
    ops, mina, jun = slack.channel("ops"), slack.person("mina"), slack.person("jun")
    await mina.command(ops, "/skms", BODY)
    await slack.until(lambda: mina.sees(ops), "answer")
    private = mina.sees(ops)[0]

    await mina.clicks(private, "Full runbook")
    await slack.until(lambda: mina.user.views, "runbook")
    assert "Key 0000731 not found" in mina.view.shown
    await mina.closes(mina.view)

    await mina.clicks(private, "Share")
    await slack.until(ops.by_bots, "answer for all")
    (shared,) = ops.by_bots()
    assert "Key 0000731 not found" in shared.shown

    await jun.clicks(shared, "Full runbook")
    await slack.until(lambda: jun.user.views, "runbook")
    assert "Key 0000731 not found" in jun.view.shown


@LISTENING
async def test_a_message_explained_where_the_bot_is_no_member_keeps_its_detail(slack: FakeSlack) -> None:
    away, mina, jun = slack.channel("away", kind="group", with_bot=False), slack.person("mina"), slack.person("jun")
    paste = mina.says(away, BODY)
    await jun.message_shortcut("skms_explain_message", paste)
    await slack.until(lambda: jun.sees(away), "answer")
    private = jun.sees(away)[0]

    korean = await picked(slack, jun, private, "한국어 (only for me)", anew=False)
    assert "키 0000731 조회 안 됨" in korean.shown

    await jun.clicks(korean, "공유")
    await slack.until(away.by_bots, "answer for all")
    (shared,) = away.by_bots()
    assert "붙여 넣은 내용만으로 판단" in shared.shown, "by the paste, though for readers of whom nothing is known"
    assert shared.thread_ts == paste.ts


@LISTENING
async def test_the_answer_of_a_form_has_its_runbook_on_top(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    await mina.shortcut("skms_explain_paste")
    await slack.until(lambda: mina.user.views, "form")
    form = mina.view
    await mina.submits(form, {"paste_input": BODY})
    await slack.until(lambda: "0000731" in form.shown, "answer")

    await mina.clicks(form, "Full runbook")
    await slack.until(lambda: len(mina.user.views) == 2, "runbook")

    assert mina.view.body["title"]["text"] == "Runbook 40013"
    assert "Key 0000731 not found" in mina.view.shown


@LISTENING
async def test_a_private_answer_is_shared_where_the_bot_is_no_member(slack: FakeSlack) -> None:
    away, mina = slack.channel("strangers-only", kind="group", with_bot=False), slack.person("mina")
    await mina.command(away, "/skms", "40013")
    await slack.until(lambda: mina.sees(away), "answer")

    await mina.clicks(mina.sees(away)[0], "Share")
    await slack.until(away.by_bots, "answer for all")

    assert "40013" in away.by_bots()[0].shown


@LISTENING
async def test_who_cannot_share_is_told_why(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    answer = await pasted(slack, mina)
    slack.faults.add("chat.postMessage", Refuse("restricted_action"))

    word = await picked(slack, mina, answer, "Share in the channel")

    assert "I cannot write here" in word.shown
    assert [one for one in answer.channel.by_bots() if one.broadcast] == []


@LISTENING
async def test_a_shared_answer_says_in_a_shared_channel_what_outsiders_may_read(slack: FakeSlack) -> None:
    partner = slack.organisation("Partner")
    shared, mina = slack.channel("shared", shared_with=[partner]), slack.person("mina")
    await mina.command(shared, "/skms", "40013")
    await slack.until(lambda: mina.sees(shared), "answer")

    await mina.clicks(mina.sees(shared)[0], "Share")
    await slack.until(shared.by_bots, "answer for all")

    assert "Owner" not in shared.by_bots()[0].shown


@LISTENING
async def test_buttons_are_acked_at_once_while_slack_is_slow(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    answer = await pasted(slack, mina)
    slack.faults.add("*", Hold(0.6), times=2)

    done = await mina.picks(answer, MENU, "Not SKMS")

    assert done.took < 0.3
    await slack.until(lambda: "withdrawn by" in answer.shown, "withdrawal", within=5)
