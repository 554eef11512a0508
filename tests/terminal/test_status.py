import io

import pytest

from bot.models.catalog import Audience
from bot.status.overview import Overview
from bot.terminal.page import literal, open_console
from bot.terminal.status import show_status
from tests.fakes.statuses import CATALOG, overviews, worded

OVERVIEWS = overviews()


def page_of(overview: Overview, locale: str = "en", width: int = 110, audience: Audience = "operator") -> list[str]:
    page = io.StringIO()
    show_status(overview, worded(locale, audience), open_console(width, page), note="asked from here")
    return page.getvalue().splitlines()


@pytest.mark.parametrize("locale", sorted(CATALOG.locales))
@pytest.mark.parametrize("width", [40, 60, 80, 110])
@pytest.mark.parametrize("kind", sorted(set(OVERVIEWS) - {"many"}))
def test_no_line_is_wider_than_the_page_or_ends_in_blanks(kind: str, width: int, locale: str) -> None:
    lines = page_of(OVERVIEWS[kind], locale, width)

    assert all(literal(line).cell_len <= width for line in lines)
    assert not any(line.endswith(" ") for line in lines)


def test_the_first_line_is_the_verdict_and_each_target_has_a_row() -> None:
    lines = page_of(OVERVIEWS["down"])

    assert lines[0] == "🔴 Key vault DOWN [prod] since 02:51 KST, 9 min"
    rows = [line for line in lines if "[prod]" in line and "15 s" in line]
    assert any(line.startswith("kms [prod]") and "🔴 DOWN" in line for line in rows)
    assert any(line.startswith("auth [prod]") and "🟢 UP" in line and "20 ms" in line for line in rows)


def test_a_row_shows_the_last_hour_and_the_uptime() -> None:
    (row,) = [line for line in page_of(OVERVIEWS["up"]) if line.startswith("kms ")]

    assert "×" in row
    assert "98.33 % / – / –" in row


def test_what_is_not_well_stands_below_the_table() -> None:
    text = "\n".join(page_of(OVERVIEWS["items"]))

    assert "sdf: keyCheck: keyCheck says no" in text
    assert "auth: answers HTTP 503" in text
    assert "UP = our monitoring licence" in text.splitlines()[-1]


def test_what_is_well_is_not_told_twice() -> None:
    assert not any(line.startswith("🟢 Key vault") for line in page_of(OVERVIEWS["up"]))


def test_a_narrow_terminal_keeps_verdict_and_age() -> None:
    lines = page_of(OVERVIEWS["down"], width=50)

    (row,) = [line for line in lines if line.startswith("kms ")]
    assert "DOWN" in row
    assert "15 s" in row
    assert "×" not in row


def test_a_certificate_that_ends_soon_is_told() -> None:
    assert any("certificate ends in 3 d" in line for line in page_of(OVERVIEWS["certificate"]))
