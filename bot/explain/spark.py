"""Draws a line of numbers as one line of text; knows no unit."""

from collections.abc import Sequence

BARS = "▁▂▃▄▅▆▇█"
NOTHING = "·"
FAILED = "×"


def sparkline(values: Sequence[float | None], failed: Sequence[bool]) -> str:
    """One mark per value, from nought to the largest; a dot where there is none, a cross where something failed."""
    known = [value for value in values if value is not None]
    largest = max(known, default=0.0) or 1.0
    marks = []
    for value, bad in zip(values, failed, strict=True):
        if bad:
            marks.append(FAILED)
        elif value is None:
            marks.append(NOTHING)
        else:
            marks.append(BARS[min(len(BARS) - 1, int(value / largest * len(BARS)))])
    return "".join(marks)
