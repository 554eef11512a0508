"""Joins settings and knowledge base for the verbs: which catalogue, which language; shows nothing."""

from pathlib import Path

from bot.catalog.loader import find_knowledge, open_catalog
from bot.errors import BadSettings, BadUsage, NoInput
from bot.models.catalog import Catalog
from bot.settings import Settings


def find_folders(settings: Settings) -> list[Path]:
    """The base folder and the site's layers over it; raises BadSettings where one is missing or no such folder."""
    try:
        base = find_knowledge(settings.knowledge)
    except NoInput as error:
        raise BadSettings(error.message, hint="mend `knowledge` in skms-bot.toml or SKMS_BOT_KNOWLEDGE") from None
    if not (base / "errors").is_dir():
        raise BadSettings(f"{base} is no knowledge folder: it has no errors/", hint="see `knowledge` in the README")
    for folder in settings.knowledge_paths:
        if not folder.is_dir():
            raise BadSettings(f"{folder} is no folder", hint="mend `knowledge_paths` in skms-bot.toml")
    return [base, *settings.knowledge_paths]


def open_configured_catalog(settings: Settings) -> Catalog:
    """The catalogue of the configured folders; loads entries when they are used.

    Raises BadSettings for a folder that is none, and for owners of roles that the knowledge base does not know.
    """
    catalog = open_catalog(find_folders(settings))
    unknown = sorted(set(settings.owners) - set(catalog.roles)) if settings.owners else []
    if unknown:
        known = ", ".join(sorted(catalog.roles))
        raise BadSettings(f"owners.{unknown[0]}: no such role", hint=f"known are {known}")
    return catalog


def choose_locale(asked: str | None, settings: Settings, catalog: Catalog) -> str:
    """The language of an answer: the one asked for, else the configured one, else the system's where there is such.

    Raises BadUsage for a language that was asked for, BadSettings for one that was configured, and is not there.
    """
    known = f"known are {', '.join(sorted(catalog.locales))}"
    if asked is not None and asked not in catalog.locales:
        raise BadUsage(f"no language {asked!r}", hint=known)
    if settings.lang is not None and settings.lang not in catalog.locales:
        raise BadSettings(f"lang: no language {settings.lang!r}", hint=known)
    wanted = asked or settings.locale
    return wanted if wanted in catalog.locales else "en"
