import pytest

from bot.checks.plan import Errand, await_findings, plan, worth_asking
from bot.diagnosis import diagnose
from bot.explain.compose import compose
from bot.models.answer import PasteContext, Reader
from bot.models.catalog import Audience
from bot.models.live import Live
from bot.models.target import Place
from bot.recognition import recognise
from tests.explain.test_answers import CATALOG, CODES, KEY_PASTE, TIMEOUT_PASTE
from tests.explain.test_live import paste_of
from tests.fakes.live_status import VAULT_PLACE, live, skms, standing, vault, witness

WATCHED = (standing(vault(), "up"), standing(skms(), "up"), standing(witness(), "up"))
ELSEWHERE = Place(host="other.example.test", port=8080)


def planned(text: str, known: Live, audience: Audience = "operator") -> tuple[Errand, ...]:
    [sighting] = recognise(text, CATALOG)
    diagnosis = diagnose(sighting, CATALOG)
    answer = compose(sighting, diagnosis, CATALOG, Reader(audience=audience), PasteContext())
    return plan(answer, diagnosis, known, CATALOG)


def test_the_place_that_a_detail_names_is_asked_lowest_protocol_first() -> None:
    errands = [one for one in planned(TIMEOUT_PASTE, live(*WATCHED)) if one.place and not one.step]

    assert [(one.ask, one.place) for one in errands] == [("dns", VAULT_PLACE), ("tcp", VAULT_PLACE)]


def test_a_place_with_an_https_address_is_asked_up_to_https() -> None:
    target = vault(kind="http", place=None, url="https://kms.example.test:8080/ready")

    errands = [one for one in planned(TIMEOUT_PASTE, live(standing(target, "up"))) if one.place and not one.step]

    assert [one.ask for one in errands] == ["dns", "tcp", "tls", "https"]


def test_a_place_beside_the_targets_own_is_asked_where_the_target_allows_it() -> None:
    target = vault(place=ELSEWHERE, also_allow=(VAULT_PLACE,))

    errands = planned(TIMEOUT_PASTE, live(standing(target, "up")))

    assert {one.place for one in errands if one.ask} == {VAULT_PLACE}


@pytest.mark.parametrize(
    "place", [ELSEWHERE, Place(host="kms.example.test", port=8081), Place(host="xkms.example.test", port=8080)]
)
def test_a_place_that_no_target_names_is_never_asked(place: Place) -> None:
    errands = planned(TIMEOUT_PASTE, live(standing(vault(place=place), "up"), standing(skms(), "up")))

    assert [one for one in errands if one.ask] == []
    assert {one.step: one.skip for one in errands if one.check.kind == "tcp" and one.step} == {
        "tcp-from-pod": "not-a-target"
    }


def test_nothing_is_asked_for_readers_outside() -> None:
    assert planned(TIMEOUT_PASTE, live(*WATCHED), "external") == ()


def test_nothing_is_worth_asking_where_no_target_bears_on_the_error() -> None:
    errands = planned(TIMEOUT_PASTE, live())

    assert not worth_asking(errands)
    assert {one.skip for one in errands} == {"not-a-target", "no-target"}


def test_witnesses_are_asked_with_the_rest_and_never_alone() -> None:
    assert "gateway" in {one.target.name for one in planned(KEY_PASTE, live(*WATCHED)) if one.target}
    assert planned(paste_of(40013), live(standing(witness(), "up")))[-1].target is None


def test_a_check_that_could_mean_two_environments_is_left_out() -> None:
    both = live(standing(skms("prod"), "up"), standing(skms("test"), "up"), environment="")

    [errand] = [one for one in planned(KEY_PASTE, both) if one.step == "check-keycheck"]

    assert errand.skip == "several-environments"


def test_the_place_that_is_named_tells_the_environment_of_the_other_checks() -> None:
    both = live(*WATCHED, standing(skms("test"), "up"), environment="")

    assert {one.target.environment for one in planned(TIMEOUT_PASTE, both) if one.target} == {"prod", ""}


@pytest.mark.parametrize("code", CODES)
def test_every_check_of_every_runbook_is_either_asked_of_a_target_or_says_why_not(code: int) -> None:
    for errand in planned(paste_of(code), live(*WATCHED)):
        asked = errand.target is not None and errand.skip is None
        assert asked or errand.skip is not None or errand.check.kind == "knowledge"


def test_checks_on_their_way_are_named_once_and_without_witnesses() -> None:
    errands = planned(TIMEOUT_PASTE, live(*WATCHED))

    checking = await_findings(live(*WATCHED), errands).checking

    assert len(set(checking)) == len(checking)
    assert [check.kind for check in checking][:2] == ["dns", "tcp"]


def test_the_check_of_a_step_that_cannot_be_undone_is_left_alone() -> None:
    [sighting] = recognise(KEY_PASTE, CATALOG)
    diagnosis = diagnose(sighting, CATALOG)
    answer = compose(sighting, diagnosis, CATALOG, Reader(), PasteContext())
    locked = tuple(
        step.model_copy(update={"risk": "irreversible", "precondition": "never"} if step.check else {})
        for step in answer.steps
    )

    errands = plan(answer.model_copy(update={"steps": locked}), diagnosis, live(*WATCHED), CATALOG)

    assert any(step.check for step in answer.steps)
    assert [one for one in errands if one.step] == []
