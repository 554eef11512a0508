import datetime as dt

from bot.models.conversation import AuditRow, ChannelSetting, UserLanguage
from bot.models.feedback import Case, StepVote, UnknownCodeSeen
from bot.storage.store import Store
from tests.fakes.memories import MINUTE, NOW

KST = dt.timezone(dt.timedelta(hours=9))


async def test_a_person_has_the_language_chosen_last(store: Store) -> None:
    for language in ("en", "ko"):
        await store.languages.choose(UserLanguage(team="T1", user="U1", language=language, at=NOW))

    assert await store.languages.of("T1", "U1") == "ko"
    assert await store.languages.of("T2", "U1") is None

    await store.languages.forget("T1", "U1")
    assert await store.languages.of("T1", "U1") is None


async def test_a_channel_has_the_setting_made_last(store: Store) -> None:
    first = ChannelSetting(team="T1", channel="C1", mode="listen", language="ko", by="U1", at=NOW)
    second = ChannelSetting(team="T1", channel="C1", mode="off", audience="integrator", by="U2", at=NOW + MINUTE)
    await store.channels.set(first)
    await store.channels.set(second)

    assert await store.channels.of("T1", "C1") == second
    assert await store.channels.all() == [second]
    assert await store.channels.of("T1", "C2") is None

    await store.channels.forget("T1", "C1")
    assert await store.channels.all() == []


async def test_a_gate_stays_closed_until_the_latest_time_given(store: Store) -> None:
    for minutes in (2, 5, 1):
        await store.gates.close("T1", "C1", NOW + minutes * MINUTE)

    assert await store.gates.closed(NOW) == {("T1", "C1"): NOW + 5 * MINUTE}
    assert await store.gates.closed(NOW + 5 * MINUTE) == {}


async def test_a_time_of_any_zone_comes_back_as_the_same_moment_in_utc(store: Store) -> None:
    await store.gates.close("T1", "C1", (NOW + MINUTE).astimezone(KST))

    (closed,) = (await store.gates.closed(NOW)).values()
    assert closed == NOW + MINUTE
    assert closed.tzinfo is dt.UTC


def a_case(number: int, **changes: object) -> Case:
    values = {"team": "T1", "text": f"case {number}", "label": "not-skms", "by": "U1", "at": NOW + number * MINUTE}
    return Case.model_validate({"expires_at": NOW + dt.timedelta(days=90), **values, **changes})


async def test_the_oldest_cases_make_room_for_new_ones_in_their_workspace(store: Store) -> None:
    await store.feedback.keep_case(a_case(0, team="T2"), most=3)
    for number in range(1, 6):
        await store.feedback.keep_case(a_case(number), most=3)

    kept = await store.feedback.cases(NOW)

    assert [case.text for case in kept] == ["case 0", "case 3", "case 4", "case 5"]
    assert kept[-1] == a_case(5)


async def test_a_case_is_forgotten_by_what_it_says(store: Store) -> None:
    strange = a_case(1, text="키 \x00 40013")
    for case in (strange, a_case(2, text="키 \x00 40013", team="T2"), a_case(3)):
        await store.feedback.keep_case(case)

    await store.feedback.forget_case(strange.team, strange.label, strange.text)

    assert [(case.team, case.text) for case in await store.feedback.cases(NOW)] == [
        ("T2", strange.text),
        (a_case(3).team, a_case(3).text),
    ]


async def test_an_expired_case_is_not_shown(store: Store) -> None:
    await store.feedback.keep_case(a_case(1, expires_at=NOW))

    assert await store.feedback.cases(NOW) == []


async def test_a_case_with_what_databases_refuse_is_kept_without_it(store: Store) -> None:
    await store.feedback.keep_case(a_case(1, text="키 \x00 40013 \U0001f511 \ud800"))

    assert [case.text for case in await store.feedback.cases(NOW)] == ["키 \ufffd 40013 \U0001f511 \ufffd"]


async def test_a_persons_last_word_on_a_step_counts(store: Store) -> None:
    for step, verdict, by in (
        ("s1", "fixed", "U1"),
        ("s1", "wrong", "U1"),
        ("s1", "fixed", "U2"),
        (None, "fixed", "U1"),
    ):
        vote = {"team": "T1", "entry": "40013", "step": step, "verdict": verdict, "by": by, "at": NOW}
        await store.feedback.vote(StepVote.model_validate(vote))

    votes = {(vote.step, vote.by): vote.verdict for vote in await store.feedback.votes()}

    assert votes == {("s1", "U1"): "wrong", ("s1", "U2"): "fixed", (None, "U1"): "fixed"}


async def test_unknown_codes_are_counted_by_code_and_message(store: Store) -> None:
    for message_hash, minutes in (("a", 1), ("b", 2), ("a", 3)):
        seen = UnknownCodeSeen(team="T1", code=49_999, message_hash=message_hash, last_at=NOW + minutes * MINUTE)
        await store.feedback.see_unknown(seen)

    counted = [(seen.message_hash, seen.count, seen.last_at) for seen in await store.feedback.unknown()]

    assert counted == [("a", 2, NOW + 3 * MINUTE), ("b", 1, NOW + 2 * MINUTE)]


async def test_a_huge_code_is_counted_too(store: Store) -> None:
    await store.feedback.see_unknown(UnknownCodeSeen(team="T1", code=9_999_999_999, last_at=NOW))

    assert [seen.code for seen in await store.feedback.unknown()] == [9_999_999_999]


async def test_the_audit_tells_the_newest_first(store: Store) -> None:
    rows = [
        AuditRow(team="T1", at=NOW, actor="U1", action="channel.set", target=f"C{number}", before="on", after="off")
        for number in range(3)
    ]
    for row in rows:
        await store.audit.note(row)

    assert await store.audit.last("T1", 2) == [rows[2], rows[1]]
    assert await store.audit.last("T2") == []
