import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from bot.errors import DatabaseRefused, DatabaseUnavailable
from bot.storage.address import read_address
from bot.storage.link import LONGEST_REST, Link

ADDRESS = read_address("postgresql://bot@db.example.test/skms")


@dataclass
class Clock:
    """A clock that moves only when somebody waits."""

    now: float = 1000.0
    rests: list[float] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now

    def pause(self, seconds: float) -> None:
        self.rests.append(seconds)
        self.now += seconds


@dataclass
class Server:
    """Refuses connections as long as it is told to."""

    failure: psycopg.Error | None = None
    asked: int = 0

    def connect(self) -> sqlite3.Connection:
        self.asked += 1
        if self.failure is not None:
            raise DBAPIError("connect", None, self.failure)
        return sqlite3.connect(":memory:")

    def engine(self) -> Engine:
        return create_engine("sqlite://", creator=self.connect, poolclass=NullPool)


def test_one_connection_serves_until_it_is_dropped() -> None:
    server, clock = Server(), Clock()
    link = Link(server.engine(), ADDRESS, clock)

    first = link.open(clock.now)
    assert link.open(clock.now) is first
    link.drop()
    second = link.open(clock.now)
    link.close()

    assert second is not first
    assert (server.asked, link.made) == (2, 2)


def test_a_dead_server_is_asked_with_growing_rests_until_the_deadline() -> None:
    server, clock = Server(psycopg.OperationalError("Connection refused")), Clock()
    link = Link(server.engine(), ADDRESS, clock)

    with pytest.raises(DatabaseUnavailable, match="Connection refused"):
        link.open(clock.now + 2.0)

    assert clock.rests == sorted(clock.rests)
    assert max(clock.rests) == LONGEST_REST
    assert clock.now < 1002.0
    assert 4 <= server.asked <= 10


def test_while_a_server_is_dead_others_fail_at_once_and_it_is_asked_again_soon() -> None:
    server, clock = Server(psycopg.OperationalError("Connection refused")), Clock()
    link = Link(server.engine(), ADDRESS, clock)
    for _ in range(3):
        with pytest.raises(DatabaseUnavailable):
            link.open(clock.now)
    assert server.asked == 1

    server.failure = None
    clock.now += LONGEST_REST

    link.open(clock.now)
    link.close()
    assert server.asked == 2


def test_a_wrong_password_is_not_tried_again_and_again() -> None:
    server, clock = Server(psycopg.OperationalError("password authentication failed")), Clock()

    with pytest.raises(DatabaseRefused):
        Link(server.engine(), ADDRESS, clock).open(clock.now + 2.0)

    assert (server.asked, clock.rests) == (1, [])


def test_a_file_that_was_replaced_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "bot.db"
    path.touch()
    link = Link(Server().engine(), read_address(f"sqlite:///{path}"), Clock())
    link.open(0)
    path.rename(tmp_path / "old.db")
    path.touch()

    with pytest.raises(DatabaseRefused, match="replaced"):
        link.open(0)
    link.close()
