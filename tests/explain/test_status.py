import datetime as dt
import re

import pytest

from bot.explain import status as words
from bot.explain.ages import write_clock, write_span
from bot.explain.spark import sparkline
from bot.explain.templates import Phrases
from bot.models.catalog import Audience
from bot.models.sighting import SkmsError
from bot.status.overview import Overview, Uptime
from tests.fakes.statuses import CATALOG, KMS, KST, NOW, doubtful, overviews, seen, worded
from tests.fakes.watched import SECOND, a_reading, a_standing, a_target, items

OVERVIEWS = overviews()
LOCALES = sorted(CATALOG.locales)


def lines_of(overview: Overview, locale: str = "en", audience: Audience = "operator") -> list[str]:
    wording = worded(locale, audience)
    lines = [words.write_headline(overview, wording)]
    for component in overview.components:
        lines += words.write_component(component, overview.at, wording)
    lines += [words.write_target(view, overview.at, wording) for view in overview.targets]
    lines += [words.write_scope(overview.targets, wording), words.write_age(overview.targets, wording)]
    return lines


@pytest.mark.parametrize(
    ("kind", "english", "korean"),
    [
        ("up", "🟢 All UP [prod, stage] · targets: 5 · oldest check 15 s ago", "🟢 모두 정상 [prod, stage] · 대상 5개"),
        ("down", "🔴 Key vault DOWN [prod] since 02:51 KST, 9 min", "🔴 키볼트 장애 [prod] 02:51 KST부터 9분째"),
        ("items", "🔴 Auth service DOWN [prod] since 02:51 KST, 9 min · 1 more", "🔴 인증인가 서비스 장애 [prod]"),
        ("doubt", "🟡 kms: last check failed (1 of 3 in a row) [prod]", "🟡 kms: 점검 1회 실패 (연속 3회면 장애)"),
        ("stale", "⚪ kms: last check 76 min ago [prod]", "⚪ kms: 마지막 점검 76분 전 [prod]"),
        ("never", "⚪ Nothing checked yet · targets: 5", "⚪ 아직 점검 전"),
        ("empty", "⚪ No target is set up: see [[targets]] in the README", "⚪ 설정된 점검 대상 없음"),
        ("blind", "⚪ I cannot see", "⚪"),
    ],
)
def test_the_first_line_is_the_verdict_with_its_scope_and_age(kind: str, english: str, korean: str) -> None:
    assert words.write_headline(OVERVIEWS[kind], worded("en")).startswith(english)
    assert words.write_headline(OVERVIEWS[kind], worded("ko")).startswith(korean)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", sorted(OVERVIEWS))
def test_no_line_has_a_phrase_missing_or_is_empty(kind: str, locale: str) -> None:
    for line in lines_of(OVERVIEWS[kind], locale):
        assert not re.search(r"status-|reason-|span-|\{|\}", line)
    assert all(lines_of(OVERVIEWS[kind], locale)[:-1])
    assert len(words.write_headline(OVERVIEWS[kind], worded(locale))) <= 80


def test_a_component_that_is_down_says_why_what_breaks_which_codes_follow_and_who_owns_it() -> None:
    component = OVERVIEWS["down"].components[0]

    lines = list(words.write_component(component, NOW, worded()))

    assert lines == [
        "🔴 Key vault DOWN [prod, 15 s] since 02:51 KST, 9 min",
        "kms: Connection refused",
        "Breaks: No keys, so documents neither open nor get protected, in every company that uses it.",
        "Codes to expect: 40008, 40013, 40110, 40111, 40003, 50001",
        "Owner: Key vault ops #kms-oncall",
    ]


def test_a_failing_item_is_explained_by_the_knowledge_base() -> None:
    components = {one.id: one for one in OVERVIEWS["items"].components if one.environment == "prod"}

    lines = list(words.write_component(components["key-vault"], NOW, worded()))

    assert lines[1] == "sdf: keyCheck: keyCheck says no (1 of 2 targets)"
    assert lines[2].startswith("→ Key vault up?")
    (up,) = words.write_component(components["sdf-container"], NOW, worded())
    assert up == "🟢 SDF Container UP [prod, 15 s]"


