"""Finds and reads the files of the knowledge folders, layer over layer; knows where a kind lives, not what it means."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from bot.errors import NoInput, Problem

MAX_BYTES = 256 * 1024
"""A knowledge file is written by hand; a larger one is a mistake, and reading it would only cost time."""

FOLDERS = ("errors", "http", "causes", "steps", "inner", "neighbours", "phrases")
FILES = ("components.yaml", "roles.yaml", "health.yaml", "locales.yaml", "rules.yaml")
SAMPLES = "samples"
RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class KnowledgeFile:
    """One file as read: `path` is relative to its folder; `label` is how findings name it (a site's layer is named)."""

    path: str
    label: str
    content: bytes

    @property
    def stem(self) -> str:
        """The file's name without folder and ending."""
        return self.path.rpartition("/")[2].rpartition(".")[0]

    @property
    def folder(self) -> str:
        """The folder inside the knowledge base, or the file's own name where it lies on top."""
        return self.path.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Files:
    """The files that answers can rest on, later layers replacing earlier ones path by path, and what was unreadable."""

    found: Mapping[str, KnowledgeFile]
    problems: tuple[Problem, ...]

    def inside(self, folder: str) -> Iterator[KnowledgeFile]:
        """The files of one folder (or the one top-level file of that name), in the order of their names."""
        return (file for path, file in self.found.items() if path.partition("/")[0] == folder)

    @property
    def revision(self) -> str:
        """A short hash of all content; the same files give the same one on every machine."""
        digest = blake2b(digest_size=6)
        for path, file in self.found.items():
            digest.update(f"{path}\0{len(file.content)}\0".encode())
            digest.update(file.content)
        return digest.hexdigest()


def find_knowledge(setting: Path | None) -> Path:
    """The knowledge folder: the setting's, else the installed wheel's, else the one beside the package in a checkout.

    Raises NoInput where there is none.
    """
    package = Path(__file__).parents[1]
    places = [setting] if setting is not None else [package / "knowledge", package.parent / "knowledge"]
    for place in places:
        if place.is_dir():
            return place
    listed = ", ".join(str(place) for place in places)
    raise NoInput(
        f"there is no knowledge folder at {listed}",
        hint="name the folder in the setting `knowledge`, or install the package again",
    )


def read_files(folders: Sequence[Path], inside: Sequence[str] = (*FOLDERS, *FILES), ending: str = ".yaml") -> Files:
    """Every file with `ending` in the named places of each folder; the same relative path in a later folder wins.

    Raises NoInput where a folder itself is missing; a file that cannot be read becomes a problem.
    """
    found: dict[str, KnowledgeFile] = {}
    problems: list[Problem] = []
    for number, folder in enumerate(folders):
        if not folder.is_dir():
            raise NoInput(f"{folder} is no folder", hint="give a knowledge folder, such as knowledge/")
        prefix = f"{folder.resolve().name}/" if number else ""
        for path in _paths(folder, inside, ending):
            read = _read(folder, path, prefix + path)
            if isinstance(read, Problem):
                problems.append(read)
            else:
                found[path] = read
    return Files(dict(sorted(found.items())), tuple(problems))


def _paths(folder: Path, inside: Sequence[str], ending: str) -> Iterator[str]:
    for place in inside:
        if place.endswith(ending):
            if os.path.lexists(folder / place):
                yield place
        elif (folder / place).is_dir():
            with os.scandir(folder / place) as entries:
                yield from (f"{place}/{entry.name}" for entry in entries if entry.name.endswith(ending))


def _read(folder: Path, path: str, label: str) -> KnowledgeFile | Problem:
    try:
        content = _read_bytes(f"{folder}/{path}")
    except OSError as error:
        reason = "is a directory" if isinstance(error, IsADirectoryError) else (error.strerror or "unknown reason")
        return Problem(label, 1, f"cannot be read ({reason.lower()}): make it a readable file")
    if len(content) > MAX_BYTES:
        return Problem(label, 1, f"is larger than {MAX_BYTES // 1024} KiB: split it or remove what does not belong")
    return KnowledgeFile(path, label, content)


def _read_bytes(path: str) -> bytes:
    """The file's bytes, one more than allowed at most; every command reads a hundred files, so no stream is built."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        content = chunk = os.read(descriptor, MAX_BYTES + 1)
        while chunk and len(content) <= MAX_BYTES:
            chunk = os.read(descriptor, MAX_BYTES + 1 - len(content))
            content += chunk
        return content
    finally:
        os.close(descriptor)
