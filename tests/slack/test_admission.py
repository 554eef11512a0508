import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.slack.admission import Admission
from bot.storage.store import Store, open_store
from tests.fakes.memories import an_event
from tests.fakes.slack_bot import FailingRows


@pytest.fixture
async def rows(tmp_path: Path) -> AsyncIterator[FailingRows]:
    store: Store = await open_store(f"sqlite:///{tmp_path / 'bot.db'}", SystemClock())
    yield FailingRows(store)
    await store.close()


async def test_an_event_is_new_once_by_each_of_its_keys(rows: FailingRows) -> None:
    admission = Admission(rows)

    verdicts = [
        await admission.admit(event)
        for event in (
            an_event(1),
            an_event(1),
            an_event(1, event_id="Ev-mention", kind="app_mention"),
            an_event(1, event_id="Ev-again", ts="1790000009.000009"),
            an_event(2),
        )
    ]

    assert verdicts == ["new", "known", "known", "known", "new"]


async def test_of_many_equal_events_at_once_one_is_new(rows: FailingRows) -> None:
    admission = Admission(rows)

    verdicts = await asyncio.gather(*(admission.admit(an_event(1, event_id=f"Ev-{number}")) for number in range(40)))

    assert sorted(verdicts) == ["known"] * 39 + ["new"]


async def test_what_an_earlier_life_recorded_is_known(rows: FailingRows) -> None:
    await Admission(rows).admit(an_event(1))

    assert await Admission(rows).admit(an_event(1)) == "known"


async def test_without_storage_memory_tells_events_apart(rows: FailingRows) -> None:
    admission = Admission(rows)
    rows.down = True

    assert [await admission.admit(an_event(1)) for _ in range(2)] == ["unstored", "again"]
    admission.finished("Ev000001")
    assert await admission.admit(an_event(1, event_id="Ev-mention")) == "known"


async def test_an_event_is_stored_by_its_retry_when_storage_is_back(rows: FailingRows) -> None:
    admission = Admission(rows)
    rows.down = True
    await admission.admit(an_event(1))
    rows.down = False

    assert await admission.admit(an_event(1)) == "known"
    assert [event.event_id for event in rows.recorded] == ["Ev000001"]


async def test_a_slow_store_is_waited_for_only_as_long_as_an_ack_may_take(
    rows: FailingRows, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.admission.STORE_WITHIN", 0.05)
    rows.slow = 1.0

    assert await asyncio.wait_for(Admission(rows).admit(an_event(1)), 0.5) == "unstored"
