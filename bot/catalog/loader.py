"""Makes a Catalog out of knowledge folders: lazily for one answer, or eagerly with every problem; judges no content."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from bot.catalog.document import read_document
from bot.catalog.files import Files, KnowledgeFile, find_knowledge, read_files
from bot.catalog.index import FileOfValues, FilePerValue, load_value
from bot.catalog.library import Library, phrases_of, read_library, with_fallback
from bot.errors import BadKnowledge, Problem
from bot.models.catalog import Catalog
from bot.models.entry import VendorWords

__all__ = ["catalog_of", "find_knowledge", "load_catalog", "open_catalog"]

_TOP_LEVEL_KEY = re.compile(rb"^[^\s#-]", re.MULTILINE)


def open_catalog(folders: Sequence[Path]) -> Catalog:
    """The knowledge base for a command that needs little of it: only the vendor's words are read at once.

    Everything else is read when it is first asked for. Raises NoInput for a missing folder, and BadKnowledge
    for a file that is wrong, at the moment it is needed.
    """
    files = read_files(folders)
    if files.problems:
        raise BadKnowledge(files.problems)
    return Catalog(
        vendor=MappingProxyType(_vendor(files)),
        entries=_numbered(files, "errors"),
        http=_numbered(files, "http"),
        causes=FilePerValue({file.stem.replace("-", "_"): file for file in files.inside("causes")}),
        steps=FilePerValue({file.stem: file for file in files.inside("steps")}),
        neighbours=FilePerValue({file.stem: file for file in files.inside("neighbours")}),
        components=_listed(files, "components.yaml", lambda component: [component.id]),
        roles=_listed(files, "roles.yaml", lambda role: [role.id]),
        inner=_listed(files, "inner", lambda inner: inner.codes),
        health=_listed(files, "health.yaml", lambda test: [test.item]),
        locales=FileOfValues(lambda: _mapping(files, "locales.yaml")),
        phrases=FileOfValues(lambda: _phrases(files)),
        revision=files.revision,
    )


def load_catalog(folders: Sequence[Path]) -> Catalog:
    """The whole knowledge base, read and validated; raises BadKnowledge with the problems of all its files."""
    library = read_library(folders)
    if library.problems:
        raise BadKnowledge(tuple(library.problems))
    return catalog_of(library)


def catalog_of(library: Library) -> Catalog:
    """A Catalog of those files of the library that are valid."""
    errors = library.by_key("error")
    locales: dict[str, Any] = next(iter(library.values("locales")), {})
    return Catalog(
        vendor=MappingProxyType({code: entry.vendor for code, entry in errors.items()}),
        entries=MappingProxyType(errors),
        http=MappingProxyType(library.by_key("http")),
        causes=MappingProxyType(library.by_key("cause")),
        steps=MappingProxyType(library.by_key("step")),
        neighbours=MappingProxyType(library.by_key("neighbour")),
        components=MappingProxyType({item.id: item for values in library.values("components") for item in values}),
        roles=MappingProxyType({item.id: item for values in library.values("roles") for item in values}),
        inner=MappingProxyType(
            {code: item for values in library.values("inner") for item in values for code in item.codes}
        ),
        health=MappingProxyType({item.item: item for values in library.values("health") for item in values}),
        locales=MappingProxyType(locales),
        phrases=MappingProxyType(with_fallback(phrases_of(library.valid("phrases")), locales)),
        revision=library.revision,
    )


def _numbered(files: Files, folder: str) -> FilePerValue[int, Any]:
    return FilePerValue({int(file.stem): file for file in files.inside(folder) if file.stem.isdecimal()})


def _listed(files: Files, place: str, keys: Callable[[Any], Iterable[Any]]) -> FileOfValues[Any, Any]:
    def load() -> dict[Any, Any]:
        return {key: value for file in files.inside(place) for value in load_value(file) for key in keys(value)}

    return FileOfValues(load)


def _mapping(files: Files, place: str) -> dict[str, Any]:
    return {key: value for file in files.inside(place) for key, value in load_value(file).items()}


def _phrases(files: Files) -> dict[str, Mapping[str, str]]:
    return with_fallback(
        phrases_of((file, load_value(file)) for file in files.inside("phrases")), _mapping(files, "locales.yaml")
    )


def _vendor(files: Files) -> dict[int, VendorWords]:
    words: dict[int, VendorWords] = {}
    problems: list[Problem] = []
    for file in files.inside("errors"):
        head = _head(file)
        try:
            vendor = VendorWords.model_validate(head)
        except ValidationError:
            # The whole file tells better than its head what is wrong with it, and in which line.
            problems.extend(_problems(file))
            continue
        words[vendor.code] = vendor
    if problems:
        raise BadKnowledge(tuple(problems))
    return words


def _problems(file: KnowledgeFile) -> tuple[Problem, ...]:
    try:
        load_value(file)
    except BadKnowledge as error:
        return error.problems
    return (Problem(file.label, 1, "must begin with the key `vendor`: move that block to the top"),)


def _head(file: KnowledgeFile) -> Any:
    """The data of the first top-level key; the whole file's where that is not `vendor`."""
    starts = [match.start() for match, _ in zip(_TOP_LEVEL_KEY.finditer(file.content), "12", strict=False)]
    end = starts[1] if len(starts) > 1 else len(file.content)
    data = read_document(KnowledgeFile(file.path, file.label, file.content[:end])).data
    return data.get("vendor") if isinstance(data, dict) else None
