"""What is composed, against the pages that somebody has read; `python -m tests.pages --write` writes them anew."""

import pytest

from tests.pages.compared import EXPLAIN, OF_EXPLAIN, kept


@pytest.mark.parametrize("name", OF_EXPLAIN)
def test_what_is_composed_reads_word_for_word_as_on_its_page(name: str) -> None:
    assert list(OF_EXPLAIN[name]()) == kept(EXPLAIN, name)


def test_no_page_is_left_over() -> None:
    assert {path.stem for path in EXPLAIN.iterdir()} == set(OF_EXPLAIN)
