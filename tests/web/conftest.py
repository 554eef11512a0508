from collections.abc import AsyncIterator

import pytest

from bot.models.intake import MEBIBYTE, Caps
from tests.fakes.web import Web, serving


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    async with serving(Caps(max_bytes=MEBIBYTE)) as one:
        yield one
