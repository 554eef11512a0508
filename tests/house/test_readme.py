import re
import shlex
from pathlib import Path

import pytest

from bot.models.answer import Contact
from bot.settings import VARIABLES, Settings
from tests.fakes.terminal import run

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```console\n\$ skms-bot (.*)\n([^`]*)```", README)


@pytest.mark.parametrize(("command", "shown"), EXAMPLES, ids=[command[:40] for command, _ in EXAMPLES])
def test_what_the_readme_shows_is_what_the_command_prints(command: str, shown: str) -> None:
    assert run(*shlex.split(command)).out == shown


def test_the_readme_shows_examples() -> None:
    assert len(EXAMPLES) >= 5


@pytest.mark.parametrize("field", sorted(set(Settings.model_fields) - {"system_lang"}))
def test_every_setting_is_in_the_readme(field: str) -> None:
    assert f"`{field}`" in README


@pytest.mark.parametrize("variable", sorted({*VARIABLES, "SKMS_BOT_CONFIG"}))
def test_every_variable_is_in_the_readme(variable: str) -> None:
    assert f"`{variable}`" in README


@pytest.mark.parametrize("field", sorted(Contact.model_fields))
def test_every_part_of_a_contact_is_in_the_readme(field: str) -> None:
    assert f"\n{field} = " in README
