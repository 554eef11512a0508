"""What a case of the shape tables is: a paste and the fields that must come out of it."""

from dataclasses import dataclass

from tests.fakes.knowledge import specification_words

WORDS = {code: words.message for code, words in specification_words().items()}
OWN = "\0own"
"""Stands for SKMS's own message of the code."""


@dataclass(frozen=True)
class Expected:
    """One sighting, as far as a case states it; `layers` () means the code alone."""

    code: int
    detail: str | None = None
    message: str | None = OWN
    http: int | None = None
    key: str | None = None
    layers: tuple[int, ...] = ()
    count: int = 1


@dataclass(frozen=True)
class Case:
    """A named paste and its sightings, none for silence."""

    name: str
    text: str
    expected: tuple[Expected, ...] = ()


def case(name: str, text: str, *expected: Expected) -> Case:
    return Case(name, text, expected)


KEY9 = Expected(40013, "keyId : 0000009", key="0000009")
"""What most cases hold."""


def key9(http: int | None = None, layers: tuple[int, ...] = (), count: int = 1) -> Expected:
    return Expected(40013, "keyId : 0000009", http=http, key="0000009", layers=layers, count=count)
