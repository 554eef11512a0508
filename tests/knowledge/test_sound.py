"""The knowledge base of this repository is proved by the same function that `kb lint` runs; nothing is owed."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.catalog.lint import lint, owed
from bot.catalog.loader import open_catalog
from bot.clock import SystemClock
from bot.models.entry import CODE_FAMILY, VendorWords
from bot.recognition import recognise

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
TODAY = SystemClock().now().date()


def test_the_knowledge_base_is_sound() -> None:
    assert [str(problem) for problem in lint([KNOWLEDGE], TODAY, recognise)] == []


def test_no_translation_is_owed() -> None:
    assert owed([KNOWLEDGE], TODAY) == []


@pytest.mark.parametrize("code", [40000, 40015, 40020, 40119, 40200, 40319, 41003, 50109, 50400, 60001])
def test_recognition_reads_the_family_of_codes_that_the_knowledge_base_may_hold(code: int) -> None:
    words = VendorWords(code=code, message="Made up for this test", description="Nothing else says it", http_status=400)
    catalog = replace(open_catalog([KNOWLEDGE]), vendor={code: words})
    found = [one.error.code for one in recognise(f'{{"code": {code}, "message": "Made up for this test"}}', catalog)]
    assert found == ([code] if re.fullmatch(CODE_FAMILY, str(code)) else [])
