"""Reads the labelled corpus and scores findings and diagnoses against it; knows no recogniser of its own."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
FINDING_FIELDS = ("code", "message", "detail", "http_status", "key_id", "layers")
RESULT_FIELDS = ("cause", "host", "port", "ip", "method", "http_status", "final_exception")

Finding = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled text: where it stands, its shape, why it is labelled so, and what is expected."""

    id: str
    shape: str
    why: str
    text: str
    expect: Any


@dataclass(slots=True)
class PasteScore:
    """How the findings compare with the labels; `misses` describes each difference in a line."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    silent: int = 0
    silent_answered: int = 0
    speaking: int = 0
    exact: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    @property
    def answered_in_silence(self) -> float:
        return self.silent_answered / max(1, self.silent)

    @property
    def all_fields(self) -> float:
        return self.exact / max(1, self.speaking)


@dataclass(slots=True)
class DetailScore:
    """How the diagnoses compare with the labels."""

    cases: int = 0
    causes: int = 0
    exact: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def cause(self) -> float:
        return self.causes / max(1, self.cases)

    @property
    def all_fields(self) -> float:
        return self.exact / max(1, self.cases)


def read_cases(kind: str) -> list[Case]:
    """Every case under tests/corpus/<kind>/*.yaml; its id is made of the file name and its own."""
    return [
        Case(f"{path.stem}/{item['id']}", item["shape"], item["why"], item["text"], item["expect"])
        for path in sorted((FOLDER / kind).glob("*.yaml"))
        for item in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    ]


def score_pastes(cases: Sequence[Case], find: Callable[[str], list[Finding]]) -> PasteScore:
    """The score of `find` over the cases; a label names only the fields that it judges."""
    score = PasteScore()
    for case in cases:
        found = find(case.text)
        expected: list[Finding] = case.expect
        got, want = Counter(item["code"] for item in found), Counter(item["code"] for item in expected)
        score.right += (got & want).total()
        score.wrong += (got - want).total()
        score.missed += (want - got).total()
        if not expected:
            score.silent += 1
            score.silent_answered += bool(found)
            if found:
                score.misses.append(f"{case.id}: should be silent, answered {list(got)}")
            continue
        score.speaking += 1
        differences = _compare(expected, found)
        score.exact += not differences
        score.misses += [f"{case.id}: {difference}" for difference in differences]
    return score


def _compare(expected: Sequence[Finding], found: Sequence[Finding]) -> list[str]:
    if [item["code"] for item in expected] != [item["code"] for item in found]:
        return [f"wanted codes {[item['code'] for item in expected]}, got {[item['code'] for item in found]}"]
    return [
        f"{name} wanted {want[name]!r}, got {got.get(name)!r}"
        for want, got in zip(expected, found, strict=True)
        for name in want
        if want[name] != got.get(name)
    ]


def score_details(cases: Sequence[Case], diagnose: Callable[[str], Finding]) -> DetailScore:
    """The score of `diagnose` over the cases; a field that a label leaves out is expected to be absent."""
    score = DetailScore()
    for case in cases:
        got = diagnose(case.text)
        score.cases += 1
        score.causes += got["cause"] == case.expect["cause"]
        differences = [
            f"{name} wanted {case.expect.get(name)!r}, got {got.get(name)!r}"
            for name in RESULT_FIELDS
            if case.expect.get(name) != got.get(name)
        ]
        score.exact += not differences
        score.misses += [f"{case.id}: {difference}" for difference in differences]
    return score
