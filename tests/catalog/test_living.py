import os
import shutil
from pathlib import Path

import pytest

from bot.catalog.living import LivingCatalog
from bot.errors import BadKnowledge

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KNOWLEDGE, tmp_path / "knowledge"))


def break_entry(folder: Path) -> None:
    path = folder / "errors" / "40013.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "\nnonsense: 1\n", encoding="utf-8")


def mend_entry(folder: Path) -> None:
    shutil.copy(KNOWLEDGE / "errors" / "40013.yaml", folder / "errors" / "40013.yaml")
    os.utime(folder / "errors" / "40013.yaml", (1, 1))


def test_a_change_is_taken_over_and_told_once(folder: Path) -> None:
    living = LivingCatalog([folder])
    before = living.current.revision
    path = folder / "errors" / "40013.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# a remark\n", encoding="utf-8")

    notice = living.reload()

    assert notice is not None
    assert (notice.revision, notice.problems) == (living.current.revision, ())
    assert living.current.revision != before
    assert living.reload() is None


def test_a_broken_file_is_told_once_with_file_and_line_and_the_last_good_one_serves(folder: Path) -> None:
    living = LivingCatalog([folder])
    good = living.current
    break_entry(folder)

    notice = living.reload()

    assert notice is not None
    assert any(problem.startswith("errors/40013.yaml:") for problem in notice.problems)
    assert living.current is good
    assert living.reload() is None
    mend_entry(folder)
    assert living.reload() is None  # the same revision as before: nothing to tell
    assert living.current.revision == good.revision


def test_a_cold_start_on_a_broken_file_serves_the_last_good_copy(folder: Path, tmp_path: Path) -> None:
    copy = tmp_path / "state" / "bot.db.knowledge"
    copy.parent.mkdir()
    good = LivingCatalog([folder], copy).current
    break_entry(folder)

    living = LivingCatalog([folder], copy)

    assert living.current.entries[40013] == good.entries[40013]
    assert living.first_notice is not None
    assert any("40013.yaml" in problem for problem in living.first_notice.problems)


def test_a_cold_start_on_a_broken_file_without_a_copy_says_what_is_wrong(folder: Path, tmp_path: Path) -> None:
    break_entry(folder)

    with pytest.raises(BadKnowledge):
        LivingCatalog([folder], tmp_path / "none")
