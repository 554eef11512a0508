"""Mutates the pure rooms on a copy of the tracked files, and counts how many mutants the rooms' own tests kill."""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.fakes.tracked import tracked
from tests.long.parts import Options, Verdict

ROOT = Path(__file__).parents[2]
LEAST_KILLED = 0.85
SHOWN = 250
NOT_TIMED = "not kib and not read_in_time"
"""Tests of how long something takes fail under mutmut, which counts every call."""


class Room(NamedTuple):
    """Which files are mutated, and which tests are to notice."""

    files: tuple[str, ...]
    tests: tuple[str, ...]


ROOMS = {
    "incidents.rules": Room(("bot/incidents/rules.py",), ("tests/incidents",)),
    "incidents.routing": Room(("bot/incidents/routing.py", "bot/incidents/silences.py"), ("tests/incidents",)),
    "incidents": Room(
        tuple(f"bot/incidents/{name}.py" for name in ("changes", "counting", "grouping", "passing", "thresholds")),
        ("tests/incidents",),
    ),
    "delivery.rules": Room(("bot/delivery/rules.py",), ("tests/delivery/test_rules.py",)),
    "slack.escape": Room(("bot/slack/escape.py",), ("tests/slack/test_escape.py",)),
    "slack.blocks": Room(("bot/slack/blocks/*",), ("tests/slack/blocks",)),
    "status": Room(
        tuple(f"bot/status/{name}.py" for name in ("conditions", "judgement", "addresses", "overview")),
        (
            *(f"tests/status/test_{name}.py" for name in ("addresses", "answers", "certificates", "conditions")),
            *(f"tests/status/test_{name}.py" for name in ("health", "overview", "places", "watch")),
            "tests/explain/test_status.py",
        ),
    ),
    "explain": Room(("bot/explain/*",), ("tests/explain", "tests/terminal", "tests/slack/blocks")),
    "diagnosis": Room(("bot/diagnosis/*",), ("tests/diagnosis", "tests/corpus")),
    "recognition": Room(("bot/recognition/*",), ("tests/recognition", "tests/corpus")),
}
"""Smallest first, so that a bounded run says something about most of them."""


class Count(NamedTuple):
    """What became of a room's mutants."""

    killed: int
    survived: tuple[str, ...]
    unchecked: int
    shown: tuple[str, ...] = ()
    """What was changed in those that survived."""
    drawn_from: int = 0
    """How many there are, where those that were checked are a sample."""

    @property
    def share(self) -> float:
        """Of those that were checked; a mutant that no test reaches counts as survived."""
        return self.killed / max(1, self.killed + len(self.survived))


def mutate(options: Options) -> Verdict:
    """Each room in turn, on one core; fails where a room's share is below the bar."""
    lines, failed = [], False
    for name in options.rooms or tuple(ROOMS):
        room = ROOMS[name]
        if not any(any(ROOT.glob(pattern)) for pattern in room.files):
            lines.append(f"{name}: there is no such room here")
            continue
        with tempfile.TemporaryDirectory() as folder:
            count = mutate_room(room, Path(folder), options)
        lines.append(
            f"{name}: {count.share:.1%} of {count.killed + len(count.survived)} mutants killed"
            f"{f', drawn from {count.drawn_from}' if count.drawn_from else ''}"
            f"{f', {count.unchecked} not reached in the time given' if count.unchecked else ''}"
        )
        lines += count.shown
        failed = failed or count.share < LEAST_KILLED
    return Verdict("failed" if failed else "passed", tuple(lines))


def mutate_room(room: Room, folder: Path, options: Options) -> Count:
    """Run mutmut over one room for as long as it may; raises CalledProcessError where its tests do not pass."""
    copy_tracked(folder)
    settings = {
        "source_paths": ["bot"],
        "only_mutate": list(room.files),
        "also_copy": ["knowledge", "README.md", "LICENSE"],
        "timeout_multiplier": 3,
        "pytest_add_cli_args": ["-k", NOT_TIMED],
        "pytest_add_cli_args_test_selection": [one for one in room.tests if (folder / one).exists()],
    }
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("\n[tool.mutmut]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items()))
    if not options.sample:
        run(folder, (), options.minutes * 60)
        count = count_mutants(folder / "mutants")
    else:
        names = make_mutants(folder)
        drawn = random.Random(options.seed).sample(names, min(options.sample, len(names)))  # noqa: S311 - a sample
        run(folder, drawn, options.minutes * 60)
        count = count_mutants(folder / "mutants", frozenset(drawn))._replace(drawn_from=len(names))
    return count._replace(shown=tuple(show(folder, name) for name in count.survived[:SHOWN]))


def make_mutants(folder: Path) -> list[str]:
    """The names of a room's mutants; mutmut has no command for that, so it is asked for one that there is not."""
    try:
        run(folder, ("no.such.mutant",), None)
    except subprocess.CalledProcessError:
        made = sorted(read_codes(folder / "mutants"))
        if made and (folder / "mutants" / "mutmut-stats.json").exists():
            return made
        raise
    raise AssertionError("mutmut found a mutant that there is not")


def run(folder: Path, names: Sequence[str], seconds: float | None) -> None:
    """Let mutmut check these mutants, or all, until the time is up."""
    command = [sys.executable, "-m", "mutmut", "run", "--max-children", "1", *names]
    process = subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        said, _ = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate()
    else:
        if process.returncode:
            broke = subprocess.CalledProcessError(process.returncode, command)
            broke.add_note(said[-4000:].decode(errors="replace"))
            raise broke


def show(folder: Path, name: str) -> str:
    """A survivor's name and the lines it changed."""
    shown = subprocess.run(
        [sys.executable, "-m", "mutmut", "show", name], cwd=folder, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    changed = [line for line in shown if line[:1] in ("-", "+") and line[:3] not in ("---", "+++")]
    return "\n".join((f"  survived: {name}", *(f"    {line}" for line in changed)))


def count_mutants(folder: Path, only: frozenset[str] | None = None) -> Count:
    """What became of the mutants, or of these alone."""
    codes = {name: code for name, code in read_codes(folder).items() if only is None or name in only}
    survived = tuple(name for name, code in codes.items() if code in SURVIVED)
    unchecked = sum(code is None for code in codes.values())
    return Count(len(codes) - len(survived) - unchecked, survived, unchecked)


def read_codes(folder: Path) -> dict[str, int | None]:
    """Each mutant's exit code, None for one not yet checked, by mutmut's own records beside the mutated files."""
    codes: dict[str, int | None] = {}
    for path in sorted(folder.rglob("*.meta")):
        codes |= json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    return codes


SURVIVED = {0, 5, 33}
"""Exit codes of mutmut: all tests passed, none was found, none reaches the mutant."""


def copy_tracked(folder: Path) -> None:
    """The tracked files as they are now: mutmut writes beside what it mutates."""
    for name in tracked(ROOT):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
