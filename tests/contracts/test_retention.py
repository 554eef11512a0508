import datetime as dt
from functools import partial
from pathlib import Path

import pytest

from bot.catalog.loader import open_catalog
from bot.incidents.engine import Engine
from bot.models.alerting import Scope, SilenceDraft
from bot.models.conversation import AuditRow, ChannelSetting, Limit, Limits, UserLanguage
from bot.models.feedback import Case, StepVote, UnknownCodeSeen
from bot.models.target import Reading, Standing
from bot.storage.events import record_events
from bot.storage.retention import AGE, AGELESS, PORTION
from bot.storage.schema import OF_THE_SITE, metadata
from bot.storage.store import Store
from tests.fakes.incidents import a_target, alerting, observed
from tests.fakes.memories import MINUTE, NOW, an_answer, an_event

DAY = dt.timedelta(days=1)
SHOWN = {"incident", "delivery", "silence"}
INTAKE = {"tally", "source", "inbox"}
CONVERSATIONS = sorted(set(Limits.model_fields) - SHOWN - {table.name for table in OF_THE_SITE})
CATALOG = open_catalog([Path(__file__).parents[2] / "knowledge"])
NOTHING = dict.fromkeys(Limits.model_fields, Limit())


async def fill(store: Store, team: str, at: dt.datetime) -> None:
    await store.events.record(an_event(1, event_id=f"Ev-{team}-{at}", team=team, ts=f"{at}", client_msg_id=None, at=at))
    await store.answers.open(an_answer(1, id=f"{team}-{at}", team=team, paste_ts=f"{at}", at=at), MINUTE)
    await store.languages.choose(UserLanguage(team=team, user=f"{at}", language="ko", at=at))
    await store.channels.set(ChannelSetting(team=team, channel=f"{at}", mode="on", by="U1", at=at))
    await store.gates.close(team, f"{at}", at)
    case = Case(team=team, text="case", label="not-skms", by="U1", at=at, expires_at=at + 365 * DAY)
    await store.feedback.keep_case(case)
    await store.feedback.vote(StepVote(team=team, entry="40013", step="s1", verdict="fixed", by=f"{at}", at=at))
    await store.feedback.see_unknown(UnknownCodeSeen(team=team, code=1, message_hash=f"{at}"[:64], last_at=at))
    await store.audit.note(AuditRow(team=team, at=at, actor="U1", action="a", target="t"))
    found = Reading(target=f"of-{team.lower()}-{at:%Y%m%d}", verdict="up", at=at)
    await store.readings.keep(Standing(target=found.target, verdict="up", since=at, reading=found))


async def test_what_is_older_than_its_limit_goes(store: Store) -> None:
    await fill(store, "T1", NOW - 400 * DAY)
    await fill(store, "T1", NOW)

    gone = await store.prune(NOW)

    # The window was begun anew by the second answer; what people chose is kept until they choose otherwise.
    assert set(gone) == set(Limits.model_fields) - SHOWN - INTAKE - {
        "answer_window",
        "user_language",
        "channel_setting",
    }
    assert set(gone.values()) == {1}
    assert await store.prune(NOW) == {}


async def test_what_is_beyond_its_number_of_rows_goes_oldest_first(store: Store) -> None:
    for number in range(5):
        await store.events.record(an_event(number, at=NOW + number * MINUTE))

    gone = await store.prune(NOW, Limits.model_validate({**NOTHING, "event": Limit(rows=2)}))

    assert gone == {"event": 3}
    assert [event.event_id for event in await store.events.unanswered(NOW + DAY)] == ["Ev000003", "Ev000004"]


async def test_more_than_a_portion_goes_at_once(store: Store) -> None:
    for start in range(0, 2 * PORTION + 10, 500):
        items = [an_event(number) for number in range(start, min(start + 500, 2 * PORTION + 10))]
        await store.write(partial(record_events, seen=items))

    gone = await store.prune(NOW + 30 * DAY)

    assert gone == {"event": 2 * PORTION + 10}


async def test_a_case_goes_when_it_expires(store: Store) -> None:
    case = Case(team="T1", text="case", label="not-skms", by="U1", at=NOW, expires_at=NOW + MINUTE)
    await store.feedback.keep_case(case)

    assert await store.prune(NOW + MINUTE, Limits.model_validate(NOTHING)) == {"feedback_case": 1}


async def test_an_uninstalled_workspace_leaves_nothing_and_others_keep_all(store: Store) -> None:
    for team in ("T1", "T2"):
        await fill(store, team, NOW)
    before = await store.counts()

    gone = await store.forget_workspace("T1")
    after = await store.counts()

    assert gone == len(CONVERSATIONS)
    assert {before[name] for name in CONVERSATIONS} == {2}
    assert {after[name] for name in CONVERSATIONS} == {1}


async def test_an_uninstalled_workspace_leaves_nothing_of_what_was_shown_in_it(store: Store) -> None:
    engine = Engine(store.incidents, alerting, lambda: CATALOG)
    await engine.observe([observed(a_target(), "down")], NOW)
    await engine.mute(SilenceDraft(scope=Scope(number=1), by="U1", reason="known", until=NOW + DAY), "T1", NOW)

    assert await store.forget_workspace("T1") == len(["incident", "parent", "note", "silence", "audit"])

    counts = await store.counts()
    assert {counts[name] for name in ("incident", "delivery", "silence", "audit")} == {0}


@pytest.mark.parametrize("table", metadata.sorted_tables, ids=lambda table: table.name)
def test_every_table_has_a_limit_and_an_age(table) -> None:  # type: ignore[no-untyped-def]
    if table.name not in AGELESS:
        assert table.name in Limits.model_fields
        assert table in AGE


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_what_is_kept_of_conversations_is_of_a_workspace(name: str) -> None:
    assert not metadata.tables[name].c.team.nullable
