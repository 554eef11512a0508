"""What a text holds before anybody reads it: which errors, whose, how doubtful, and by what it is known again."""

import dataclasses
import datetime as dt

import pytest

from bot.explain.ages import write_clock, write_span
from bot.explain.choose import match_pattern, order_steps
from bot.explain.lines import known_of
from bot.explain.paste import Findings, answer_for, look_into, look_up, mark_log
from bot.explain.templates import Phrases, fill
from bot.models.answer import Reader
from bot.models.sighting import HealthItem, HealthReport
from bot.models.summary import CodeTally, LogSummary
from tests.pages.knowledge import CATALOG
from tests.slack.scenes import HEALTH_PASTE, KEY_PASTE, TIMEOUT_PASTE, paste_of

COMPANY = "ABCD1234-EFGH5678-IJKL9012-MNOP3456"
BESIDE = "SKMS 50001: Connect to kms.example.test:8080 failed: connect timed out"
TALLIES = tuple(
    CodeTally(code=code, message=None, count=2, first_seen=None, last_seen=None, first_line=1, last_line=2)
    for code in (40008, 40013)
)
LOG = LogSummary(bytes_read=9, lines=2, undecodable=0, records=2, codes=TALLIES)
EMPTY = LogSummary(bytes_read=9, lines=2, undecodable=0, records=0, codes=())


def mark(text: str, environment: str = "") -> str:
    return look_into(text, CATALOG).fingerprint(environment)


def test_what_was_seen_before_is_known_again_by_marks_that_are_kept_for_months() -> None:
    assert [mark(text) for text in (KEY_PASTE, TIMEOUT_PASTE, HEALTH_PASTE, "nothing")] == [
        "442461b0d772f598c5c14fc82bff8ff4",  # pragma: allowlist secret
        "e85051e33700fae40d7a4bed2ff89e37",  # pragma: allowlist secret
        "7d862bc9b88db1c64c0bc6d78670346d",  # pragma: allowlist secret
        "",
    ]
    assert mark(KEY_PASTE, "prod") == "3762abb87c956ecfa6d49f0bfe2a3351"  # pragma: allowlist secret


def test_the_same_error_is_known_again_however_often_and_wherever_it_stands_in_a_text() -> None:
    assert mark(f"again:\n{KEY_PASTE}\n{KEY_PASTE}") == mark(KEY_PASTE)
    assert mark(f"{KEY_PASTE}\n{paste_of(40008)}") == mark(f"{paste_of(40008)}\n{KEY_PASTE}")


@pytest.mark.parametrize(
    "other",
    [
        KEY_PASTE.replace("40013", "40110").replace("Key not found in the keyVault", CATALOG.vendor[40110].message),
        KEY_PASTE.replace("0000731", "0000732"),
        f"company {COMPANY}: {KEY_PASTE}",
        f"{KEY_PASTE}\n{paste_of(40008)}",
        TIMEOUT_PASTE,
        TIMEOUT_PASTE.replace("kms.example.test", "kms2.example.test"),
    ],
)
def test_another_code_key_company_or_host_is_another_error(other: str) -> None:
    assert mark(other) not in ("", mark(KEY_PASTE), mark(TIMEOUT_PASTE) if other != TIMEOUT_PASTE else "")


def test_a_health_check_is_known_by_what_failed_in_it() -> None:
    def checked(*items: HealthItem, company: str | None = None) -> str:
        return Findings(health=HealthReport(code=1, items=items, span=(0, 1)), company=company).fingerprint()

    fine, bad = HealthItem(name="licenseCheck", ok=True), HealthItem(name="keyCheck", ok=False)
    other = bad.model_copy(update={"sci_server_id": "S1"})

    assert checked(bad, fine) == checked(fine, bad) == checked(bad)
    assert checked(bad, other) == checked(other, bad)
    assert len({checked(bad), checked(other), checked(bad, other), checked(fine), checked(bad, company="C")}) == 5


