import os
import sqlite3
import stat
from pathlib import Path

import pytest

from bot.storage import migrations
from tests.fakes.postgres import Postgres
from tests.fakes.terminal import Done, run

HEAD = migrations.head()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def db(folder: Path, *arguments: str, **environment: str) -> Done:
    return run("db", *arguments, folder=folder, env=environment)


def test_by_default_the_database_is_a_file_in_the_working_directory(folder: Path) -> None:
    upgraded = db(folder, "upgrade")
    checked = db(folder, "check")

    assert (upgraded.code, upgraded.out) == (0, f"skms-bot.db: schema none → {HEAD}\n")
    assert checked.code == 0
    assert checked.out.startswith("skms-bot.db: sound, SQLite 3.")
    assert "         0  event\n" in checked.out


def test_a_second_upgrade_has_nothing_to_do(folder: Path) -> None:
    db(folder, "upgrade")

    assert db(folder, "upgrade").out == f"skms-bot.db: schema {HEAD}, nothing to do\n"


def test_a_path_in_the_settings_file_is_relative_to_it(folder: Path) -> None:
    (folder / "etc").mkdir()
    (folder / "etc" / "bot.toml").write_text('database = "sqlite:///here.db"\n')

    done = db(folder, "upgrade", SKMS_BOT_CONFIG=str(folder / "etc" / "bot.toml"))

    assert done.code == 0, done.err
    assert (folder / "etc" / "here.db").exists()


def test_without_a_database_check_and_backup_make_none_and_say_where_to_look(folder: Path) -> None:
    for arguments in (["check"], ["backup", "copy.db"]):
        done = db(folder, *arguments)
        assert done.code == os.EX_CONFIG
        assert "name its file: `database` or SKMS_BOT_DATABASE" in done.err
    assert list(folder.iterdir()) == []


def test_a_backup_is_a_whole_database_for_its_owner_only(folder: Path) -> None:
    db(folder, "upgrade")

    done = db(folder, "backup", "copy.db")

    assert done.code == 0, done.err
    assert done.out.endswith("bytes, checked\n")
    assert stat.S_IMODE((folder / "copy.db").stat().st_mode) == 0o600
    assert db(folder, "check", SKMS_BOT_DATABASE="sqlite:///copy.db").code == 0


def test_a_backup_overwrites_nothing(folder: Path) -> None:
    db(folder, "upgrade")
    (folder / "copy.db").write_text("precious")

    done = db(folder, "backup", "copy.db")

    assert done.code == os.EX_CONFIG
    assert "exists already" in done.err
    assert (folder / "copy.db").read_text() == "precious"


def test_a_backup_of_a_damaged_database_leaves_no_file(folder: Path) -> None:
    (folder / "skms-bot.db").write_bytes(b"noise" * 4000)

    done = db(folder, "backup", "copy.db")

    assert done.code == os.EX_IOERR
    assert not (folder / "copy.db").exists()


def test_a_damaged_database_is_found(folder: Path) -> None:
    db(folder, "upgrade")
    whole = (folder / "skms-bot.db").read_bytes()
    (folder / "skms-bot.db").write_bytes(whole[:8192] + b"\xff" * 4096 + whole[12288:])

    done = db(folder, "check")

    assert done.code == os.EX_IOERR
    assert "damaged" in done.err or "malformed" in done.err


def test_a_newer_database_is_refused(folder: Path) -> None:
    db(folder, "upgrade")
    with sqlite3.connect(folder / "skms-bot.db") as database:
        database.execute("UPDATE skms_bot_schema SET version_num = '9999'")
    database.close()

    for verb in ("check", "upgrade"):
        done = db(folder, verb)
        assert done.code == os.EX_CONFIG, done
        assert "newer" in done.err


@pytest.mark.parametrize(
    "setting",
    ["mysql://u:not-a-hidden@h/x", "nonsense not-a-hidden", "postgresql://u:not-a-hidden@127.0.0.1:1/x"],
)
def test_a_wrong_database_setting_never_shows_its_password(folder: Path, setting: str) -> None:
    done = db(folder, "check", SKMS_BOT_DATABASE=setting)

    assert done.code in (os.EX_CONFIG, os.EX_UNAVAILABLE)
    assert "hidden" not in done.out + done.err
    assert "Traceback" not in done.err


def test_postgresql_is_upgraded_and_checked_and_names_its_own_backup(folder: Path, postgres: Postgres) -> None:
    setting = postgres.new_database()

    assert db(folder, "check", SKMS_BOT_DATABASE=setting).code == os.EX_CONFIG
    assert f"schema none → {HEAD}" in db(folder, "upgrade", SKMS_BOT_DATABASE=setting).out
    assert "sound, PostgreSQL" in db(folder, "check", SKMS_BOT_DATABASE=setting).out
    backup = db(folder, "backup", "copy.db", SKMS_BOT_DATABASE=setting)
    assert backup.code == os.EX_CONFIG
    assert "pg_dump" in backup.err
