"""`python -m tests.secrets`: ends with 1 where a tracked file holds what looks like a secret."""

import sys
from pathlib import Path

from tests.secrets.scan import BASELINE, look_through, tracked

ROOT = Path(__file__).parents[2]
ADVICE = f"""
A real secret: revoke it first, then take it out. A made-up one: end its line with `pragma: allowlist secret` in a comment
or, where the file has no comments, add it to {BASELINE}: detect-secrets scan --baseline {BASELINE}
"""


def main() -> None:
    found = list(look_through(ROOT, tracked(ROOT)))
    for one in found:
        print(f"{one.path}:{one.line}: {one.kind}")
    if found:
        sys.exit(ADVICE)


if __name__ == "__main__":
    main()
