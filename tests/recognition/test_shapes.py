"""Every known shape of a paste gives its fields exactly, or silence."""

import pytest

from bot.recognition import recognise
from tests.fakes.knowledge import specification_catalog
from tests.recognition import (
    shapes_dumps,
    shapes_http,
    shapes_json,
    shapes_more,
    shapes_silent,
    shapes_slack,
    shapes_wrapped,
)
from tests.recognition.shapes import OWN, WORDS, Case, Expected

CATALOG = specification_catalog()
CASES = (
    *shapes_json.CASES,
    *shapes_dumps.CASES,
    *shapes_more.CASES,
    *shapes_http.CASES,
    *shapes_wrapped.CASES,
    *shapes_slack.CASES,
    *shapes_silent.CASES,
)


def told(one: Expected) -> tuple[object, ...]:
    message = WORDS[one.code] if one.message == OWN else one.message
    return one.code, message, one.detail, one.http, one.key, one.layers or (one.code,), one.count


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_paste_of_this_shape_gives_its_fields_exactly(case: Case) -> None:
    found = [
        (
            one.error.code,
            one.error.message,
            one.error.detail,
            one.http_status,
            one.key_id,
            tuple(layer.code for layer in one.layers),
            one.count,
        )
        for one in recognise(case.text, CATALOG)
        if one.confidence != "possible"
    ]
    assert found == [told(one) for one in case.expected]


def test_each_shape_has_its_own_name() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))
