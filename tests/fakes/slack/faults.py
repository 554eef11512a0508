"""Scripted bad weather: what a method answers instead of, or after, doing what was asked."""

from dataclasses import dataclass

from tests.fakes.slack.world import Channel, Json


@dataclass(frozen=True, slots=True)
class RateLimited:
    """429 with Retry-After; until then every further call of that method (in that channel, or anywhere) is refused."""

    seconds: int = 1
    per_channel: bool = True


@dataclass(frozen=True, slots=True)
class OddlyLimited:
    """429 once, with a Retry-After that is none, or without one (None)."""

    header: str | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """Slack does it and says that it failed: a 5xx, or `ok: false` with this error."""

    status: int = 200
    error: str = ""


@dataclass(frozen=True, slots=True)
class Refuse:
    """`ok: false` with this error."""

    error: str


@dataclass(frozen=True, slots=True)
class ServerError:
    """A 5xx with a page nobody can parse, before anything was done."""

    status: int = 503


@dataclass(frozen=True, slots=True)
class DropRequest:
    """The connection breaks before anything was done."""


@dataclass(frozen=True, slots=True)
class DropAnswer:
    """Slack does it, and the connection breaks before the answer."""


@dataclass(frozen=True, slots=True)
class Slow:
    """Slack does it at once and answers this many real seconds later."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Hold:
    """Slack waits this many real seconds before it does anything."""

    seconds: float


Fault = RateLimited | OddlyLimited | Accepted | Refuse | ServerError | DropRequest | DropAnswer | Slow | Hold


@dataclass(slots=True)
class _Planned:
    method: str
    fault: Fault
    channel: str | None
    left: int


class Faults:
    """The script: faults are used up in the order in which they were added."""

    def __init__(self) -> None:
        self._planned: list[_Planned] = []

    def add(self, method: str, fault: Fault, *, channel: Channel | None = None, times: int = 1) -> None:
        """The next `times` calls of the method (in that channel) meet the fault; `*` is any method."""
        self._planned.append(_Planned(method, fault, channel.id if channel else None, times))

    def clear(self) -> None:
        """Good weather again."""
        self._planned.clear()

    def take(self, method: str, arguments: Json) -> Fault | None:
        """The fault that this call meets, used up by one."""
        for planned in self._planned:
            fits = planned.method in {method, "*"} and planned.channel in {None, arguments.get("channel")}
            if planned.left > 0 and fits:
                planned.left -= 1
                return planned.fault
        return None
