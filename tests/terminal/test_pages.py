import io
from pathlib import Path

import pytest

from bot.catalog.loader import open_catalog
from bot.diagnosis import diagnose
from bot.explain.compose import compose, compose_health
from bot.explain.sizes import name_size
from bot.explain.templates import Phrases
from bot.models.answer import Answer, PasteContext, Reader
from bot.models.sighting import HealthItem, HealthReport
from bot.models.summary import CodeTally, LogSummary
from bot.recognition import recognise
from bot.terminal.answer import show_answer, show_health
from bot.terminal.page import literal, open_console
from bot.terminal.summary import show_summary

CATALOG = open_catalog([Path(__file__).parents[2] / "knowledge"])


def answer_to(text: str, locale: str = "en") -> Answer:
    [sighting] = recognise(text, CATALOG)
    return compose(sighting, diagnose(sighting, CATALOG), CATALOG, Reader(locale=locale), PasteContext())


def page_of(answer: Answer, width: int, *, full: bool = False) -> list[str]:
    page = io.StringIO()
    show_answer(answer, open_console(width, page), Phrases(CATALOG.phrases, answer.locale), full=full)
    return page.getvalue().splitlines()


@pytest.mark.parametrize("locale", ["en", "ko"])
@pytest.mark.parametrize("code", sorted(CATALOG.vendor))
def test_on_a_narrow_page_no_line_is_wider_than_the_page(code: int, locale: str) -> None:
    message = CATALOG.vendor[code].message
    lines = page_of(answer_to(f'{{"code": {code}, "message": "{message}"}}', locale), 40)

    assert all(literal(line).cell_len <= 40 for line in lines)


def test_the_full_page_shows_every_step_with_its_expected_result() -> None:
    answer = answer_to('{"code": 40008, "message": "Key Vault Service Failed"}')

    text = " ".join(" ".join(page_of(answer, 200, full=True)).split())

    assert len(answer.steps) >= 5
    for step in answer.steps:
        assert step.do in text
        assert " ".join(step.expect.split()) in text


def test_an_irreversible_step_is_shown_locked_with_its_precondition() -> None:
    answer = answer_to('{"code": 40011, "message": "Unable to AzureInfo"}')
    page = "\n".join(page_of(answer, 200, full=True))

    assert any(step.locked for step in answer.steps)
    assert "🔒" in page
    assert "Only if:" in page


def test_no_line_of_a_page_ends_in_blanks() -> None:
    answer = answer_to('{"code": 40008, "message": "Key Vault Service Failed"}')

    assert not any(line.endswith(" ") for line in page_of(answer, 60, full=True))


def test_control_characters_are_shown_as_a_mark() -> None:
    assert literal("a\x1b[31mb\x07\u202ec").plain == "a�[31mb��c"


def test_a_health_check_tells_what_to_do_for_the_items_that_failed_alone() -> None:
    report = HealthReport(
        code=-1,
        items=(
            HealthItem(name="healthCheck", ok=True),
            HealthItem(name="keyCheck", ok=False, error="DS_KEY_ENCRYPTION_KEY is empty"),
        ),
        span=(0, 0),
    )
    page = io.StringIO()

    show_health(compose_health(report, CATALOG, Reader()), open_console(100, page), Phrases(CATALOG.phrases, "en"))
    lines = page.getvalue().splitlines()

    assert lines[0] == "🔴 Health check: 1 of 2 items failed"
    assert "✓ healthCheck" in lines[1]
    assert "✗ keyCheck: DS_KEY_ENCRYPTION_KEY is empty" in lines[2]
    assert any("40111" in line for line in lines)
    assert not any("SKMS_API_URL" in line for line in lines)


def tally(code: int, count: int, seen: str | None = None) -> CodeTally:
    return CodeTally(
        code=code,
        message=None,
        count=count,
        first_seen=seen,
        last_seen=seen,
        first_line=3,
        last_line=9,
        details=("4020",),
    )


def test_a_summary_says_when_each_code_was_seen_or_else_on_which_line() -> None:
    summary = LogSummary(
        bytes_read=3 * 1024 * 1024,
        lines=1000,
        undecodable=0,
        records=5,
        codes=(tally(40013, 4, "2026-11-22T02:51:00"), tally(40003, 1)),
    )
    page = io.StringIO()

    show_summary(
        summary, {40013: "Key not found", 40003: "No header"}, open_console(120, page), Phrases(CATALOG.phrases, "en")
    )
    text = page.getvalue()

    assert "SKMS errors: 5 (codes: 2)" in text
    assert "3.0 MiB" in text
    assert "2026-11-22T02:51:00" in text
    assert "line 3" in text


@pytest.mark.parametrize(
    ("octets", "said"), [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (5 * 1024**3, "5.0 GiB")]
)
def test_sizes_are_named_in_binary_units(octets: int, said: str) -> None:
    assert name_size(octets) == said
