"""Joins settings and knowledge base for the verbs: which catalogue, which language; shows nothing."""

from bot.catalog.loader import find_knowledge, open_catalog
from bot.errors import BadInput
from bot.models.catalog import Catalog
from bot.settings import Settings


def open_configured_catalog(settings: Settings) -> Catalog:
    """The catalogue of the configured folder with a site's layers over it; loads entries when they are used."""
    return open_catalog([find_knowledge(settings.knowledge), *settings.knowledge_paths])


def choose_locale(asked: str | None, settings: Settings, catalog: Catalog) -> str:
    """The language of an answer: the one asked for, else the configured one where the catalogue has it.

    Raises BadInput for a language that was asked for and is not there.
    """
    if asked is None:
        return settings.locale if settings.locale in catalog.locales else "en"
    if asked not in catalog.locales:
        raise BadInput(f"no language {asked!r}", hint=f"known are {', '.join(sorted(catalog.locales))}")
    return asked
