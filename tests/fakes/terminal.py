"""Runs the real command line in a process of its own, without this machine's environment."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Done:
    """What a finished command left: its exit code and what it printed."""

    code: int
    out: str
    err: str


def run(
    *arguments: str,
    stdin: bytes | None = b"",
    env: Mapping[str, str] | None = None,
    folder: Path = ROOT,
    seconds: float = 60,
) -> Done:
    """`skms-bot ARGUMENTS` in `folder`; standard input is empty unless given."""
    environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **(env or {})}
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=stdin,
        cwd=folder,
        env=environment,
        capture_output=True,
        timeout=seconds,
        check=False,
    )
    return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
