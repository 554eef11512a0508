"""Reads what somebody types about incidents behind a verb: which one, how long, why; pure, carries nothing out."""

import datetime as dt
import re
from dataclasses import dataclass

FEW = 3
LONGEST_REASON = 200
_UNITS = {"m": 1, "분": 1, "h": 60, "시": 60, "d": 1_440, "일": 1_440}
_SPAN = re.compile(
    r"(?<!\S)([0-9]{1,4}) ?(m|mins?|minutes?|분|h|hrs?|hours?|시간|d|days?|일)(?:간|동안)?(?!\S)", re.IGNORECASE
)
_NUMBER = re.compile(r"#?([0-9]{1,9})(?:번)?")
_ALL = frozenset({"", "open", "list", "all", "now", "목록", "현황", "보여줘", "목록 보여줘", "뭐 있어"})
_OVER = frozenset({"over", "넘겨받음", "이어받음"})
_OFF = frozenset({"중지", "끄기", "꺼줘"})
_ON = frozenset({"재개", "켜기", "켜줘"})
_POLITE = frozenset({"please", "it", "this", "제가", "내가", "이거"})


@dataclass(frozen=True, slots=True)
class AboutIncidents:
    """A request about incidents; where it names none, the one that the thread is about is meant."""


@dataclass(frozen=True, slots=True)
class Incidents(AboutIncidents):
    """Which incidents are open? With a number: how is this one?"""

    number: int | None = None


@dataclass(frozen=True, slots=True)
class Acknowledge(AboutIncidents):
    """I take it; `over`: from whoever has it."""

    number: int | None = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class Silence(AboutIncidents):
    """Tell nobody of it for so long; `what` are the words that say of what."""

    what: tuple[str, ...]
    span: dt.timedelta
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Unsilence(AboutIncidents):
    """Tell people of it again."""

    what: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unclear(AboutIncidents):
    """A verb without what it needs: `ack` or `mute`."""

    verb: str


def read_list(words: str) -> AboutIncidents | None:
    """`incidents`, `incidents #14`; a longer sentence speaks of an incident."""
    if words.casefold() in _ALL:
        return Incidents()
    number = _read_number(words)
    return None if number is None else Incidents(number)


def read_acknowledgement(words: str) -> AboutIncidents | None:
    """`ack`, `ack #14`, `ack #14 over`; None where more is said than that."""
    rest = [word for word in words.casefold().split() if word not in _POLITE]
    over = any(word in _OVER for word in rest)
    rest = [word for word in rest if word not in _OVER]
    if not rest:
        return Acknowledge(None, over)
    number = _read_number(rest[0]) if len(rest) == 1 else None
    if number is not None:
        return Acknowledge(number, over)
    return Unclear("ack") if len(rest) < FEW else None


def read_silence(words: str) -> AboutIncidents | None:
    """`mute #14 2h reason`, `mute prod key-vault 90m reason`; a verb without a span says too little."""
    found = _SPAN.search(words)
    if found is None:
        meant = any(_read_number(word) is not None for word in words.split())
        return Unclear("mute") if meant or len(words.split()) < FEW - 1 else None
    minutes = int(found[1]) * _UNITS[found[2][0].lower()]
    what, reason = words[: found.start()].split(), words[found.end() :].strip()
    return Silence(tuple(what), dt.timedelta(minutes=minutes), reason[:LONGEST_REASON])


def read_unsilence(words: str) -> AboutIncidents | None:
    """`unmute`, `unmute #14`, `unmute prod key-vault`."""
    what = tuple(word for word in words.split() if word.casefold() not in _POLITE)
    return Unsilence(what) if len(what) <= FEW else None


def read_telling(words: str) -> AboutIncidents | None:
    """`알림 중지 #14 2시간 배포`, `알림 재개 #14`: in Korean both are a noun and what becomes of it."""
    first, _, rest = words.partition(" ")
    if first in _OFF:
        return read_silence(rest)
    return read_unsilence(rest) if first in _ON else None


def _read_number(words: str) -> int | None:
    found = _NUMBER.fullmatch(words)
    return None if found is None else int(found[1])
