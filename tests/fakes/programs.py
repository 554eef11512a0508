"""Runs a piece of Python in a process of its own, so that it can be limited or killed."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def start(program: str, *arguments: str) -> subprocess.Popen[str]:
    """Start it; its standard output is a pipe."""
    return subprocess.Popen(
        [sys.executable, "-u", "-c", program, *arguments],
        cwd=ROOT,
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(program: str, *arguments: str) -> str:
    """What it printed, once it ended well."""
    process = start(program, *arguments)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    return out.strip()
