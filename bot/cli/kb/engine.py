"""Joins the rooms that `kb` needs to show an answer: diagnosis, composition, terminal; decides nothing itself."""

import io

from bot.diagnosis import diagnose
from bot.explain.compose import compose
from bot.explain.templates import Phrases
from bot.models.answer import PasteContext, Reader
from bot.models.catalog import Catalog
from bot.models.sighting import Sighting
from bot.recognition.facts import facts_of
from bot.terminal.answer import show_answer
from bot.terminal.page import open_console


def answer_sighting(sighting: Sighting, catalog: Catalog, locale: str, width: int) -> str:
    """The answer as an operator sees it on a page of that width, as plain text."""
    detail = sighting.error.detail
    # As in a paste, nobody is asked for what the detail already says; without one there was no paste at all.
    paste = PasteContext(facts=facts_of(detail) | {"detail"} if detail else None)
    answer = compose(sighting, diagnose(sighting, catalog), catalog, Reader(locale=locale), paste)
    page = io.StringIO()
    show_answer(answer, open_console(width, page), Phrases(catalog.phrases, locale))
    return page.getvalue()
