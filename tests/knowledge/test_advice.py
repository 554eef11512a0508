"""What single entries advise in cases that were once told wrong: which step comes first, what is named, what is not."""

from pathlib import Path

import pytest

from bot.catalog.loader import open_catalog
from bot.diagnosis import diagnose
from bot.explain.compose import compose
from bot.models.answer import Answer, PasteContext, Reader
from bot.models.sighting import Layer, Sighting, SkmsError

CATALOG = open_catalog([Path(__file__).parents[2] / "knowledge"])
UNTRUSTED = "PKIX path building failed: unable to find valid certification path to requested target"


def answer(code: int, detail: str) -> Answer:
    message = CATALOG.vendor[code].message
    sighting = Sighting(
        error=SkmsError(code=code, message=message, detail=detail),
        layers=(Layer(product="skms", code=code, message=message),),
        form="json",
        span=(0, 0),
        confidence="certain",
        why="exact-message",
    )
    return compose(sighting, diagnose(sighting, CATALOG), CATALOG, Reader(), PasteContext())


@pytest.mark.parametrize("code", [40006, 40012, 50001])
@pytest.mark.parametrize(
    "detail", ["401 Unauthorized", "401 : [no body]", "token expired", '{"error":"invalid_client"}']
)
def test_no_step_asks_for_a_callers_token_where_skms_itself_was_refused(code: int, detail: str) -> None:
    assert {"new-token-once", "check-token"}.isdisjoint(step.id for step in answer(code, detail).steps)


@pytest.mark.parametrize("detail", ["401 Unauthorized", "403 Forbidden", "HTTP/1.1 401", '{"error":"invalid_client"}'])
def test_a_refusal_by_the_auth_service_is_called_a_refusal(detail: str) -> None:
    assert answer(40006, detail).headline == "🔴 Auth service refused SKMS's own login · 40006"


@pytest.mark.parametrize("code", [40006, 40012])
def test_a_certificate_is_looked_at_first_where_a_certificate_failed(code: int) -> None:
    told = answer(code, UNTRUSTED)
    assert told.steps[0].id == "tls-from-pod"
    assert "certificate" in told.headline.casefold()


@pytest.mark.parametrize("code", [40110, 40111, 40112])
@pytest.mark.parametrize("shown", ["DEMO-0A1B-2C3D-4E5F-6071", "DEMO0A1B2C3D"])
def test_a_server_id_is_named_with_and_without_dashes(code: int, shown: str) -> None:
    assert "SCI DE…" in answer(code, f"sciServerId : {shown}").headline


@pytest.mark.parametrize(("detail", "said"), [("SCSL error : 1020", "1020"), ("ret=-61", "-61"), ("-5003", "-5003")])
def test_an_inner_number_is_read_behind_words(detail: str, said: str) -> None:
    assert any(said in line for line in answer(40004, detail).said)


@pytest.mark.parametrize("detail", ["license expired", "license count exceeded"])
def test_nobody_is_warned_of_switching_on_what_was_not_switched_off(detail: str) -> None:
    assert not any("switch" in warning for warning in answer(40108, detail).never)


@pytest.mark.parametrize("code", sorted(CATALOG.entries))
def test_what_changes_the_urgency_is_a_condition_and_an_act(code: int) -> None:
    condition, _, act = CATALOG.entries[code].urgency.changes.say("en").partition("? ")
    assert condition
    assert act
    assert not act.endswith("now")
