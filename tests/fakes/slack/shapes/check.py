"""The small language in which shapes are written: checks, their findings, objects with known fields; knows no block."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Findings:
    """What was refused so far, in Slack's words, each with its JSON pointer."""

    words: list[str] = field(default_factory=list)

    def add(self, pointer: str, words: str) -> None:
        """One more refusal."""
        self.words.append(f"{words} [json-pointer:{pointer}]")


Check = Callable[[Any, str, Findings], None]


@dataclass(frozen=True, slots=True)
class Shape:
    """An object of one type: the fields it must have, those it may have, and rules over the whole of it."""

    must: Mapping[str, Check]
    may: Mapping[str, Check] = field(default_factory=dict)
    rules: tuple[Check, ...] = ()

    def __call__(self, value: Any, pointer: str, findings: Findings) -> None:
        """Slack refuses an object with a field missing, unknown or wrong."""
        if not isinstance(value, dict):
            findings.add(pointer, "must be an object")
            return
        for name in self.must.keys() - value.keys():
            findings.add(pointer, f"missing required field: {name}")
        for name, inner in value.items():
            check = self.must.get(name) or self.may.get(name)
            if name == "type" and check is None:
                continue
            if check is None:
                findings.add(f"{pointer}/{name}", f"no more fields allowed: {name}")
            else:
                check(inner, f"{pointer}/{name}", findings)
        for rule in self.rules:
            rule(value, pointer, findings)


def string(most: int, least: int = 1) -> Check:
    """A string of `least` to `most` characters."""

    def check(value: Any, pointer: str, findings: Findings) -> None:
        if not isinstance(value, str):
            findings.add(pointer, "must be a string")
        elif len(value) > most:
            findings.add(pointer, f"must be less than {most + 1} characters")
        elif len(value) < least:
            findings.add(pointer, f"must be more than {least - 1} characters")

    return check


def number(most: float, least: float = 0, *, whole: bool = True) -> Check:
    """A number from `least` to `most`."""

    def check(value: Any, pointer: str, findings: Findings) -> None:
        kinds = (int,) if whole else (int, float)
        if isinstance(value, bool) or not isinstance(value, kinds):
            findings.add(pointer, "must be a number")
        elif not least <= value <= most:
            findings.add(pointer, f"must be from {least} to {most}")

    return check


def boolean(value: Any, pointer: str, findings: Findings) -> None:
    """True or false, and not a word that looks like it."""
    if not isinstance(value, bool):
        findings.add(pointer, "must be a boolean")


def one_of(*words: str) -> Check:
    """One of a few words."""

    def check(value: Any, pointer: str, findings: Findings) -> None:
        if value not in words:
            findings.add(pointer, f"must be one of: {', '.join(words)}")

    return check


def items(inner: Check, most: int, least: int = 1) -> Check:
    """A list of `least` to `most` things."""

    def check(value: Any, pointer: str, findings: Findings) -> None:
        if not isinstance(value, list):
            findings.add(pointer, "must be an array")
            return
        if len(value) > most:
            findings.add(pointer, f"no more than {most} items allowed")
        if len(value) < least:
            findings.add(pointer, f"no fewer than {least} items allowed")
        for index, item in enumerate(value):
            inner(item, f"{pointer}/{index}", findings)

    return check


def typed(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` says which of several shapes it has."""

    def check(value: Any, pointer: str, findings: Findings) -> None:
        if not isinstance(value, dict):
            findings.add(pointer, "must be an object")
            return
        kind = value.get("type")
        inner = kinds.get(kind) if isinstance(kind, str) else None
        if inner is None:
            findings.add(f"{pointer}/type", f"unsupported type: {kind}")
            return
        inner(value, pointer, findings)

    return check


def either(*names: str) -> Check:
    """A rule: at least one of these fields is there."""

    def check(value: Any, pointer: str, findings: Findings) -> None:
        if not any(value.get(name) for name in names):
            findings.add(pointer, f"must have one of: {', '.join(names)}")

    return check


def only_one(*names: str) -> Check:
    """A rule: exactly one of these fields is there."""

    def check(value: Any, pointer: str, findings: Findings) -> None:
        if sum(name in value for name in names) != 1:
            findings.add(pointer, f"must have exactly one of: {', '.join(names)}")

    return check


def unique(values: Iterable[tuple[str, str]], findings: Findings, name: str) -> None:
    """Slack refuses the same id twice; `values` are (id, pointer)."""
    seen: set[str] = set()
    for value, pointer in values:
        if value in seen:
            findings.add(pointer, f'`{name}` "{value}" already exists for another element')
        seen.add(value)


def anything(_value: Any, _pointer: str, _findings: Findings) -> None:
    """No demand; for what Slack takes as it comes."""
