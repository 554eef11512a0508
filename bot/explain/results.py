"""Writes what a check found as one line, the same on every surface; checks nothing."""

from bot.explain.templates import Phrases
from bot.models.answer import CheckResult


def write_line(result: CheckResult, phrases: Phrases) -> str:
    """A result in one line: mark, name, what was seen, what was expected, how long it took."""
    if result.outcome == "skipped":
        return phrases.say("check-skipped", name=result.name, why=result.actual)
    took = phrases.say("check-took", milliseconds=result.milliseconds)
    expected = result.expected if result.outcome != "passed" else ""
    name = phrases.say("check-name", name=result.name, licence=result.licence)
    return phrases.say("check-line", mark=result.mark, name=name, actual=result.actual, expected=expected, took=took)
