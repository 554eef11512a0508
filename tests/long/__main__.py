"""The long set: `python -m tests.long [PART …]`; all parts unless some are named, `--help` says what can be asked."""

import argparse
import secrets
import sys

from tests.long.audit import audit
from tests.long.fuzz import fuzz
from tests.long.kills import kill
from tests.long.mutation import ROOMS, mutate
from tests.long.parts import Options
from tests.long.soak import soak

PARTS = {"fuzz": fuzz, "audit": audit, "kills": kill, "soak": soak, "mutation": mutate}


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.long", description=__doc__)
    asked.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; all unless named")
    asked.add_argument(
        "--minutes", type=float, default=10, help="for the fuzzing, for the soak, and for each room's mutants"
    )
    asked.add_argument("--seed", type=int, default=secrets.randbits(32), help="replays a run")
    asked.add_argument("--rooms", nargs="+", choices=ROOMS, default=[], help="to mutate; all unless named")
    asked.add_argument("--kills", type=int, default=500, help="so many lives are ended")
    asked.add_argument(
        "--sample", type=int, default=0, help="so many mutants of each room, at random; all unless given"
    )
    given = asked.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        asked.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    options = Options(given.minutes, given.seed, tuple(given.rooms), given.kills, given.sample)
    failed = False
    for name in given.parts or PARTS:
        print(f"== {name}", flush=True)
        verdict = PARTS[name](options)
        print(*verdict.lines, f"{name}: {verdict.ending}", sep="\n", flush=True)
        failed = failed or verdict.ending == "failed"
    sys.exit(failed)


if __name__ == "__main__":
    main()
