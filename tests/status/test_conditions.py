from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.loader import find_knowledge, open_catalog
from bot.models.bearing import bearing
from bot.models.sighting import SkmsError
from bot.models.target import Standing, Verdict
from bot.status.conditions import WITNESSES_FAIL, judge, peers_of, together, weigh
from tests.fakes.hours import START
from tests.fakes.watched import SECOND, a_health_target, a_reading, a_standing, a_target, a_witness, items

HEALTH = open_catalog([find_knowledge(None)]).health
VERDICTS: tuple[Verdict, ...] = ("up", "down", "blind")


def held_after(*verdicts: Verdict, before: Verdict | None = None, **target: Any) -> Standing:
    """What is held after these readings, ten seconds apart from ten seconds after the start on."""
    standing = a_standing(verdict=before)
    for number, verdict in enumerate(verdicts, start=1):
        standing = judge(standing, a_reading(verdict=verdict, seconds=10 * number), a_target(**target))
    return standing


def test_the_first_up_is_believed_and_the_first_down_is_not() -> None:
    assert held_after("up").verdict == "up"
    assert held_after("down").verdict is None
    assert held_after("down", "down").verdict is None
    assert held_after("down", "down", "down").verdict == "down"


@pytest.mark.parametrize(
    ("readings", "held"),
    [
        (("down", "down"), "up"),
        (("down", "down", "down"), "down"),
        (("down", "down", "up", "down", "down"), "up"),
        (("blind", "blind", "blind"), "blind"),
        (("down", "down", "blind", "down"), "up"),
        (("down", "blind", "down", "blind"), "up"),
        (("down", "down", "down", "up"), "down"),
        (("down", "down", "down", "up", "up"), "up"),
        (("blind", "blind", "blind", "down", "down", "down"), "down"),
    ],
)
def test_three_equal_readings_turn_a_target_down_or_blind_and_two_up(readings: tuple[Verdict, ...], held: str) -> None:
    assert held_after(*readings, before="up").verdict == held


def test_both_numbers_are_the_targets_own() -> None:
    assert held_after("down", before="up", down_after=1).verdict == "down"
    assert held_after("down", "up", before="up", down_after=1, up_after=1).verdict == "up"


def test_a_verdict_holds_since_the_first_of_the_readings_that_brought_it() -> None:
    standing = held_after("up", "down", "down", "down", "down", before="up")

    assert standing.since == START + 20 * SECOND
    assert standing.run == 0


def test_what_speaks_against_the_verdict_is_counted_and_the_proof_stays() -> None:
    standing = held_after("up", "down", "down", before="up")

    assert standing.verdict == "up"
    assert (standing.run, standing.run_since) == (2, START + 20 * SECOND)
    assert standing.reading is not None
    assert standing.reading.verdict == "down"
    assert standing.proof is not None
    assert standing.proof.at == START + 10 * SECOND


@given(st.lists(st.sampled_from(VERDICTS), max_size=40), st.integers(1, 4), st.integers(1, 4))
def test_no_verdict_is_held_that_the_last_readings_do_not_bear_out(
    readings: list[Verdict], down_after: int, up_after: int
) -> None:
    target = a_target(down_after=down_after, up_after=up_after)
    standing = Standing(target=target.name)
    for number, verdict in enumerate(readings):
        before, standing = standing, judge(standing, a_reading(verdict=verdict, seconds=number), target)
        seen = readings[: number + 1]
        if standing.verdict != before.verdict:
            needed = down_after if standing.verdict != "up" else up_after if before.verdict else 1
            assert set(seen[-needed:]) == {standing.verdict}
            assert standing.since == a_reading(seconds=number - needed + 1).at
    runs = [list(pair) for pair in pairwise(readings)]
    if all(left != right for left, right in runs) and min(down_after, up_after) > 1:
        assert standing.verdict in (None, "up")


def test_a_target_is_blind_where_no_witness_is_up_either() -> None:
    down = a_reading(verdict="down")

    weighed = weigh(down, [a_reading("witness", "down"), a_reading("other", "blind")])

    assert weighed.verdict == "blind"
    assert (weighed.reason, weighed.detail) == (WITNESSES_FAIL, "connect-refused")
    assert weigh(down, [a_reading("witness", "down"), a_reading("other", "up")]) == down
    assert weigh(down, []) == down


