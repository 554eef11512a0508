"""How long to wait before the next try: exponential, with jitter; waits itself for nothing."""

import random

FIRST = 1.0
LONGEST = 30.0


class Backoff:
    """The first try after a steady connection comes at once, spread a little; later ones wait 1, 2, 4 … 30 seconds."""

    def __init__(self, first: float = FIRST, longest: float = LONGEST) -> None:
        self._first = first
        self._longest = longest
        self._tries = 0

    def next(self) -> float:
        """Seconds to wait now: between half of the step and all of it."""
        step = min(self._longest, self._first * 2 ** max(0, self._tries - 1)) if self._tries else 0.2
        self._tries += 1
        return step * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, protects nothing

    def reset(self) -> None:
        """It held: begin anew."""
        self._tries = 0
