"""What silences and maintenance windows hide."""

import datetime as dt

import pytest

from bot.incidents.silences import as_mute, covers, end_of, find_mute, find_problem, matches, preview
from bot.models.alerting import MaintenanceWindow, Policy, Scope, Silence, SilenceDraft
from bot.models.incident import Incident
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


def test_a_silence_of_one_incident_or_of_its_like_hides_just_that() -> None:
    one, like = silence(1, 1, number=14), silence(2, 2, fingerprint="f")

    assert find_mute(a_subject(), "g", 14, NOW, ([one, like], ())) == as_mute(one)
    assert find_mute(a_subject(), "f", 15, NOW, ([one, like], ())) == as_mute(like)
    assert find_mute(a_subject(), "g", 15, NOW, ([one, like], ())) is None
    assert find_mute(a_subject(), "g", 14, NOW + HOUR, ([one], ())) is None


def test_a_look_beforehand_shows_the_most_urgent_first_and_just_what_the_scope_names() -> None:
    times = dict.fromkeys(("called_at", "first_at", "began_at", "last_at"), NOW)
    subjects = {1: {"urgency": "can-wait"}, 2: {"level": "P3"}, 3: {"level": "P1"}, 4: {"level": "P1"}}
    incidents = [
        Incident.model_validate(
            {"number": number, "key": f"k{number}", "fingerprint": f"f{number}", "subject": a_subject(**changes)}
            | times
        )
        for number, changes in subjects.items()
    ]

    def hidden(**scope: object) -> list[int]:
        wanted = SilenceDraft(scope=Scope.model_validate(scope), by="U1", reason="known", until=NOW + HOUR)
        return [one.number for one in preview(wanted, reversed(incidents), NOW, Policy()).hides]

    assert hidden(environment="prod") == [3, 4, 2, 1]
    assert hidden(number=2) == [2]
    assert hidden(fingerprint="f4") == [4]


def test_a_silence_may_be_as_long_as_the_longest_and_no_longer() -> None:
    longest = SilenceDraft(scope=Scope(number=1), by="U1", reason="known", until=NOW + Policy().longest_mute)
    longer = longest.model_copy(update={"until": longest.until + MINUTE})

    assert [find_problem(one, NOW, Policy()) for one in (longest, longer)] == ["", "too-long"]


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
