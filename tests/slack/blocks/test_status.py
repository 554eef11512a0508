"""The status as a person reads it in Slack, and what of it stays where it is."""

import json
from typing import Any

import pytest

from bot.slack.blocks import ids, status
from bot.slack.blocks.ids import StatusReference, unpack_status
from bot.slack.blocks.page import Message
from tests.fakes.slack.shapes.blocks import check_blocks
from tests.fakes.slack.shapes.check import Findings
from tests.fakes.slack_phone import lines_of
from tests.fakes.statuses import ALL, CATALOG, OPS, a_past, overviews, seen, worded
from tests.fakes.watched import a_standing, a_target

OVERVIEWS = overviews()
LOCALES = sorted(CATALOG.locales)


def shown(message: Message) -> list[str]:
    """Its lines of text, unwrapped."""
    return lines_of(message.blocks)


def charts(message: Message) -> list[Any]:
    return [block for block in message.blocks if block["type"] == "data_visualization"]


def place_of_the_button(message: Message) -> tuple[int, int]:
    """How many blocks, and how many lines of text, stand above the button."""
    kinds = [block["type"] for block in message.blocks]
    number = kinds.index("actions")
    return number, sum(json.dumps(block, ensure_ascii=False).count("\\n") + 1 for block in message.blocks[:number])


@pytest.mark.parametrize("locale", LOCALES)
def test_the_button_stays_where_it_is_whatever_the_readings_say(locale: str) -> None:
    wording = worded(locale)
    places = {
        place_of_the_button(status.render(overview, wording, asking=asking, chart=chart))
        for name, overview in OVERVIEWS.items()
        if name != "empty"
        for asking in (True, False)
        for chart in (True, False)
    }

    assert places == {(1, 2)}


def test_a_status_says_that_it_is_asking_again_and_then_how_old_it_is() -> None:
    wording = worded()

    assert "Checking again …" in shown(status.render(OVERVIEWS["up"], wording, asking=True))[1]
    assert "Checked 15 s ago" in shown(status.render(OVERVIEWS["up"], wording))[1]


def test_the_push_text_begins_with_the_verdict() -> None:
    text = status.render(OVERVIEWS["down"], worded()).text.split("\n")

    assert text[0] == "🔴 Key vault DOWN [prod] since 02:51 KST, 9 min"
    assert any("Codes to expect: 40008" in line for line in text)


def test_what_is_down_is_told_with_its_reason_its_codes_and_its_owner() -> None:
    page = "\n".join(shown(status.render(OVERVIEWS["down"], worded())))

    for words in ("kms: Connection refused", "Breaks: No keys", "Codes to expect: 40008", f"Owner: {OPS.label}"):
        assert words in page


def test_every_component_shows_its_age_its_environment_its_target_and_whose_licence_asked() -> None:
    page = "\n".join(shown(status.render(OVERVIEWS["up"], worded())))

    for component in OVERVIEWS["up"].components:
        name = CATALOG.components[component.id].name.say("en")
        assert f"🟢 {name} UP [{component.environment}, 15 s]" in page
        assert component.targets[0].target.name in page
    assert "UP = our monitoring licence" in page


def test_readers_outside_see_components_alone() -> None:
    message = status.render(OVERVIEWS["down"], worded(audience="external"))
    page = "\n".join([message.text, *shown(message)])

    assert "Key vault DOWN" in page
    for word in ("kms", "sdf", OPS.label, "our monitoring licence", "refused"):
        assert word not in page
    assert charts(message) == []


def test_readers_outside_are_not_told_that_all_is_up_by_a_check_that_is_old() -> None:
    message = status.render(OVERVIEWS["stale"], worded(audience="external"))

    assert message.text.startswith("⚪ Key vault: last check 76 min ago [prod]")
    assert "kms" not in message.text


