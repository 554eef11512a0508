import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SystemClock
from bot.delivery.lease import Lease
from bot.delivery.reconcile import Reconciler
from bot.delivery.rules import Pace
from bot.delivery.sender import Desk, Sender
from bot.delivery.sweep import Sweeper
from bot.explain.incident import Telling
from bot.incidents.engine import Actor, Engine
from bot.models.answer import Answer
from bot.models.delivery import Delivery
from bot.models.incident import Incident
from bot.slack.incident_screen import METADATA, IncidentScreen, Words
from tests.fakes.delivering import DOWN, UP, Heard
from tests.fakes.incident_scenes import CATALOG, telling
from tests.fakes.incidents import alerting
from tests.fakes.slack import (
    Channel,
    DropAnswer,
    DropRequest,
    FakeSlack,
    Message,
    RateLimited,
    Refuse,
    Rules,
    ServerError,
)
from tests.fakes.slack_bot import Echo, RunningBot, made

QUICK = Pace.model_validate({"call": 0.2, "grace": 0.1, "sweep_first": 0.2, "sweep_last": 0.6, "doubt_critical": 1.0})
ANA = Actor("U1", "T1")
WITHIN = 10.0


class AwakeClock(SystemClock):
    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class Post:
    """Delivery to the loopback Slack, running."""

    def __init__(self, slack: FakeSlack, bot: RunningBot) -> None:
        self.slack = slack
        self.bot = bot
        self.channel = slack.channel("ops")
        self.clock = AwakeClock()
        routes = ({"name": "all", "channels": (self.channel.id,)},)
        self.engine = Engine(bot.store.incidents, lambda: alerting(routes=routes), lambda: CATALOG)
        self.heard = Heard()
        surface = bot.core.surface
        words = Words(self._tell, self._answer, QUICK)
        self.screen = IncidentScreen(surface.messenger, surface.clients, surface.identity, words)
        self.running: list[asyncio.Task[Any]] = []

    def start(self, **settings: Any) -> None:
        """A life of the process that sends; whoever sent before is dead."""
        lease = Lease(self.bot.store.lease, self.clock)
        desk = replace(Desk(lease, self.clock, self.heard, pace=QUICK), **settings)
        rows = self.bot.store.deliveries
        self.sender = Sender(rows, self.screen, desk, ("parent", "note"))
        parts = (lease, self.sender, Reconciler(rows, self.screen, desk), Sweeper(rows, self.screen, desk))
        self.running = [asyncio.ensure_future(part.run()) for part in parts]

    async def kill(self) -> None:
        """As by kill -9: nothing that was begun is ended."""
        for task in [*self.running, *self.sender._busy.values()]:  # noqa: SLF001 - whoever is killed tells nobody else
            task.cancel()
        await asyncio.gather(*self.running, return_exceptions=True)
        await self.bot.store.lease.force()

    async def down(self) -> None:
        await self.engine.observe(DOWN, self.clock.now())

    async def up(self) -> None:
        await self.engine.observe(UP, self.clock.now())

    async def rows(self) -> list[Delivery]:
        return await self.bot.store.incidents.deliveries(1)

    async def quiet(self) -> None:
        """Until nothing is wanted, unknown, or to be looked for any more."""
        async with asyncio.timeout(WITHIN):
            while not all(  # noqa: ASYNC110 - what is kept in a database tells nobody
                one.state == "dead" or (one.state == "idle" and one.sent_rev == one.want_rev and one.sweep_at is None)
                for one in await self.rows()
            ):
                await asyncio.sleep(0.05)

    async def _tell(self, incident: Incident, channel: str) -> Telling:
        del incident, channel
        return telling(self.clock.now())

    async def _answer(self, code: int, about: Incident, to: Telling) -> Answer | None:
        del code, about, to
        return None


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(rules=Rules.quick()) as fake:
        yield fake


@pytest.fixture
async def post(slack: FakeSlack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Post]:
    for part in ("reconcile", "sweep", "sender"):
        monkeypatch.setattr(f"bot.delivery.{part}.{'POLL' if part == 'sender' else 'EVERY'}", 0.05)
    async with made(slack, tmp_path / "bot.db", Echo()) as bot:
        made_post = Post(slack, bot)
        yield made_post
        await made_post.kill()


def parents(channel: Channel) -> list[Message]:
    return [one for one in channel.by_bots() if not one.is_reply]


def notes(channel: Channel) -> list[Message]:
    return [one for one in channel.by_bots() if one.is_reply]


