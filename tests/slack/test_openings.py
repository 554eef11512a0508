import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SystemClock
from bot.errors import DatabaseUnavailable
from bot.models.conversation import PostedAnswer
from bot.slack import openings
from bot.slack.openings import Openings
from bot.storage.answers import Answers
from bot.storage.store import Store, open_store
from tests.fakes.memories import MINUTE, NOW, an_answer

WINDOW = 10 * MINUTE
METHODS = ("open", "change", "give_up", "of_paste", "by_id")


class ComingAndGoing:
    """The answers of a real store, behind a switch."""

    def __init__(self, answers: Answers) -> None:
        self.away = False
        for name in METHODS:
            setattr(self, name, self._guarded(getattr(answers, name)))

    def _guarded(self, work: Any) -> Any:
        async def guarded(*given: Any, **values: Any) -> Any:
            if self.away:
                raise DatabaseUnavailable("the database is away")
            return await work(*given, **values)

        return guarded


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(f"sqlite:///{tmp_path / 'bot.db'}", SystemClock())
    yield opened
    await opened.close()


@pytest.fixture
async def reference(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(f"sqlite:///{tmp_path / 'reference.db'}", SystemClock())
    yield opened
    await opened.close()


@pytest.fixture
def rows(store: Store) -> ComingAndGoing:
    switch = ComingAndGoing(store.answers)
    store.answers = switch  # type: ignore[assignment]  # the same methods
    return switch


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(openings, "AWAY_FOR", 0.0)


async def step(on: Openings | Answers, dice: random.Random, number: int) -> object:
    """Something that happens to answers; the same dice do the same to both."""
    paste = dice.randrange(12)
    match dice.choice(("open", "open", "open", "direct", "sent", "edited", "deleted", "given up", "asked")):
        case "open" | "direct" as how:
            draft = an_answer(
                number,
                paste_ts=f"1790000000.{paste:06}",
                fingerprint=f"error-{dice.randrange(3)}",
                at=NOW + number * MINUTE / 2,
            )
            opening = await on.open(draft, WINDOW if how == "open" else None)
            return opening.outcome, opening.answer.id, opening.answer.count, opening.answer.state
        case "sent":
            changed = await on.change(f"answer-{dice.randrange(number + 1)}", state="sent", message_ts=f"17.{number}")
        case "edited":
            changed = await on.change(f"answer-{dice.randrange(number + 1)}", fingerprint=f"error-{dice.randrange(3)}")
        case "deleted":
            changed = await on.change(f"answer-{dice.randrange(number + 1)}", state="deleted", message_ts=None)
        case "given up":
            await on.give_up(f"answer-{dice.randrange(number + 1)}")
            return None
        case _:
            changed = await on.of_paste("T1", "C1", f"1790000000.{paste:06}")
    return told(changed)


def told(answer: PostedAnswer | None) -> object:
    return answer and (answer.id, answer.count, answer.state, answer.message_ts, answer.fingerprint)


@pytest.mark.parametrize("seed", range(12))
async def test_memory_decides_as_storage_does_and_storage_learns_all_of_it(
    store: Store, reference: Store, rows: ComingAndGoing, seed: int
) -> None:
    kept = Openings(store, SystemClock())
    weather = random.Random(seed)  # noqa: S311 - dice of a test
    ours, theirs = random.Random(seed), random.Random(seed)  # noqa: S311 - the same
    for number in range(60):
        rows.away = weather.random() < 0.5
        assert await step(kept, ours, number) == await step(reference.answers, theirs, number), number
    rows.away = False
    for number in range(60):
        mine, right = await kept.by_id(f"answer-{number}"), await reference.answers.by_id(f"answer-{number}")
        assert told(mine) == told(right)


async def test_after_a_failure_storage_is_left_alone_for_a_while(
    store: Store, rows: ComingAndGoing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openings, "AWAY_FOR", 60.0)
    kept = Openings(store, SystemClock())
    rows.away = True
    await kept.open(an_answer(1), WINDOW)
    rows.away = False
    await kept.open(an_answer(2, fingerprint="other"), WINDOW)

    assert await store.answers.by_id("answer-2") is None
    assert await kept.by_id("answer-2") == an_answer(2, fingerprint="other")
