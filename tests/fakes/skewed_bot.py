"""The real bot on a host whose clock is wrong: `python -m tests.fakes.skewed_bot <seconds> run`; nothing else."""

import datetime as dt
import sys

from bot.cli import main
from bot.clock import SystemClock


def skew(seconds: float) -> None:
    """From now on the wall clock of this process is wrong by so much; what is monotonic stays right."""
    right, wrong = SystemClock.now, dt.timedelta(seconds=seconds)
    setattr(SystemClock, "now", lambda clock: right(clock) + wrong)  # noqa: B010 - mypy knows methods as constants


if __name__ == "__main__":
    skew(float(sys.argv.pop(1)))
    main()
