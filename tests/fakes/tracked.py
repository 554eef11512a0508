"""The files that git knows."""

import subprocess
from pathlib import Path


def tracked(root: Path) -> list[str]:
    """Their paths below the root, those that are there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True)  # noqa: S607 - git is the one on the path
    return [path for path in listed.stdout.decode().split("\0")[:-1] if (root / path).is_file()]
