"""The knowledge base of this repository is proved by the same function that `kb lint` runs; nothing is owed."""

from pathlib import Path

from bot.catalog.lint import lint, owed
from bot.clock import SystemClock
from bot.recognition import recognise

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
TODAY = SystemClock().now().date()


def test_the_knowledge_base_is_sound() -> None:
    assert [str(problem) for problem in lint([KNOWLEDGE], TODAY, recognise)] == []


def test_no_translation_is_owed() -> None:
    assert owed([KNOWLEDGE], TODAY) == []
