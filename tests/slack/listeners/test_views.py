"""Modals: the whole runbook, its pages and languages, what people say of steps."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.models.feedback import StepVote
from bot.models.setup import Answers
from bot.settings.slack import SlackSettings
from bot.slack.blocks import runbook
from bot.slack.surface import Job
from tests.fakes.slack import FakeSlack, Hold, Message, Refuse, View
from tests.fakes.slack.people import Person
from tests.fakes.slack_talk import Talk, talking

BODY = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000731"}'
EDIT = "https://git.example.test/kb/{path}"
SETTINGS = SlackSettings(answers=Answers(edit_url=EDIT))
LISTENING = pytest.mark.usefixtures("talk")


@pytest.fixture
async def talk(slack: FakeSlack, tmp_path: Path) -> AsyncIterator[Talk]:
    async with talking(slack, tmp_path / "bot.db", SETTINGS) as running:
        yield running


async def asked(slack: FakeSlack, person: Person, text: str = "40013") -> Message:
    channel = slack.channel("strangers-only", kind="group", with_bot=False)
    before = len(person.sees(channel))
    await person.command(channel, "/skms", text)
    await slack.until(lambda: len(person.sees(channel)) > before, "answer")
    return person.sees(channel)[-1]


async def opened(slack: FakeSlack, person: Person, where: Message | View, button: str = "Full runbook") -> View:
    done = await person.clicks(where, button)
    assert done.acked, done.failure
    assert done.took < 0.5
    await slack.until(lambda: person.user.views, "modal")
    return person.view


def menus(view: View) -> list[str]:
    return [block["accessory"]["action_id"] for block in view.blocks if "accessory" in block]


def buttons(view: View) -> dict[str, dict[str, Any]]:
    elements = [element for block in view.blocks if block["type"] == "actions" for element in block["elements"]]
    return {element["text"]["text"]: element for element in elements}


@asynccontextmanager
async def stuck(talk: Talk) -> AsyncIterator[None]:
    """While it lasts, every worker waits, and so does what is queued behind them."""
    open_again = asyncio.Event()

    async def wait() -> None:
        await open_again.wait()

    for _ in range(20):
        talk.core.inbox.submit(Job("stuck", wait))
    yield
    open_again.set()


async def votes(talk: Talk) -> list[StepVote]:
    return await talk.store.feedback.votes()


@LISTENING
async def test_full_runbook_opens_the_whole_of_it(slack: FakeSlack) -> None:
    mina = slack.person("mina")

    view = await opened(slack, mina, await asked(slack, mina))

    assert view.body["title"]["text"] == "Runbook 40013"
    assert "Only the code was given" in view.shown
    assert {"Fixed it", "Edit this runbook", "한국어"} <= set(buttons(view))
    assert buttons(view)["Edit this runbook"]["url"] == "https://git.example.test/kb/errors/40013.yaml"
    assert menus(view)


@LISTENING
async def test_a_row_of_a_search_opens_its_runbook(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    found = await asked(slack, mina, "search key vault")
    row = next(block["accessory"]["action_id"] for block in found.blocks if "accessory" in block)

    view = await opened(slack, mina, found, row)

    assert view.body["title"]["text"] == f"Runbook {row.partition(':')[2]}"


@LISTENING
async def test_the_runbook_changes_its_language_in_place_and_back(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    view = await opened(slack, mina, await asked(slack, mina))
    english = view.shown

    await mina.clicks(view, "한국어")
    await slack.until(lambda: view.shown != english, "Korean")
    assert view.body["title"]["text"] == "40013 조치 절차"
    assert "코드만으로 판단" in view.shown

    await mina.clicks(view, "English")
    await slack.until(lambda: view.shown == english, "English again")
    assert len(mina.user.views) == 1


@LISTENING
async def test_a_long_runbook_is_leafed_through_and_keeps_its_page(
    slack: FakeSlack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runbook, "PAGE_BLOCKS", 8)
    mina = slack.person("mina")
    view = await opened(slack, mina, await asked(slack, mina))
    first = view.shown

    await mina.clicks(view, next(label for label in buttons(view) if label.startswith("Page 2 of ")))
    await slack.until(lambda: view.shown != first, "second page")
    second = view.shown
    await mina.clicks(view, "한국어")
    await slack.until(lambda: view.shown != second, "second page in Korean")
    assert any(label.endswith("쪽 중 1쪽") for label in buttons(view))
    await mina.clicks(view, "English")
    await slack.until(lambda: view.shown == second, "second page again")
    await mina.clicks(view, next(label for label in buttons(view) if label.startswith("Page 1 of ")))
    await slack.until(lambda: view.shown == first, "first page again")


async def test_fixed_it_is_kept_and_thanked(slack: FakeSlack, talk: Talk) -> None:
    mina = slack.person("mina")
    view = await opened(slack, mina, await asked(slack, mina))

    await mina.clicks(view, "Fixed it")
    await slack.until(lambda: "✓ Noted: Fixed it" in view.shown, "thanks")

    assert "Fixed it" not in buttons(view)
    assert [(vote.entry, vote.step, vote.verdict, vote.by) for vote in await votes(talk)] == [
        ("40013", None, "fixed", mina.id)
    ]


async def test_what_is_said_of_steps_is_kept_and_stays_visible_together(slack: FakeSlack, talk: Talk) -> None:
    mina = slack.person("mina")
    view = await opened(slack, mina, await asked(slack, mina))
    first, second = menus(view)[:2]

    await mina.picks(view, first, "Step wrong")
    await slack.until(lambda: view.shown.count("✓ Noted") == 1, "first note")
    await mina.picks(view, second, "Step dangerous")
    await slack.until(lambda: view.shown.count("✓ Noted") == 2, "second note")
    await mina.clicks(view, "한국어")
    await slack.until(lambda: "조치 절차" in view.shown, "Korean")

    assert view.shown.count("✓") == 2
    said = {vote.step: vote.verdict for vote in await votes(talk)}
    assert sorted(said.values()) == ["dangerous", "wrong"]
    assert None not in said


async def test_who_changes_their_mind_is_counted_once(slack: FakeSlack, talk: Talk) -> None:
    mina = slack.person("mina")
    view = await opened(slack, mina, await asked(slack, mina))
    menu = menus(view)[0]

    await mina.picks(view, menu, "Step wrong")
    await slack.until(lambda: "✓ Noted: Step wrong" in view.shown, "note")
    await mina.picks(view, menu, "Step unclear")
    await slack.until(lambda: "✓ Noted: Step unclear" in view.shown, "other note")

    assert [vote.verdict for vote in await votes(talk)] == ["unclear"]


@LISTENING
async def test_of_two_presses_on_one_state_of_the_modal_the_first_is_shown(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    view = await opened(slack, mina, await asked(slack, mina))
    slack.faults.add("views.update", Hold(0.3))

    await mina.clicks(view, "한국어")
    await mina.clicks(view, "Fixed it")
    await slack.until(lambda: len(slack.ledger.said("views.update")) == 2, "two updates")
    await slack.settles()

    assert [call.error for call in slack.ledger.said("views.update")] == ["", "hash_conflict"]
    assert "조치 절차" in view.shown


@LISTENING
async def test_a_press_in_a_modal_that_was_closed_meanwhile_harms_nobody(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    view = await opened(slack, mina, await asked(slack, mina))
    slack.faults.add("views.update", Hold(0.2))

    await mina.clicks(view, "한국어")
    await mina.closes(view)
    await slack.until(lambda: slack.ledger.said("views.update"), "update")

    assert slack.ledger.said("views.update")[0].error == "not_found"


@LISTENING
async def test_a_trigger_that_expired_is_told(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    answer = await asked(slack, mina)
    slack.faults.add("views.open", Refuse("expired_trigger_id"))

    await mina.clicks(answer, "Full runbook")
    await slack.until(lambda: len(mina.sees(answer.channel)) == 2, "word")

    assert "failed on my side" in mina.sees(answer.channel)[-1].shown
    assert mina.user.views == []


async def test_a_runbook_opens_although_every_worker_waits_for_a_closed_channel(slack: FakeSlack, talk: Talk) -> None:
    mina = slack.person("mina")
    answer = await asked(slack, mina)
    async with stuck(talk):
        view = await opened(slack, mina, answer)

    assert "Runbook 40013" in view.shown


@LISTENING
async def test_a_button_of_another_age_is_told_to_be_one(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    answer = await asked(slack, mina)
    for block in answer.blocks:
        for element in block.get("elements", []):
            if element.get("value"):
                element["value"] = "v0;40013"

    await mina.clicks(answer, "Full runbook")
    await slack.until(lambda: len(mina.sees(answer.channel)) == 2, "word")

    assert "out of date" in mina.sees(answer.channel)[-1].shown


@LISTENING
async def test_a_code_that_the_knowledge_lacks_by_now_is_told(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    answer = await asked(slack, mina)
    for block in answer.blocks:
        for element in block.get("elements", []):
            if element.get("value"):
                element["value"] = element["value"].replace("40013", "49999")

    await mina.clicks(answer, "Full runbook")
    await slack.until(lambda: len(mina.sees(answer.channel)) == 2, "word")

    assert "out of date" in mina.sees(answer.channel)[-1].shown
    assert mina.user.views == []
