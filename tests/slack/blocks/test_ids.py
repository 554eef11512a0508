import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.blocks import ids
from bot.slack.blocks.ids import Reference, unpack

LONGEST = Reference(999999999, "pt-BR", "C" + "0" * 15, "9" * 12 + "." + "9" * 8, "x" * 12, "a" * 60)
REFERENCES = st.builds(
    Reference,
    st.integers(0, 999_999_999),
    st.sampled_from(["en", "ko", "pt-BR"]),
    st.sampled_from(["", "C0123456789", "D0AB"]),
    st.sampled_from(["", "1700000000.000100"]),
    st.sampled_from(["", *ids.STEP_CHOICES, ids.CHOICE_NOT_SKMS, ids.CHOICE_SHARE, ids.CHOICE_LANGUAGE]),
    st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(lambda text: len(text) <= ids.LONGEST_EXTRA),
)


@given(REFERENCES)
def test_a_reference_survives_the_way_through_slack(reference: Reference) -> None:
    assert unpack(reference.pack()) == reference


def test_the_longest_reference_fits_into_a_menu() -> None:
    assert len(LONGEST.pack()) <= 150
    assert unpack(LONGEST.pack()) == LONGEST


@pytest.mark.parametrize(
    "value",
    [
        "",
        "40013",
        "40013 en C1 1.1 - - -",
        "x en - - - -",
        "٤٠٠١٣ en - - - -",
        "40013 english - - - -",
        "40013 en c1 - - -",
        "40013 en - - - <!channel>",
        "40013 en - 1 - -",
        "40013 en - - -  -",
    ],
)
def test_what_is_not_ours_is_no_reference(value: str) -> None:
    assert unpack(value) is None


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_a_value(text: str) -> None:
    unpack(text)


def test_numbered_ids_lead_back_to_their_action() -> None:
    assert ids.action_of(ids.numbered(ids.ANSWER_RUNBOOK, 2)) == ids.ANSWER_RUNBOOK
    assert ids.action_of(ids.ANSWER_SHARE) == ids.ANSWER_SHARE
