import pytest

from bot.diagnosis import diagnose_detail
from tests.diagnosis.details import Case, fields_of, read_cases
from tests.diagnosis.pages import PAGE, write_details

CASES = read_cases()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_each_detail_is_read_as_its_case_says(case: Case) -> None:
    assert fields_of(diagnose_detail(case.detail)) == case.expected


def test_there_are_cases_enough_to_trust_the_score() -> None:
    assert len(CASES) >= 200


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_the_words_a_cause_rests_on_stand_in_the_detail(case: Case) -> None:
    diagnosis = diagnose_detail(case.detail)
    assert diagnosis.words in case.detail
    if diagnosis.cause != "other":
        assert diagnosis.words


def test_the_words_paths_and_chains_of_all_cases_are_those_found_right() -> None:
    told = "read what changed; `python -m tests.diagnosis.pages --write` keeps it"
    assert list(write_details()) == PAGE.read_text(encoding="utf-8").splitlines(), told
