from collections.abc import AsyncIterator

import pytest

from tests.fakes.web import Web, serving


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    async with serving() as one:
        yield one
