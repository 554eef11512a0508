"""What people said about answers, which codes were unknown, and who changed what; decides nothing about them."""

import datetime as dt
from functools import partial
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from bot.models.conversation import AuditRow
from bot.models.feedback import Case, FeedbackKept, StepVote, UnknownCodeSeen
from bot.storage.database import Database
from bot.storage.schema import audit, feedback_case, step_feedback, unknown_code
from bot.storage.statements import insert_or_update

_VOTE = insert_or_update(step_feedback)
_NEW = insert_or_update(unknown_code)
_SEE = insert_or_update(
    unknown_code, {"count": unknown_code.c.count + _NEW.excluded.count, "last_at": _NEW.excluded.last_at}
)
_FORGET_CASE = delete(feedback_case).where(
    feedback_case.c.team == bindparam("known_team"),
    feedback_case.c.label == bindparam("known_label"),
    feedback_case.c.text == bindparam("known_text"),
)
MOST_CASES = 500
MOST_ROWS = 10_000


class Feedback:
    """Cases, votes on steps, and unknown codes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep_case(self, case: Case, most: int = MOST_CASES) -> None:
        """Keep a redacted text; the workspace's oldest go beyond `most`. The caller knows that keeping is on."""
        await self._database.write(partial(_keep_case, case=case, most=most))

    async def forget_case(self, team: str, label: str, text: str) -> None:
        """Forget a text after all: it was sent by mistake."""
        row = {"known_team": team, "known_label": label, "known_text": text}
        await self._database.write(partial(_execute, statement=_FORGET_CASE, row=row))

    async def vote(self, vote: StepVote) -> None:
        """Keep what a person says of a step, in place of what the same person said before."""
        row = {**dict(vote), "step": vote.step or ""}
        await self._database.write(partial(_execute, statement=_VOTE, row=row))

    async def see_unknown(self, seen: UnknownCodeSeen) -> None:
        """Count an SKMS-shaped code that the knowledge base does not have."""
        await self._database.write(partial(_execute, statement=_SEE, row=dict(seen)))

    async def cases(self, now: dt.datetime) -> list[Case]:
        """The cases that are not expired, oldest first."""
        return await self._database.read(partial(_cases, now=now))

    async def votes(self) -> list[StepVote]:
        """What was said of steps, the latest first, MOST_ROWS at most."""
        return await self._database.read(_votes)

    async def unknown(self) -> list[UnknownCodeSeen]:
        """The codes that nobody knew, the most frequent first, MOST_ROWS at most."""
        return await self._database.read(_unknown)


class Audit:
    """Who changed what."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, row: AuditRow) -> None:
        """Keep one row."""
        await self._database.write(partial(note_audit, row=row))

    async def last(self, team: str, most: int = 100) -> list[AuditRow]:
        """The newest rows of a workspace, newest first."""
        return await self._database.read(partial(_last, team=team, most=most))


def read_feedback(connection: Connection, now: dt.datetime) -> FeedbackKept:
    """All of it, within one transaction; expired cases are left out."""
    return FeedbackKept(
        cases=tuple(_cases(connection, now)), votes=tuple(_votes(connection)), unknown=tuple(_unknown(connection))
    )


def note_audit(connection: Connection, row: AuditRow) -> None:
    """Keep one row, within the unit of work that makes the change."""
    connection.execute(insert(audit), dict(row))


def _keep_case(connection: Connection, case: Case, most: int) -> None:
    connection.execute(insert(feedback_case), dict(case))
    mine = feedback_case.c.team == case.team
    newest = select(feedback_case.c.id).where(mine).order_by(feedback_case.c.id.desc()).limit(most)
    connection.execute(delete(feedback_case).where(mine, feedback_case.c.id.not_in(newest)))


def _cases(connection: Connection, now: dt.datetime) -> list[Case]:
    kept = select(feedback_case).where(feedback_case.c.expires_at > now).order_by(feedback_case.c.id)
    return [
        Case.model_validate({name: value for name, value in row.items() if name != "id"})
        for row in connection.execute(kept).mappings()
    ]


def _votes(connection: Connection) -> list[StepVote]:
    rows = connection.execute(select(step_feedback).order_by(step_feedback.c.at.desc()).limit(MOST_ROWS))
    return [StepVote.model_validate({**row, "step": row["step"] or None}) for row in rows.mappings()]


def _unknown(connection: Connection) -> list[UnknownCodeSeen]:
    most = select(unknown_code).order_by(unknown_code.c.count.desc(), unknown_code.c.code).limit(MOST_ROWS)
    return [UnknownCodeSeen.model_validate(dict(row)) for row in connection.execute(most).mappings()]


def _last(connection: Connection, team: str, most: int) -> list[AuditRow]:
    rows = connection.execute(select(audit).where(audit.c.team == team).order_by(audit.c.id.desc()).limit(most))
    return [
        AuditRow.model_validate({name: value for name, value in row.items() if name != "id"}) for row in rows.mappings()
    ]


def _execute(connection: Connection, statement: Any, row: dict[str, Any]) -> None:
    connection.execute(statement, row)
