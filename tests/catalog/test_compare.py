"""A difference between two states is told by field, and answers by line."""

from pathlib import Path

from bot.catalog.compare import compare_files, compare_samples
from bot.catalog.files import read_files
from tests.fakes.knowledge_folder import KnowledgeFolder

ENTRY = "errors/40013.yaml"


def compared(before: KnowledgeFolder, after: KnowledgeFolder) -> list[tuple[str, str, tuple[str, ...]]]:
    changes = compare_files(read_files([before.path]), read_files([after.path]))
    return [(change.path, change.what, change.lines) for change in changes]


def test_files_and_fields_that_differ_are_named(folder: KnowledgeFolder, tmp_path: Path) -> None:
    after = KnowledgeFolder(tmp_path / "after")
    after.change(ENTRY, "level: P3", "level: P2")
    after.change(ENTRY, "causes:\n", "causes:\n  - {id: new, basis: judged, text: {en: New, ko: 새것}}\n")
    after.change(ENTRY, "oddities: []\n", "")
    after.remove("steps/look.yaml")
    after.write("steps/peek.yaml", folder.read("steps/look.yaml"))
    assert compared(folder, after) == [
        (
            ENTRY,
            "changed",
            (
                "oddities: '[]' -> (absent)",
                "severity.level: 'P3' -> 'P2'",
                "causes[new]: (absent) -> \"{'id': 'new', 'basis': 'judged', 'text': {'en': 'New', 'ko': '새것'}}\"",
            ),
        ),
        ("steps/look.yaml", "removed", ()),
        ("steps/peek.yaml", "added", ()),
    ]


def test_a_comment_is_no_difference(folder: KnowledgeFolder, tmp_path: Path) -> None:
    after = KnowledgeFolder(tmp_path / "after")
    after.change(ENTRY, "oddities: []", "oddities: []  # none")
    assert compared(folder, after) == []


def test_another_order_of_steps_is_a_difference(folder: KnowledgeFolder, tmp_path: Path) -> None:
    after = KnowledgeFolder(tmp_path / "after")
    after.change("errors/50002.yaml", "lookalikes:\n  - 'order 50002'\n", "lookalikes:\n")
    after.change("errors/50002.yaml", "  - 'room 50002'\n", "  - 'room 50002'\n  - 'order 50002'\n")
    assert compared(folder, after) == [("errors/50002.yaml", "changed", ("lookalikes: in another order",))]


def test_a_broken_file_is_compared_by_its_bytes(folder: KnowledgeFolder, tmp_path: Path) -> None:
    after = KnowledgeFolder(tmp_path / "after")
    after.write(ENTRY, b"\xff")
    [(path, what, lines)] = compared(folder, after)
    assert (path, what) == (ENTRY, "changed")
    assert lines[-1] == "(file): (absent) -> \"b'\\\\xff'\""


def test_answers_are_compared_line_by_line() -> None:
    changes = compare_samples(str.upper, str.title, {"samples/a.txt": "X\nab", "samples/b.txt": "Y"})
    assert [(change.path, change.lines) for change in changes] == [("samples/a.txt", ("-AB", "+Ab"))]
