"""A Catalog is opened lazily and loaded eagerly, with the same values, the same rules and every problem."""

import os
from pathlib import Path

import pytest

from bot.catalog.files import MAX_BYTES, find_knowledge, read_files
from bot.catalog.loader import load_catalog, open_catalog
from bot.errors import BadKnowledge, NoInput, Problem
from tests.fakes.knowledge_folder import KnowledgeFolder

ENTRY = "errors/40013.yaml"
MAPPINGS = ("vendor", "entries", "http", "causes", "steps", "components", "roles", "inner", "neighbours", "health")


def problems_of(folder: KnowledgeFolder) -> list[Problem]:
    with pytest.raises(BadKnowledge) as caught:
        load_catalog([folder.path])
    return list(caught.value.problems)


def test_the_lazy_and_the_eager_catalogue_hold_the_same(folder: KnowledgeFolder) -> None:
    lazy, eager = open_catalog([folder.path]), load_catalog([folder.path])
    for name in (*MAPPINGS, "locales", "phrases"):
        assert dict(getattr(lazy, name)) == dict(getattr(eager, name)), name
        assert dict(getattr(lazy, name)), name
    assert lazy.revision == eager.revision


def test_opening_reads_only_the_vendors_words(folder: KnowledgeFolder) -> None:
    folder.change(ENTRY, "kind: key-data", "kind: nonsense")
    folder.change("steps/look.yaml", "id: look", "id: 7")
    catalog = open_catalog([folder.path])
    assert catalog.vendor[40013].message == "Key is away"
    assert catalog.entries[50002].code == 50002
    with pytest.raises(BadKnowledge, match=r"errors/40013\.yaml:13: `kind` is 'nonsense', but must be one of"):
        catalog.entries[40013]


def test_a_value_is_read_once_and_cannot_be_changed(folder: KnowledgeFolder) -> None:
    catalog = open_catalog([folder.path])
    first = catalog.entries[40013]
    folder.remove(ENTRY)
    assert catalog.entries[40013] is first
    assert not hasattr(catalog.entries, "__setitem__")
    assert list(catalog.entries) == [40013, 50002]
    assert 40013 in catalog.entries
    assert 1 not in catalog.entries
    assert catalog.entries.get(1) is None


def test_loading_reports_every_file_and_every_line(folder: KnowledgeFolder) -> None:
    folder.change(ENTRY, "kind: key-data", "kind: nonsense")
    folder.change(ENTRY, "reviewed: 2026-03-01", "reviewed: yesterday\nextra: 1")
    folder.change("steps/look.yaml", "basis: judged\n", "")
    found = {(problem.path, problem.line): problem.message for problem in problems_of(folder)}
    assert found[(ENTRY, 13)].startswith("`kind` is 'nonsense', but must be one of")
    assert "`reviewed`: input should be a valid date" in found[(ENTRY, folder.line(ENTRY, "reviewed"))]
    assert found[(ENTRY, folder.line(ENTRY, "extra"))].startswith("`extra` is not a key of this kind of file")
    assert found[("steps/look.yaml", 1)] == "`basis` is missing: add it"
    assert len(found) == 4


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("message: Key is away", "message: 404", "must be text, but YAML reads 404 as a number: put quotes around it"),
        ("message: Key is away", "message: 2026-01-02", "must be text, but YAML reads 2026-01-02 as a date"),
        ("message: Key is away", "message: true", "must be text, but YAML reads True as true or false"),
        ('policy: "no"', "policy: no", "YAML reads the bare word no as true or false: put quotes around it"),
        ("component: vault", "component: The Vault", "which does not have the form"),
        ("{en: The log, ko: 로그}", "{en: 1, ko: 로그}", "`evidence[0].en` must be text"),
        ("{en: The log, ko: 로그}", "{en: The log, ko: {pending: soon}}", "`evidence[0].ko.pending`: input should be"),
        ("{en: The log, ko: 로그}", "{en: The log, ko: {owed: 1}}", "`evidence[0].ko"),
        ("{en: The log, ko: 로그}", "{english: The log}", "`evidence[0].english`"),
    ],
)
def test_a_value_of_the_wrong_sort_is_told_once(folder: KnowledgeFolder, old: str, new: str, told: str) -> None:
    line = folder.line(ENTRY, old)
    folder.change(ENTRY, old, new)
    [problem, *others] = problems_of(folder)
    assert others == []
    assert (problem.path, problem.line) == (ENTRY, line)
    assert told in problem.message


