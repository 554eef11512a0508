"""Reads the timestamps that logs write, and which of two is the earlier; asks nobody the time."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time in the words of the log; `at` is None where the words lack the day (`02:51:13`).

    A moment without a zone is one of the log's own zone; it is compared with others of that sort only.
    """

    words: str
    at: dt.datetime | None

    def is_before(self, other: "Moment") -> bool | None:
        """Whether this one is the earlier; None where the two cannot be compared."""
        if self.at is None or other.at is None or (self.at.tzinfo is None) != (other.at.tzinfo is None):
            return None
        return self.at < other.at


_CLOCK = r"(?P<h>[01][0-9]|2[0-3]):(?P<m>[0-5][0-9])(?::(?P<s>[0-6][0-9])(?:[.,](?P<f>[0-9]{1,9}))?)?"
_ZONE = r"(?:[ ]?(?P<z>Z|UTC|GMT|KST|JST|[+-](?:0[0-9]|1[0-4]):?[0-5][0-9])(?![0-9A-Za-z]))?"
_NAMES = "|".join(_MONTHS)
_FORMS = (
    # ISO 8601 and log4j, logback, Go, PostgreSQL: 2026-11-22T02:51:13.123+09:00, 2026-11-22 02:51:13,123, 2026/11/22 …
    rf"(?P<y>20[0-9]{{2}})[-/.](?P<mo>0[1-9]|1[0-2])[-/.](?P<d>[0-3][0-9])(?:[T _]|[.] ){_CLOCK}{_ZONE}",
    # nginx and Apache: 22/Nov/2026:02:51:13 +0900
    rf"(?P<d>[0-3][0-9])[/-](?P<mon>{_NAMES})[/-](?P<y>20[0-9]{{2}})[: ]{_CLOCK}{_ZONE}",
    # HTTP dates and Java's Date: Sun, 22 Nov 2026 02:51:13 GMT
    rf"(?P<d>[0-3]?[0-9]) (?P<mon>{_NAMES}) (?P<y>20[0-9]{{2}}) {_CLOCK}{_ZONE}",
    rf"(?P<mon>{_NAMES}) (?P<d>[0-3]?[0-9]),? (?P<y>20[0-9]{{2}}),? {_CLOCK}{_ZONE}",
    # Korean: 2026년 11월 22일 (일) 오전 2:51:13, 2026. 11. 22. 오전 2:51
    (
        r"(?P<y>20[0-9]{2})(?:년|\.) ?(?P<mo>1[0-2]|0?[1-9])(?:월|\.) ?(?P<d>[0-3]?[0-9])(?:일|\.)"
        r"(?: ?\([월화수목금토일]\))? ?(?P<half>오전|오후)?"
        r" ?(?P<h>[01]?[0-9]|2[0-3])(?::|시 ?)(?P<m>[0-5][0-9])(?:(?::|분 ?)(?P<s>[0-6][0-9]))?"
    ),
    # syslog, which has no year: Nov 22 02:51:13
    rf"(?P<mon>{_NAMES}) {{1,2}}(?P<d>[0-3]?[0-9]) {_CLOCK}",
    # a clock alone
    r"(?<![0-9:.-])(?P<h>[01][0-9]|2[0-3]):(?P<m>[0-5][0-9]):(?P<s>[0-6][0-9])(?:[.,](?P<f>[0-9]{1,9}))?(?![0-9:])",
)


_PREFIX = 40
"""Within so few characters only a container's or logger's prefix can stand before it, and no other timestamp."""


@cache
def _form(index: int) -> re.Pattern[str]:
    return re.compile(_FORMS[index], re.IGNORECASE)


def find_moment(text: str) -> Moment | None:
    """The first timestamp in the text, a dated one before one that has only the clock; None where there is none."""
    if ":" not in text and "시" not in text:
        return None
    best: re.Match[str] | None = None
    for index in range(len(_FORMS) - 1):
        found = _form(index).search(text)
        if found is not None and (best is None or found.start() < best.start()):
            best = found
            if found.start() < _PREFIX:
                break
    best = best or _form(len(_FORMS) - 1).search(text)
    return None if best is None else Moment(best[0], _at(best.groupdict()))


def _at(parts: dict[str, str | None]) -> dt.datetime | None:
    year, day = parts.get("y"), parts.get("d")
    if year is None or day is None:
        return None
    month = parts.get("mo")
    number = int(month) if month else _MONTHS.index((parts.get("mon") or "jan").lower()) + 1
    hour = int(parts["h"] or 0) % 12 + 12 * (parts["half"] == "오후") if parts.get("half") else int(parts["h"] or 0)
    micro = int((parts.get("f") or "0")[:6].ljust(6, "0"))
    try:
        return dt.datetime(
            int(year),
            number,
            int(day),
            hour,
            int(parts["m"] or 0),
            min(59, int(parts.get("s") or 0)),
            micro,
            _zone(parts.get("z")),
        )
    except ValueError:
        return None


def _zone(name: str | None) -> dt.timezone | None:
    if name is None:
        return None
    named = {"Z": 0, "UTC": 0, "GMT": 0, "KST": 9, "JST": 9}.get(name.upper())
    if named is not None:
        return dt.timezone(dt.timedelta(hours=named))
    digits = name[1:].replace(":", "")
    shift = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return dt.timezone(-shift if name[0] == "-" else shift)
