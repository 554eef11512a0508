"""What `--help` lists: every verb under its name, and what belongs to the whole program once."""

import pytest

from bot.cli import LazyVerbs
from tests.fakes.terminal import run


def test_help_names_every_verb_beside_its_words() -> None:
    lines = run("--help").out.splitlines()
    for name in LazyVerbs.verbs:
        assert any(line.split()[1:2] == [name] and len(line.split()) > 3 for line in lines if len(line.split()) > 1), (
            name
        )


@pytest.mark.parametrize("verb", [*LazyVerbs.verbs, "kb new", "kb lint"])
def test_completion_is_an_option_of_the_program_alone(verb: str) -> None:
    assert "completion" in run("--help").out
    out = run(*verb.split(), "--help").out
    assert "completion" not in out
    assert "--help" in out
