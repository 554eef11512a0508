import datetime as dt
import json

import pytest

from bot.models.history import HOUR
from bot.status.overview import POINTS, choose, codes_of, nearest
from bot.status.report import report
from tests.fakes.statuses import ALL, AUTH, CATALOG, KMS, NOW, SDF, STAGE, a_past, doubtful, overviews, seen
from tests.fakes.watched import SECOND, a_standing, a_target, a_witness, items


def test_each_component_has_one_line_per_environment_the_worst_first() -> None:
    overview = seen(a_standing("stage-kms", "down", 545))

    lines = [(one.id, one.environment, one.verdict) for one in overview.components]
    assert lines[0] == ("key-vault", "stage", "down")
    assert ("key-vault", "prod", "up") in lines
    assert [verdict for _, _, verdict in lines[1:]] == ["up"] * (len(lines) - 1)


def test_a_failing_item_of_a_health_check_puts_its_component_down_beside_a_target_that_is_up() -> None:
    failing = a_standing("sdf", "down", 545, items=items(keyCheck=False, healthCheck=True))

    first = seen(failing).components[0]

    assert (first.id, first.environment, first.verdict) == ("key-vault", "prod", "down")
    assert first.items == (("keyCheck", "keyCheck says no"),)
    assert [view.target.name for view in first.targets] == ["sdf", "kms"]
    assert {one.id: one.verdict for one in seen(failing).components}["sdf-container"] == "up"


def test_an_skms_that_cannot_be_reached_puts_down_nothing_that_lies_behind_it() -> None:
    failing = a_standing("sdf", "down", 545, items=items(healthCheck=False, keyCheck=False, azureInfoCheck=False))

    verdicts = {one.id: one.verdict for one in seen(failing).components if one.environment == "prod"}

    assert [one for one, verdict in verdicts.items() if verdict == "down"] == ["skms"]
    assert verdicts["azure"] == "blind"
    assert verdicts["key-vault"] == "up", "its own target says so"
    assert {one.id: one.items for one in seen(failing).components}["azure"] == (("healthCheck", "healthCheck says no"),)


def test_a_component_says_which_codes_its_failure_shows_as() -> None:
    assert codes_of("key-vault", CATALOG) == (40008, 40013, 40110, 40111, 40003, 50001)
    failing = a_standing("sdf", "down", 545, items=items(licenseCheck=False))

    assert {one.id: one.codes for one in seen(failing).components}["admin-page"] == (40107, 40108, 40104)


def test_targets_that_speak_of_no_component_stand_by_themselves() -> None:
    assert [view.target.name for view in seen().loose] == ["witness"]


def test_a_reading_has_an_age_and_grows_stale() -> None:
    views = {
        view.target.name: view for view in seen(a_standing("kms", "up", 520), a_standing("auth", "up", 500)).targets
    }

    assert views["kms"].age == 40 * SECOND
    assert [views[name].stale for name in ("sdf", "kms", "auth")] == [False, True, True]


def test_a_clock_that_was_set_back_makes_no_reading_younger_than_new() -> None:
    views = {view.target.name: view for view in seen(a_standing("kms", "up", 9999)).targets}

    assert views["kms"].age == dt.timedelta(0)


def test_what_speaks_against_the_verdict_is_counted_against_what_it_takes() -> None:
    view = {view.target.name: view for view in seen(doubtful(KMS)).targets}["kms"]

    assert view.pending == (1, 3)
    assert view.doubtful


def test_uptime_is_told_only_of_a_time_that_was_watched() -> None:
    half = a_past(*["up"] * 20, *["down"] * 20)
    views = {view.target.name: view for view in seen(pasts={"kms": half, "auth": a_past("up", "up")}).targets}

    assert views["kms"].uptime.hour == 0.5
    assert (views["kms"].uptime.day, views["kms"].uptime.week) == (None, None)
    assert views["auth"].uptime.hour is None

    week = a_past(*["up"] * 150, every=3600)
    shares = {view.target.name: view for view in seen(pasts={"kms": week}).targets}["kms"].uptime
    assert (shares.day, shares.week) == (1.0, 1.0)


def test_the_line_has_the_last_hour_in_steps_of_three_minutes() -> None:
    view = {view.target.name: view for view in seen(pasts={"kms": a_past("down", *["up"] * 59)}).targets}["kms"]

    assert len(view.line) == POINTS
    assert view.line[-1].at <= NOW < view.line[-1].at + HOUR / POINTS
    assert view.line[-1].latency is not None
    assert not any(point.down for point in view.line[1:])


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [("up", "up"), ("down", "down"), ("items", "down"), ("blind", "blind"), ("never", None), ("empty", None)],
)
def test_the_worst_of_all_is_the_verdict_on_the_whole(kind: str, verdict: str | None) -> None:
    assert overviews()[kind].verdict == verdict


def test_a_word_names_a_target_an_environment_or_a_component() -> None:
    assert choose("kms", ALL) == (KMS,)
    assert choose(" PROD ", ALL) == (KMS, SDF, AUTH)
    assert choose("key-vault", ALL) == (KMS, STAGE)
    assert choose("", ALL) == ALL
    assert choose("nothing", ALL) == ()


def test_for_a_slip_the_likest_names_are_offered() -> None:
    assert nearest("stage-kmss", ALL)[0] == "stage-kms"
    assert nearest("zzz", ALL, most=2) == ("kms", "sdf")


@pytest.mark.parametrize("kind", sorted(overviews()))
def test_a_report_for_programs_is_json_and_complete(kind: str) -> None:
    overview = overviews()[kind]

    written = json.loads(json.dumps(report(overview), allow_nan=False))

    assert written["schema_version"] == 1
    assert len(written["targets"]) == len(overview.targets)
    assert [one["verdict"] for one in written["components"]] == [one.verdict for one in overview.components]


def test_a_component_whose_targets_were_never_asked_is_listed_without_a_verdict() -> None:
    assert {one.verdict for one in overviews()["never"].components} == {None}
    assert a_witness().name in {view.target.name for view in overviews()["never"].loose}


def test_two_targets_of_one_component_come_to_one_verdict_with_the_earliest_time() -> None:
    targets = [a_target("one"), a_target("two"), a_target("three")]
    later = a_standing("two", "down", 545).model_copy(update={"since": NOW - 10 * SECOND})

    (component,) = seen(a_standing("one", "down", 545), later, targets=targets).components

    assert component.verdict == "down"
    assert component.since == NOW - 560 * SECOND
