"""Which answers stand where, so that one error is answered once per window and an answer can follow its paste."""

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, bindparam, case, delete, func, select, update

from bot.models.conversation import Opening, PostedAnswer
from bot.storage.database import Database
from bot.storage.schema import answer, answer_window
from bot.storage.statements import insert_or_update, insert_unless_known

_INSERT = insert_unless_known(answer).returning(answer.c.id)
_CURRENT = answer_window.c.at >= bindparam("since")
_TAKE_WINDOW = insert_or_update(answer_window)
_ENTER_WINDOW = insert_or_update(
    answer_window,
    {
        "answer_id": case((_CURRENT, answer_window.c.answer_id), else_=_TAKE_WINDOW.excluded.answer_id),
        "at": case((_CURRENT, answer_window.c.at), else_=_TAKE_WINDOW.excluded.at),
    },
).returning(answer_window.c.answer_id)
_COUNT = (
    update(answer)
    .where(
        answer.c.id == bindparam("known"),
        answer.c.state != "deleted",
        answer.c.fingerprint == bindparam("same"),
    )
    .values(count=answer.c.count + 1, last_at=bindparam("now"))
    .returning(*answer.c)
)
_OF_PASTE = select(answer).where(
    answer.c.team == bindparam("team"),
    answer.c.paste_channel == bindparam("paste_channel"),
    answer.c.paste_ts == bindparam("paste_ts"),
)
Change = Literal["thread_ts", "message_ts", "fingerprint", "codes", "language", "state"]


class Answers:
    """The answers of all workspaces."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def open(self, draft: PostedAnswer, window: dt.timedelta | None) -> Opening:
        """Keep `draft` as the answer to its paste, or count it on the answer that the channel has already.

        The window begins with the first answer; after it, the same error is answered anew. None is for direct
        questions, which are answered always. One of any number of pastes at once is first, with any number of
        processes. Whoever is told `again` finds an earlier attempt: see its `state`.
        """
        return await self._database.write(partial(open_answer, draft=draft, window=window))

    async def change(self, answer_id: str, **values: Any) -> PostedAnswer | None:
        """Set what became of an answer (see Change) and count its revision; None where there is no such answer."""
        return await self._database.write(partial(change_answer, answer_id=answer_id, values=values))

    async def give_up(self, answer_id: str) -> None:
        """Forget an answer that was never shown, so that the next paste of the error is answered."""
        await self._database.write(partial(_give_up, answer_id=answer_id))

    async def of_paste(self, team: str, channel: str, ts: str) -> PostedAnswer | None:
        """The answer to a paste, to follow its edits and its deletion."""
        keys = {"team": team, "paste_channel": channel, "paste_ts": ts}
        return await self._database.read(partial(_find, statement=_OF_PASTE, parameters=keys))

    async def by_id(self, answer_id: str) -> PostedAnswer | None:
        """The answer with this id of ours."""
        return await self._database.read(partial(_find, statement=select(answer).where(answer.c.id == answer_id)))

    async def at_message(self, team: str, channel: str, ts: str) -> PostedAnswer | None:
        """The answer that a message of ours is, for the buttons on it."""
        found = select(answer).where(answer.c.team == team, answer.c.channel == channel, answer.c.message_ts == ts)
        return await self._database.read(partial(_find, statement=found))

    async def in_thread(self, team: str, channel: str, thread_ts: str) -> bool:
        """Whether a thread has an answer of ours."""
        found = select(answer).where(
            answer.c.team == team, answer.c.channel == channel, answer.c.thread_ts == thread_ts
        )
        return await self._database.read(partial(_find, statement=found.limit(1))) is not None

    async def reports(self, team: str, fingerprint: str, since: dt.datetime) -> int:
        """How often an error was pasted in the answers begun since, in all channels; raises StorageError."""
        return await self._database.read(partial(_reports, team=team, fingerprint=fingerprint, since=since))

    async def since(self, at: dt.datetime, states: Sequence[str], most: int = 1000) -> list[PostedAnswer]:
        """Answers begun since `at` in one of `states`, oldest first: to fill caches and to finish after a crash."""
        return await self._database.read(partial(_since, at=at, states=states, most=most))


def open_answer(connection: Connection, draft: PostedAnswer, window: dt.timedelta | None) -> Opening:
    """As `Answers.open`, within a unit of work."""
    earlier = _find(connection, _OF_PASTE, _row(draft))
    if earlier is not None:
        return Opening(outcome="again", answer=earlier)
    if window is not None:
        counted = _enter_window(connection, draft, window)
        if counted is not None:
            return Opening(outcome="repeat", answer=counted)
    if connection.execute(_INSERT, _row(draft)).first() is None:
        earlier = _find(connection, _OF_PASTE, _row(draft))
        return Opening(outcome="again", answer=earlier or draft)
    return Opening(outcome="first", answer=draft)


def change_answer(connection: Connection, answer_id: str, values: dict[str, Any]) -> PostedAnswer | None:
    """As `Answers.change`, within a unit of work."""
    row = {**values, "revision": answer.c.revision + 1}
    if "codes" in values:
        row["codes"] = _join(values["codes"])
    changed = connection.execute(update(answer).where(answer.c.id == answer_id).values(row).returning(*answer.c))
    found = changed.mappings().first()
    return None if found is None else _answer(found)


def _enter_window(connection: Connection, draft: PostedAnswer, window: dt.timedelta) -> PostedAnswer | None:
    """The answer of the running window, counted up; None where the draft begins a window."""
    row = {"team": draft.team, "channel": draft.channel, "fingerprint": draft.fingerprint, "at": draft.at}
    entered = connection.execute(_ENTER_WINDOW, {**row, "answer_id": draft.id, "since": draft.at - window}).scalar_one()
    if entered == draft.id:
        return None
    same = {"known": entered, "now": draft.at, "same": draft.fingerprint}
    counted = connection.execute(_COUNT, same).mappings().first()
    if counted is not None:
        return _answer(counted)
    # The window's answer is gone (pruned, or deleted with its paste), or an edit made it one to another error: this
    # one takes its place.
    connection.execute(_TAKE_WINDOW, {**row, "answer_id": draft.id})
    return None


def _give_up(connection: Connection, answer_id: str) -> None:
    connection.execute(delete(answer_window).where(answer_window.c.answer_id == answer_id))
    connection.execute(delete(answer).where(answer.c.id == answer_id))


def _find(connection: Connection, statement: Any, parameters: dict[str, Any] | None = None) -> PostedAnswer | None:
    found = connection.execute(statement, parameters or {}).mappings().first()
    return None if found is None else _answer(found)


def _since(connection: Connection, at: dt.datetime, states: Sequence[str], most: int) -> list[PostedAnswer]:
    wanted = select(answer).where(answer.c.at >= at, answer.c.state.in_(states)).order_by(answer.c.at).limit(most)
    return [_answer(row) for row in connection.execute(wanted).mappings()]


def _reports(connection: Connection, *, team: str, fingerprint: str, since: dt.datetime) -> int:
    same = (answer.c.team == team, answer.c.fingerprint == fingerprint, answer.c.at >= since)
    return int(connection.execute(select(func.coalesce(func.sum(answer.c.count), 0)).where(*same)).scalar_one())


def _row(value: PostedAnswer) -> dict[str, Any]:
    return {**dict(value), "codes": _join(value.codes)}


def _join(codes: Sequence[int]) -> str:
    return " ".join(str(code) for code in codes)


def _answer(row: RowMapping) -> PostedAnswer:
    return PostedAnswer.model_validate({**row, "codes": tuple(int(code) for code in row["codes"].split())})