def test_the_chart_is_slacks_own_with_every_label_in_every_series() -> None:
    (chart,) = charts(status.render(OVERVIEWS["up"], worded()))

    labels = chart["chart"]["axis_config"]["categories"]
    assert 2 <= len(labels) <= 20
    assert len(labels) == len(set(labels))
    for series in chart["chart"]["series"]:
        assert [point["label"] for point in series["data"]] == labels
        assert all(0 < point["value"] <= 5000 for point in series["data"])
    names = [series["name"] for series in chart["chart"]["series"]]
    assert names == [view.target.name for view in OVERVIEWS["up"].targets]


def test_a_chart_draws_the_deadline_where_nothing_answered() -> None:
    past = a_past(*["up"] * 30, *["down"] * 30)
    (chart,) = charts(status.render(seen(targets=[a_target()], pasts={"kms": past}), worded()))

    values = [point["value"] for point in chart["chart"]["series"][0]["data"]]
    assert values[-1] == 5000
    assert values[0] < 100


def test_a_chart_has_six_series_at_most_whose_names_differ() -> None:
    targets = [a_target(f"target-with-a-very-long-name-{number}") for number in range(9)]
    overview = seen(targets=targets, pasts={target.name: a_past(*["up"] * 60) for target in targets})

    (chart,) = charts(status.render(overview, worded()))

    names = [series["name"] for series in chart["chart"]["series"]]
    assert len(set(names)) == 6
    assert max(map(len, names)) <= 20


def test_without_the_chart_the_same_hour_stands_there_as_text() -> None:
    message = status.render(OVERVIEWS["up"], worded(), chart=False)

    assert charts(message) == []
    assert any("▁" in line or "█" in line for line in shown(message))
    assert any("×" in line for line in shown(message))


def test_with_too_little_to_draw_there_is_no_chart() -> None:
    assert charts(status.render(seen(pasts={"kms": a_past("up")}), worded())) == []


@pytest.mark.parametrize("kind", sorted(OVERVIEWS))
def test_slacks_stand_in_takes_every_status(kind: str) -> None:
    findings = Findings()
    for locale in LOCALES:
        check_blocks(list(status.render(OVERVIEWS[kind], worded(locale)).blocks), "message", findings)

    assert findings.words == []


def test_the_button_knows_what_was_asked_for_and_in_which_language() -> None:
    message = status.render(OVERVIEWS["up"], worded("ko"), "prod")
    (button,) = [element for block in message.blocks if block["type"] == "actions" for element in block["elements"]]  # type: ignore[attr-defined]

    assert button["action_id"] == ids.STATUS_CHECK
    assert unpack_status(button["value"]) == StatusReference("ko", "prod")


@pytest.mark.parametrize(
    "reference", [StatusReference("en"), StatusReference("ko", "our stage"), StatusReference("en", "x" * 100)]
)
def test_a_reference_survives_its_way_through_slack(reference: StatusReference) -> None:
    assert unpack_status(reference.pack()) == reference


@pytest.mark.parametrize("value", ["", "EN x", "en " + "x" * 101, "english"])
def test_a_value_that_is_none_of_ours_is_refused(value: str) -> None:
    assert unpack_status(value) is None


def test_where_nothing_is_set_up_there_is_no_button_to_ask_with() -> None:
    assert "actions" not in {block["type"] for block in status.render(OVERVIEWS["empty"], worded()).blocks}


def test_an_unknown_word_is_answered_with_the_names_there_are() -> None:
    message = status.render_unknown("kmss", ("kms", "prod"), worded())

    assert message.text == "I do not watch “kmss”. Known: kms, prod"


def test_of_many_components_the_first_are_shown_and_the_rest_is_counted() -> None:
    targets = [a_target(f"kms-{number}", environment=f"site-{number}") for number in range(12)]
    overview = seen(a_standing("kms-11", "down", 545), targets=targets)

    page = shown(status.render(overview, worded()))

    assert any("[site-11" in line for line in page)
    assert "and 4 more" in page


def test_several_targets_of_one_component_are_counted_beside_the_worst() -> None:
    targets = [a_target("kms-1"), a_target("kms-2"), *ALL[2:3]]
    overview = seen(a_standing("kms-2", "down", 545), targets=targets)

    assert "kms-2: Connection refused (1 of 2 targets)" in shown(status.render(overview, worded()))
