"""The knowledge base's samples that deserve silence, as far as prose is asked."""

from pathlib import Path

import pytest

from bot.recognition.prose import find_mentions
from tests.fakes.knowledge import ROOT, specification_catalog

CATALOG = specification_catalog()
SAMPLES = sorted((ROOT / "knowledge" / "samples").glob("none--*.txt"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_that_deserves_silence_has_no_code_spoken_of(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [mention for mention in find_mentions(text, CATALOG, ()) if mention.confidence != "possible"] == []


def test_there_are_enough_samples_to_mean_something() -> None:
    assert len(SAMPLES) >= 40
