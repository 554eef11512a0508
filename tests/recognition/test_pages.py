"""What many texts give, whole and exactly, as it was read and found right."""

import pytest

from tests.recognition.pages import PAGES, page_of, read_page


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_as_it_was_found_right(name: str) -> None:
    assert page_of(name) == read_page(name), "read what changed; `python -m tests.recognition.pages --write` keeps it"
