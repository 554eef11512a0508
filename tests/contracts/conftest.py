from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.storage.store import Store, open_store


@pytest.fixture(params=["sqlite", "postgresql"])
def setting(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'bot.db'}"
    return str(request.getfixturevalue("postgres").new_database())


@pytest.fixture
async def store(setting: str) -> AsyncIterator[Store]:
    opened = await open_store(setting, SystemClock())
    yield opened
    await opened.close()
