import asyncio
import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from bot.clock import SystemClock
from bot.errors import SchemaMismatch
from bot.storage import migrations
from bot.storage.address import Address, read_address
from bot.storage.engines import writing_engine
from bot.storage.schema import metadata
from bot.storage.store import open_store
from tests.fakes.postgres import Postgres

VERSIONS = sorted(Path(str(migrations.__file__)).parent.glob("versions/r*.py"))


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, path: Path) -> Address:
    if request.param == "sqlite":
        return read_address(f"sqlite:///{path}")
    return read_address(request.getfixturevalue("postgres").new_database())


def test_the_migrated_schema_is_what_the_code_expects(address: Address) -> None:
    migrations.upgrade(address)
    engine = writing_engine(address)
    options = {"compare_type": True, "compare_server_default": True, "version_table": migrations.VERSION_TABLE}
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
    engine.dispose()

    assert differences == []


def test_an_upgrade_says_what_it_did_and_a_second_one_does_nothing(address: Address) -> None:
    assert migrations.upgrade(address) == (None, migrations.head())
    assert migrations.upgrade(address) == (migrations.head(), migrations.head())


def test_an_upgrade_that_fails_midway_changes_nothing(address: Address) -> None:
    engine = writing_engine(address)
    if address.path is None:
        with engine.begin() as connection:
            connection.execute(text("CREATE TABLE audit (x INTEGER)"))
        with pytest.raises(Exception, match="audit"):
            migrations.upgrade(address)
        with engine.connect() as connection:
            assert migrations.current(connection) is None
            assert not engine.dialect.has_table(connection, "event")
    engine.dispose()


def test_several_processes_may_upgrade_postgresql_at_once(postgres: Postgres) -> None:
    address = read_address(postgres.new_database())

    async def all_at_once() -> list[tuple[str | None, str]]:
        return await asyncio.gather(*(asyncio.to_thread(migrations.upgrade, address) for _ in range(4)))

    done = asyncio.run(all_at_once())

    assert sorted(done, key=str) == [(migrations.head(), migrations.head())] * 3 + [(None, migrations.head())]


async def test_an_older_schema_is_refused_with_the_command_to_upgrade(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await (await open_store(f"sqlite:///{path}", SystemClock())).close()
    monkeypatch.setattr(migrations, "head", lambda: "9999")

    with pytest.raises(SchemaMismatch) as caught:
        await open_store(f"sqlite:///{path}", SystemClock())

    assert "db upgrade" in caught.value.hint
    assert "db backup" in caught.value.hint


def test_each_step_stands_alone_and_follows_the_one_before() -> None:
    before = None
    for number, step in enumerate(VERSIONS, 1):
        source = step.read_text(encoding="utf-8")
        assert re.search(rf'^revision = "{number:04}"$', source, re.MULTILINE)
        assert step.name.startswith(f"r{number:04}_")
        assert (f'down_revision = "{before}"' if before else "down_revision = None") in source
        assert "from bot" not in source
        assert "import bot" not in source
        before = f"{number:04}"
    assert migrations.head() == before
