from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.storage.store import open_store
from tests.fakes.delivering import World


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    store = await open_store(f"sqlite:///{tmp_path / 'bot.db'}", SystemClock())
    made = World(store)
    yield made
    await store.close()
