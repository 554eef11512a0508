import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.slack.messenger import Body, Messenger, NotSent, Sent, Spot, Unknown
from tests.fakes.slack import Channel, DropAnswer, DropRequest, FakeSlack, RateLimited, Refuse, Rules, ServerError
from tests.fakes.slack_bot import Echo, RunningBot, made


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(rules=Rules.quick()) as fake:
        yield fake


@pytest.fixture
async def bot(slack: FakeSlack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RunningBot]:
    monkeypatch.setattr("bot.slack.messenger.LOOK_AFTER", (0.05, 0.1))
    monkeypatch.setattr("bot.slack.messenger.RESTS", (0.05,) * 7)
    async with made(slack, tmp_path / "bot.db", Echo()) as ready:
        yield ready


@pytest.fixture
def messenger(bot: RunningBot) -> Messenger:
    return bot.core.surface.messenger


def spot(slack: FakeSlack, name: str = "ops") -> Spot:
    return Spot(slack.core.workspace.team.id, slack.channel(name).id)


def texts(channel: Channel) -> list[str]:
    return [message.text for message in channel.by_bots()]


async def test_a_channel_gets_one_message_a_second_and_others_do_not_wait(
    slack: FakeSlack, messenger: Messenger
) -> None:
    started = asyncio.get_running_loop().time()
    here = [messenger.post(spot(slack), Body(f"{number}"), own_id=f"a{number}") for number in range(3)]
    there = messenger.post(spot(slack, "dev"), Body("there"), own_id="b")

    pending = asyncio.gather(*here)
    assert isinstance(await there, Sent)
    there_took = asyncio.get_running_loop().time() - started
    outcomes = await pending

    assert there_took < 0.5
    assert texts(slack.channel("ops")) == ["0", "1", "2"]
    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    assert slack.rates.shortest_gap(slack.channel("ops").id) >= 1.0


async def test_retry_after_is_obeyed_to_the_second_in_that_channel_alone(
    slack: FakeSlack, messenger: Messenger
) -> None:
    slack.faults.add("chat.postMessage", RateLimited(2), channel=slack.channel("ops"))
    loop = asyncio.get_running_loop()
    started = loop.time()

    late = asyncio.ensure_future(messenger.post(spot(slack), Body("late"), own_id="a"))
    await asyncio.sleep(0.1)
    assert isinstance(await messenger.post(spot(slack, "dev"), Body("there"), own_id="b"), Sent)
    there_took = loop.time() - started
    assert isinstance(await late, Sent)

    assert there_took < 0.5
    assert 2.0 <= loop.time() - started < 2.5
    assert slack.rates.too_early == []


async def test_a_closed_channel_stays_closed_over_a_restart(slack: FakeSlack, tmp_path: Path) -> None:
    database = tmp_path / "kept.db"
    async with made(slack, database, Echo()) as first:
        await first.core.gates.close(spot(slack).place, 30)
    async with made(slack, database, Echo()) as second:
        left = second.core.gates.closed_for(spot(slack).place)

    assert 28 < left <= 30


@pytest.mark.parametrize("fault", [ServerError(503), DropRequest(), DropAnswer()])
async def test_a_message_whose_answer_was_lost_is_there_once(
    slack: FakeSlack, messenger: Messenger, fault: ServerError | DropRequest | DropAnswer
) -> None:
    slack.faults.add("chat.postMessage", fault)

    outcome = await messenger.post(spot(slack), Body("hello"), own_id="a")

    (message,) = slack.channel("ops").by_bots()
    assert outcome == Sent(message.ts)


async def test_a_lost_answer_in_a_thread_is_looked_up_in_the_thread(slack: FakeSlack, messenger: Messenger) -> None:
    parent = slack.person("mina").says(slack.channel("ops"), "help")
    slack.faults.add("chat.postMessage", DropAnswer())
    place = Spot(spot(slack).team, parent.channel.id, parent.ts)

    outcome = await messenger.post(place, Body("hello"), own_id="a")

    (reply,) = parent.channel.thread(parent)
    assert outcome == Sent(reply.ts)
    assert slack.ledger.said("conversations.replies")


async def test_where_nobody_can_say_the_outcome_is_unknown_and_nothing_is_repeated(
    slack: FakeSlack, messenger: Messenger
) -> None:
    slack.faults.add("chat.postMessage", DropAnswer())
    slack.faults.add("conversations.history", ServerError(500), times=9)

    outcome = await messenger.post(spot(slack), Body("hello"), own_id="a")

    assert isinstance(outcome, Unknown)
    assert texts(slack.channel("ops")) == ["hello"]


async def test_a_final_refusal_is_told_and_not_repeated(slack: FakeSlack, messenger: Messenger) -> None:
    slack.faults.add("chat.postMessage", Refuse("restricted_action"), times=5)

    outcome = await messenger.post(spot(slack), Body("hello"), own_id="a")

    assert outcome == NotSent("restricted_action")
    assert len(slack.ledger.said("chat.postMessage")) == 1


async def test_blocks_that_slack_refuses_go_out_as_text(slack: FakeSlack, messenger: Messenger) -> None:
    broken = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]

    outcome = await messenger.post(spot(slack), Body("in words", broken), own_id="a")

    assert isinstance(outcome, Sent)
    assert texts(slack.channel("ops")) == ["in words"]


async def test_edits_reactions_and_deletions_survive_a_bad_answer(slack: FakeSlack, messenger: Messenger) -> None:
    posted = await messenger.post(spot(slack), Body("one"), own_id="a")
    assert isinstance(posted, Sent)
    for method in ("chat.update", "reactions.add", "chat.delete"):
        slack.faults.add(method, DropAnswer())

    outcomes = [
        await messenger.update(spot(slack), posted.id, Body("two")),
        await messenger.react(spot(slack), posted.id, "repeat"),
        await messenger.delete(spot(slack), posted.id),
    ]

    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    assert texts(slack.channel("ops")) == []


async def test_a_response_url_of_a_foreign_host_is_not_called(slack: FakeSlack, messenger: Messenger) -> None:
    outcome = await messenger.respond("https://hooks.example.test/response/x", {"text": "hello"})

    assert outcome == NotSent("response_url of a foreign host")
    assert slack.calls[-1].method == "auth.test"


async def test_a_connection_that_cannot_be_made_is_tried_again(
    slack: FakeSlack, messenger: Messenger, bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    clients = bot.core.surface.clients
    monkeypatch.setattr("bot.slack.messenger.PATIENCE", 0.3)
    clients.bot.base_url = "http://127.0.0.1:9/api/"

    outcome = await messenger.post(spot(slack), Body("hello"), own_id="a")

    assert outcome == NotSent("no connection", final=False)
    assert slack.ledger.said("conversations.history") == []


async def test_blocks_that_slack_refuses_go_out_plainer_first(slack: FakeSlack, messenger: Messenger) -> None:
    body = Body("words", [{"type": "section", "text": text("rich")}], [{"type": "section", "text": text("plain")}])
    slack.faults.add("chat.postMessage", Refuse("invalid_blocks"))
    posted = await messenger.post(spot(slack), body, own_id="a")
    slack.faults.add("chat.update", Refuse("invalid_blocks"))
    (message,) = slack.channel("ops").by_bots()
    first = message.shown
    await messenger.update(spot(slack), message.ts, Body("other", body.blocks, [*body.plainer, *body.plainer]))

    assert isinstance(posted, Sent)
    assert first == "plain"
    assert message.shown == "plain\nplain"


def text(words: str) -> dict[str, str]:
    return {"type": "mrkdwn", "text": words}
