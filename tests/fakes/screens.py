"""A messenger for tests of delivery: keeps what is visible, follows a script of faults, can kill whoever calls it."""

import asyncio
import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.models.showing import Copy, NotShown, Outcome, Shown, Spot, Task, Unsure

Fault = Literal[
    "killed-before",
    "killed-not-accepted",
    "killed-accepted",
    "killed-before-commit",
    "lost-accepted",
    "lost-not-accepted",
    "late",
    "limited",
    "unreachable",
    "refused",
    "channel",
    "token",
]


class Killed(BaseException):
    """The process ends here, as by kill -9: nothing of it runs any more."""


@dataclass
class Visible:
    """A message as people see it."""

    ts: str
    id: str
    channel: str
    thread: str | None
    says: str
    edits: int = 0
    answered: bool = False


@dataclass
class ScriptedScreen:
    """`script` holds the faults of the next calls of `show`; `blind` lets `find` say that nobody can say."""

    now: Callable[[], dt.datetime]
    script: list[Fault] = field(default_factory=list)
    blind: bool = False
    messages: list[Visible] = field(default_factory=list)
    shows: list[Task] = field(default_factory=list)
    looks: int = 0
    held: list[Visible] = field(default_factory=list)
    pause: asyncio.Event | None = None
    waiting: asyncio.Event = field(default_factory=asyncio.Event)

    def visible(self, channel: str | None = None) -> list[Visible]:
        found = [one for one in self.messages if one.thread is None]
        return [one for one in found if channel is None or one.channel == channel]

    def notes(self) -> list[Visible]:
        return [one for one in self.messages if one.thread is not None]

    async def show(self, task: Task, allowed: Callable[[], bool]) -> Outcome:
        if self.pause is not None:
            self.waiting.set()
            await self.pause.wait()
        if not allowed():
            return NotShown(why="limited", reason="no longer allowed")
        self.shows.append(task)
        fault = self.script.pop(0) if self.script else None
        if fault in ("killed-before", "killed-not-accepted"):
            raise Killed
        if fault in ("limited", "unreachable", "refused", "channel", "token"):
            return NotShown(why=fault, reason=fault)
        if fault == "lost-not-accepted":
            return Unsure(reason="timeout")
        if fault == "late":
            self.held.append(self._write(task))
            return Unsure(reason="timeout")
        outcome = self._accept(task)
        if fault == "killed-accepted":
            raise Killed
        return Unsure(reason="timeout") if fault == "lost-accepted" else outcome

    def arrive(self) -> None:
        """What was accepted late becomes visible."""
        self.messages += self.held
        self.held = []

    async def find(self, spot: Spot, ids: Collection[str], since: dt.datetime) -> Mapping[str, Sequence[Copy]] | None:
        self.looks += 1
        if self.blind:
            return None
        found = [one for one in self.messages if (one.channel, one.thread) == (spot.channel, spot.thread)]
        return {
            own: tuple(
                Copy(ts=one.ts, answered=one.answered)
                for one in found
                if one.id == own and float(one.ts) > since.timestamp()
            )
            for own in ids
        }

    async def take_back(self, spot: Spot, extra: Copy, kept: str) -> bool:
        (copy,) = [one for one in self.messages if (one.channel, one.ts) == (spot.channel, extra.ts)]
        if copy.answered:
            copy.says = f"see {kept}"
        else:
            self.messages.remove(copy)
        return True

    def _accept(self, task: Task) -> Outcome:
        row = task.row
        if row.ts is None:
            message = self._write(task)
            self.messages.append(message)
            return Shown(ts=message.ts)
        known = next((one for one in self.messages if (one.channel, one.ts) == (row.channel, row.ts)), None)
        if known is None:
            return NotShown(why="gone", reason="message_not_found")
        known.says = _say(task)
        known.edits += 1
        return Shown(ts=known.ts)

    def _write(self, task: Task) -> Visible:
        row = task.row
        ts = f"{self.now().timestamp():.0f}.{len(self.messages) + len(self.held):06}"
        return Visible(ts, row.id, row.channel, row.thread_of, _say(task))


def _say(task: Task) -> str:
    repeat = " (possible repeat)" if task.row.err == "possible repeat" else ""
    return f"#{task.incident.number} {task.incident.state} r{task.revision}{repeat}"
