"""The page of numbers in the README, against the lines and budgets that `python -m tests.benchmarks` judges by."""

import re
from pathlib import Path

import pytest

from tests.benchmarks.page import LINES, Line
from tests.long.mutation import ROOMS

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
CHAPTER = README.partition("\n## How good it is\n")[2].partition("\n## ")[0]
PAGE = CHAPTER.partition("$ python -m tests.benchmarks\n")[2].partition("```\n")[2].partition("\n\n")[0]
ROWS = [[cell.strip() for cell in row.strip("|").split(" | ")] for row in PAGE.strip().splitlines()[2:]]


def test_the_readme_quotes_every_line_of_the_page_in_its_order() -> None:
    assert [row[0] for row in ROWS] == [line.name for line in LINES.values()]


@pytest.mark.parametrize(("row", "line"), list(zip(ROWS, LINES.values(), strict=False)), ids=[row[0] for row in ROWS])
def test_a_quoted_line_names_its_peer_and_its_budget_and_keeps_it(row: list[str], line: Line) -> None:
    _, _, beside, _, budget, verdict = row

    assert beside.partition("(")[2].rstrip(")") == line.peer
    assert budget == line.words
    assert verdict == "pass"


def test_the_readme_tells_how_many_mutants_of_each_room_were_killed() -> None:
    told = re.findall(r"^\| `([\w.]+)` \| \d+(?: of \d[\d,]*)? \| \d+ % \|$", CHAPTER, re.MULTILINE)

    assert sorted(told) == sorted(ROOMS)
