"""Compares the table of features with what the code of the Slack room says; grows its teeth as that room grows."""

import ast
import importlib.util
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.slack.scopes import DOWNLOAD, EVENT_SCOPES, FEATURES, GLOBAL_SHORTCUT, MESSAGE_SHORTCUT, METHOD_SCOPES

BOT = Path(__file__).parents[2] / "bot"
LISTENERS = BOT / "slack" / "listeners"
SILENT = {"auth.test", DOWNLOAD}
"""Called in another way than by their name, or by the library."""
OUTSIDE = {"apps.connections.open"}
"""Called with the app-level token, whose one scope no feature needs alone."""
FAMILIES = ("chat", "conversations", "files", "reactions", "usergroups", "users", "views", "bots", "team", "apps")


def trees() -> Iterator[ast.AST]:
    for path in sorted((BOT / "slack").rglob("*.py")):
        if path.name not in ("scopes.py", "manifest.py", "consent.py"):
            yield ast.parse(path.read_text(encoding="utf-8"))


def words() -> set[str]:
    return {
        node.value
        for tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def attributes() -> set[str]:
    return {node.attr for tree in trees() for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def methods_called() -> set[str]:
    """Web API methods by their name, or as the library's attribute: chat.postMessage, chat_postMessage."""
    named = {word for word in words() if word.partition(".")[0] in FAMILIES and word.replace(".", "").isalpha()}
    named = {word for word in named if not word.endswith(".com")}
    as_attribute = {name.replace("_", "."): name for name in attributes()}
    return {name for name in named if "." in name} | (set(METHOD_SCOPES) & set(as_attribute))


def test_no_method_is_called_that_the_table_does_not_know() -> None:
    assert methods_called() - OUTSIDE <= set(METHOD_SCOPES)


@pytest.mark.skipif(not LISTENERS.is_dir(), reason="there are no listeners yet")
def test_every_method_of_the_table_is_called() -> None:
    assert set(METHOD_SCOPES) - SILENT <= methods_called()


@pytest.mark.skipif(not LISTENERS.is_dir(), reason="there are no listeners yet")
def test_every_event_of_the_table_is_listened_to() -> None:
    known = {event.partition(".")[0] for event in EVENT_SCOPES}

    assert known <= words()


@pytest.mark.skipif(
    importlib.util.find_spec("bot.slack.blocks") is None, reason="the ids of the blocks are not there yet"
)
def test_shortcuts_have_the_ids_that_the_rest_of_the_room_knows() -> None:
    ids = importlib.import_module("bot.slack.blocks.ids")

    assert (ids.MESSAGE_SHORTCUT, ids.GLOBAL_SHORTCUT) == (MESSAGE_SHORTCUT, GLOBAL_SHORTCUT)


def test_what_is_registered_is_what_people_are_offered() -> None:
    assert {name for feature in FEATURES for name in feature.commands} >= {MESSAGE_SHORTCUT, GLOBAL_SHORTCUT}
