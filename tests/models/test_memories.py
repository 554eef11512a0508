import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from bot.models.conversation import Event, Limits, Novelty
from bot.models.feedback import LONGEST_CASE, Case
from tests.fakes.memories import NOW, an_answer, an_event


def test_a_novelty_is_new_unless_a_key_was_known() -> None:
    assert Novelty().new
    assert not Novelty(by="message", first=an_event()).new


@pytest.mark.parametrize(
    "changes",
    [{"at": dt.datetime(2026, 11, 22)}, {"state": "lost"}, {"event_id": ""}, {"text": "x"}, {"team": "T" * 300}],  # noqa: DTZ001 - a naive time is what is refused
)
def test_an_event_with_a_naive_time_an_unknown_state_or_a_text_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        an_event(1, **changes)


def test_no_value_of_a_conversation_has_room_for_a_messages_text() -> None:
    assert not {"text", "message", "body", "blocks"} & {*Event.model_fields, *type(an_answer()).model_fields}


def test_a_case_is_capped() -> None:
    values = {"team": "T1", "label": "not-skms", "by": "U1", "at": NOW, "expires_at": NOW}

    assert len(Case.model_validate({**values, "text": "x" * LONGEST_CASE}).text) == LONGEST_CASE
    with pytest.raises(ValidationError):
        Case.model_validate({**values, "text": "x" * (LONGEST_CASE + 1)})


def test_events_are_kept_longer_than_slack_may_deliver_them_again() -> None:
    age = Limits().event.age

    assert age is not None
    assert age > dt.timedelta(hours=25)


@pytest.mark.parametrize("name", sorted(Limits.model_fields))
def test_every_table_is_limited_in_rows(name: str) -> None:
    assert getattr(Limits(), name).rows


@pytest.mark.parametrize("codes", [tuple(range(21)), (10**9,)])
def test_an_answers_codes_fit_their_column(codes: tuple[int, ...]) -> None:
    with pytest.raises(ValidationError):
        an_answer(1, codes=codes)