@pytest.mark.parametrize("seen", [{"http_status": 503}, {"items": items(keyCheck=False)}, {"certificate_days": -1}])
def test_a_target_that_answered_is_down_whatever_the_witnesses_say(seen: dict[str, Any]) -> None:
    down = a_reading(verdict="down", **seen)

    assert weigh(down, [a_reading("witness", "down")]) == down


def test_witnesses_of_another_environment_count_only_where_there_are_no_others() -> None:
    near, far, any_where = (
        a_witness("near", environment="prod"),
        a_witness("far", environment="stage"),
        a_witness("any"),
    )
    target = a_target()

    assert peers_of(target, [target, near, far, any_where]) == (near, any_where)
    assert peers_of(target, [target, far]) == (far,)
    assert peers_of(target, [target, a_target("other")]) == ()
    assert peers_of(near, [target, near, far]) == (target, far)


def test_a_health_check_speaks_of_the_components_that_its_items_test() -> None:
    target = a_health_target()
    failed = a_standing("sdf", "down", items=items(healthCheck=True, keyCheck=False, licenseCheck=True))

    assert bearing(target, failed, HEALTH) == {
        "sdf-container": "up",
        "skms": "up",
        "key-vault": "down",
        "admin-page": "up",
    }


def test_of_two_items_of_one_component_the_failing_one_decides() -> None:
    failed = a_standing("sdf", "down", items=items(azureInfoCheck=False, azureInfoValidCheck=True))

    assert bearing(a_health_target(), failed, HEALTH)["azure"] == "down"


def test_what_lies_behind_a_failing_item_cannot_be_seen() -> None:
    failed = a_standing("sdf", "down", items=items(healthCheck=False, keyCheck=False, azureInfoCheck=True))

    assert bearing(a_health_target(component="skms"), failed, HEALTH) == {
        "skms": "down",
        "key-vault": "blind",
        "azure": "up",
    }


def test_what_skms_itself_answered_for_an_item_was_not_out_of_reach() -> None:
    error = SkmsError(code=40008, message="Key Vault Service Failed")
    failed = a_standing(
        "sdf", "down", items=items(healthCheck=False, keyCheck=False, azureInfoCheck=False), error=error
    )

    said = bearing(a_health_target(), failed, HEALTH)

    assert (said["key-vault"], said["azure"]) == ("down", "blind")


def test_each_sci_server_sees_for_itself() -> None:
    here = [one.model_copy(update={"server": "here"}) for one in items(healthCheck=False, keyCheck=False)]
    there = [one.model_copy(update={"server": "there"}) for one in items(healthCheck=True, keyCheck=False)]

    assert bearing(a_health_target(), a_standing("sdf", "down", items=tuple(here)), HEALTH)["key-vault"] == "blind"
    assert bearing(a_health_target(), a_standing("sdf", "down", items=(*here, *there)), HEALTH)["key-vault"] == "down"


def test_an_item_that_works_excuses_no_target_that_is_down() -> None:
    odd = a_standing("sdf", "down", items=items(healthCheck=True), reason="health-code")

    assert bearing(a_health_target(component="skms"), odd, HEALTH) == {"skms": "down"}


def test_a_health_check_that_does_not_answer_is_down_itself_and_cannot_see_the_rest() -> None:
    said = bearing(a_health_target(), a_standing("sdf", "down"), HEALTH)

    assert said.pop("sdf-container") == "down"
    assert said
    assert set(said.values()) == {"blind"}


def test_a_health_check_that_fails_without_a_failing_item_is_down_itself() -> None:
    odd = a_standing("sdf", "down", items=items(healthCheck=True), reason="health-code")

    assert bearing(a_health_target(), odd, HEALTH) == {"sdf-container": "down", "skms": "up"}


def test_of_what_was_never_judged_nothing_is_said() -> None:
    assert bearing(a_target(), a_standing(verdict=None), HEALTH) == {}


@pytest.mark.parametrize(
    ("verdicts", "whole"),
    [((), None), (("up", "down", "blind"), "down"), (("up", "blind"), "up"), (("blind", "blind"), "blind")],
)
def test_a_component_is_down_where_any_says_so_and_blind_where_all_are(
    verdicts: tuple[Verdict, ...], whole: str
) -> None:
    assert together(verdicts) == whole
