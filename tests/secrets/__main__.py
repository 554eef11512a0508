"""`python -m tests.secrets`: ends with 1 where a tracked file holds what looks like a secret."""

import sys
from pathlib import Path

from tests.fakes.tracked import tracked
from tests.secrets.scan import BASELINE, look_through

ROOT = Path(__file__).parents[2]
ADVICE = f"""
A real secret: revoke it first, then take it out. A made-up one: let it say so
(not-a-…), or end its line with `pragma: allowlist secret` in a comment, or, where neither is possible, take it into
{BASELINE}: detect-secrets scan --baseline {BASELINE}
"""


def main() -> None:
    found = list(look_through(ROOT, tracked(ROOT)))
    for one in found:
        print(f"{one.path}:{one.line}: {one.kind}")
    if found:
        sys.exit(ADVICE)


if __name__ == "__main__":
    main()
