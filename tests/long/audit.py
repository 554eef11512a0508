"""Asks pip-audit whether a locked dependency has a known weakness; needs the network, and says so where there is none."""

import subprocess
import sys
from pathlib import Path

from tests.long.parts import Options, Verdict

LOCK = Path(__file__).parents[2] / "requirements.lock"
AWAY = ("ConnectionError", "NewConnectionError", "Max retries exceeded", "ServiceError", "Name or service not known")


def audit(_options: Options) -> Verdict:
    """Fails where a weakness is known; skipped where the service cannot be asked."""
    command = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--requirement", str(LOCK)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    if done.returncode == 0:
        return Verdict("passed", (done.stderr.strip(),))
    said = (done.stdout + done.stderr).strip().splitlines()
    if "No module named pip_audit" in done.stderr:
        return Verdict("skipped", ("pip-audit is not installed: pip install -e '.[dev,long]'",))
    if any(word in done.stderr for word in AWAY):
        return Verdict("skipped", (f"the service of known weaknesses is out of reach: {said[-1]}",))
    return Verdict("failed", tuple(said))
