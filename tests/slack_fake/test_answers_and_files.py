from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from tests.fakes.slack import Channel, FakeSlack, File, Message
from tests.fakes.slack.interaction import response_url
from tests.slack_fake.pieces import section


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as running:
        yield running


def address(slack: FakeSlack, channel: Channel, origin: Message | None = None) -> str:
    return response_url(slack.core, slack.person("mina").user, channel, origin)[1]


async def send(session: aiohttp.ClientSession, url: str, **body: Any) -> tuple[int, str]:
    async with session.post(url, json=body) as answer:
        return answer.status, await answer.text()


async def test_an_answer_is_private_unless_it_says_otherwise(slack: FakeSlack, session: aiohttp.ClientSession) -> None:
    ops, mina = slack.channel("ops", with_bot=False), slack.person("mina")
    url = address(slack, ops)
    await send(session, url, text="psst")
    await send(session, url, text="all", response_type="in_channel")

    assert [message.text for message in mina.sees(ops)] == ["psst"]
    assert [message.text for message in ops.messages] == ["all"]


async def test_the_original_is_replaced_and_deleted(slack: FakeSlack, session: aiohttp.ClientSession) -> None:
    ops = slack.channel("ops")
    original = slack.other_bot("skms-twin").posts(ops, "old")
    url = address(slack, ops, original)
    await send(session, url, text="new", replace_original=True)
    replaced = original.text
    await send(session, url, delete_original=True)

    assert replaced == "new"
    assert original.deleted


async def test_a_response_url_is_used_five_times_within_half_an_hour(
    slack: FakeSlack, session: aiohttp.ClientSession
) -> None:
    ops = slack.channel("ops")
    url, later = address(slack, ops), address(slack, ops)
    statuses = [(await send(session, url, text="x"))[0] for _ in range(6)]
    slack.time.skip(1801)
    status, body = await send(session, later, text="x")

    assert statuses == [200] * 5 + [404]
    assert status == 404
    assert "expired_url" in body


async def test_an_answer_with_bad_blocks_or_unknown_fields_is_refused(
    slack: FakeSlack, session: aiohttp.ClientSession
) -> None:
    url = address(slack, slack.channel("ops"))

    assert "invalid_blocks" in (await send(session, url, blocks=[section("x" * 3_001)]))[1]
    assert "invalid_arguments" in (await send(session, url, text="x", channel="C1"))[1]
    assert "no_text" in (await send(session, url))[1]


def shared(slack: FakeSlack, file: File) -> File:
    slack.person("mina").says(slack.channel("ops"), files=[file])
    return file


async def fetch(session: aiohttp.ClientSession, file: File, token: str = "") -> tuple[int, str, bytes]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with session.get(f"{file.url}/download", headers=headers) as answer:
        return answer.status, answer.content_type, await answer.read()


async def test_a_file_comes_for_the_token_and_a_login_page_without(
    slack: FakeSlack, session: aiohttp.ClientSession
) -> None:
    file = shared(slack, slack.file("error.json", '{"code": 40013}', mimetype="application/json"))

    assert await fetch(session, file, slack.app.bot_token) == (200, "application/json", b'{"code": 40013}')
    status, kind, page = await fetch(session, file)
    assert (status, kind) == (200, "text/html")
    assert b"Sign in" in page
    assert [download.authorized for download in slack.ledger.downloads] == [True, False]


async def test_a_file_of_a_channel_without_the_bot_or_without_scope_is_a_login_page(
    slack: FakeSlack, session: aiohttp.ClientSession
) -> None:
    file = slack.file("a.txt", "text")
    slack.person("mina").says(slack.channel("closed", kind="group", with_bot=False), files=[file])
    ours = shared(slack, slack.file("b.txt", "text"))
    slack.app.granted.discard("files:read")

    for one in (file, ours):
        assert (await fetch(session, one, slack.app.bot_token))[1] == "text/html"


async def test_files_may_lie_about_their_type_and_be_big(slack: FakeSlack, session: aiohttp.ClientSession) -> None:
    file = shared(slack, slack.file("a.txt", b"x" * 1024, served_as="image/png", repeat=4096, size=10))
    async with session.get(file.url, headers={"Authorization": f"Bearer {slack.app.bot_token}"}) as answer:
        first = await answer.content.read(1024)
        assert (answer.content_type, len(first)) == ("image/png", 1024)
        assert answer.content_length == 4 * 1024 * 1024
    assert slack.deliveries.all[0].event["files"][0]["size"] == 10


async def test_a_token_that_follows_a_redirect_elsewhere_is_noticed(
    slack: FakeSlack, session: aiohttp.ClientSession
) -> None:
    file = shared(slack, slack.file("a.txt", "text", redirect=slack.elsewhere))
    await fetch(session, file, slack.app.bot_token)
    careful = list(slack.ledger.leaks)
    async with session.get(slack.elsewhere, headers={"Authorization": f"Bearer {slack.app.bot_token}"}):
        pass

    assert careful == []
    assert len(slack.ledger.leaks) == 1


async def test_a_strangers_file_must_be_asked_for(slack: FakeSlack) -> None:
    partner = slack.organisation("Partner")
    channel = slack.channel("shared", shared_with=[partner])
    slack.person("kim", team=partner).says(channel, files=[slack.file("a.txt", "text", external=True)])

    assert slack.deliveries.all[0].event["files"][0]["file_access"] == "check_file_info"