def test_an_answered_error_of_skms_is_named_by_its_code_and_title() -> None:
    error = SkmsError(code=40013, message="Key not found in the keyVault", detail="keyId : 0000009")

    said = words.write_reason(a_reading(verdict="down", error=error), worded())

    assert said == f"answered 40013: {CATALOG.entries[40013].title.say('en')}"
    assert "0000009" not in said


def test_a_reason_has_its_own_words_before_those_of_its_cause() -> None:
    wrong = a_reading(verdict="down", reason="wrong-status", cause="http_5xx", http_status=503)

    assert words.write_reason(wrong, worded()) == "answers HTTP 503"
    assert words.write_reason(a_reading(verdict="down", reason="x-y"), worded()) == "not as expected"


def test_readers_outside_are_told_no_target_no_reason_no_owner_and_no_licence() -> None:
    for kind, overview in OVERVIEWS.items():
        wording = worded(audience="external")
        lines = [words.write_headline(overview, wording), words.write_scope(overview.targets, wording)]
        for component in overview.components:
            lines += words.write_component(component, overview.at, wording)
        text = "\n".join(lines)
        if kind != "never":
            assert not re.search(r"\b(kms|sdf|auth|witness)\b|#kms-oncall|licence\b.*our|refused", text), kind


def test_a_reading_against_the_verdict_is_told_with_how_many_it_takes() -> None:
    views = {view.target.name: view for view in seen(doubtful(KMS)).targets}

    line = words.write_target(views["kms"], NOW, worded())

    assert line == "🟡 kms UP [prod, 15 s] · last check failed (1 of 3 in a row): Connection refused"


def test_a_certificate_is_told_of_when_it_ends_soon() -> None:
    def said(days: int) -> str:
        (view,) = seen(a_standing("kms", "up", 545, certificate_days=days), targets=[a_target()]).targets
        return words.write_trouble(view, worded())

    assert [said(days) for days in (15, 14, -2)] == ["", "⚠ certificate ends in 14 d", "⚠ certificate ran out 2 d ago"]


def test_up_names_whose_licence_asked_and_speaks_for_nobody_else() -> None:
    overview = OVERVIEWS["up"]

    assert words.write_scope(overview.targets, worded()) == (
        "UP = our monitoring licence; other companies' keys are not seen"
    )
    assert "다른 회사의 키는 미확인" in words.write_scope(overview.targets, worded("ko"))


def test_a_share_is_never_rounded_up_to_all() -> None:
    assert [words.write_share(share, worded()) for share in (1.0, 0.99999, 0.5, 0.0, None)] == [
        "100 %",
        "99.99 %",
        "50 %",
        "0 %",
        "–",
    ]
    assert words.write_uptime(Uptime(1.0, None, 0.9995), worded("ko")) == "정상 비율 1시간 100% · 24시간 – · 7일 99.95%"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-5, "0 s"), (20, "20 s"), (119, "119 s"), (540, "9 min"), (7199, "119 min"), (7200, "2 h"), (200_000, "2 d")],
)
def test_a_span_is_told_in_the_unit_that_fits(seconds: int, said: str) -> None:
    assert write_span(seconds * SECOND, Phrases(CATALOG.phrases, "en")) == said


def test_a_time_of_day_carries_its_zone_and_on_another_day_its_date() -> None:
    assert write_clock(NOW, NOW, KST) == "03:00 KST"
    assert write_clock(NOW - dt.timedelta(hours=9), NOW, KST) == "11-21 18:00 KST"


def test_a_line_of_numbers_shows_what_failed_and_what_is_missing() -> None:
    assert sparkline([0.0, 1.0, 2.0, None, 4.0], [False, False, False, False, True]) == "▁▃▅·×"
    assert sparkline([], []) == ""


def test_several_items_are_named_together() -> None:
    reading = a_reading(verdict="down", items=items(keyCheck=False, azureInfoCheck=False))

    assert words.write_reason(reading, worded()) == "keyCheck: keyCheck says no; azureInfoCheck: azureInfoCheck says no"
