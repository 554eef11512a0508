"""What Slack is sent, against the pages that somebody has read; `python -m tests.pages --write` writes them anew."""

import pytest

from tests.pages.compared import BLOCKS, OF_BLOCKS, kept


@pytest.mark.parametrize("name", OF_BLOCKS)
def test_what_slack_is_sent_is_all_and_only_what_its_page_shows(name: str) -> None:
    assert list(OF_BLOCKS[name]()) == kept(BLOCKS, name)


def test_no_page_is_left_over() -> None:
    assert {path.stem for path in BLOCKS.iterdir()} == set(OF_BLOCKS)
