import json
from pathlib import Path

from tests.long.mutation import ROOMS, ROOT, count_mutants

KILLED, SURVIVED, UNREACHED, HUNG, UNCHECKED = 1, 0, 33, -24, None


def write_codes(folder: Path, **codes: int | None) -> Path:
    (folder / "bot").mkdir(exist_ok=True)
    (folder / "bot" / "room.py.meta").write_text(json.dumps({"exit_code_by_key": codes}), encoding="utf-8")
    return folder


def test_a_mutant_that_no_test_reaches_survives_and_one_that_hangs_is_killed(tmp_path: Path) -> None:
    count = count_mutants(write_codes(tmp_path, a=KILLED, b=SURVIVED, c=UNREACHED, d=HUNG, e=UNCHECKED))

    assert (count.killed, count.survived, count.unchecked) == (2, ("b", "c"), 1)
    assert count.share == 0.5


def test_of_a_sample_only_what_was_drawn_counts(tmp_path: Path) -> None:
    count = count_mutants(write_codes(tmp_path, a=KILLED, b=SURVIVED, c=UNCHECKED), frozenset({"a"}))

    assert (count.killed, count.survived, count.unchecked) == (1, (), 0)


def test_each_room_has_files_to_mutate_and_tests_to_notice() -> None:
    for room in ROOMS.values():
        assert all(any(ROOT.glob(pattern)) for pattern in room.files)
        assert all((ROOT / one).exists() for one in room.tests)
