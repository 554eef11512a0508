"""What an operator sees of incidents in the terminal."""

import asyncio
import io

import pytest

from bot.explain.incident import compose_incident, write_row
from bot.explain.incident_note import compose_note
from bot.explain.templates import Phrases
from bot.terminal.incident import show_incident, show_incidents
from bot.terminal.page import open_console
from tests.fakes.incident_scenes import CATALOG, Scene, scenes, telling


@pytest.fixture(scope="module")
def shown() -> dict[str, Scene]:
    return {scene.name: scene for scene in asyncio.run(scenes())}


def printed(scene: Scene, locale: str = "en") -> str:
    stream = io.StringIO()
    told = telling(scene.now, locale)
    notes = [compose_note(one, scene.incident, told) for one in scene.told]
    show_incident(compose_incident(scene.incident, told), notes, open_console(stream=stream))
    return stream.getvalue()


def test_an_incident_is_shown_with_all_that_was_told_of_it(shown: dict[str, Scene]) -> None:
    lines = printed(shown["resolved"]).splitlines()

    assert lines[0] == "🟢 Resolved after 19 min: Key vault DOWN [prod]"
    assert lines[1] == "Resolved · incident #1: U0AAA had it"
    assert "U0AAA takes it, 4 min after it began" in lines
    assert "🟢 Resolved after 19 min: Key vault DOWN [prod] U0AAA" in lines


@pytest.mark.parametrize("locale", ["en", "ko"])
def test_nothing_that_came_from_outside_moves_the_cursor(shown: dict[str, Scene], locale: str) -> None:
    for scene in shown.values():
        text = printed(scene, locale)
        assert all(mark.isprintable() or mark == "\n" for mark in text)
        assert "�" not in text or scene.name == "alert"


def test_open_incidents_are_listed_and_none_is_said_to_be_none(shown: dict[str, Scene]) -> None:
    phrases = Phrases(CATALOG.phrases, "en")
    row = write_row(shown["held"].incident, telling(shown["held"].now))
    listed = []
    for rows in ([], [row]):
        stream = io.StringIO()
        show_incidents(rows, open_console(stream=stream), phrases)
        listed.append(stream.getvalue().splitlines())

    assert listed[0] == ["🟢 No open incident"]
    assert listed[1] == [
        "Open incidents: 1",
        "#1 🔴 Key vault DOWN [prod] since 02:51 KST, 9 min · U0BBB has it",
    ]