def test_a_log_marks_the_text_that_it_came_with() -> None:
    text = look_into(KEY_PASTE, CATALOG)
    with_log, alone = Findings(text.sightings, log=LOG), Findings(log=LOG)

    assert len({text.fingerprint(), with_log.fingerprint(), alone.fingerprint(), ""}) == 4
    assert with_log.fingerprint() == mark_log(text.fingerprint(), LOG)
    assert mark_log("mark", EMPTY) == "mark"
    assert mark_log("mark", LOG) != mark_log("mark", LOG.model_copy(update={"bytes_read": 10}))


def test_the_codes_of_text_and_log_are_each_told_once_in_their_order() -> None:
    found = Findings(look_into(KEY_PASTE, CATALOG).sightings, log=LOG)

    assert found.codes == (40013, 40008)
    assert [bool(one) for one in (found, Findings(log=LOG), Findings(log=EMPTY), Findings())] == [
        True,
        True,
        False,
        False,
    ]
    assert bool(look_into(HEALTH_PASTE, CATALOG))


def test_what_is_merely_possible_is_left_out_where_nobody_asked() -> None:
    asked, unasked = look_into("40013", CATALOG), look_into("40013 password=hunter2hunter2", CATALOG, doubtful=False)

    assert (asked.codes, unasked.codes) == ((40013,), ())
    assert (unasked.hidden, unasked.facts) == ((), frozenset())
    assert look_into("we got error 40013", CATALOG, doubtful=False).codes == (40013,)


def test_a_text_tells_its_secrets_its_facts_and_its_company() -> None:
    found = look_into(f"{TIMEOUT_PASTE} password=hunter2hunter2", CATALOG, doubtful=False)

    assert [one.kind for one in found.hidden] == ["password", "company-id"]
    assert sorted(found.facts or ()) == ["company-id", "detail", "endpoint", "key-id"]
    assert found.company is not None
    assert COMPANY not in found.company
    assert look_into("password=hunter2hunter2", CATALOG).hidden != ()
    assert look_into(HEALTH_PASTE + " password=hunter2hunter2", CATALOG, doubtful=False).hidden != ()


def test_words_beside_a_lone_number_are_read_up_to_two_thousand_characters() -> None:
    def cause(text: str) -> str:
        [(_, diagnosis)] = look_into(text, CATALOG).sightings
        return diagnosis.cause

    assert cause(BESIDE) == "connect_timeout"
    assert cause(BESIDE + " " * (2000 - len(BESIDE))) == "connect_timeout"
    assert cause(BESIDE + " " * (2001 - len(BESIDE))) == "other"
    assert cause(f"{paste_of(50001)} Connect to kms.example.test:8080 failed: connect timed out") == "other"


def test_a_code_that_is_looked_up_is_certain_and_an_unknown_one_is_nothing() -> None:
    [(sighting, diagnosis)] = look_up(40013, CATALOG).sightings

    assert (sighting.confidence, sighting.why, sighting.form, sighting.span) == ("certain", "exact", "prose", (0, 0))
    assert [(layer.product, layer.code) for layer in sighting.layers] == [("skms", 40013)]
    assert (diagnosis.cause, look_up(40013, CATALOG).facts) == ("other", None)
    assert look_up(49999, CATALOG) == Findings(facts=None)


def test_what_is_known_beside_the_text_is_not_asked_for() -> None:
    [before] = answer_for(Reader(), look_into(KEY_PASTE, CATALOG), CATALOG, at="then")
    [after] = answer_for(Reader(), look_into(KEY_PASTE, CATALOG), CATALOG, at="then", knows=frozenset({"time"}))
    [bare] = answer_for(Reader(), look_up(40013, CATALOG), CATALOG, at="then", knows=frozenset({"time"}))

    assert set(before.missing) - set(after.missing) == {"time (with zone)"}
    assert (bare.missing, bare.receipt.at) == ((), "then")


