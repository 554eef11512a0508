import json
from typing import Any

import pytest

from bot.models.answer import Answer
from bot.slack.blocks import ids, runbook
from bot.slack.blocks.ids import Reference, unpack
from bot.slack.blocks.page import View
from bot.slack.blocks.runbook import Shelf, write_how
from tests.fakes.slack_limits import refuse_view
from tests.fakes.slack_phone import lines_of, show
from tests.fakes.slack_reader import decode
from tests.slack.scenes import (
    CHANNEL,
    CODES,
    KEY_PASTE,
    LANGUAGES,
    LOCALES,
    TIMEOUT_PASTE,
    TS,
    answer_to,
    paste_of,
    phrases_in,
)

EN = phrases_in("en")
PLACE = Reference(40013, "en", CHANNEL, TS)
URL = "https://git.example.test/skms-bot/blob/main/knowledge/errors/40013.yaml"


def blocks_of(view: View) -> list[dict[str, Any]]:
    blocks = view["blocks"]
    assert isinstance(blocks, list)
    return blocks


def elements(view: View) -> list[dict[str, Any]]:
    return [element for block in blocks_of(view) if block["type"] == "actions" for element in block["elements"]]


def menus(view: View) -> list[dict[str, Any]]:
    return [block["accessory"] for block in blocks_of(view) if "accessory" in block]


def locked_answer() -> Answer:
    return next(one for one in map(answer_to, map(paste_of, CODES)) if any(step.locked for step in one.steps))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("code", CODES)
def test_the_modal_holds_the_whole_runbook(code: int, locale: str) -> None:
    one = answer_to(paste_of(code), locale)
    view = runbook.render(one, phrases_in(locale), Reference(code, locale))
    shown = "\n".join(lines_of(blocks_of(view)))

    for step in one.steps:
        for text in (step.do, step.expect, step.precondition or "", *(step.more or "").split("\n")):
            assert as_seen(text.strip()) in as_seen(shown)
    known = one.background
    for text in (known.meaning, known.impact, known.retry, known.verify, *known.causes, *known.evidence):
        assert as_seen(text) in as_seen(shown)
    assert one.owner_line in shown


def as_seen(text: str) -> str:
    return decode(text).translate(str.maketrans("\u2217\u02cd\u223c\u02cb", "*_~`"))


def test_commands_stand_in_fences_and_can_be_copied_as_they_are() -> None:
    parts = write_how('Set HOST first:\n\n  nc -vz "$HOST" 443\n    --more *x*\n\nNo nc? Try curl.')

    assert parts == ["Set HOST first:", '```\nnc -vz "$HOST" 443\n  --more *x*\n```', "No nc? Try curl."]


def test_what_this_very_detail_says_stands_under_the_verdict() -> None:
    lines = lines_of(blocks_of(runbook.render(answer_to(TIMEOUT_PASTE), EN, PLACE)))

    assert lines[1] == "kms.example.test:8080 (192.0.2.171), key 0000731"
    assert lines[2] == "Address known, no reply: host, route or firewall (judged)"


def test_what_cannot_be_undone_is_locked_with_its_precondition_before_the_how() -> None:
    one = locked_answer()
    step = next(step for step in one.steps if step.locked)
    shown = "\n".join(lines_of(blocks_of(runbook.render(one, EN, PLACE))))

    assert f"🔒 {step.do}" in shown
    assert step.precondition is not None
    assert step.more is not None
    assert shown.index(f"🔒 {step.do}") < shown.index(step.precondition) < shown.index(step.more)


def test_the_warnings_and_steps_come_before_causes_and_background() -> None:
    shown = show(blocks_of(runbook.render(answer_to(KEY_PASTE), EN, PLACE)))

    assert shown.index("⛔") < shown.index("*Runbook*") < shown.index("Fixed when") < shown.index("Likely causes")


