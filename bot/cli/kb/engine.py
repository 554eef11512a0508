"""Joins the rooms that `kb` needs to recognise a text and to show an answer; decides nothing itself."""

import io
from collections.abc import Callable
from importlib import import_module
from typing import Any

from rich.console import Console

from bot.catalog.proof.case import Recognise
from bot.models.catalog import Catalog
from bot.models.sighting import Sighting

Answering = Callable[[Sighting, Catalog, str, int], str]
"""The answer to a sighting as plain text, in a language, so many columns wide."""


def find_recogniser() -> Recognise | None:
    """`bot.recognition.recognise`, None in a build without it."""
    found: Recognise | None = _find("bot.recognition", "recognise")
    return found


def find_answering() -> Answering | None:
    """What composes and shows answers, None in a build without it."""
    diagnose = _find("bot.diagnosis", "diagnose")
    compose = _find("bot.explain.compose", "compose")
    show = _find("bot.terminal.answer", "show_answer")
    phrases = _find("bot.explain.templates", "Phrases")
    reader, paste = _find("bot.models.answer", "Reader"), _find("bot.models.answer", "PasteContext")
    if not (diagnose and compose and show and phrases and reader and paste):
        return None

    def answer(sighting: Sighting, catalog: Catalog, locale: str, width: int) -> str:
        composed = compose(sighting, diagnose(sighting, catalog), catalog, reader(locale=locale), paste())
        page = io.StringIO()
        show(composed, Console(file=page, width=width, highlight=False), phrases(catalog.phrases, locale))
        return page.getvalue()

    return answer


def _find(module: str, name: str) -> Any:
    try:
        return getattr(import_module(module), name, None)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("bot."):
            return None
        raise
