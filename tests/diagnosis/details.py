"""Reads the cases of tests/diagnosis/cases: a detail and what must be read from it."""

from dataclasses import dataclass
from pathlib import Path

from bot.models.diagnosis import Diagnosis

CASES = Path(__file__).parent / "cases"
Fields = tuple[str, str | None, int | None, str | None, str | None, int | None, str | None]


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    detail: str
    expected: Fields


def read_cases() -> list[Case]:
    return [case for path in sorted(CASES.glob("*.txt")) for case in _read_file(path)]


def fields_of(diagnosis: Diagnosis) -> Fields:
    return (
        diagnosis.cause,
        diagnosis.host,
        diagnosis.port,
        diagnosis.ip,
        diagnosis.method,
        diagnosis.http_status,
        diagnosis.final_exception,
    )


def _read_file(path: Path) -> list[Case]:
    cases = []
    for number, block in enumerate(f"\n{path.read_text(encoding='utf-8')}".split("\n=== ")[1:], start=1):
        head, _, detail = block.partition("\n")
        cause, *pairs = head.split()
        said = dict(pair.split("=", 1) for pair in pairs)
        expected = (
            cause,
            said.get("host"),
            _number(said.get("port")),
            said.get("ip"),
            said.get("method"),
            _number(said.get("status")),
            said.get("final"),
        )
        cases.append(Case(name=f"{path.stem}-{number}-{cause}", detail=detail.rstrip("\n"), expected=expected))
    return cases


def _number(text: str | None) -> int | None:
    return int(text) if text else None
