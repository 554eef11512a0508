"""Everything the loopback Slack was told, in order, and a bell that rings whenever something happened."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.fakes.slack.world import Json


@dataclass(slots=True, eq=False)
class Call:
    """One Web API call, whether accepted or refused; `status` 0 means that no answer was sent."""

    method: str
    arguments: Json
    token: str
    token_in_header: bool
    at: float
    status: int = 200
    answer: Json = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether Slack did what was asked, be the answer lost or not."""
        return bool(self.answer.get("ok"))

    @property
    def error(self) -> str:
        """Why Slack refused."""
        return str(self.answer.get("error", ""))

    @property
    def channel(self) -> str:
        """The channel it is about."""
        return str(self.arguments.get("channel", ""))


@dataclass(slots=True, eq=False)
class Download:
    """One request to the host of the files."""

    file_id: str
    authorized: bool
    status: int
    sent: int = 0
    over: bool = False


class Ledger:
    """What was received. `oddities` are things Slack lets pass and a careful app does not do."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.downloads: list[Download] = []
        self.oddities: list[str] = []
        self.leaks: list[str] = []
        self.in_flight = 0
        self._bell = asyncio.Event()

    def said(self, method: str) -> list[Call]:
        """The calls of one method, refused ones too."""
        return [call for call in self.calls if call.method == method]

    def odd(self, words: str) -> None:
        """Notes something that Slack lets pass."""
        self.oddities.append(words)

    def ring(self) -> None:
        """Wakes whoever waits for something to become true."""
        self._bell.set()
        self._bell = asyncio.Event()

    async def until(self, condition: Callable[[], object], within: float) -> bool:
        """Waits, in real time, until the condition holds; False when it does not in time."""
        loop = asyncio.get_running_loop()
        due = loop.time() + within
        while not condition():
            left = due - loop.time()
            if left <= 0:
                return False
            try:
                await asyncio.wait_for(self._bell.wait(), left)
            except TimeoutError:
                return bool(condition())
        return True
