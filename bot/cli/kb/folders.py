"""Which knowledge folders a `kb` verb works on, and in which language it speaks; reads no knowledge itself."""

from collections.abc import Sequence
from pathlib import Path

from bot.catalog.files import find_knowledge
from bot.cli.knowledge import choose_locale
from bot.models.catalog import Catalog
from bot.settings import read_settings


def configured_folders() -> list[Path]:
    """The base folder and the site's layers over it; raises NoInput where there is none."""
    settings = read_settings()
    return [find_knowledge(settings.knowledge), *settings.knowledge_paths]


def folders_of(given: Sequence[Path] | None) -> list[Path]:
    """The folders named on the command line, else the configured ones."""
    return list(given) if given else configured_folders()


def check_locale(asked: str | None, catalog: Catalog) -> str:
    """The language asked for, else the configured one; raises BadInput naming the languages there are."""
    return choose_locale(asked, read_settings(), catalog)
