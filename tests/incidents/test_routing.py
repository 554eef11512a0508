"""Where an incident would go, when, and why."""

import datetime as dt

import pytest

from bot.incidents.routing import FALLBACK, Trial, find_unmet, quiet_until, route
from bot.models.alerting import Alerting, QuietHours, Route
from tests.fakes.incidents import DRM, NOW, OPERATORS, a_subject

NIGHT = QuietHours(begin=dt.time(22), until=dt.time(8), zone="Asia/Seoul")
LUNCH = QuietHours(begin=dt.time(12), until=dt.time(13), zone="Asia/Seoul")
STAGE = Route(name="stage", environments=("stage",), channels=(DRM,))
VAULT = Route(
    name="vault", components=("key-vault",), levels=("P1", "P2"), channels=(OPERATORS, DRM), on_call="S0ONCALL"
)
SITE = Alerting(routes=(STAGE, VAULT), fallback="C0FALLBACK")


def test_the_first_route_that_matches_is_taken_and_says_why_others_were_not() -> None:
    routed = route(a_subject(), SITE, NOW)

    assert (routed.route, routed.channels, routed.on_call) == ("vault", (OPERATORS, DRM), "S0ONCALL")
    assert routed.trials == (Trial("stage", "environments"), Trial("vault", ""))


@pytest.mark.parametrize(
    ("changes", "unmet"),
    [
        ({"component": "azure"}, "components"),
        ({"level": "P3"}, "levels"),
    ],
)
def test_what_no_route_takes_goes_to_the_fallback(changes: dict[str, str], unmet: str) -> None:
    routed = route(a_subject(**changes), SITE, NOW)

    assert (routed.route, routed.channels) == (FALLBACK, ("C0FALLBACK",))
    assert routed.trials[-1] == Trial("vault", unmet)


@pytest.mark.parametrize(
    ("conditions", "unmet"),
    [({"kinds": ("errors",)}, "kinds"), ({"urgencies": ("can-wait",)}, "urgencies"), ({"kinds": ("target",)}, "")],
)
def test_a_route_says_which_of_its_conditions_was_not_met(conditions: dict[str, object], unmet: str) -> None:
    assert find_unmet(VAULT.model_copy(update=conditions), a_subject()) == unmet


def test_a_route_speaks_its_language_and_what_no_route_takes_calls_nobody_and_waits_for_nothing() -> None:
    korean = Alerting(routes=(VAULT.model_copy(update={"language": "ko", "on_call": None}),), fallback="C0FALLBACK")

    assert route(a_subject(), korean, NOW)[2:5] == ("", "ko", NOW)
    assert route(a_subject(level="P3"), korean, NOW)[2:5] == ("", None, NOW)
    nowhere = route(a_subject(level="P3"), Alerting(routes=(VAULT,)), NOW)
    assert nowhere == ("", (), "", None, NOW, (Trial("vault", "levels"),))


def test_without_a_fallback_it_is_said_that_nobody_can_be_told() -> None:
    assert route(a_subject(), Alerting(routes=(STAGE,)), NOW)[:2] == ("", ())


@pytest.mark.parametrize(
    ("quiet", "clock", "until"),
    [
        (NIGHT, "22:00", "08:00+1"),
        (NIGHT, "23:59", "08:00+1"),
        (NIGHT, "00:00", "08:00"),
        (NIGHT, "07:59", "08:00"),
        (NIGHT, "08:00", ""),
        (NIGHT, "21:59", ""),
        (LUNCH, "12:00", "13:00"),
        (LUNCH, "12:30", "13:00"),
        (LUNCH, "13:00", ""),
        (LUNCH, "11:59", ""),
    ],
)
def test_quiet_hours_end_by_the_clock_of_their_place(quiet: QuietHours, clock: str, until: str) -> None:
    seoul = dt.timezone(dt.timedelta(hours=9))
    now = dt.datetime.combine(dt.date(2026, 11, 22), dt.time.fromisoformat(clock), seoul)
    time, _, days = until.partition("+")
    wanted = dt.datetime.combine(
        now.date() + dt.timedelta(days=int(days or 0)), dt.time.fromisoformat(time or clock), seoul
    )

    assert quiet_until(quiet, now) == wanted


def test_what_must_be_acted_on_waits_for_no_morning() -> None:
    site = Alerting(routes=(VAULT.model_copy(update={"quiet": NIGHT}),))

    assert route(a_subject(), site, NOW).not_before == NOW
    assert route(a_subject(urgency="can-wait"), site, NOW).not_before > NOW


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd"])
def test_a_zone_that_there_is_not_is_refused(zone: str) -> None:
    with pytest.raises(ValueError, match="time zone"):
        QuietHours(begin=dt.time(22), until=dt.time(8), zone=zone)
