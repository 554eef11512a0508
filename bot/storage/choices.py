"""What people and channels chose, and until when a channel must be left in peace; knows nothing of answers."""

import datetime as dt
from functools import partial
from typing import Any

from sqlalchemy import Connection, RowMapping, case, delete, select

from bot.models.conversation import ChannelSetting, UserLanguage
from bot.storage.database import Database
from bot.storage.schema import channel_setting, gate, user_language
from bot.storage.statements import insert_or_update

_SET_LANGUAGE = insert_or_update(user_language)
_SET_CHANNEL = insert_or_update(channel_setting)
_LATER = insert_or_update(gate)
_CLOSE = insert_or_update(
    gate,
    {
        "not_before": case(
            (_LATER.excluded.not_before > gate.c.not_before, _LATER.excluded.not_before), else_=gate.c.not_before
        )
    },
)


class Languages:
    """The language that each person chose."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def choose(self, choice: UserLanguage) -> None:
        """Keep a choice in place of an earlier one."""
        await self._database.write(partial(_execute, statement=_SET_LANGUAGE, row=dict(choice)))

    async def forget(self, team: str, user: str) -> None:
        """Go back to the language of the channel."""
        gone = delete(user_language).where(user_language.c.team == team, user_language.c.user == user)
        await self._database.write(partial(_execute, statement=gone))

    async def of(self, team: str, user: str) -> str | None:
        """The language that a person chose, None where none was."""
        wanted = select(user_language).where(user_language.c.team == team, user_language.c.user == user)
        found = await self._database.read(partial(_first, statement=wanted))
        return None if found is None else str(found["language"])


class Channels:
    """How the bot behaves in each channel."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def set(self, setting: ChannelSetting) -> None:
        """Keep a channel's setting in place of an earlier one."""
        await self._database.write(partial(_execute, statement=_SET_CHANNEL, row=dict(setting)))

    async def forget(self, team: str, channel: str) -> None:
        """Go back to what is configured for all."""
        mine = (channel_setting.c.team == team, channel_setting.c.channel == channel)
        await self._database.write(partial(_execute, statement=delete(channel_setting).where(*mine)))

    async def of(self, team: str, channel: str) -> ChannelSetting | None:
        """A channel's setting, None where it has none of its own."""
        wanted = select(channel_setting).where(channel_setting.c.team == team, channel_setting.c.channel == channel)
        found = await self._database.read(partial(_first, statement=wanted))
        return None if found is None else ChannelSetting.model_validate(dict(found))

    async def all(self) -> list[ChannelSetting]:
        """Every channel's setting, to be kept in memory by who asks for each message."""
        rows = await self._database.read(partial(_all, statement=select(channel_setting)))
        return [ChannelSetting.model_validate(dict(row)) for row in rows]


class Gates:
    """Until when nothing may be sent to a channel: the messenger's Retry-After, kept over a restart."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def close(self, team: str, channel: str, until: dt.datetime) -> None:
        """Send nothing before `until`; a later time that is known already stays."""
        row = {"team": team, "channel": channel, "not_before": until}
        await self._database.write(partial(_execute, statement=_CLOSE, row=row))

    async def closed(self, now: dt.datetime) -> dict[tuple[str, str], dt.datetime]:
        """Each (team, channel) that is closed now, and until when."""
        rows = await self._database.read(partial(_all, statement=select(gate).where(gate.c.not_before > now)))
        return {(row["team"], row["channel"]): row["not_before"] for row in rows}


def _execute(connection: Connection, statement: Any, row: dict[str, Any] | None = None) -> None:
    connection.execute(statement, row)


def _first(connection: Connection, statement: Any) -> RowMapping | None:
    return connection.execute(statement).mappings().first()


def _all(connection: Connection, statement: Any) -> list[RowMapping]:
    return list(connection.execute(statement).mappings())
