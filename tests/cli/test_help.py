"""What `--help` lists: every verb under its name, and what belongs to the whole program once."""

import pytest

from bot.cli import LazyVerbs
from tests.fakes.terminal import run


def test_help_names_every_verb_beside_its_words() -> None:
    rows = [line.strip("│ ").split() for line in run("--help").out.splitlines()]
    assert set(LazyVerbs.verbs) <= {row[0] for row in rows if len(row) > 1}


@pytest.mark.parametrize("verb", [*LazyVerbs.verbs, "kb new", "kb lint"])
def test_completion_is_an_option_of_the_program_alone(verb: str) -> None:
    assert "completion" in run("--help").out
    out = run(*verb.split(), "--help").out
    assert "completion" not in out
    assert "--help" in out