def test_templates_may_name_all_that_is_known_of_an_error() -> None:
    [(sighting, diagnosis)] = look_into(TIMEOUT_PASTE, CATALOG).sightings
    told = diagnosis.model_copy(update={"http_status": 503, "inner_code": 4020})
    match = match_pattern(CATALOG.entries[40013], "keyId : 0000009")

    assert known_of(told, sighting, None) == {
        "host": "kms.example.test",
        "port": 8080,
        "ip": "192.0.2.171",
        "method": "GET",
        "path": diagnosis.path,
        "http_status": 503,
        "key_id": "0000731",
        "inner_code": 4020,
    }
    assert diagnosis.path
    assert known_of(told.model_copy(update={"host": None}), sighting, None)["host"] == "192.0.2.171"
    assert known_of(told, sighting, match)["key_id"] == "0000009"


def test_a_detail_that_no_pattern_fits_or_none_at_all_matches_nothing() -> None:
    entry = CATALOG.entries[40013]

    assert [match_pattern(entry, detail) for detail in (None, "", "zzz")] == [None, None, None]
    [pattern] = [one for one in entry.detail_patterns if match_pattern(entry, "keyId : 7") and one.id][:1]
    broken = pattern.model_copy(update={"pattern": "("})
    both = entry.model_copy(update={"detail_patterns": (broken, pattern)})
    found = match_pattern(both, "keyId : 7")
    assert found is not None
    assert found.pattern == pattern


def test_steps_that_cannot_be_undone_come_last_wherever_they_stand() -> None:
    entry = CATALOG.entries[40011]
    backwards = entry.model_copy(update={"runbook": tuple(reversed(entry.runbook))})
    [(_, diagnosis)] = look_up(40011, CATALOG).sightings

    steps = order_steps(backwards, diagnosis, None, CATALOG, Reader())

    assert [step.risk == "irreversible" for step in steps] == [*[False] * (len(steps) - 1), True]
    cause = CATALOG.causes["connect_timeout"]
    risky = cause.model_copy(update={"steps": (*backwards.runbook[:1], *cause.steps)})
    known = dataclasses.replace(CATALOG, causes={**CATALOG.causes, "connect_timeout": risky})
    of_cause = order_steps(
        CATALOG.entries[40008], diagnosis.model_copy(update={"cause": "connect_timeout"}), None, known, Reader()
    )
    assert of_cause[-1].risk == "irreversible"


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.9, "0 s"), (120, "2 min"), (172_799, "47 h"), (172_800, "2 d"), (7_199.9, "119 min")]
)
def test_a_span_changes_its_unit_at_two_of_it(seconds: float, said: str) -> None:
    assert write_span(dt.timedelta(seconds=seconds), Phrases(CATALOG.phrases, "en")) == said


def test_a_day_is_another_where_the_reader_is() -> None:
    seoul = dt.timezone(dt.timedelta(hours=9), "KST")
    at = dt.datetime(2026, 11, 21, 14, 59, tzinfo=dt.UTC)

    assert write_clock(at, at + dt.timedelta(minutes=2), seoul) == "11-21 23:59 KST"
    assert write_clock(at, at + dt.timedelta(minutes=2), dt.UTC) == "14:59 UTC"


def test_a_phrase_of_a_country_falls_back_to_its_language_then_to_english_then_to_its_name() -> None:
    words = {"en": {"a": "en a", "b": "en b"}, "ko": {"a": "ko a"}, "ko-KP": {"a": ""}}

    assert [Phrases(words, "ko-KR").say(one) for one in "abc"] == ["ko a", "en b", "c"]
    assert Phrases(words, "ko-KP").say("a") == "en a"
    assert Phrases({}, "en").say("a") == "a"
    assert fill("{a} || {b}", {"a": 0, "b": "x"}) == "0"
    assert fill("{a} || {b}", {"a": "", "b": ""}) == ""
