import asyncio
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import DBAPIError

from bot.clock import SystemClock
from bot.storage.schema import gate
from bot.storage.store import open_store

Fate = Literal["fine", "raises", "wrong statement", "hides an error", "undoes itself"]
FATES: tuple[Fate, ...] = ("fine", "raises", "wrong statement", "hides an error", "undoes itself")
INSERT = text("INSERT INTO gate (team, channel, not_before) VALUES ('T1', :channel, 0)")


def do(connection: Connection, number: int, fate: Fate) -> int:
    savepoint = connection.begin_nested() if fate == "undoes itself" else None
    connection.execute(INSERT, {"channel": f"{number}"})
    if fate == "raises":
        raise ZeroDivisionError(number)
    if fate == "wrong statement":
        connection.execute(text("SELECT * FROM no_such_table"))
    if fate == "hides an error":
        try:
            connection.execute(text("SELECT * FROM no_such_table"))
        except DBAPIError:
            return number
    if savepoint is not None:
        savepoint.rollback()
    return number


@settings(max_examples=40, deadline=None)
@given(plan=st.lists(st.tuples(st.integers(0, 12), st.sampled_from(FATES)), max_size=40))
def test_what_is_acknowledged_is_exactly_what_is_kept(plan: list[tuple[int, Fate]]) -> None:
    """Against a model that does the units one by one: the same outcomes, the same rows, whatever the batches were."""
    expected: set[str] = set()
    fine: list[bool] = []
    for number, fate in plan:
        works = f"{number}" not in expected and fate not in ("raises", "wrong statement")
        fine.append(works)
        if works and fate != "undoes itself":
            expected.add(f"{number}")

    async def story(path: Path) -> None:
        store = await open_store(f"sqlite:///{path}", SystemClock())
        outcomes = await asyncio.gather(
            *(store.write(partial(do, number=number, fate=fate)) for number, fate in plan),
            return_exceptions=True,
        )
        kept = await store.read(lambda connection: set(connection.execute(select(gate.c.channel)).scalars()))
        await store.close()
        assert [not isinstance(outcome, BaseException) for outcome in outcomes] == fine
        assert kept == expected

    with TemporaryDirectory() as folder:
        asyncio.run(story(Path(folder) / "bot.db"))
