"""What Slack sends back of views and buttons is read as it was written, and nothing else is."""

import datetime as dt
from typing import Any

import pytest

from bot.models.alerting import Scope, Wish
from bot.slack.blocks import ids, incident_modals, paste_modal, runbook, wish_button
from bot.slack.blocks.ids import IncidentReference, Reference, StatusReference
from bot.slack.blocks.incident_modals import Filled
from tests.fakes.incidents import MINUTE
from tests.slack.scenes import CHANNEL, TS

WORDS = {"incident_words_block": {"incident_words": {"value": "  the   network\nteam "}}}
SPAN = {"incident_span_block": {"incident_span": {"selected_option": {"value": "90"}}}}


def submitted(metadata: object = "14 2 ko", **values: Any) -> dict[str, object]:
    return {"private_metadata": metadata, "state": {"values": {**SPAN, **WORDS, **values}}}


def test_a_submitted_modal_of_an_incident_is_read_whole() -> None:
    filled = incident_modals.read_filled(submitted())

    assert filled == Filled(number=14, choice=2, locale="ko", span=90 * MINUTE, words="the network team")


def test_words_that_are_too_long_are_cut_and_none_are_none() -> None:
    long = {"incident_words": {"value": "x" * 121}}
    first = incident_modals.read_filled(submitted(incident_words_block=long))
    second = incident_modals.read_filled(submitted(incident_words_block={}))

    assert first is not None
    assert first.words == "x" * 120
    assert second is not None
    assert second.words == ""


@pytest.mark.parametrize("minutes", ["", "-5", "1.5", "٣", "ninety", None, 90])
def test_a_modal_with_no_whole_number_of_minutes_is_not_ours(minutes: object) -> None:
    span = {"incident_span": {"selected_option": {"value": minutes}}}

    assert incident_modals.read_filled(submitted(incident_span_block=span)) is None


@pytest.mark.parametrize(
    ("metadata", "read"),
    [
        ("14 2 ko", (14, 2, "ko")),
        ("999999999 0 en-GB", (999_999_999, 0, "en-GB")),
        ("1234567890 0 en", None),
        ("14 12 en", None),
        ("14 2", None),
        ("14 2 k", None),
        ("14 2 ko ", None),
        ("x14 2 ko", None),
        ("", None),
        (None, None),
    ],
)
def test_the_metadata_of_a_modal_is_ours_or_nobodys(metadata: str | None, read: tuple[int, int, str] | None) -> None:
    assert incident_modals.read_metadata(metadata or "") == read
    assert (incident_modals.read_filled(submitted(metadata)) is None) is (read is None)


@pytest.mark.parametrize("view", [{}, {"private_metadata": "14 2 ko"}, submitted() | {"state": []}])
def test_a_modal_without_its_state_is_not_ours(view: dict[str, object]) -> None:
    assert incident_modals.read_filled(view) is None


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ({"values": {"paste_block": {"paste_input": {"value": "an error"}}}}, "an error"),
        ({"values": {"paste_block": {"paste_input": {"value": None}}}}, ""),
        ({"values": {"paste_block": []}}, ""),
        ({"values": {"other": {}}}, ""),
        ({}, ""),
        (None, ""),
        ("values", ""),
    ],
)
def test_a_pasted_text_is_found_in_the_state_of_its_view(state: object, text: str) -> None:
    assert paste_modal.find_paste(state) == text


def test_the_metadata_of_a_runbook_holds_what_was_noted_as_far_as_there_is_room() -> None:
    place = Reference(40013, "en", CHANNEL, TS, "", "2")
    noted = {"key-on-sci": ids.STEP_WRONG, "": ids.STEP_FIXED}
    written = runbook.write_metadata(place, noted)

    assert written == f"40013 en {CHANNEL} {TS} - 2\nwrong key-on-sci\nfixed -"
    assert runbook.read_metadata(written) == (place, noted)
    assert runbook.read_metadata(f"{written}\nstrange key\n") == (place, noted)
    assert runbook.read_metadata("40013\nwrong key") is None


def test_metadata_is_filled_to_slacks_very_limit() -> None:
    first = Reference(40013, "en")
    rest = runbook.METADATA_LIMIT - len(first.pack()) - len("\nwrong ")

    fits = runbook.write_metadata(first, {"x" * rest: ids.STEP_WRONG})
    over = runbook.write_metadata(first, {"x" * (rest + 1): ids.STEP_WRONG})

    assert (len(fits), over) == (3000, first.pack())


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("14", IncidentReference(14)),
        ("14 mute", IncidentReference(14, "mute")),
        ("14 over", IncidentReference(14, "over")),
        ("14 delete", None),
        ("14 mute now", None),
        ("1234567890", None),
        ("-1", None),
        ("", None),
    ],
)
def test_the_value_of_an_incidents_button_is_ours_or_nobodys(value: str, read: IncidentReference | None) -> None:
    assert ids.unpack_incident(value) == read
    assert read is None or read.pack() == value


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("en", StatusReference("en")),
        ("ko key vault", StatusReference("ko", "key vault")),
        (f"en {'x' * 100}", StatusReference("en", "x" * 100)),
        (f"en {'x' * 101}", None),
        ("english prod", None),
        ("", None),
    ],
)
def test_the_value_of_a_status_button_is_ours_or_nobodys(value: str, read: StatusReference | None) -> None:
    assert ids.unpack_status(value) == read
    assert read is None or read.pack() == value


def test_what_was_asked_for_is_cut_to_what_a_status_button_may_hold() -> None:
    assert StatusReference("en", "x" * 101).pack() == f"en {'x' * 100}"


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("40013 en - - - -", Reference(40013, "en")),
        (f"40013 ko-KR {CHANNEL} {TS} wrong key-on-sci", Reference(40013, "ko-KR", CHANNEL, TS, "wrong", "key-on-sci")),
        ("40013 en - - -", None),
        ("40013 en - - - - -", None),
        ("x en - - - -", None),
        ("- en - - - -", None),
        ("40013 EN - - - -", None),
        ("40013 - - - - -", None),
        ("40013 en c0 - - -", None),
        ("40013 en - 17 - -", None),
        ("40013 en - - a-choice-too-long -", None),
        (f"40013 en - - - {'x' * 61}", None),
        ("40013 en - - - a_b", None),
    ],
)
def test_the_value_of_an_answers_button_is_ours_or_nobodys(value: str, read: Reference | None) -> None:
    assert ids.unpack(value) == read
    assert read is None or read.pack() == value


def test_the_number_of_an_action_is_left_out_again() -> None:
    assert ids.numbered("row_runbook", 40013) == "row_runbook:40013"
    assert [ids.action_of(one) for one in ("row_runbook:40013", "answer_menu")] == ["row_runbook", "answer_menu"]


def test_a_wish_is_read_as_it_was_written_and_nothing_else_is() -> None:
    wish = Wish(scope=Scope(component="key-vault", environment="prod"), span=dt.timedelta(hours=2), reason="known")

    assert wish_button.read(wish.model_dump_json(exclude_none=True)) == wish
    assert wish_button.read('{"scope": {}}') is None
    assert wish_button.read("14") is None
