from pathlib import Path

from bot.catalog.loader import open_catalog
from bot.cli.findings import describe_diagnosis, list_findings
from tests.corpus.score import read_cases, score_details, score_pastes

CATALOG = open_catalog([Path(__file__).parents[2] / "knowledge"])
PASTES = read_cases("pastes")
DETAILS = read_cases("details")
READ_WRONG = {"prose-more/table-count", "real-shapes/python-requests-bytes", "structured-more/nserror"}
"""What is still to be learned; whoever mends one takes it out here."""


def test_the_corpus_is_large_enough_and_every_label_has_a_reason() -> None:
    silent = [case for case in PASTES if not case.expect]

    assert len(PASTES) >= 300
    assert len(DETAILS) >= 150
    assert len({case.shape for case in PASTES}) >= 60
    assert 0.4 <= len(silent) / len(PASTES) <= 0.6
    assert all(case.why for case in [*PASTES, *DETAILS])
    assert len({case.id for case in PASTES}) == len(PASTES)


def test_pastes_are_recognised_at_least_this_well() -> None:
    score = score_pastes(PASTES, lambda text: list(list_findings(text, CATALOG)))
    told = "\n".join(score.misses)

    assert score.precision >= 0.995, told
    assert score.recall >= 0.98, told
    assert score.answered_in_silence <= 0.005, told
    assert score.all_fields >= 0.92, told


def test_details_are_diagnosed_at_least_this_well() -> None:
    score = score_details(DETAILS, describe_diagnosis)
    told = "\n".join(score.misses)

    assert score.cause >= 0.96, told
    assert score.all_fields >= 0.90, told


def test_each_paste_of_the_corpus_is_read_right_but_for_those_known_to_be_read_wrong() -> None:
    misses = score_pastes(PASTES, lambda text: list(list_findings(text, CATALOG))).misses

    assert {miss.partition(": ")[0] for miss in misses} == READ_WRONG, "\n".join(misses)


def test_each_detail_of_the_corpus_is_read_right() -> None:
    assert score_details(DETAILS, describe_diagnosis).misses == []
