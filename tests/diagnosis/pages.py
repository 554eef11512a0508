"""The page of what is read of every detail beside what its case states; `--write` writes it anew."""

import sys
from collections.abc import Iterator
from pathlib import Path

from bot.diagnosis import diagnose_detail
from tests.diagnosis.details import read_cases

PAGE = Path(__file__).parent / "pages" / "details.txt"
STATED = {"cause", "host", "port", "ip", "method", "http_status", "final_exception"}


def write_details() -> Iterator[str]:
    """The words that each cause rests on, and the path, the chain and the ids where there are any."""
    for case in read_cases():
        found = diagnose_detail(case.detail).model_dump(exclude=STATED, exclude_defaults=True)
        yield f"{case.name}: {', '.join(f'{field} {value!r}' for field, value in found.items()) or 'nothing more'}"


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit("--write writes the page anew; each changed line is to be read before it is committed")
    PAGE.write_text("\n".join(write_details()) + "\n", encoding="utf-8")