def test_every_step_can_be_reported_wrong_or_be_the_one_that_helped() -> None:
    one = answer_to(KEY_PASTE)
    view = runbook.render(one, EN, PLACE)

    assert [len(menu["options"]) for menu in menus(view)] == [4] * len(one.steps)
    for step, menu in zip(one.steps, menus(view), strict=True):
        said = [unpack(option["value"]) for option in menu["options"]]
        assert [found and (found.choice, found.extra) for found in said] == [(c, step.id) for c in ids.STEP_CHOICES]


def test_the_runbook_can_be_edited_where_a_repository_is_set() -> None:
    shelf = Shelf(edit_url=URL, languages=LANGUAGES)
    one = answer_to(KEY_PASTE)

    with_link = {
        element["text"]["text"]: element.get("url") for element in elements(runbook.render(one, EN, PLACE, shelf))
    }

    assert with_link == {"Fixed it": None, "Edit this runbook": URL, "한국어": None}
    assert [element["text"]["text"] for element in elements(runbook.render(one, EN, PLACE))] == ["Fixed it"]


def test_what_the_reader_said_is_noted_where_it_was_said() -> None:
    one = answer_to(KEY_PASTE)
    shelf = Shelf(noted={one.steps[1].id: ids.STEP_WRONG, "": ids.STEP_FIXED})

    view = runbook.render(one, EN, PLACE, shelf)

    assert [line for line in lines_of(blocks_of(view)) if "Noted" in line] == [
        "✓ Noted: Step wrong",
        "✓ Noted: Fixed it",
    ]
    assert elements(view) == []


def test_readers_outside_get_meaning_own_steps_and_retry_and_no_way_inside() -> None:
    one = answer_to(TIMEOUT_PASTE, audience="external")
    view = runbook.render(one, EN, PLACE, Shelf(edit_url=URL, languages=LANGUAGES))
    shown = json.dumps(view, ensure_ascii=False)

    assert one.background.meaning in shown
    assert one.background.retry in shown
    for inside in ("git.example.test", "kms.example.test", "192.0.2", "Owner", "skms-bot kb preview", "Likely causes"):
        assert inside not in shown
    assert menus(view) == []


def test_the_place_of_the_paste_travels_with_the_view() -> None:
    view = runbook.render(answer_to(KEY_PASTE), EN, PLACE)

    assert view["callback_id"] == ids.RUNBOOK_VIEW
    reference = unpack(str(view["private_metadata"]))
    assert reference is not None
    assert (reference.code, reference.channel, reference.ts, reference.extra) == (40013, CHANNEL, TS, "0")


def test_a_runbook_of_sixty_long_steps_is_leafed_through_and_none_is_lost() -> None:
    one = answer_to(KEY_PASTE)
    first = one.steps[0]
    steps = tuple(
        first.model_copy(update={"id": f"step-{n}", "do": f"step {n} <&*_", "more": "&*" * 600 + "\n\n  " + "`&" * 600})
        for n in range(60)
    )
    long = one.model_copy(update={"steps": steps})
    shown = ""
    number = 0
    while True:
        view = runbook.render(long, EN, PLACE, Shelf(page=number, languages=LANGUAGES, edit_url=URL))
        assert refuse_view(view) == []
        shown += json.dumps(view, ensure_ascii=False)
        reference = unpack(str(view["private_metadata"]))
        assert reference is not None
        assert reference.extra == str(number)
        forward = [e for e in elements(view) if e["action_id"] == ids.numbered(ids.RUNBOOK_PAGE, number + 1)]
        if not forward:
            break
        number += 1

    assert number > 3
    assert all(f"{n + 1} step {n} &lt;" in shown for n in range(60))
    assert shown.count("&amp;") >= 60 * 600 * 2


def test_a_page_that_does_not_exist_is_the_last_one() -> None:
    view = runbook.render(answer_to(KEY_PASTE), EN, PLACE, Shelf(page=99))

    assert view == runbook.render(answer_to(KEY_PASTE), EN, PLACE)
