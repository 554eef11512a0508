"""Turns the text of one knowledge file into plain data by strict rules, with the line of every value; knows no model.

Stricter than YAML 1.1 where people stumble: a key stands once, nothing is shared by anchors, no tags, and a plain
word that YAML would quietly turn into something else (`no`, `0123`, `12:30`) is a finding instead.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml
from yaml.resolver import Resolver

from bot.catalog.files import KnowledgeFile
from bot.errors import Problem

type_of_loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MAX_DEPTH = 20
"""The deepest model nests nine levels; the composer of libyaml crashes the process at some tens of thousands."""

MAX_PROBLEMS = 20
"""A file with more findings than these is damaged as a whole; listing thousands helps nobody."""

Location = tuple[str | int, ...]

_UNSET: Any = object()
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_RULES: dict[str, list[tuple[str, Any]]] = Resolver.yaml_implicit_resolvers
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
_TRAPS = {
    "bool": "YAML reads the bare word {0} as true or false: put quotes around it",
    "int": "YAML reads {0} as a number in its own way (octal, base 60, underscores): put quotes around it",
    "float": "YAML reads {0} as a number with a fraction: put quotes around it",
    "timestamp": "YAML reads {0} as a point in time: put quotes around it, or write a date as 2026-01-31",
    "null": "has no value: fill it in, or remove the line",
    "merge": "merge keys (<<) are not allowed: write the values out",
    "value": "YAML gives {0} a meaning of its own: put quotes around it",
}


class _Refused(Exception):  # noqa: N818 - ends the reading of one file, never leaves this module
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(slots=True)
class Document:
    """One file's data, the 1-based line of every key and item by its location, and what was wrong with the text."""

    file: KnowledgeFile
    data: Any = None
    lines: dict[Location, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, location: Location) -> int:
        """The line of that key or item, else of the nearest thing around it."""
        for end in range(len(location), 0, -1):
            line = self.lines.get(location[:end])
            if line is not None:
                return line
        return 1

    def problem(self, message: str, *location: str | int) -> Problem:
        """A finding at that place of this file."""
        return Problem(self.file.label, self.line(location), message)


def read_document(file: KnowledgeFile) -> Document:
    """The file's data; problems instead of an exception, so that every file of a folder can be reported."""
    document = Document(file)
    try:
        builder = _Builder(document)
        builder.build(_decode(file))
    except _Refused as refused:
        document.data = None
        document.problems.append(Problem(file.label, refused.line, refused.message))
    except yaml.MarkedYAMLError as error:
        document.data = None
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 1
        document.problems.append(Problem(file.label, line, _explain_syntax(error, file.content, line)))
    except yaml.YAMLError as error:
        document.data = None
        document.problems.append(Problem(file.label, 1, f"is not YAML: {' '.join(str(error).split())}"))
    return document


def decode(file: KnowledgeFile) -> str | Problem:
    """The file's text, or what is wrong with its bytes."""
    try:
        return _decode(file)
    except _Refused as refused:
        return Problem(file.label, refused.line, refused.message)


def _decode(file: KnowledgeFile) -> str:
    try:
        text = file.content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = file.content.count(b"\n", 0, error.start) + 1
        raise _Refused(line, f"is not UTF-8 (byte {error.start + 1}): save the file as UTF-8") from None
    control = _CONTROL.search(text)
    if control is not None:
        line = text.count("\n", 0, control.start()) + 1
        raise _Refused(line, f"holds the invisible character U+{ord(control[0]):04X}: remove it")
    return text


def _explain_syntax(error: yaml.MarkedYAMLError, content: bytes, line: int) -> str:
    problem = " ".join((error.problem or error.context or "cannot be parsed").split())
    around = content.splitlines()[line - 1 : line]
    if around and b"\t" in around[0][: len(around[0]) - len(around[0].lstrip())]:
        return "is indented with a tab: YAML allows only spaces there"
    return f"is not YAML: {problem}"


class _Frame:
    __slots__ = ("container", "key", "location")

    def __init__(self, container: Any, location: Location) -> None:
        self.container = container
        self.key: Any = _UNSET
        self.location = location


