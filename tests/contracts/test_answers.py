import asyncio

from bot.storage.store import Store
from tests.fakes.memories import MINUTE, NOW, an_answer

WINDOW = 10 * MINUTE


async def test_the_first_paste_of_an_error_is_answered(store: Store) -> None:
    opening = await store.answers.open(an_answer(1), WINDOW)

    assert (opening.outcome, opening.answer) == ("first", an_answer(1))
    assert await store.answers.by_id("answer-1") == an_answer(1)


async def test_the_same_error_within_the_window_is_counted_on_the_first_answer(store: Store) -> None:
    await store.answers.open(an_answer(1), WINDOW)

    repeat = await store.answers.open(an_answer(2, at=NOW + 9 * MINUTE), WINDOW)

    assert repeat.outcome == "repeat"
    assert repeat.answer == an_answer(1).model_copy(update={"count": 2, "last_at": NOW + 9 * MINUTE})
    assert await store.answers.by_id("answer-2") is None


async def test_after_the_window_the_same_error_is_answered_anew(store: Store) -> None:
    await store.answers.open(an_answer(1), WINDOW)
    await store.answers.open(an_answer(2, at=NOW + 9 * MINUTE), WINDOW)

    later = await store.answers.open(an_answer(3, at=NOW + 11 * MINUTE), WINDOW)
    repeat = await store.answers.open(an_answer(4, at=NOW + 20 * MINUTE), WINDOW)

    assert later.outcome == "first"
    assert (repeat.outcome, repeat.answer.id) == ("repeat", "answer-3")


async def test_another_error_another_channel_and_another_workspace_are_answered(store: Store) -> None:
    await store.answers.open(an_answer(1), WINDOW)

    others = [
        await store.answers.open(an_answer(2, fingerprint="40008"), WINDOW),
        await store.answers.open(an_answer(3, channel="C2", paste_channel="C2"), WINDOW),
        await store.answers.open(an_answer(4, team="T2"), WINDOW),
    ]

    assert [other.outcome for other in others] == ["first"] * 3


async def test_two_hundred_pastes_at_once_are_one_answer_with_a_count(store: Store) -> None:
    openings = await asyncio.gather(*(store.answers.open(an_answer(number), WINDOW) for number in range(200)))

    first = [opening.answer.id for opening in openings if opening.outcome == "first"]
    kept = await store.answers.by_id(first[0])
    assert len(first) == 1
    assert kept is not None
    assert kept.count == 200


async def test_a_direct_question_is_always_answered(store: Store) -> None:
    await store.answers.open(an_answer(1), WINDOW)

    assert (await store.answers.open(an_answer(2), None)).outcome == "first"


async def test_a_paste_that_is_read_again_after_a_crash_finds_its_answer(store: Store) -> None:
    await store.answers.open(an_answer(1), WINDOW)
    await store.answers.change("answer-1", state="unknown")

    again = await store.answers.open(an_answer(9, paste_ts=an_answer(1).paste_ts), WINDOW)

    assert (again.outcome, again.answer.id, again.answer.state) == ("again", "answer-1", "unknown")


async def test_an_answer_that_was_never_shown_makes_room_for_the_next(store: Store) -> None:
    await store.answers.open(an_answer(1), WINDOW)
    await store.answers.give_up("answer-1")

    assert (await store.answers.open(an_answer(2), WINDOW)).outcome == "first"


async def test_an_answer_deleted_with_its_paste_counts_nothing_any_more(store: Store) -> None:
    await store.answers.open(an_answer(1), WINDOW)
    await store.answers.change("answer-1", state="deleted")

    assert (await store.answers.open(an_answer(2), WINDOW)).outcome == "first"
    assert (await store.answers.open(an_answer(3), WINDOW)).answer.id == "answer-2"


async def test_a_withdrawn_answer_still_stands_for_its_window(store: Store) -> None:
    await store.answers.open(an_answer(1), WINDOW)
    await store.answers.change("answer-1", state="withdrawn")

    repeat = await store.answers.open(an_answer(2), WINDOW)

    assert (repeat.outcome, repeat.answer.state) == ("repeat", "withdrawn")


async def test_each_change_of_an_answer_counts_its_revision(store: Store) -> None:
    await store.answers.open(an_answer(1), WINDOW)

    sent = await store.answers.change("answer-1", state="sent", message_ts="1790000001.000001")
    edited = await store.answers.change("answer-1", codes=(40008,), fingerprint="40008", language="ko")

    assert sent is not None
    assert edited is not None
    assert (sent.revision, sent.state, sent.message_ts) == (1, "sent", "1790000001.000001")
    assert (edited.revision, edited.codes, edited.language) == (2, (40008,), "ko")
    assert await store.answers.change("answer-9", state="sent") is None


async def test_an_answer_is_found_by_its_paste_its_message_and_its_thread(store: Store) -> None:
    await store.answers.open(an_answer(1), WINDOW)
    kept = await store.answers.change("answer-1", state="sent", message_ts="1790000001.000001")

    assert await store.answers.of_paste("T1", "C1", "1790000000.000001") == kept
    assert await store.answers.at_message("T1", "C1", "1790000001.000001") == kept
    assert await store.answers.in_thread("T1", "C1", "1790000000.000001")
    assert await store.answers.of_paste("T2", "C1", "1790000000.000001") is None
    assert await store.answers.at_message("T1", "C1", "1790000000.000001") is None
    assert not await store.answers.in_thread("T1", "C1", "1790000000.000009")


async def test_answers_that_nobody_knows_the_end_of_are_found_after_a_crash(store: Store) -> None:
    for number in (1, 2, 3):
        await store.answers.open(an_answer(number, at=NOW + number * MINUTE), None)
    await store.answers.change("answer-2", state="sent")

    left = await store.answers.since(NOW + MINUTE, ("pending", "unknown"))

    assert [answer.id for answer in left] == ["answer-1", "answer-3"]
    assert left[0].at == NOW + MINUTE


async def test_an_answer_that_an_edit_made_one_to_another_error_counts_no_more_of_the_first(store: Store) -> None:
    await store.answers.open(an_answer(1), WINDOW)
    await store.answers.change("answer-1", fingerprint="40008")

    anew = await store.answers.open(an_answer(2), WINDOW)
    repeat = await store.answers.open(an_answer(3), WINDOW)
    edited = await store.answers.by_id("answer-1")

    assert anew.outcome == "first"
    assert (repeat.outcome, repeat.answer.id) == ("repeat", "answer-2")
    assert edited is not None
    assert edited.count == 1


async def test_reports_are_counted_over_all_channels_of_a_workspace(store: Store) -> None:
    await store.answers.open(an_answer(1), WINDOW)
    await store.answers.open(an_answer(2, at=NOW + MINUTE), WINDOW)
    await store.answers.open(an_answer(3, channel="C2", paste_channel="C2"), WINDOW)
    await store.answers.open(an_answer(4, team="T2"), WINDOW)
    await store.answers.open(an_answer(5, fingerprint="40008"), WINDOW)
    mine = an_answer(1)

    assert await store.answers.reports(mine.team, mine.fingerprint, NOW) == 3
    assert await store.answers.reports(mine.team, mine.fingerprint, NOW + MINUTE) == 0
