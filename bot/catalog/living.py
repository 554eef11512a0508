"""The knowledge base of a process that lives long: loaded anew when its files change, the last good one kept."""

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.catalog.files import FILES, FOLDERS
from bot.catalog.loader import load_catalog
from bot.errors import BadKnowledge, NoInput, Problem
from bot.models.catalog import Catalog

Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Notice:
    """What happened at a load, for the log: `problems` as file:line: what, empty where the new one is in use."""

    revision: str
    problems: tuple[str, ...] = ()


class LivingCatalog:
    """`current` is always a whole, valid catalogue. `copy` is where the last good files are kept for a cold start."""

    def __init__(self, folders: Sequence[Path], copy: Path | None = None) -> None:
        """Load it now, blocking; of a broken one, the copy; raises BadKnowledge or NoInput where there is none."""
        self._folders = tuple(folders)
        self._copy = copy
        self._stamp = self._look()
        self.first_notice: Notice | None = None
        try:
            self.current = _load_some(self._folders)
        except (BadKnowledge, NoInput) as error:
            kept = self._kept()
            if not kept:
                raise
            self.current = load_catalog(kept)
            self.first_notice = Notice(self.current.revision, _told(error))
        else:
            self._keep()

    def reload(self) -> Notice | None:
        """Load again where a file changed, blocking; None where none did. A broken one is told once, and not used."""
        stamp = self._look()
        if stamp == self._stamp:
            return None
        try:
            fresh = _load_some(self._folders)
        except (BadKnowledge, NoInput) as error:
            self._stamp = stamp
            return Notice(self.current.revision, _told(error))
        if self._look() != stamp:
            # Somebody is still writing: what was read may be half of it. The next look settles it.
            return None
        self._stamp = stamp
        changed = fresh.revision != self.current.revision
        self.current = fresh
        self._keep()
        return Notice(fresh.revision) if changed else None

    def _look(self) -> Stamp:
        """Name, size and time of change of every file."""
        return tuple(sorted(self._files()))

    def _files(self) -> Iterator[tuple[str, int, int]]:
        for folder in self._folders:
            for place in (*FOLDERS, *FILES):
                path = folder / place
                try:
                    found = [path] if path.is_file() else [Path(entry.path) for entry in os.scandir(path)]
                    for file in found:
                        status = file.stat()
                        yield str(file), status.st_mtime_ns, status.st_size
                except OSError:
                    continue

    def _kept(self) -> list[Path]:
        return sorted(self._copy.glob("[0-9]*")) if self._copy is not None and self._copy.is_dir() else []

    def _keep(self) -> None:
        """Copy the good files beside the old copy, then put them in its place; makes no folder that is missing."""
        if self._copy is None or not self._copy.parent.is_dir():
            return
        fresh = self._copy.with_name(f"{self._copy.name}.new")
        try:
            shutil.rmtree(fresh, ignore_errors=True)
            for number, folder in enumerate(self._folders):
                shutil.copytree(folder, fresh / str(number))
            shutil.rmtree(self._copy, ignore_errors=True)
            fresh.rename(self._copy)
        except OSError:
            # No copy is no harm now; a later start on broken files will say what is missing.
            shutil.rmtree(fresh, ignore_errors=True)


def _load_some(folders: Sequence[Path]) -> Catalog:
    """The catalogue; raises BadKnowledge where there is no error in it: nobody means that, files are being moved."""
    found = load_catalog(folders)
    if not found.vendor:
        raise BadKnowledge((Problem("errors", 1, "there is no file of an error at all"),))
    return found


def _told(error: BadKnowledge | NoInput) -> tuple[str, ...]:
    if isinstance(error, BadKnowledge):
        return tuple(str(problem) for problem in error.problems)
    return (error.message,)
