"""What a long log holds, per code: counts, first and last seen, samples; holds data only."""

from bot.models.text import Value


class CodeTally(Value):
    """One SKMS code in a log.

    `count` is the number of records that carry it. `first_seen` and `last_seen` are timestamps in the words of
    the log, None where its records have none; the lines are 1-based, None where they were not counted. `details`
    are up to three different ones, redacted; `hosts` those that the details name.
    """

    code: int
    message: str | None
    count: int
    first_seen: str | None
    last_seen: str | None
    first_line: int | None
    last_line: int | None
    details: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


class LogSummary(Value):
    """A log as a whole: its size, and its codes, the most frequent first.

    `undecodable` counts the bytes that are no UTF-8; `records` the records that carry at least one code.
    """

    bytes_read: int
    lines: int | None
    undecodable: int
    records: int
    codes: tuple[CodeTally, ...]
