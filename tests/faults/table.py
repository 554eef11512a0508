"""Reads the table of faults in README.md; judges nothing."""

import re
from dataclasses import dataclass
from pathlib import Path

README = Path(__file__).with_name("README.md")
ROW = re.compile(r"^\| (F\d\d) \| (.*?) \| (.*?) \| (.*?) \| (.*?) \|$", re.MULTILINE)
PROOF = re.compile(r"`([\w/]+\.py::\w+)`")


@dataclass(frozen=True, slots=True)
class Row:
    """One fault: what it is, which tests prove it (by file and name), when they run, what is true of it today."""

    fault: str
    what: str
    proofs: tuple[str, ...]
    run: str
    status: str


def rows() -> list[Row]:
    """All rows in their order."""
    found = ROW.findall(README.read_text(encoding="utf-8"))
    return [
        Row(fault, what, tuple(_whole(one) for one in PROOF.findall(tests)), run, status)
        for fault, what, tests, run, status in found
    ]


def _whole(proof: str) -> str:
    return proof if proof.startswith("tests/") else f"tests/faults/{proof}"