class _Builder:
    """Builds data from the flat stream of YAML events: no recursion, so that depth costs nothing and is bounded."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.frames: list[_Frame] = []
        self.seen = False
        self.handlers: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self.scalar,
            yaml.MappingStartEvent: self.start_mapping,
            yaml.SequenceStartEvent: self.start_sequence,
            yaml.MappingEndEvent: self.end,
            yaml.SequenceEndEvent: self.end,
            yaml.AliasEvent: self.alias,
            yaml.DocumentStartEvent: self.start_document,
        }

    def build(self, text: str) -> None:
        handlers = self.handlers
        for event in _events(text):
            handler = handlers.get(type(event))
            if handler is not None:
                handler(event)
        if not self.seen:
            raise _Refused(1, "is empty: fill it in, or remove the file")

    def start_document(self, event: yaml.DocumentStartEvent) -> None:
        if self.seen:
            self.refuse(event, "holds a second document (---): one file holds one")
        self.seen = True

    def alias(self, event: yaml.AliasEvent) -> None:
        self.refuse(event, f"anchors and aliases (*{event.anchor}) are not allowed: write the value out")

    def start_mapping(self, event: yaml.MappingStartEvent) -> None:
        self.start(event, {})

    def start_sequence(self, event: yaml.SequenceStartEvent) -> None:
        self.start(event, [])

    def start(self, event: Any, container: Any) -> None:
        self.check_plain(event)
        if len(self.frames) >= MAX_DEPTH:
            self.refuse(event, f"nests deeper than {MAX_DEPTH} levels: no knowledge file needs that")
        if self.frames and self.frames[-1].key is _UNSET and isinstance(self.frames[-1].container, dict):
            self.refuse(event, "uses a list or a mapping as a key: quote the text if it should begin with [ or {")
        self.frames.append(_Frame(container, self.place(container, event)))

    def end(self, _event: Any) -> None:
        self.frames.pop()

    def scalar(self, event: yaml.ScalarEvent) -> None:
        self.check_plain(event)
        frame = self.frames[-1] if self.frames else None
        if frame is not None and frame.key is _UNSET and isinstance(frame.container, dict):
            self.name_key(frame, event)
        else:
            self.place(self.resolve(event), event)

    def name_key(self, frame: _Frame, event: yaml.ScalarEvent) -> None:
        resolved = self.resolve(event)
        key = event.value
        if not isinstance(resolved, str):
            self.find(event, f"the key {key} is not text for YAML: put quotes around it")
        location = (*frame.location, key)
        first = self.document.lines.setdefault(location, _line(event))
        if key in frame.container:
            self.find(event, f"the key `{key}` stands here a second time (first in line {first}): remove one")
        frame.key = key

    def place(self, value: Any, event: Any) -> Location:
        if not self.frames:
            self.document.data = value
            return ()
        frame = self.frames[-1]
        if isinstance(frame.container, list):
            location = (*frame.location, len(frame.container))
            self.document.lines[location] = _line(event)
            frame.container.append(value)
        else:
            location = (*frame.location, frame.key)
            frame.container[frame.key] = value
            frame.key = _UNSET
        return location

    def resolve(self, event: yaml.ScalarEvent) -> Any:
        text = event.value
        if not event.implicit[0]:
            return text
        for tag, pattern in _RULES.get(text[:1], ()):
            if pattern.match(text):
                return self.convert(tag.rpartition(":")[2], text, event)
        return text

    def convert(self, kind: str, text: str, event: yaml.ScalarEvent) -> Any:
        if kind == "int" and _INTEGER.match(text):
            return int(text)
        if text in {"true", "false"}:
            return text == "true"
        if kind == "timestamp" and _DATE.match(text):
            try:
                return dt.date.fromisoformat(text)
            except ValueError:
                self.find(event, f"{text} is no date of the calendar: correct it")
                return text
        self.find(event, _TRAPS[kind].format(text))
        return text

    def check_plain(self, event: Any) -> None:
        if event.tag is not None and event.tag != "!":
            self.refuse(event, f"tags ({event.tag}) are not allowed: knowledge is plain data")
        if event.anchor is not None:
            self.refuse(event, f"anchors and aliases (&{event.anchor}) are not allowed: write the value out")

    def find(self, event: Any, message: str) -> None:
        if len(self.document.problems) >= MAX_PROBLEMS:
            self.refuse(event, f"and more like the {MAX_PROBLEMS} above: mend those first")
        self.document.problems.append(Problem(self.document.file.label, _line(event), message))

    def refuse(self, event: Any, message: str) -> NoReturn:
        raise _Refused(_line(event), message)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _events(text: str) -> Iterator[Any]:
    loader = type_of_loader(text)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()
