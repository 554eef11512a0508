"""Looks through files for what looks like a secret and is not known to be made up; shows places, never words."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import default_settings, transient_settings

BASELINE = ".secrets.baseline"
ALLOWED = ("tests/specification/", BASELINE, "requirements.lock", "tests/node/package-lock.json")
"""The specification's own examples, and files that hold hashes."""


class Find(NamedTuple):
    """Something that looks like a secret."""

    path: str
    line: int
    kind: str


def look_through(root: Path, paths: Iterable[str]) -> Iterator[Find]:
    """What looks like a secret, is not marked in its line, and is not in the baseline, wherever its line has moved."""
    baseline = read_baseline(root / BASELINE)
    known = {(name, one["hashed_secret"]) for name, finds in baseline.get("results", {}).items() for one in finds}
    found = SecretsCollection(root=str(root))
    with transient_settings(baseline) if baseline else default_settings():
        for path in paths:
            if not path.startswith(ALLOWED):
                found.scan_file(path)
    for path, one in sorted(found, key=lambda pair: (pair[0], pair[1].line_number)):
        if (path, one.secret_hash) not in known:
            yield Find(path, one.line_number, one.type)


def read_baseline(path: Path) -> dict[str, Any]:
    """What somebody looked at and found to be made up, and the settings it was found with."""
    if not path.exists():
        return {}
    read: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return read
