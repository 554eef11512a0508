import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.errors import InboxFull
from bot.slack.admission import Admission
from bot.slack.inbox import PROMPT_WORKERS, Inbox, Job
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
        self.running = self.most = self.done = 0

    async def __call__(self) -> None:
        self.running += 1
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
