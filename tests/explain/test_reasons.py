from pathlib import Path

import pytest

from bot.catalog.loader import open_catalog
from bot.recognition import recognise
from tests.corpus.score import read_cases

CATALOG = open_catalog([Path(__file__).parents[2] / "knowledge"])


@pytest.mark.parametrize("locale", sorted(CATALOG.locales))
def test_every_reason_to_doubt_is_said_in_words(locale: str) -> None:
    reasons = {
        found.why
        for case in read_cases("pastes")
        for found in recognise(case.text, CATALOG)
        if found.confidence != "certain"
    }

    assert len(reasons) > 8
    assert {reason for reason in reasons if f"why-{reason}" not in CATALOG.phrases[locale]} == set()
