"""The operator's page of the README against the code: every alarm, every line of an error, every exit code."""

import re
from collections.abc import Iterator

import pytest

from bot import cli, errors
from bot.catalog.loader import open_catalog
from bot.cli import explain, health, status
from bot.slack.alarms import KINDS
from tests.fakes.terminal import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGE = README[README.index("## For the operator\n") : README.index("## Run it in a container\n")]
SOURCES = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "bot").rglob("*.py"))]
ALARM = re.compile(r'(?:hear|sound)\(\s*"([a-z-]+)"|ALARM = "([a-z-]+)"')
"""Where an alarm is sounded by its name; `name_trouble` has the names that depend on what was refused."""
LINE = re.compile(r'log\.(?:error|exception|critical)\(\s*"([a-z_]+)"')


def part(title: str) -> str:
    begin = PAGE.index(f"### {title}\n")
    end = PAGE.find("\n### ", begin + 1)
    return PAGE[begin:end]


def first_cells(text: str) -> list[str]:
    return re.findall(r"^\| ([^|]*) \|", text, re.MULTILINE)


def rows(text: str) -> set[str]:
    return {name for cell in first_cells(text) for name in re.findall(r"`([a-z_-]+)`", cell)}


def exit_codes() -> Iterator[int]:
    """Every code that the process can end with: of deliberate errors, of the shell of the verbs, of single verbs."""
    yield from (0, 1, 2)
    yield from (one.exit_code for one in vars(errors).values() if isinstance(one, type) and hasattr(one, "exit_code"))
    yield from (cli.INTERRUPTED, cli.PIPE_CLOSED, cli.IO_FAILED, cli.UNEXPECTED)
    yield from (explain.NOTHING_FOUND, health.AILING, status.CANNOT_SEE)


def test_every_alarm_is_on_the_page_and_has_its_words() -> None:
    sounded = {name for text in SOURCES for names in ALARM.findall(text) for name in names if name}
    phrases = open_catalog([ROOT / "knowledge"]).phrases["en"]

    assert sounded <= set(KINDS)
    assert rows(part("Alarms about the bot itself").split("In the log,")[0]) == set(KINDS)
    assert {f"alarm-{kind}" for kind in KINDS} <= set(phrases)


@pytest.mark.parametrize("name", sorted({name for text in SOURCES for name in LINE.findall(text)}))
def test_every_line_that_somebody_has_to_look_at_is_on_the_page(name: str) -> None:
    assert name in rows(part("Alarms about the bot itself").split("In the log,")[1])


def test_the_page_names_no_line_that_there_is_not() -> None:
    written = {name for text in SOURCES for name in LINE.findall(text)}

    assert rows(part("Alarms about the bot itself").split("In the log,")[1]) - {"line"} == written


def test_every_exit_code_is_on_the_page_and_no_other() -> None:
    told = [int(cell) for cell in first_cells(part("Exit codes")) if cell.isdigit()]

    assert told == sorted(set(exit_codes()))