def test_a_head_that_is_broken_is_reported_when_opening(folder: KnowledgeFolder) -> None:
    folder.change(ENTRY, "  message: Key is away\n", "")
    with pytest.raises(BadKnowledge, match=r"errors/40013\.yaml:2: `vendor\.message` is missing: add it"):
        open_catalog([folder.path])


def test_vendor_must_be_the_first_key(folder: KnowledgeFolder) -> None:
    title = folder.read(ENTRY).splitlines()[folder.line(ENTRY, "title:") - 1]
    folder.change(ENTRY, f"{title}\n", "")
    folder.change(ENTRY, "vendor:", f"{title}\nvendor:")
    with pytest.raises(BadKnowledge, match="must begin with the key `vendor`"):
        open_catalog([folder.path])


def test_a_file_with_windows_line_ends_is_read(folder: KnowledgeFolder) -> None:
    folder.write(ENTRY, folder.read(ENTRY).replace("\n", "\r\n"))
    assert open_catalog([folder.path]).vendor[40013].message == "Key is away"
    assert load_catalog([folder.path]).entries[40013].code == 40013


def test_a_directory_and_an_unreadable_and_a_huge_file_are_one_line_each(folder: KnowledgeFolder) -> None:
    (folder.path / "errors" / "40020.yaml").mkdir()
    (folder.path / "steps" / "gone.yaml").symlink_to(folder.path / "nowhere")
    folder.write("steps/huge.yaml", b"#" * (MAX_BYTES + 1))
    os.mkfifo(folder.path / "steps" / "pipe.yaml")
    assert [str(problem) for problem in problems_of(folder)] == [
        "errors/40020.yaml:1: cannot be read (is a directory): make it a readable file",
        "steps/gone.yaml:1: cannot be read (no such file or directory): make it a readable file",
        "steps/huge.yaml:1: is larger than 256 KiB: split it or remove what does not belong",
        "steps/pipe.yaml:1: is empty: fill it in, or remove the file",
    ]
    with pytest.raises(BadKnowledge):
        open_catalog([folder.path])


def test_a_missing_folder_is_no_input(tmp_path: Path) -> None:
    with pytest.raises(NoInput, match="is no folder"):
        open_catalog([tmp_path / "nowhere"])


def test_a_later_folder_replaces_files_and_adds_new_ones(folder: KnowledgeFolder, tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "steps").mkdir(parents=True)
    look = folder.read("steps/look.yaml")
    (site / "steps" / "look.yaml").write_text(look.replace("Look there", "Look here"))
    (site / "steps" / "own.yaml").write_text(look.replace("id: look", "id: own"))
    for catalog in (open_catalog([folder.path, site]), load_catalog([folder.path, site])):
        assert catalog.steps["look"].do.say("en") == "Look here"
        assert catalog.steps["own"].do.say("en") == "Look there"
        assert catalog.roles["ops"].label.say("en") == "operations"


def test_a_problem_in_a_later_folder_names_that_folder(folder: KnowledgeFolder, tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "steps").mkdir(parents=True)
    (site / "steps" / "look.yaml").write_text("id: look\n")
    with pytest.raises(BadKnowledge) as caught:
        load_catalog([folder.path, site])
    assert {problem.path for problem in caught.value.problems} == {"site/steps/look.yaml"}


def test_a_phrase_that_a_language_lacks_is_english(folder: KnowledgeFolder) -> None:
    folder.write("phrases/more.en.yaml", "bye: Bye\n")
    folder.write("phrases/more.ko.yaml", "bye: {pending: 2026-03-01}\n")
    folder.write("locales.yaml", folder.read("locales.yaml") + "ja: {name: 日本語, english: Japanese}\n")
    for catalog in (open_catalog([folder.path]), load_catalog([folder.path])):
        assert catalog.phrases["ko"] == {"owner": "담당: {owner}", "bye": "Bye"}
        assert catalog.phrases["ja"] == {"owner": "Owner: {owner}", "bye": "Bye"}


def test_the_revision_names_the_content_and_nothing_else(folder: KnowledgeFolder, tmp_path: Path) -> None:
    first = read_files([folder.path]).revision
    assert read_files([KnowledgeFolder(tmp_path / "copy").path]).revision == first
    folder.write("samples/40013--more.txt", "x")
    assert read_files([folder.path]).revision == first
    folder.change("steps/look.yaml", "Look there", "Look where")
    assert read_files([folder.path]).revision != first


def test_the_knowledge_folder_is_the_settings_else_the_checkouts(tmp_path: Path) -> None:
    assert find_knowledge(tmp_path) == tmp_path
    assert (find_knowledge(None) / "errors").is_dir()
    with pytest.raises(NoInput, match="no knowledge folder"):
        find_knowledge(tmp_path / "nowhere")
