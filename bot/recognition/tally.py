"""Adds up the sightings of a log, code by code; keeps none of its text, knows nothing of bytes."""

from dataclasses import dataclass, field

from bot.models.sighting import Sighting
from bot.models.summary import CodeTally, LogSummary
from bot.recognition.lazily import compiled
from bot.recognition.redact import redact
from bot.recognition.times import Moment, find_moment

SAMPLES = 3
HOSTS = 5
LOOKS = 1000
"""Different details looked at per code; a log in which each names another key would cost memory otherwise."""

_HEAD = 400
"""Characters of a record in which its timestamp is looked for."""

_HOST = r"(?://|\bto )(?:[^\s/@\"'<>]{1,64}@)?([A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?)(?=[:/ \[\"']|$)"


@dataclass(slots=True)
class _Tally:
    message: str | None
    line: int | None
    last_line: int | None
    count: int = 0
    first: Moment | None = None
    last: Moment | None = None
    details: list[str] = field(default_factory=list)
    hosts: list[str] = field(default_factory=list)
    looked_at: set[int] = field(default_factory=set)

    def see(self, moment: Moment | None, line: int | None) -> None:
        """Widen the span; what cannot be compared goes by its order in the log."""
        self.last_line = line
        if moment is None:
            return
        if self.first is None or moment.is_before(self.first):
            self.first = moment
        if self.last is None or not moment.is_before(self.last):
            self.last = moment

    def sample(self, detail: str | None) -> None:
        """Keep a detail, redacted, and the hosts that it names, while there are few."""
        if not detail or hash(detail) in self.looked_at or len(self.looked_at) >= LOOKS:
            return
        self.looked_at.add(hash(detail))
        for host in compiled(_HOST).findall(detail[:4096]):
            if "." in host and host.lower() not in self.hosts and len(self.hosts) < HOSTS:
                self.hosts.append(host.lower())
        if len(self.details) < SAMPLES:
            shown = redact(detail).text
            if shown not in self.details:
                self.details.append(shown)


class Tallies:
    """The tallies of one log."""

    def __init__(self) -> None:
        self._by_code: dict[int, _Tally] = {}
        self._records = 0

    def add(self, sightings: list[Sighting], line: int | None, texts: tuple[str, str], *, logged: bool) -> None:
        """Count one record: each error in it once where it was `logged`, since stack traces repeat what they say.

        `line` is where the record begins. `texts` are the record and the lines before it, in which its timestamp is
        looked for in this order.
        """
        self._records += 1
        moment = find_moment(texts[0][:_HEAD]) or _last_moment(texts[1])
        for sighting in sightings:
            error = sighting.error
            at = None if line is None else line + texts[0].count("\n", 0, sighting.span[0])
            tally = self._by_code.get(error.code)
            if tally is None:
                tally = self._by_code[error.code] = _Tally(error.message, at, at)
            tally.count += 1 if logged else sighting.count
            tally.message = tally.message or error.message
            tally.see(moment, at)
            tally.sample(error.detail)

    def summary(self, *, bytes_read: int, lines: int | None, undecodable: int) -> LogSummary:
        """All codes, the most frequent first, then by number."""
        ranked = sorted(self._by_code.items(), key=lambda item: (-item[1].count, item[0]))
        return LogSummary(
            bytes_read=bytes_read,
            lines=lines,
            undecodable=undecodable,
            records=self._records,
            codes=tuple(
                CodeTally(
                    code=code,
                    message=tally.message,
                    count=tally.count,
                    first_seen=None if tally.first is None else tally.first.words,
                    last_seen=None if tally.last is None else tally.last.words,
                    first_line=tally.line,
                    last_line=tally.last_line,
                    details=tuple(tally.details),
                    hosts=tuple(tally.hosts),
                )
                for code, tally in ranked
            ),
        )


def _last_moment(text: str) -> Moment | None:
    """The timestamp of the nearest line above that has one."""
    for line in reversed(text.splitlines()):
        moment = find_moment(line[:_HEAD])
        if moment is not None:
            return moment
    return None
