"""Every reason of recognition can be said in every language, and no reader is ever shown the id of a phrase."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from bot.catalog.loader import open_catalog
from bot.diagnosis import diagnose
from bot.explain.compose import compose
from bot.models.answer import PasteContext, Reader
from bot.models.catalog import Audience
from bot.models.sighting import Sighting
from bot.recognition import recognise
from tests.corpus.score import read_cases
from tests.recognition.test_shapes import CASES

ROOT = Path(__file__).parents[2]
CATALOG = open_catalog([ROOT / "knowledge"])
CONFIDENCES = frozenset({"certain", "likely", "possible"})


@cache
def sightings() -> tuple[Sighting, ...]:
    """What is found in the corpus, the samples and the shapes that the recogniser is tested with."""
    texts = [case.text for case in read_cases("pastes")]
    texts += [case.text for case in CASES]
    texts += [path.read_text(encoding="utf-8") for path in sorted((ROOT / "knowledge" / "samples").glob("*.txt"))]
    return tuple(sighting for text in texts for sighting in recognise(text, CATALOG))


def written(node: ast.expr) -> set[str]:
    """The strings that an expression may be, as far as they are written there."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    return written(node.body) | written(node.orelse) if isinstance(node, ast.IfExp) else set()


def reasons_in(tree: ast.Module) -> Iterator[str]:
    """The strings beside a confidence, those named `why`, and what counts as evidence in words."""
    for node in ast.walk(tree):
        row = node.elts if isinstance(node, ast.Tuple) else node.args if isinstance(node, ast.Call) else []
        for left, right in pairwise(row):
            if written(left) & CONFIDENCES or (isinstance(left, ast.Name) and left.id == "confidence"):
                yield from written(right) - CONFIDENCES
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "why":
            yield from written(node.value)
        if isinstance(node, ast.FunctionDef) and node.name == "_evidence":
            returned = (one.value for one in ast.walk(node) if isinstance(one, ast.Return) and one.value is not None)
            for reason in (found for value in returned for found in written(value)):
                yield from (reason, f"{reason}-and-skms")


def reasons() -> set[str]:
    modules = sorted((ROOT / "bot" / "recognition").glob("*.py"))
    in_code = (reason for path in modules for reason in reasons_in(ast.parse(path.read_text(encoding="utf-8"))))
    return {*in_code, *(sighting.why for sighting in sightings())}


REASONS = sorted(reasons())


def test_the_reasons_are_found() -> None:
    known = {"exact-message", "own-message-nearby", "number-alone", "error-word", "asked-about-and-skms"}
    assert known <= set(REASONS)


@pytest.mark.parametrize("locale", sorted(CATALOG.locales))
@pytest.mark.parametrize("reason", REASONS)
def test_every_reason_has_words_in_every_language(reason: str, locale: str) -> None:
    assert CATALOG.phrases[locale].get(f"why-{reason}")


def test_no_words_are_kept_for_a_reason_that_nothing_gives() -> None:
    said = {phrase.removeprefix("why-") for phrase in CATALOG.phrases["en"] if phrase.startswith("why-")}
    assert said - set(REASONS) == set()


@pytest.mark.parametrize("audience", ["operator", "integrator", "external"])
@pytest.mark.parametrize("locale", sorted(CATALOG.locales))
def test_no_phrase_id_is_shown(locale: str, audience: Audience) -> None:
    ids = "|".join(re.escape(phrase) for phrase in CATALOG.phrases["en"] if "-" in phrase)
    shown = re.compile(rf"(?<![\w-])(?:{ids}|(?:why|urgency|outside|confidence|basis|heading)-[a-z-]+)(?![\w-])")
    reader = Reader(locale=locale, audience=audience)
    for sighting in sightings():
        answer = compose(sighting, diagnose(sighting, CATALOG), CATALOG, reader, PasteContext())
        lines = (
            answer.urgency_line,
            answer.confidence_why,
            answer.chain,
            *answer.said,
            answer.missing_line,
            answer.owner_line,
            answer.scope_line,
            *answer.background.severity,
        )
        assert [line for line in lines if shown.search(line)] == []
