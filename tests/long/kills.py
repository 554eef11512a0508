"""Kills the bot at random moments, hundreds of times, with pastes and alerts under way (F16 in its long form)."""

import asyncio
import tempfile
import time
from pathlib import Path

from tests.faults.test_process import is_killed_at_random
from tests.long.parts import Options, Verdict


def kill(options: Options) -> Verdict:
    """Fails where an invariant of the fault suite does not hold; the seed replays the run."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        try:
            said = asyncio.run(is_killed_at_random(Path(folder), options.kills, options.seed))
        except AssertionError as error:
            replay = f"replay: python -m tests.long kills --kills {options.kills} --seed {options.seed}"
            return Verdict("failed", (replay, str(error)))
    took = (time.monotonic() - begun) / 60
    return Verdict("passed", (f"seed {options.seed}: {said}; nothing lost, nothing twice; {took:.0f} minutes",))
