from collections.abc import AsyncIterator

import pytest

from bot.slack.clients import Clients
from bot.slack.lookup import Lookup, NotReadable
from tests.fakes.slack import FakeSlack


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack() as fake:
        yield fake


@pytest.fixture
async def lookup(slack: FakeSlack) -> AsyncIterator[Lookup]:
    clients = Clients(lambda: slack.app.bot_token, lambda: slack.app.app_token, slack.url)
    yield Lookup(clients)
    await clients.close()


async def test_a_message_is_found_where_nobody_knows_its_thread(slack: FakeSlack, lookup: Lookup) -> None:
    ops, mina = slack.channel("ops"), slack.person("mina")
    root = mina.says(ops, "the root")
    reply = mina.says(ops, "the reply", thread=root)

    for message, thread_ts in ((root, None), (reply, None), (reply, root.ts), (root, root.ts)):
        found = await lookup.anywhere(ops.id, message.ts, thread_ts)
        assert found is not None
        assert found["text"] == message.text
    assert await lookup.anywhere(ops.id, "1700000000.000100") is None


async def test_what_follows_a_message_is_told_in_its_order(slack: FakeSlack, lookup: Lookup) -> None:
    ops, mina = slack.channel("ops"), slack.person("mina")
    said = [mina.says(ops, f"part {number}") for number in range(4)]

    after = await lookup.between(ops.id, said[0].ts, said[2].ts, None)

    assert [message["text"] for message in after] == ["part 1", "part 2"]


async def test_where_the_bot_is_no_member_nothing_is_read(slack: FakeSlack, lookup: Lookup) -> None:
    away = slack.channel("away", with_bot=False)
    message = slack.person("mina").says(away, "hello")

    with pytest.raises(NotReadable):
        await lookup.anywhere(away.id, message.ts)
