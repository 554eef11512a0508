import asyncio

import pytest

from bot.storage.store import Store
from tests.fakes.memories import MINUTE, NOW, an_event


async def test_an_event_is_new_once(store: Store) -> None:
    first = await store.events.record(an_event())
    second = await store.events.record(an_event())

    assert first.new
    assert (second.new, second.by, second.first) == (False, "event_id", an_event())


@pytest.mark.parametrize(
    ("changes", "by"),
    [
        ({"kind": "app_mention"}, "message"),
        ({"client_msg_id": None}, "message"),
        ({"ts": "1790000009.000009"}, "client_msg_id"),
    ],
)
async def test_an_event_is_known_by_its_message_and_by_the_senders_own_id(
    store: Store, changes: dict[str, str], by: str
) -> None:
    await store.events.record(an_event(1))

    again = await store.events.record(an_event(1, event_id="Ev-other", **changes))

    assert again.by == by
    assert again.first == an_event(1)


@pytest.mark.parametrize(
    "changes",
    [
        {"team": "T2"},
        {"channel": "C2", "client_msg_id": "other"},
        {"ts": "1790000009.000009", "user": "U2"},
        {"ts": "1790000009.000009", "client_msg_id": None},
    ],
)
async def test_an_event_of_elsewhere_is_new(store: Store, changes: dict[str, str]) -> None:
    await store.events.record(an_event(1))

    assert (await store.events.record(an_event(1, event_id="Ev-other", **changes))).new


async def test_events_without_a_message_are_told_apart_by_their_id(store: Store) -> None:
    without = {"channel": None, "ts": None, "client_msg_id": None, "kind": "app_home_opened"}

    seen = [await store.events.record(an_event(number, **without)) for number in (1, 2, 1)]

    assert [novelty.new for novelty in seen] == [True, True, False]


async def test_of_many_equal_events_at_once_one_is_new(store: Store) -> None:
    seen = await asyncio.gather(
        *(store.events.record(an_event(7)) for _ in range(50)),
        *(store.events.record(an_event(7, event_id=f"Ev-mention-{number}")) for number in range(50)),
        *(store.events.record(an_event(number)) for number in range(100, 150)),
    )

    assert sum(novelty.new for novelty in seen[:100]) == 1
    assert all(novelty.new for novelty in seen[100:])


async def test_what_was_received_and_not_dealt_with_is_found_after_a_crash(store: Store) -> None:
    for number in range(1, 6):
        await store.events.record(an_event(number, at=NOW + number * MINUTE, thread_ts="1790000000.000000"))
    await store.events.mark("Ev000002", "answered")
    await store.events.mark("Ev000003", "failed")
    await store.events.mark("Ev-pruned", "answered")

    left = await store.events.unanswered(NOW + 5 * MINUTE)

    assert [found.event_id for found in left] == ["Ev000001", "Ev000004"]
    assert left[0] == an_event(1, at=NOW + MINUTE, thread_ts="1790000000.000000")


async def test_a_duplicate_tells_what_became_of_the_first(store: Store) -> None:
    await store.events.record(an_event())
    await store.events.mark("Ev000001", "answered")

    again = await store.events.record(an_event())

    assert again.first is not None
    assert again.first.state == "answered"


async def test_the_author_of_a_message_is_known(store: Store) -> None:
    event = an_event(1)
    await store.events.record(event)

    assert await store.events.author_of(event.team, str(event.channel), str(event.ts)) == event.user
    assert await store.events.author_of("T2", str(event.channel), str(event.ts)) is None
