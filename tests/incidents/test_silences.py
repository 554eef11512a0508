"""What silences and maintenance windows hide."""

import datetime as dt

import pytest

from bot.incidents.silences import covers, end_of, find_mute, matches
from bot.models.alerting import MaintenanceWindow, Scope, Silence
from tests.fakes.incidents import MINUTE, NOW, a_subject

HOUR = 60 * MINUTE


def silence(which: int, hours: float, **scope: object) -> Silence:
    return Silence(
        number=which, scope=Scope.model_validate(scope), by="U1", reason="known", at=NOW, until=NOW + hours * HOUR
    )


@pytest.mark.parametrize(
    ("scope", "hidden"),
    [
        ({}, False),
        ({"number": 14}, True),
        ({"number": 15}, False),
        ({"environment": "prod"}, True),
        ({"environment": "stage"}, False),
        ({"environment": "prod", "component": "key-vault"}, True),
        ({"environment": "prod", "component": "azure"}, False),
        ({"code": 40013}, False),
        ({"kind": "target"}, True),
        ({"fingerprint": "f"}, True),
        ({"company": "AB…56·3f9a"}, False),
    ],
)
def test_a_silence_hides_what_matches_all_that_it_names(scope: dict[str, object], hidden: bool) -> None:
    assert matches(Scope.model_validate(scope), a_subject(), "f", 14) is hidden


def test_of_several_the_longest_hides_and_ended_or_past_ones_do_not() -> None:
    lifted = silence(3, 9, number=14).model_copy(update={"ended_by": "U1"})
    given = [silence(1, 1, number=14), silence(2, 2, environment="prod"), lifted, silence(4, -1, number=14)]

    mute = find_mute(a_subject(), "f", 14, NOW, (given, ()))

    assert mute is not None
    assert (mute.silence, mute.until) == (2, NOW + 2 * HOUR)


WEEKLY = MaintenanceWindow(
    name="patch", begins=NOW, ends=NOW + HOUR, every=dt.timedelta(days=7), environments=("prod",)
)


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        (NOW - MINUTE, None),
        (NOW, NOW + HOUR),
        (NOW + HOUR, None),
        (NOW + dt.timedelta(days=7), NOW + dt.timedelta(days=7) + HOUR),
        (NOW + dt.timedelta(days=21, minutes=59), NOW + dt.timedelta(days=21) + HOUR),
        (NOW + dt.timedelta(days=21, minutes=60), None),
    ],
)
def test_a_window_repeats(at: dt.datetime, ends: dt.datetime | None) -> None:
    assert end_of(WEEKLY, at) == ends


def test_a_window_covers_its_part_and_never_our_own_blindness() -> None:
    assert covers(WEEKLY, a_subject())
    assert not covers(WEEKLY, a_subject(environment="stage"))
    everywhere = WEEKLY.model_copy(update={"environments": ()})
    assert not covers(everywhere, a_subject(kind="blind"))


@pytest.mark.parametrize("changes", [{"ends": NOW}, {"every": "30m"}])
def test_a_window_that_ends_before_it_begins_or_repeats_into_itself_is_refused(changes: dict[str, object]) -> None:
    given = {"name": "patch", "begins": NOW, "ends": NOW + HOUR, **changes}

    with pytest.raises(ValueError, match="maintenance window"):
        MaintenanceWindow.model_validate(given)
