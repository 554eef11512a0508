import os
import stat
from pathlib import Path

import pytest

from bot.errors import DatabaseInUse, DatabaseRefused
from bot.storage.lock import FileLock


def test_a_lock_is_held_once_and_free_when_released(path: Path) -> None:
    lock = FileLock(path)
    with pytest.raises(DatabaseInUse, match=f"process {os.getpid()}"):
        FileLock(path)
    lock.release()
    lock.release()

    FileLock(path).release()


def test_the_lock_file_stays_beside_the_database_for_its_owner(path: Path) -> None:
    FileLock(path).release()

    (beside,) = path.parent.iterdir()
    assert beside.name == "bot.db.lock"
    assert stat.S_IMODE(beside.stat().st_mode) == 0o600


def test_a_shorter_process_id_leaves_nothing_of_the_longer_one(path: Path) -> None:
    path.with_name("bot.db.lock").write_text("99999999999999\n")
    lock = FileLock(path)

    assert path.with_name("bot.db.lock").read_text() == f"{os.getpid()}\n"
    lock.release()


def test_a_folder_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseRefused, match="No such file"):
        FileLock(tmp_path / "missing" / "bot.db")
