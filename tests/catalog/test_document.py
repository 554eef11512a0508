"""What people get wrong in YAML is told in one clear line at the right place, and hostile text costs nothing."""

import time

import pytest

from bot.catalog.document import MAX_PROBLEMS, Document, read_document
from bot.catalog.files import KnowledgeFile


def read(text: str | bytes) -> Document:
    content = text if isinstance(text, bytes) else text.encode()
    return read_document(KnowledgeFile("steps/x.yaml", "steps/x.yaml", content))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (b"a: \xff\n", 1, "is not UTF-8 (byte 4): save the file as UTF-8"),
        (b"a: 1\nb: \x00\n", 2, "holds the invisible character U+0000: remove it"),
        (b"\xef\xbb\xbfa: 1\n", 1, "holds the invisible character U+FEFF: remove it"),
        ("", 1, "is empty: fill it in, or remove the file"),
        ("# only a comment\n", 1, "is empty: fill it in, or remove the file"),
        ("a:\n\tb: 1\n", 2, "is indented with a tab: YAML allows only spaces there"),
        ("a: 1\na: 2\n", 2, "the key `a` stands here a second time (first in line 1): remove one"),
        ("a: &x [1]\nb: *x\n", 1, "anchors and aliases (&x) are not allowed: write the value out"),
        ("a: *x\n", 1, "anchors and aliases (*x) are not allowed: write the value out"),
        ("a: !!python/object:os.system x\n", 1, "are not allowed: knowledge is plain data"),
        ("<<: {a: 1}\n", 1, "merge keys (<<) are not allowed: write the values out"),
        ("a: 1\n---\nb: 1\n", 2, "holds a second document (---): one file holds one"),
        ("[a]: 1\n", 1, "uses a list or a mapping as a key"),
        ("a: no\n", 1, "YAML reads the bare word no as true or false: put quotes around it"),
        ("a: On\n", 1, "YAML reads the bare word On as true or false: put quotes around it"),
        ("no: Norsk\n", 1, "YAML reads the bare word no as true or false: put quotes around it"),
        ("a: 0123\n", 1, "YAML reads 0123 as a number in its own way"),
        ("a: 12:30\n", 1, "YAML reads 12:30 as a number in its own way"),
        ("a: 1_000\n", 1, "YAML reads 1_000 as a number in its own way"),
        ("a: 1.10\n", 1, "YAML reads 1.10 as a number with a fraction"),
        ("a: 2026-02-30\n", 1, "2026-02-30 is no date of the calendar: correct it"),
        ("a: 2026-02-03T04:05:06Z\n", 1, "as a point in time"),
        ("a: 1\nb:\n", 2, "has no value: fill it in, or remove the line"),
        ("a: ~\n", 1, "has no value: fill it in, or remove the line"),
        ("1: one\n", 1, "the key 1 is not text for YAML: put quotes around it"),
        ("a: {\n", 2, "is not YAML: did not find expected node content"),
        ("[" * 100_000, 1, "nests deeper than 20 levels"),
        ("- " * 100_000, 1, "nests deeper than 20 levels"),
        ("a: " + "9" * 5000, 1, "as a number in its own way"),
    ],
)
def test_each_slip_is_one_clear_line(text: str | bytes, line: int, words: str) -> None:
    problems = read(text).problems
    assert len({problem.line for problem in problems}) == 1, problems
    assert problems[0].line == line
    assert words in problems[0].message


def test_plain_values_are_what_yaml_says_they_are() -> None:
    document = read('a: 1\nb: "1"\nc: true\nd: [x, "no"]\ne: 2026-01-02\nf: |\n  two\n  lines\n')
    assert document.problems == []
    assert {**document.data, "e": str(document.data["e"])} == {
        "a": 1,
        "b": "1",
        "c": True,
        "d": ["x", "no"],
        "e": "2026-01-02",
        "f": "two\nlines\n",
    }


def test_the_line_of_a_value_is_that_of_its_key_or_item() -> None:
    document = read("# comment\na:\n  b:\n    - c: 1\n      d: 2\n    - c: 3\n")
    assert document.line(("a", "b", 1, "c")) == 6
    assert document.line(("a", "b", 0, "d")) == 5
    assert document.line(("a", "b", 0, "missing")) == 4
    assert document.line(("unknown",)) == 1


def test_a_file_damaged_as_a_whole_is_not_listed_line_by_line() -> None:
    problems = read("a: no\n" * 5000).problems
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[-1].message.startswith("and more like")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 200_000,
        "{a: " * 50_000,
        "- - \n" * 40_000,
        "a" * 250_000,
        '"' + "\\" * 250_000,
        "? " * 100_000,
        "a: &a [x]\n" + "".join(f"k{n}: [*a,*a]\n" for n in range(5000)),
    ],
)
def test_hostile_text_is_read_or_refused_quickly(text: str) -> None:
    started = time.process_time()
    read(text)
    assert time.process_time() - started < 1
