"""Asks pip-audit for known weaknesses of what is locked; needs the network, and says so where there is none."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.long.parts import Options, Verdict

LOCK = Path(__file__).parents[2] / "requirements.lock"
AWAY = ("ConnectionError", "NewConnectionError", "Max retries exceeded", "ServiceError", "Name or service not known")


def audit(_options: Options) -> Verdict:
    """Fails where a weakness is known; skipped where the service cannot be asked."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--requirement", str(LOCK)]
    command += ["--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode == 0:
        return judge(json.loads(done.stdout)["dependencies"])
    said = (done.stdout + done.stderr).strip().splitlines()
    if "No module named pip_audit" in done.stderr:
        return Verdict("skipped", ("pip-audit is not installed: pip install -e '.[dev,long]'",))
    if any(word in done.stderr for word in AWAY):
        return Verdict("skipped", (f"the service of known weaknesses is out of reach: {said[-1]}",))
    return Verdict("failed", tuple(said))


def judge(dependencies: list[dict[str, Any]]) -> Verdict:
    """Without a weakness; what the service does not know has not been looked at."""
    left_out = [f"{one['name']}: {one['skip_reason']}" for one in dependencies if "skip_reason" in one]
    looked_at = len(dependencies) - len(left_out)
    if not looked_at:
        return Verdict("skipped", ("the service knows none of the dependencies", *left_out[:1]))
    return Verdict("passed", (f"{looked_at} dependencies without a known weakness", *left_out))
