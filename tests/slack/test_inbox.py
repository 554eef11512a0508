import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.errors import InboxFull
from bot.slack.admission import Admission
from bot.slack.inbox import ASIDE_WORKERS, PROMPT_WORKERS, Inbox, Job
from bot.storage.store import open_store


@pytest.fixture
async def inbox(tmp_path: Path) -> AsyncIterator[Inbox]:
    store = await open_store(f"sqlite:///{tmp_path / 'bot.db'}", SystemClock())
    made = Inbox(store.events, Admission(store.events), longest=30, workers=2)
    yield made
    await made.drain(1)
    await store.close()


class Work:
    """Work that goes on until it is let go, and remembers how much of it ran at once."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()
        self.started = asyncio.Event()
        self.running = self.most = self.done = 0

    async def __call__(self) -> None:
        self.running += 1
        self.started.set()
        self.most = max(self.most, self.running)
        await self.go_on.wait()
        self.running -= 1
        self.done += 1


async def test_what_somebody_waits_for_runs_beside_what_is_stuck(inbox: Inbox) -> None:
    stuck, pressed = Work(), Work()
    for _ in range(10):
        inbox.submit(Job("stuck", stuck))
    pressed.go_on.set()
    inbox.submit(Job("pressed", pressed, prompt=True))
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert (pressed.done, stuck.running) == (1, 2)
    stuck.go_on.set()


async def test_it_has_bounds_of_its_own(inbox: Inbox) -> None:
    pressed = Work()
    for _ in range(PROMPT_WORKERS + 30):
        inbox.submit(Job("pressed", pressed, prompt=True))
    with pytest.raises(InboxFull):
        inbox.submit(Job("pressed", pressed, prompt=True))
    await asyncio.sleep(0)
    assert pressed.running == PROMPT_WORKERS

    pressed.go_on.set()
    assert await inbox.drain(1) == 0
    assert (pressed.most, pressed.done) == (PROMPT_WORKERS, PROMPT_WORKERS + 30)


async def test_presses_on_one_thing_keep_their_order(inbox: Inbox) -> None:
    order: list[int] = []

    async def note(number: int) -> None:
        await asyncio.sleep(0)
        order.append(number)

    for number in range(5):
        inbox.submit(Job("pressed", lambda number=number: note(number), lane="view:V1", prompt=True))  # type: ignore[misc]

    assert await inbox.drain(1) == 0
    assert order == [0, 1, 2, 3, 4]


async def test_what_is_left_at_the_end_is_counted(inbox: Inbox) -> None:
    inbox.submit(Job("stuck", Work()))
    inbox.submit(Job("pressed", Work(), prompt=True))

    assert len(inbox) == 2
    assert await inbox.drain(0.01) == 2


async def test_what_asks_skms_runs_beside_everything_else(inbox: Inbox) -> None:
    asking, usual = Work(), Work()
    for _ in range(ASIDE_WORKERS + 5):
        inbox.submit(Job("asking", asking, aside=True))
    usual.go_on.set()
    inbox.submit(Job("usual", usual))
    await asyncio.sleep(0)
    await asyncio.sleep(0)

    assert (usual.done, asking.running) == (1, ASIDE_WORKERS)
    asking.go_on.set()


async def test_during_a_shutdown_only_what_follows_is_taken_in(inbox: Inbox) -> None:
    first, followed = Work(), Work()
    followed.go_on.set()

    async def lead() -> None:
        await first()
        inbox.submit(Job("following", followed, aside=True, follows=True))

    inbox.submit(Job("leading", lead))
    draining = asyncio.ensure_future(inbox.drain(1))
    await asyncio.sleep(0)
    with pytest.raises(InboxFull):
        inbox.submit(Job("new", Work()))
    first.go_on.set()

    assert await draining == 0
    assert followed.done == 1


async def test_an_event_is_answered_when_the_last_that_follows_is_done(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path / 'events.db'}", SystemClock())
    made = Inbox(store.events, Admission(store.events))
    checks = Work()

    async def answer() -> None:
        made.submit(Job("checks", checks, event_id="Ev1", aside=True, follows=True))

    made.submit(Job("answer", answer, event_id="Ev1"))
    async with asyncio.timeout(1):
        await checks.started.wait()

    assert made.has("Ev1")
    checks.go_on.set()
    await made.drain(1)
    assert not made.has("Ev1")
    await store.close()
