from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.slack import FakeSlack, Rules
from tests.fakes.slack_talk import Talk, installed, talking


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(installed(), rules=Rules(retry_after=(0.0, 0.5))) as fake:
        yield fake
        assert fake.oddities == [], fake.transcript()


@pytest.fixture
async def talk(slack: FakeSlack, tmp_path: Path) -> AsyncIterator[Talk]:
    async with talking(slack, tmp_path / "bot.db") as running:
        yield running
