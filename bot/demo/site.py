"""Writes the demo's settings as an operator would, for the ports that the simulation got; reads and starts nothing."""

from pathlib import Path

from bot.demo.skms import SimulatedSkms
from bot.settings import FILE_NAME

INTERVAL = 1.0
"""Seconds between two readings of a target, where an operator would leave 30."""


def write_site(folder: Path, skms: SimulatedSkms, locale: str) -> None:
    """Put the settings file and the secrets it names into the folder."""
    del skms
    text = f"""\
lang = "{locale}"
database = "sqlite:///demo.db"

[log]
level = "ERROR"

[work]
connections = 1
"""
    (folder / FILE_NAME).write_text(text, encoding="utf-8")
