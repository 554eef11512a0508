import gc

import pytest


@pytest.fixture(autouse=True)
def _left_by_other_tests() -> None:
    """What ten thousand tests before left behind is not looked at while something is measured."""
    gc.collect()
    gc.freeze()
