"""Which targets fail of one cause."""

import datetime as dt
from pathlib import Path

import pytest

from bot.catalog.loader import open_catalog
from bot.incidents.grouping import expected_codes, find_blindness, group_failing, judge_members
from bot.incidents.rules import Beginning, decide
from bot.models.alerting import Observed, Policy
from bot.models.incident import Failing
from bot.models.target import Standing, Verdict
from tests.fakes.incidents import MINUTE, NOW, a_subject, a_target, observed
from tests.fakes.watched import a_health_target, a_reading, items

CATALOG = open_catalog([Path(__file__).parents[2] / "knowledge"])


def members(*found: tuple[str, str], since: dict[str, dt.datetime] | None = None) -> list[tuple[str, ...]]:
    """The groups of components that are down or up as given."""
    given = [
        observed(a_target(f"{component}-1", component), verdict, (since or {}).get(component, NOW))  # type: ignore[arg-type]
        for component, verdict in found
    ]
    return [group.subject.members for group in group_failing(given, CATALOG)]


def test_the_root_is_what_the_others_call() -> None:
    assert members(("skms", "down"), ("key-vault", "down"), ("sci-server", "down")) == [
        ("sci-server", "key-vault", "skms")
    ]


def test_a_part_that_is_not_asked_passes_a_failure_on_and_one_that_works_does_not() -> None:
    assert members(("sdf-container", "down"), ("key-vault", "down")) == [("key-vault", "sdf-container")]
    assert members(("sdf-container", "down"), ("skms", "up"), ("key-vault", "down")) == [
        ("key-vault",),
        ("sdf-container",),
    ]


def test_of_two_that_call_each_other_the_one_that_failed_first_is_the_root() -> None:
    both = (("skms", "down"), ("auth-service", "down"))

    assert members(*both, since={"auth-service": NOW - MINUTE}) == [("auth-service", "skms")]
    assert members(*both, since={"skms": NOW - MINUTE}) == [("skms", "auth-service")]


def test_two_causes_are_two_groups_and_what_hangs_on_both_is_named_once() -> None:
    found = members(("skms", "down"), ("azure", "down"), ("sci-server", "down"), since={"azure": NOW - MINUTE})

    assert found == [("azure", "skms"), ("sci-server",)]


def test_thirty_targets_of_one_part_are_one_group_with_its_evidence() -> None:
    given = [observed(a_target(f"vault-{number}"), "down") for number in range(30)]

    (group,) = group_failing(given, CATALOG)

    assert group.subject.members == ("key-vault",)
    assert len(group.evidence) == 30
    assert group.evidence[0].cause == "connect_timeout"


def test_a_target_of_no_part_stands_alone_under_its_own_name() -> None:
    given = [observed(a_target("gateway", None), "down"), observed(a_target(), "down")]

    first, second = group_failing(given, CATALOG)

    assert {first.subject.name, second.subject.name} == {"gateway", ""}


def test_what_a_failure_shows_as_comes_from_who_calls_it() -> None:
    assert 40013 in expected_codes("key-vault", CATALOG)
    assert expected_codes("business-app", CATALOG) == ()


def test_whatever_is_not_down_for_certain_is_in_no_group() -> None:
    assert members(("key-vault", "blind"), ("skms", "up")) == []
    assert group_failing([observed(a_target(), None)], CATALOG) == []


def a_check(component: str | None = "sdf-container", **ok: bool) -> Observed:
    """A health check that fails by these items, or does not answer where none is given."""
    reading = a_reading("sdf", "down", items=items(**ok), reason="item-failed" if ok else "connect-refused")
    standing = Standing(target="sdf", verdict="down", since=reading.at, reading=reading, proof=reading)
    return Observed(target=a_health_target(component=component), standing=standing)


def parts(*given: Observed) -> list[tuple[str, ...]]:
    return [group.subject.members for group in group_failing(given, CATALOG)]


def test_a_health_check_tells_of_the_part_whose_item_fails_and_not_of_who_is_asked() -> None:
    check = a_check(healthCheck=True, licenseCheck=True, keyCheck=False)

    assert parts(check) == [("key-vault",)]
    assert parts(check, observed(a_target(), "down")) == [("key-vault",)]
    (group,) = group_failing([check], CATALOG)
    assert [(one.name, one.reason, one.says) for one in group.evidence] == [("sdf", "", "keyCheck ✗")]


@pytest.mark.parametrize("component", ["sdf-container", "skms", None])
def test_a_health_check_that_cannot_reach_skms_does_not_know_what_lies_behind(component: str | None) -> None:
    assert parts(a_check(component, healthCheck=False, keyCheck=False, azureInfoCheck=False)) == [("skms",)]


def test_a_health_check_that_does_not_answer_is_itself_what_fails() -> None:
    assert parts(a_check()) == [("sdf-container",)]


@pytest.mark.parametrize(("verdict", "held"), [("up", "up"), ("blind", "blind"), (None, None)])
def test_a_part_that_only_a_health_check_tells_of_is_over_by_its_word(
    verdict: Verdict | None, held: str | None
) -> None:
    failing = Failing(subject=a_subject(members=("key-vault",)))
    incident = decide(None, failing, NOW, Policy(), Beginning("f", 1)).after
    reading = a_reading("sdf", verdict or "up", items=items(keyCheck=True))
    standing = Standing(target="sdf", verdict=verdict, since=NOW if verdict else None, reading=reading, proof=reading)

    assert incident is not None
    assert judge_members(incident, [Observed(target=a_health_target(), standing=standing)], CATALOG) == held


def test_blindness_cannot_wait_only_where_nothing_is_seen() -> None:
    seen, blind = observed(a_target("skms-1", "skms"), "up"), observed(a_target(), "blind")
    partly, wholly = find_blindness([seen, blind]), find_blindness([blind])

    assert partly is not None
    assert wholly is not None
    assert (partly.subject.urgency, wholly.subject.urgency) == ("can-wait", "act-now")
    assert find_blindness([seen]) is None
    assert find_blindness([observed(a_target(), None)]) is None


def test_an_incident_is_over_only_when_all_of_it_was_seen_to_work() -> None:
    failing = Failing(subject=a_subject(members=("key-vault", "skms")))
    incident = decide(None, failing, NOW, Policy(), Beginning("f", 1)).after
    vault, skms = a_target(), a_target("skms-1", "skms")

    assert incident is not None
    for others, held in (
        ([observed(vault, "up"), observed(skms, "up")], "up"),
        ([observed(vault, "up"), observed(skms, "blind")], "blind"),
        ([observed(vault, "up"), observed(skms, None)], None),
        ([observed(vault, "up")], "blind"),
        ([observed(vault, "up"), observed(a_target("vault-2"), "blind"), observed(skms, "up")], "blind"),
    ):
        assert judge_members(incident, others, CATALOG) == held
