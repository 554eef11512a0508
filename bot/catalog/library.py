"""All knowledge files read and validated one by one, the good beside the problems; the ground that lint stands on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.catalog.document import Document
from bot.catalog.files import RETIRED, KnowledgeFile, read_files
from bot.catalog.index import validate
from bot.catalog.kinds import KINDS, Kind, kind_of
from bot.errors import Problem
from bot.models.text import Pending


@dataclass(frozen=True, slots=True)
class Volume:
    """One file: its kind, its data with lines, and its value where it is valid."""

    kind: Kind
    document: Document
    value: Any

    @property
    def file(self) -> KnowledgeFile:
        """The file as read."""
        return self.document.file

    @property
    def retired(self) -> bool:
        """Whether the file is kept only as a record."""
        return self.file.folder == RETIRED


@dataclass(slots=True)
class Library:
    """Every volume of the layered folders, the problems found while reading, and the revision."""

    volumes: list[Volume] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    revision: str = ""

    def of(self, kind: str) -> Iterator[Volume]:
        """The valid volumes of a kind; retired ones are left out."""
        return (v for v in self.volumes if v.kind.name == kind and v.value is not None and not v.retired)

    def values(self, kind: str) -> Iterator[Any]:
        """The values of a kind."""
        return (volume.value for volume in self.of(kind))

    def valid(self, kind: str) -> Iterator[tuple[KnowledgeFile, Any]]:
        """Each file of a kind with its value."""
        return ((volume.file, volume.value) for volume in self.of(kind))

    def by_key(self, kind: str) -> dict[Any, Any]:
        """The values of a kind that has a file per value, by their identity."""
        path = KINDS[kind].id_at
        keyed: dict[Any, Any] = {}
        for volume in self.of(kind):
            key = volume.document.data
            for part in path:
                key = key[part]
            keyed[key] = volume.value
        return keyed

    def stems(self, kind: str) -> set[str]:
        """The names of all files of a kind, the invalid ones too: a reference to a broken file is not dangling."""
        return {volume.file.stem for volume in self.volumes if volume.kind.name == kind and not volume.retired}


def read_library(folders: Sequence[Path]) -> Library:
    """Everything in the folders, read and validated; raises NoInput only where a folder itself is missing."""
    live = read_files(folders)
    retired = read_files(folders, (RETIRED,))
    library = Library(problems=[*live.problems, *retired.problems], revision=live.revision)
    for file in (*live.found.values(), *retired.found.values()):
        kind = kind_of(file)
        value, document = validate(file, kind)
        library.volumes.append(Volume(kind, document, value))
        library.problems.extend(document.problems)
    library.problems.extend(_repeated(library))
    return library


def phrases_of(files: Iterable[tuple[KnowledgeFile, Mapping[str, Any]]]) -> dict[str, dict[str, str]]:
    """The phrases by locale, out of `phrases/<locale>.yaml` and `phrases/<topic>.<locale>.yaml`."""
    phrases: dict[str, dict[str, str]] = {}
    for file, values in files:
        said = {key: text for key, text in values.items() if not isinstance(text, Pending)}
        phrases.setdefault(locale_of(file), {}).update(said)
    return phrases


def locale_of(file: KnowledgeFile) -> str:
    """The locale that a file of phrases is for: the last part of its name."""
    return file.stem.rpartition(".")[2]


def with_fallback(phrases: Mapping[str, Mapping[str, str]], locales: Iterable[str]) -> dict[str, Mapping[str, str]]:
    """The phrases of every locale, what one lacks taken from English."""
    english = phrases.get("en", {})
    return {locale: {**english, **phrases.get(locale, {})} for locale in dict.fromkeys((*phrases, *locales))}


def _repeated(library: Library) -> Iterator[Problem]:
    """Two items of lists with the same identity: the later would silently win."""
    for kind, where in (("components", "id"), ("roles", "id"), ("health", "item"), ("inner", "codes")):
        seen: dict[Any, str] = {}
        for volume in library.of(kind):
            for number, item in enumerate(volume.value):
                named = getattr(item, where)
                for key in named if kind == "inner" else (named,):
                    place = f"{volume.file.label}:{volume.document.line((number, where))}"
                    if key in seen:
                        message = f"{key} stands here a second time (first at {seen[key]}): remove one"
                        yield volume.document.problem(message, number, where)
                    seen.setdefault(key, place)
