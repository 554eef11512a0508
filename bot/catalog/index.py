"""Mappings that read a knowledge file on first use and keep what they read; immutable to those who hold them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, TypeVar

from pydantic import ValidationError
from typing_extensions import override

from bot.catalog.document import Document, read_document
from bot.catalog.files import KnowledgeFile
from bot.catalog.kinds import Kind, kind_of
from bot.catalog.problems import explain_errors
from bot.errors import BadKnowledge, Problem

K = TypeVar("K")
V = TypeVar("V")


class FilePerValue(Mapping[K, V], Generic[K, V]):
    """Values that have a file each; the keys are known from the names alone. Raises BadKnowledge on a bad file."""

    __slots__ = ("_files", "_loaded")

    def __init__(self, files: Mapping[K, KnowledgeFile]) -> None:
        self._files = files
        self._loaded: dict[K, V] = {}

    @override
    def __getitem__(self, key: K) -> V:
        loaded = self._loaded.get(key)
        if loaded is None:
            loaded = self._loaded[key] = load_value(self._files[key])
        return loaded

    @override
    def __contains__(self, key: object) -> bool:
        return key in self._files

    @override
    def __iter__(self) -> Iterator[K]:
        return iter(self._files)

    @override
    def __len__(self) -> int:
        return len(self._files)


class FileOfValues(Mapping[K, V], Generic[K, V]):
    """Values that live together in one file or a few; all are read when the first is asked for."""

    __slots__ = ("_load", "_loaded")

    def __init__(self, load: Callable[[], dict[K, V]]) -> None:
        self._load = load
        self._loaded: dict[K, V] | None = None

    def _values(self) -> dict[K, V]:
        if self._loaded is None:
            self._loaded = self._load()
        return self._loaded

    @override
    def __getitem__(self, key: K) -> V:
        return self._values()[key]

    @override
    def __iter__(self) -> Iterator[K]:
        return iter(self._values())

    @override
    def __len__(self) -> int:
        return len(self._values())


def load_value(file: KnowledgeFile) -> Any:
    """The validated value of one file; raises BadKnowledge with everything that is wrong with it."""
    value, document = validate(file, kind_of(file))
    if document.problems:
        raise BadKnowledge(tuple(document.problems))
    return value


def validate(file: KnowledgeFile, kind: Kind) -> tuple[Any, Document]:
    """The value (None where it is no good) and the document with all its problems."""
    document = read_document(file)
    if document.data is None:
        return None, document
    try:
        value = kind.adapter.validate_python(document.data)
    except ValidationError as error:
        document.problems.extend(explain_errors(document, error))
        return None, document
    document.problems.extend(_misnamed(document, kind))
    return value, document


def _misnamed(document: Document, kind: Kind) -> Iterator[Problem]:
    if not kind.id_at:
        return
    value = document.data
    for key in kind.id_at:
        value = value[key]
    if kind.stem(value) != document.file.stem:
        name = f"{kind.stem(value)}.yaml"
        yield document.problem(
            f"`{'.'.join(kind.id_at)}` is {value}, but the file is named {document.file.stem}.yaml: "
            f"rename the file to {name} or correct the value",
            *kind.id_at,
        )
