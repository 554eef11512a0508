"""Says in words for the writer of a knowledge file what pydantic found wrong with it, and in which line."""

from typing import Any

from pydantic import ValidationError

from bot.catalog.document import MAX_PROBLEMS, Document
from bot.errors import Problem

_BARE = {"date": "a date", "int": "a number", "bool": "true or false"}


def explain_errors(document: Document, error: ValidationError) -> list[Problem]:
    """Each finding once, at the line of the offending key; a line that YAML itself stumbled over is not told twice."""
    told = {problem.line for problem in document.problems}
    found: dict[tuple[int, str], Problem] = {}
    branches: set[tuple[str | int, ...]] = set()
    for detail in error.errors(include_url=False):
        location = detail["loc"]
        line = document.line(location)
        known = _known(document, location)
        in_branch = len(known) < len(location) and detail["type"] != "missing"
        if line in told or (in_branch and known in branches):
            continue
        if in_branch:
            branches.add(known)
        message = _say(known, detail)
        found.setdefault((line, message), Problem(document.file.label, line, message))
    return list(found.values())[:MAX_PROBLEMS]


def _known(document: Document, location: tuple[str | int, ...]) -> tuple[str | int, ...]:
    """The part of pydantic's location that is in the file; the rest names the member of a union, or a missing key."""
    for end in range(len(location), 0, -1):
        if location[:end] in document.lines:
            return location[:end]
    return ()


def _say(known: tuple[str | int, ...], detail: Any) -> str:
    name = _path(known)
    kind = detail["type"]
    given = detail["input"]
    if kind == "missing":
        missing = _path((*known, detail["loc"][-1]))
        return f"{missing} is missing: add it"
    if kind == "extra_forbidden":
        return f"{name} is not a key of this kind of file: correct its spelling or remove it"
    if kind == "string_type" and type(given).__name__ in _BARE:
        return f"{name} must be text, but YAML reads {given} as {_BARE[type(given).__name__]}: put quotes around it"
    if kind == "literal_error":
        return f"{name} is {given!r}, but must be one of {detail['ctx']['expected']}: choose one"
    if kind == "string_pattern_mismatch":
        return f"{name} is {given!r}, which does not have the form {detail['ctx']['pattern']}: rename it"
    return f"{name}: {_lower(detail['msg'].removeprefix('Value error, '))}: correct it"


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]


def _path(location: tuple[str | int, ...]) -> str:
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return f"`{text.lstrip('.')}`" if text else "the file"
