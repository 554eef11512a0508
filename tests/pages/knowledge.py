"""The knowledge base as pages are written from it: its revision is a name that no edit changes."""

import dataclasses
from pathlib import Path

from bot.catalog.loader import open_catalog

CATALOG = dataclasses.replace(open_catalog([Path(__file__).parents[2] / "knowledge"]), revision="0123456789ab")
