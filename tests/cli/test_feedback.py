import datetime as dt
import json
import os
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.models.feedback import Case, StepVote, UnknownCodeSeen
from bot.storage.store import Store, open_store
from tests.fakes.terminal import Done, run

AT = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
LATER = dt.datetime(2126, 1, 1, tzinfo=dt.UTC)
TEXT = '{"code": 40013, "message": "invalid appid"}\n\x1b[2J\x9b31mtoken [hidden:jwt]'


def export(folder: Path, *arguments: str) -> Done:
    return run("feedback", "export", *arguments, folder=folder)


def case(**changes: object) -> Case:
    known = {"team": "T1", "text": TEXT, "label": "not-skms 40013", "by": "U1", "at": AT, "expires_at": LATER}
    return Case.model_validate({**known, **changes})


async def fill(store: Store) -> None:
    await store.feedback.keep_case(case())
    await store.feedback.keep_case(case(text="gone by now", expires_at=AT))
    for person, verdict in (("U1", "wrong"), ("U2", "dangerous"), ("U3", "fixed")):
        vote = StepVote.model_validate(
            {"team": "T1", "entry": "40013", "step": "find-key", "verdict": verdict, "by": person, "at": AT}
        )
        await store.feedback.vote(vote)
    await store.feedback.vote(StepVote(team="T1", entry="40001", verdict="fixed", by="U1", at=AT))
    for _ in range(3):
        await store.feedback.see_unknown(UnknownCodeSeen(team="T1", code=40999, last_at=AT))


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    store = await open_store(f"sqlite:///{tmp_path / 'skms-bot.db'}", SystemClock())
    await fill(store)
    await store.close()
    return tmp_path


def test_people_read_cases_then_steps_by_complaints_then_unknown_codes(folder: Path) -> None:
    done = export(folder)

    assert done.code == 0, done.err
    assert done.out == (
        "Cases that were no SKMS error: 1\n"
        "  2026-11-22 03:00 UTC  not-skms 40013  by U1  kept until 2126-01-01\n"
        '    {"code": 40013, "message": "invalid appid"}\n'
        "    �[2J�31mtoken [hidden:jwt]\n"
        "Steps that people spoke of: 2\n"
        "  40013  find-key: dangerous 1, fixed 1, wrong 1\n"
        "  40001  (the whole): fixed 1\n"
        "Codes that the knowledge base does not have: 1\n"
        "  40999  3 times, last 2026-11-22 03:00 UTC\n"
    )


def test_machines_read_one_object_a_line(folder: Path) -> None:
    done = export(folder, "--jsonl")
    rows = [json.loads(line) for line in done.out.splitlines()]

    assert done.out.isascii()
    assert [row["kind"] for row in rows] == ["case", "step", "step", "step", "step", "unknown-code"]
    assert rows[0]["text"] == TEXT
    assert rows[0]["label"] == "not-skms 40013"
    assert {(row["step"], row["verdict"]) for row in rows[1:5]} == {
        ("find-key", "wrong"),
        ("find-key", "dangerous"),
        ("find-key", "fixed"),
        (None, "fixed"),
    }
    assert (rows[5]["code"], rows[5]["count"]) == (40999, 3)


async def test_it_works_while_the_bot_has_the_file(tmp_path: Path) -> None:
    store = await open_store(f"sqlite:///{tmp_path / 'skms-bot.db'}", SystemClock())
    try:
        await fill(store)
        done = export(tmp_path)
    finally:
        await store.close()

    assert done.code == 0, done.err
    assert "not-skms 40013" in done.out


def test_without_a_database_it_says_where_one_comes_from(tmp_path: Path) -> None:
    done = export(tmp_path)

    assert done.code == os.EX_CONFIG
    assert "the bot makes it when it first runs" in done.err
    assert list(tmp_path.iterdir()) == []
