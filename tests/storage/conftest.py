from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.storage.store import Store, open_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


@pytest.fixture
async def sqlite_store(path: Path) -> AsyncIterator[Store]:
    opened = await open_store(f"sqlite:///{path}", SystemClock())
    yield opened
    await opened.close()
