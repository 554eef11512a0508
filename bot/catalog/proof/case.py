"""What every rule of the proof is given: the files, the tables, the day, the recogniser; decides nothing."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.catalog.files import SAMPLES, Files, KnowledgeFile, read_files
from bot.catalog.library import Library, Volume, read_library
from bot.catalog.loader import catalog_of
from bot.catalog.rules import Rules
from bot.errors import Problem
from bot.models.catalog import Catalog
from bot.models.sighting import Sighting

Recognise = Callable[[str, Catalog], Sequence[Sighting]]
"""How a text becomes sightings; given from outside, since recognition stands beside this room."""


NO_RULES = Rules(codes=(0,))
"""Stands in for a missing or damaged rules.yaml, whose absence is itself reported."""


@dataclass(frozen=True, slots=True)
class Case:
    """One folder, or several laid over each other, ready to be proved."""

    folders: tuple[Path, ...]
    library: Library
    catalog: Catalog
    samples: Files
    rules: Rules
    today: dt.date
    recognise: Recognise | None

    @property
    def codes(self) -> frozenset[int]:
        """The codes of the specification."""
        return frozenset(self.rules.codes)

    @property
    def entries(self) -> list[Volume]:
        """The valid entries."""
        return list(self.library.of("error"))

    @property
    def retired(self) -> list[Volume]:
        """The files kept only as a record."""
        return [volume for volume in self.library.volumes if volume.retired]

    def texts(self) -> Mapping[str, KnowledgeFile]:
        """Everything that may be shown or pasted: data files and samples."""
        return {volume.file.label: volume.file for volume in self.library.volumes} | dict(self.samples.found)


def open_case(folders: Sequence[Path], today: dt.date, recognise: Recognise | None) -> Case:
    """Reads the folders; raises NoInput only where one of them is missing."""
    library = read_library(folders)
    samples = read_files(folders, (SAMPLES,), ".txt")
    rules = next(iter(library.values("rules")), NO_RULES)
    if not library.stems("rules"):
        library.problems.append(Problem("rules.yaml", 1, "is missing: give the base folder first, or add the file"))
    return Case(tuple(folders), library, catalog_of(library), samples, rules, today, recognise)
