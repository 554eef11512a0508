"""Which knowledge folders a `kb` verb works on, and in which language it speaks; reads no knowledge itself."""

from collections.abc import Sequence
from pathlib import Path

from bot.cli.knowledge import choose_locale, find_folders
from bot.models.catalog import Catalog
from bot.settings import read_settings


def configured_folders() -> list[Path]:
    """The base folder and the site's layers over it; raises BadSettings where one is none."""
    return find_folders(read_settings())


def folders_of(given: Sequence[Path] | None) -> list[Path]:
    """The folders named on the command line, else the configured ones."""
    return list(given) if given else configured_folders()


def check_locale(asked: str | None, catalog: Catalog) -> str:
    """The language asked for, else the configured one; raises BadUsage naming the languages there are."""
    return choose_locale(asked, read_settings(), catalog)
