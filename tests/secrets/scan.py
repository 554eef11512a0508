"""Looks through the tracked files for what looks like a secret and is not known to be made up; shows places, never words."""

import json
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from detect_secrets import SecretsCollection
from detect_secrets.settings import default_settings

BASELINE = ".secrets.baseline"
ALLOWED = ("tests/specification/", BASELINE, "requirements.lock", "tests/node/package-lock.json")
"""The specification's own examples, and files that hold hashes."""


class Find(NamedTuple):
    """Something that looks like a secret."""

    path: str
    line: int
    kind: str


def tracked(root: Path) -> list[str]:
    """The files that git knows."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True)  # noqa: S607 - git is the one on the path
    return [path for path in listed.stdout.decode().split("\0")[:-1] if (root / path).is_file()]


def look_through(root: Path, paths: Iterable[str]) -> Iterator[Find]:
    """What looks like a secret, is not marked in its line, and is not in the baseline, wherever its line has moved."""
    known = read_baseline(root / BASELINE)
    found = SecretsCollection(root=str(root))
    with default_settings():
        for path in paths:
            if not path.startswith(ALLOWED):
                found.scan_file(path)
    for path, one in sorted(found, key=lambda pair: (pair[0], pair[1].line_number)):
        if (path, one.secret_hash) not in known:
            yield Find(path, one.line_number, one.type)


def read_baseline(path: Path) -> set[tuple[str, str]]:
    """File and hash of each secret that somebody looked at and found to be made up."""
    if not path.exists():
        return set()
    results = json.loads(path.read_text(encoding="utf-8"))["results"]
    return {(name, one["hashed_secret"]) for name, finds in results.items() for one in finds}
