"""`Check now` on answers, and the status: by command, by mention, asked again in place."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.slack import private, sight
from tests.fakes.loopback_skms import LoopbackSkms
from tests.fakes.slack import FakeSlack, Message, Refuse
from tests.fakes.slack.people import Person
from tests.fakes.slack_talk import Talk, talking

LISTENING = pytest.mark.usefixtures("talk")


@pytest.fixture
async def skms() -> AsyncIterator[LoopbackSkms]:
    async with LoopbackSkms() as running:
        yield running


@pytest.fixture(autouse=True)
def _nothing_stays_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sight, "FRESH", 0.0)


@pytest.fixture
async def talk(slack: FakeSlack, skms: LoopbackSkms, tmp_path: Path) -> AsyncIterator[Talk]:
    async with talking(slack, tmp_path / "bot.db", status=skms.status) as running:
        yield running


async def told(slack: FakeSlack, person: Person, text: str) -> Message:
    channel = slack.channel("ops")
    before = len(person.sees(channel))
    done = await person.command(channel, "/skms", text)
    assert done.acked, done.failure
    await slack.until(lambda: len(person.sees(channel)) > before, "private answer")
    return person.sees(channel)[-1]


def button_at(message: Message, words: str) -> int:
    """The number of the block in which a button stands."""
    return next(number for number, block in enumerate(message.blocks) if words in str(block.get("elements", "")))


@LISTENING
async def test_the_status_by_command_is_of_now(slack: FakeSlack) -> None:
    answer = await told(slack, slack.person("mina"), "status")

    assert answer.text.startswith("🟢 All UP [prod]")
    assert "Key vault UP [prod, 0 s]" in answer.shown
    assert "Check now" in answer.shown


@LISTENING
async def test_a_status_that_takes_long_is_told_from_the_last_readings(
    slack: FakeSlack, skms: LoopbackSkms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private, "KNOWN_WITHIN", 0.2)
    await skms.settle()
    skms.answering.clear()

    answer = await told(slack, slack.person("mina"), "status")

    assert answer.text.startswith("🟢 All UP [prod]")
    assert "Checking again" not in answer.shown


@LISTENING
async def test_the_status_of_a_mention_is_posted_at_once_and_asked_again_in_place(
    slack: FakeSlack, skms: LoopbackSkms
) -> None:
    await skms.settle()
    skms.answering.clear()
    mina, ops = slack.person("mina"), slack.channel("ops")

    answer = await slack.reply_to(asked := mina.says(ops, f"@{slack.bot.name} status prod"))
    first, place = answer.shown, button_at(answer, "Check now")
    skms.answering.set()
    await slack.until(lambda: "Checking again" not in answer.shown, "the readings of now")
    await slack.settles()

    assert "Checking again" in first
    assert "🟢 All UP [prod]" in first
    assert button_at(answer, "Check now") == place
    assert len(ops.thread(asked)) == 1


@LISTENING
@pytest.mark.parametrize(
    "words", ["상태", "키볼트 상태", "운영 상태", "status key vault", "status vault", "status prod"]
)
async def test_the_status_is_asked_for_in_words_of_people(slack: FakeSlack, words: str) -> None:
    answer = await slack.reply_to(slack.person("mina").says(slack.channel("ops"), f"@{slack.bot.name} {words}"))

    await slack.until(lambda: "🟢" in answer.text, "the readings of now")

    assert "vault" in answer.shown


@LISTENING
async def test_an_unknown_target_is_told_with_the_known_ones(slack: FakeSlack) -> None:
    answer = await told(slack, slack.person("mina"), "status nonsense")

    assert "I do not watch “nonsense”. Known: vault" in answer.shown


@LISTENING
async def test_check_now_of_a_status_shows_what_fell_over_since(slack: FakeSlack, skms: LoopbackSkms) -> None:
    mina = slack.person("mina")
    answer = await slack.reply_to(mina.says(slack.channel("ops"), f"@{slack.bot.name} status"))
    await slack.until(lambda: "Checking again" not in answer.shown, "the readings of now")
    await skms.vault.shut()
    skms.later()

    done = await mina.clicks(answer, "Check now")
    await slack.until(lambda: "DOWN" in answer.shown, "the verdict of now")

    assert done.took < 0.5
    assert answer.text.startswith("🔴 Key vault DOWN [prod] since ")
    assert "Codes to expect: 40008" in answer.shown


@LISTENING
async def test_check_now_of_a_private_status_changes_it_in_place(slack: FakeSlack, skms: LoopbackSkms) -> None:
    mina = slack.person("mina")
    answer = await told(slack, mina, "status")
    await skms.vault.shut()
    skms.later()

    await mina.clicks(answer, "Check now")
    await slack.until(lambda: "DOWN" in answer.shown, "the verdict of now")

    assert len(mina.sees(slack.channel("ops"))) == 1


@LISTENING
async def test_check_now_of_an_answer_shows_what_the_checks_find_now(slack: FakeSlack, skms: LoopbackSkms) -> None:
    await skms.settle()
    mina = slack.person("mina")
    answer = await slack.reply_to(paste := mina.says(slack.channel("ops"), skms.timeout))
    await slack.until(lambda: "TCP ✓" in answer.shown, "the first checks")
    rows = len(str(answer.blocks[0]).split("\\n"))
    await skms.vault.shut()
    skms.later()

    done = await mina.clicks(answer, "Check now")
    await slack.until(lambda: "TCP ✗" in answer.shown, "the second checks")

    assert done.took < 0.5
    assert "fails the bot's check too" in answer.text
    assert len(str(answer.blocks[0]).split("\\n")) == rows
    assert len(slack.channel("ops").thread(paste)) == 1


@LISTENING
async def test_a_private_answer_waits_a_moment_for_its_checks(slack: FakeSlack, skms: LoopbackSkms) -> None:
    await skms.settle()
    mina = slack.person("mina")
    answer = await told(slack, mina, skms.timeout)
    await skms.vault.shut()
    skms.later()
    first = answer.shown

    await mina.clicks(answer, "Check now")
    await slack.until(lambda: "TCP ✗" in answer.shown, "the second checks")

    assert "TCP ✓" in first
    assert len(mina.sees(slack.channel("ops"))) == 1


@LISTENING
async def test_the_runbook_shows_what_the_checks_found(slack: FakeSlack, skms: LoopbackSkms) -> None:
    await skms.settle()
    mina = slack.person("mina")
    answer = await slack.reply_to(mina.says(slack.channel("ops"), skms.timeout))
    await slack.until(lambda: "TCP ✓" in answer.shown, "the checks")

    await mina.clicks(answer, "Full runbook")
    await slack.until(lambda: mina.user.views, "runbook")

    assert "Checked by the bot" in mina.view.shown
    assert "Bot: ✓ TCP: opens · " in mina.view.shown


async def test_without_targets_the_status_says_how_to_get_one(slack: FakeSlack, tmp_path: Path) -> None:
    async with talking(slack, tmp_path / "bot.db"):
        answer = await told(slack, slack.person("mina"), "status")

    assert "No target is set up: see [[targets]] in the README" in answer.shown


@LISTENING
async def test_people_outside_see_components_and_no_target(slack: FakeSlack, skms: LoopbackSkms) -> None:
    kim = slack.person("kim", team=slack.organisation("partner"))
    ops = slack.channel("ops")
    everything = await slack.reply_to(kim.says(ops, f"@{slack.bot.name} status"))
    one = await slack.reply_to(kim.says(ops, f"@{slack.bot.name} status vault"))
    await slack.until(lambda: "Key vault UP" in everything.shown, "the readings of now")

    assert "gateway" not in everything.shown
    assert "I do not watch “vault”" in one.shown
    assert str(skms.vault.port) not in everything.shown


async def test_where_slack_refuses_the_chart_a_line_of_text_stands_for_it(
    slack: FakeSlack, skms: LoopbackSkms, tmp_path: Path
) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    async with talking(slack, tmp_path / "bot.db", status=skms.status):
        slack.faults.add("chat.postMessage", Refuse("invalid_blocks"))
        answer = await slack.reply_to(mina.says(ops, f"@{slack.bot.name} status"))

    assert "Check now" in answer.shown
