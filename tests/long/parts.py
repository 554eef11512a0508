"""What each part of the long set gives back: how it ended and the lines to show."""

from typing import Literal, NamedTuple

Ending = Literal["passed", "failed", "skipped"]


class Verdict(NamedTuple):
    """How a part ended, and what is to be read about it; `skipped` says in its first line why."""

    ending: Ending
    lines: tuple[str, ...]


class Options(NamedTuple):
    """What the command line asked for."""

    minutes: float
    """For each part that goes on for as long as it is allowed to."""
    seed: int
    rooms: tuple[str, ...]
    """Those to mutate; none named: all."""
    kills: int = 500
    sample: int = 0
    """So many mutants of each room, drawn at random by the seed; 0: all of them."""
