from collections.abc import AsyncIterator

import pytest

from tests.fakes.loopback_skms import Door
from tests.fakes.slack import FakeSlack, Rules
from tests.fakes.slack.world import Channel
from tests.fakes.slack_talk import installed


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(app=installed(), rules=Rules(retry_after=(0.0, 0.5))) as fake:
        yield fake
        assert fake.oddities == [], fake.transcript()


@pytest.fixture
async def vault() -> AsyncIterator[Door]:
    door = Door()
    await door.open()
    yield door
    await door.shut()


@pytest.fixture
def ops(slack: FakeSlack) -> Channel:
    return slack.channel("ops")
