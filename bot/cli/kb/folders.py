"""Which knowledge folders a `kb` verb works on, and in which language it speaks; reads no knowledge itself."""

from collections.abc import Sequence
from pathlib import Path

from bot.catalog.files import find_knowledge
from bot.errors import BadInput
from bot.models.catalog import Catalog


def configured_folders() -> list[Path]:
    """The base folder and the site's layers over it; raises NoInput where there is none."""
    return [find_knowledge(None)]


def folders_of(given: Sequence[Path] | None) -> list[Path]:
    """The folders named on the command line, else the configured ones."""
    return list(given) if given else configured_folders()


def check_locale(asked: str, catalog: Catalog) -> str:
    """`asked`, if the knowledge base speaks it; raises BadInput naming the languages it does speak."""
    if asked not in catalog.locales:
        raise BadInput(f"no language {asked!r}", hint=f"known are {', '.join(sorted(catalog.locales))}")
    return asked
