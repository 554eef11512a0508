"""Says in words for the writer of a knowledge file what pydantic found wrong with it, and in which line."""

from typing import Any

from pydantic import ValidationError

from bot.catalog.document import MAX_PROBLEMS, Document, Location
from bot.errors import Problem

_BARE = {"date": "a date", "int": "a number", "bool": "true or false"}


def explain_errors(document: Document, error: ValidationError) -> list[Problem]:
    """Each finding once, at the line of the offending key; a line that YAML itself stumbled over is not told twice."""
    told = {problem.line for problem in document.problems}
    found: dict[tuple[int, str], Problem] = {}
    for detail, known in _branches_chosen(document, error):
        line = document.line(known)
        if line not in told:
            message = _say(known, detail)
            found.setdefault((line, message), Problem(document.file.label, line, message))
    return list(found.values())[:MAX_PROBLEMS]


def _branches_chosen(document: Document, error: ValidationError) -> list[tuple[Any, Location]]:
    """Each error with its place in the file; of a union's branches only the one that understood the value furthest."""
    chosen: dict[Location, tuple[Any, Location]] = {}
    details = error.errors(include_url=False)
    inside = {detail["loc"][:end] for detail in details for end in range(len(detail["loc"]))}
    for detail in details:
        location = detail["loc"]
        if detail["type"] == "too_short" and location in inside:
            continue  # its items are there, only wrong
        fork, known = _place(document, location[:-1] if detail["type"] == "missing" else location)
        key = location if fork is None else ("fork", *fork)
        if key not in chosen or len(known) > len(chosen[key][1]):
            chosen[key] = (detail, known)
    return list(chosen.values())


def _place(document: Document, location: Location) -> tuple[Location | None, Location]:
    """Where pydantic first left the file (to name a branch of a union, or a missing key), and how far it got in it."""
    fork: Location | None = None
    known: Location = ()
    for part in location:
        if (*known, part) in document.lines:
            known = (*known, part)
        elif fork is None:
            fork = known
    return fork, known


def _say(known: Location, detail: Any) -> str:
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


def _path(location: Location) -> str:
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return f"`{text.lstrip('.')}`" if text else "the file"