async def test_an_incident_is_one_message_edited_in_place_with_its_transitions_in_the_thread(post: Post) -> None:
    post.start()
    await post.down()
    await post.quiet()
    await post.engine.acknowledge(1, ANA, post.clock.now())
    await post.up()
    post.sender.hurry()
    await post.quiet()

    (message,) = parents(post.channel)
    assert "Resolved after" in message.text
    assert [note.thread_ts for note in notes(post.channel)] == [message.ts] * 2
    assert "<@U1>" in notes(post.channel)[-1].text
    (row, *_) = await post.rows()
    assert message.metadata == {"event_type": METADATA, "event_payload": {"id": row.id}}
    assert post.slack.oddities == []


@pytest.mark.parametrize("fault", [DropAnswer(), DropRequest(), ServerError(500), Refuse("internal_error")])
async def test_one_message_is_there_after_a_lost_answer(post: Post, fault: Any) -> None:
    post.slack.faults.add("chat.postMessage", fault)
    post.start()
    await post.down()

    await post.quiet()

    assert len(parents(post.channel)) == 1
    posts = len(post.slack.ledger.said("chat.postMessage"))
    assert posts == (1 if isinstance(fault, DropAnswer) else 2)


async def test_a_kill_after_slack_accepted_leaves_one_message(post: Post) -> None:
    post.slack.faults.add("chat.postMessage", DropAnswer())
    post.start()
    await post.down()
    await post.slack.until(lambda: parents(post.channel), "the message")
    await post.kill()
    await post.up()

    post.start()
    await post.quiet()

    (message,) = parents(post.channel)
    assert "Resolved after" in message.text
    posts = [call for call in post.slack.ledger.said("chat.postMessage") if "thread_ts" not in call.arguments]
    assert len(posts) == 1


async def test_retry_after_is_obeyed_by_the_next_life_too(post: Post) -> None:
    post.slack.faults.add("chat.postMessage", RateLimited(2), channel=post.channel)
    post.start()
    await post.down()
    await post.slack.until(lambda: post.slack.ledger.said("chat.postMessage"), "the first attempt")
    await asyncio.sleep(0.2)
    await post.kill()

    post.start()
    await post.quiet()

    assert len(parents(post.channel)) == 1
    assert post.slack.rates.too_early == []


async def test_where_history_cannot_be_read_it_is_repeated_and_says_so(post: Post) -> None:
    post.slack.faults.add("chat.postMessage", DropAnswer())
    post.slack.faults.add("conversations.history", ServerError(500), times=100)
    post.start()
    await post.down()

    await post.slack.until(
        lambda: len(parents(post.channel)) == 2,
        "the repeat",
    )
    assert "possible repeat" in str(parents(post.channel)[-1].blocks)
    post.slack.faults.clear()
    await post.quiet()

    (message,) = parents(post.channel)
    assert "possible repeat" not in str(message.blocks)


async def test_a_copy_that_people_answered_becomes_a_pointer(post: Post) -> None:
    post.slack.faults.add("chat.postMessage", DropAnswer())
    post.slack.faults.add("conversations.history", ServerError(500), times=100)
    post.start()
    await post.down()
    await post.slack.until(lambda: len(parents(post.channel)) == 2, "the repeat")
    kept, copy = parents(post.channel)
    post.slack.person("mina").says(post.channel, "on it", thread=copy)
    post.slack.faults.clear()

    await post.quiet()

    assert [one.ts for one in parents(post.channel)] == [kept.ts, copy.ts]
    assert kept.ts.replace(".", "") in copy.text


async def test_what_a_channel_refuses_is_told_in_the_fallback(post: Post) -> None:
    post.slack.faults.add("chat.postMessage", Refuse("is_archived"), channel=post.channel)
    fallback = post.slack.channel("fallback")
    post.start(fallback=fallback.id)
    await post.down()

    await post.quiet()

    assert (len(parents(post.channel)), len(parents(fallback))) == (0, 1)
    assert post.heard.kinds == ["refused"]


async def test_a_deleted_message_is_posted_anew_with_its_next_change(post: Post) -> None:
    post.start()
    await post.down()
    await post.quiet()
    post.slack.faults.add("chat.update", Refuse("message_not_found"))
    await post.engine.acknowledge(1, ANA, post.clock.now())
    post.sender.hurry()

    await post.quiet()

    assert len(parents(post.channel)) == 2
    assert post.heard.kinds == []


async def test_somebody_elses_message_with_our_id_is_not_taken_for_ours(post: Post) -> None:
    post.slack.faults.add("chat.postMessage", DropAnswer())
    post.start()
    await post.down()
    await post.slack.until(lambda: parents(post.channel), "the message")
    (mine,) = parents(post.channel)
    mine.user = post.slack.person("mallory").id

    await post.quiet()

    assert len(post.slack.ledger.said("chat.postMessage")) == 2
