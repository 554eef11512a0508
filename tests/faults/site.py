"""A site for one fault: a Slack on loopback, the bot's lives, its database, and what was pasted; judges nothing."""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.fakes.slack import App, Channel, FakeSlack, File, Message, Rules
from tests.fakes.slack_talk import installed
from tests.faults import incidents_hold, invariants
from tests.faults.life import Life

STARTS_WITHIN = 30.0
RETRIES = (0.0, 1.0, 4.0)
"""Slack's retries, which really come at once, after a minute and after five."""


@dataclass
class Paste:
    """A paste that is owed an answer: exactly one, or a mark where it only repeats an earlier one."""

    message: Message
    owed: bool = True


@dataclass
class Site:
    """Everything a fault needs; at its end the invariants are asserted (`tests.faults.invariants`)."""

    slack: FakeSlack
    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    lives: list[Life] = field(default_factory=list)
    pastes: list[Paste] = field(default_factory=list)
    canaries: list[str] = field(default_factory=list)
    mentions: set[str] = field(default_factory=set)
    inside: tuple[str, ...] = ()
    """The command that the bot is started by, where it is not started as it is."""
    storage_failed: bool = False
    may_double: bool = False
    senders: incidents_hold.Senders | None = None
    """Whoever sends alerts; with them, what holds of incidents is asserted as well."""
    told_before_figures: list[dict[str, Any]] = field(default_factory=list)
    _over: bool = False

    @property
    def database(self) -> Path:
        """The bot's database."""
        return self.folder / "bot.db"

    @property
    def life(self) -> Life:
        """The bot as it runs now."""
        return self.lives[-1]

    def surroundings(self) -> dict[str, str]:
        """The environment of the bot; what the fault itself set wins, and a name set to nothing is left out."""
        given = {
            **self.slack.environment(),
            "SKMS_BOT_DATABASE": f"sqlite:///{self.database}",
            "SKMS_BOT_LOG_FORMAT": "json",
            **self.environment,
        }
        return {name: value for name, value in given.items() if value}

    async def begins(self) -> Life:
        """Start a life without waiting for anything."""
        life = await Life.begin(self.surroundings(), inside=self.inside)
        self.lives.append(life)
        return life

    async def starts(self) -> Life:
        """Start a life and wait until it listens to Slack."""
        life = await self.begins()
        await life.says("started", within=STARTS_WITHIN)
        if self.slack.app.socket_mode:
            await self.slack.connected(2, within=STARTS_WITHIN)
        else:
            await life.says("listening", within=STARTS_WITHIN)
        return life

    async def is_killed(self) -> None:
        """kill -9, and Slack has noticed."""
        await self.life.kill()
        await self.slack.until(lambda: not self.slack.sockets.connections, "end of the connections")

    async def restarts(self) -> Life:
        """kill -9 and a new life."""
        await self.is_killed()
        return await self.starts()

    def pasted(self, message: Message, *, owed: bool = True) -> Message:
        """Remember a message as one that is owed an answer, or as one that gets none (`owed` False)."""
        self.pastes.append(Paste(message, owed))
        return message

    def pastes_in(
        self, channel: Channel, text: str, *, by: str = "mina", owed: bool = True, files: tuple[File, ...] = ()
    ) -> Message:
        """Somebody pastes an error."""
        return self.pasted(self.slack.person(by).says(channel, text, files=files), owed=owed)

    async def answer_to(self, paste: Message, *, within: float = 12.0) -> Message:
        """Wait for the answer."""
        return await self.slack.reply_to(paste, within=within)

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """What the database holds, read beside the bot."""
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            return connection.execute(statement, values).fetchall()

    async def keeps(self, statement: str, *, within: float = 5.0) -> list[tuple[Any, ...]]:
        """Wait until the database holds what a statement looks for."""
        async with asyncio.timeout(within):
            while not (found := self.rows(statement)):  # noqa: ASYNC110 - another process rings no bell
                await asyncio.sleep(0.02)
        return found

    def settings(self, text: str) -> None:
        """Give the bot a settings file."""
        path = self.folder / "skms-bot.toml"
        path.write_text(text, encoding="utf-8")
        self.environment["SKMS_BOT_CONFIG"] = str(path)

    def change(self, statement: str, *values: Any) -> None:
        """Change the database while no bot runs: so a test lets days pass."""
        with contextlib.closing(sqlite3.connect(self.database)) as connection, connection:
            connection.execute(statement, values)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Another program holds the write lock of the database."""
        with contextlib.closing(sqlite3.connect(self.database, isolation_level=None)) as connection:
            connection.execute("PRAGMA busy_timeout=5000")
            connection.execute("BEGIN IMMEDIATE")
            yield
            connection.execute("ROLLBACK")

    async def comes_to_rest(self, *, within: float = 20.0) -> None:
        """Everything is delivered, and every paste that is owed an answer has it."""
        await self.slack.until(
            lambda: all(invariants.has_its_answer(paste.message, self) for paste in self.pastes if paste.owed),
            "answer to each paste",
            within=within,
        )
        await self.slack.settles(within=within)
        if self.senders is not None:
            await self._shows_everything(within)

    async def ends(self) -> None:
        """Stop what runs, and assert what holds after every fault; done once."""
        if self._over:
            return
        self._over = True
        await self.comes_to_rest()
        told = list(self.life.told) if self.senders and self.life.runs else []
        figures = await self.senders.figures() if self.senders and self.life.runs else ""
        self.told_before_figures = told
        for life in self.lives:
            await life.stop()
        invariants.hold(self)
        if self.senders is not None:
            incidents_hold.hold(self, self.senders.accepted, figures)

    async def _shows_everything(self, within: float) -> None:
        try:
            async with asyncio.timeout(within):
                while incidents_hold.restless(self):  # noqa: ASYNC110 - another process rings no bell
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"still to be shown: {incidents_hold.restless(self)[:10]}") from None


@contextlib.asynccontextmanager
async def site(folder: Path, *, app: App | None = None, rules: Rules | None = None) -> AsyncIterator[Site]:
    """A site; leaving it well means that the invariants held."""
    async with FakeSlack(
        app=app or installed(), rules=rules or Rules(retry_after=RETRIES, connections_open_burst=10_000)
    ) as slack:
        place = Site(slack, folder)
        try:
            yield place
            await place.ends()
        except AssertionError as error:
            logs = "\n-- next life --\n".join(life.log for life in place.lives)
            raise AssertionError(f"{error}\n{slack.transcript()}\n{logs}") from error
        finally:
            for life in place.lives:
                if life.runs:
                    await life.kill()
