"""Tells which values differ between two states of the knowledge files, field by field; takes both states as given."""

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from bot.catalog.document import read_document
from bot.catalog.files import Files, KnowledgeFile


@dataclass(frozen=True, slots=True)
class Change:
    """One file that differs: `lines` say what, one per field."""

    path: str
    what: Literal["added", "removed", "changed"]
    lines: tuple[str, ...] = ()


def compare_files(before: Files, after: Files) -> list[Change]:
    """The knowledge files that say something else, by path; comments and layout do not count."""
    changes: list[Change] = []
    for path in sorted({*before.found, *after.found}):
        old, new = before.found.get(path), after.found.get(path)
        if old is None or new is None:
            changes.append(Change(path, "added" if old is None else "removed"))
        elif old.content != new.content and (lines := tuple(_differences(_data(old), _data(new)))):
            changes.append(Change(path, "changed", lines))
    return changes


def compare_samples(
    before: Callable[[str], str], after: Callable[[str], str], samples: Mapping[str, str]
) -> list[Change]:
    """The samples whose answer differs; the two functions turn a paste into the text of its answer."""
    changes: list[Change] = []
    for path, text in samples.items():
        old, new = before(text).splitlines(), after(text).splitlines()
        if old != new:
            lines = list(difflib.unified_diff(old, new, lineterm="", n=0))[2:]
            changes.append(Change(path, "changed", tuple(line for line in lines if not line.startswith("@@"))))
    return changes


def _data(file: KnowledgeFile) -> Any:
    """The file's data; a file that is no YAML is compared by its bytes."""
    document = read_document(file)
    return document.data if document.data is not None else {"(file)": repr(file.content)}


def _differences(old: Any, new: Any, path: str = "") -> Iterator[str]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in dict.fromkeys((*old, *new)):
            yield from _differences(old.get(key, _Absent), new.get(key, _Absent), f"{path}.{key}" if path else key)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _list_differences(old, new, path)
    elif old != new:
        yield f"{path}: {_say(old)} -> {_say(new)}"


def _list_differences(old: list[Any], new: list[Any], path: str) -> Iterator[str]:
    """Items are compared by their identity where they have one, so that an insertion is one change and not many."""
    names = [_name(item) for item in old], [_name(item) for item in new]
    if all(len(set(side)) == len(side) for side in names):
        keyed = dict(zip(names[0], old, strict=True)), dict(zip(names[1], new, strict=True))
        for key in dict.fromkeys((*keyed[0], *keyed[1])):
            yield from _differences(keyed[0].get(key, _Absent), keyed[1].get(key, _Absent), f"{path}[{key}]")
        shared = [key for key in keyed[0] if key in keyed[1]]
        if shared != [key for key in keyed[1] if key in keyed[0]]:
            yield f"{path}: in another order"
    elif old != new:
        yield f"{path}: {_say(old)} -> {_say(new)}"


def _name(item: Any) -> str:
    if isinstance(item, dict):
        named = item.get("step", item)
        for key in ("id", "use", "item", "fact", "name", "title", "code", "to"):
            if isinstance(named, dict) and isinstance(named.get(key), str | int):
                return str(named[key])
    return str(item)


class _Absent:
    """Stands where a key is missing."""


def _say(value: Any) -> str:
    if value is _Absent:
        return "(absent)"
    text = value if isinstance(value, str) else str(value)
    return repr(text)
