"""How long a whole `explain` takes beside the bare imports; processor time of whole processes, the best of many."""

import os
import resource
import subprocess
import sys

from tests.fakes.terminal import ROOT

PASTE = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009"}'
IMPORTS = [sys.executable, "-c", "import typer, rich.console, pydantic, yaml"]
IMPORTS_OF_RUN = [
    sys.executable,
    "-c",
    "import slack_bolt.app.async_app, aiohttp, sqlalchemy, alembic.command, pydantic, yaml, typer, structlog",
]
EXPLAIN = [sys.executable, "-m", "bot", "explain", PASTE]
MOST = 2.5
ROUNDS = 15
"""Taking turns, so that each side finds a moment that no neighbour disturbs: one that fills the caches costs the larger
program a quarter more."""


def processor_seconds(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        command,
        cwd=ROOT,
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        check=True,
        timeout=60,
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def explain_beside_imports() -> tuple[float, float]:
    """Seconds of processor time: a whole explain, and the bare imports."""
    processor_seconds(EXPLAIN)
    processor_seconds(IMPORTS)

    rounds = [(processor_seconds(EXPLAIN), processor_seconds(IMPORTS)) for _ in range(ROUNDS)]
    ours, bare = (min(times) for times in zip(*rounds, strict=True))
    return ours, bare


def test_explaining_one_paste_takes_at_most_two_and_a_half_times_the_bare_imports() -> None:
    ours, bare = explain_beside_imports()

    print(f"\nexplain {ours:.3f} s, bare imports {bare:.3f} s, ratio {ours / bare:.2f} (at most {MOST})")
    assert ours / bare <= MOST
