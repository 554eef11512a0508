"""One life of the bot as a real process: its log line by line, its memory, its end by signal; judges nothing."""

import asyncio
import json
import os
import resource
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
Json = dict[str, Any]
ENDS_WITHIN = 25.0


class Life:
    """From start to end; `lines` is all that it wrote, `told` those lines of the log that are JSON."""

    def __init__(self, process: Process) -> None:
        self.lines: list[str] = []
        self.told: list[Json] = []
        self.most_memory = 0
        self.code: int | None = None
        self.took_to_end = 0.0
        self.killed = False
        self._process = process
        self._bell = asyncio.Event()
        self._reading = asyncio.ensure_future(self._read())

    @classmethod
    async def begin(cls, environment: Mapping[str, str], *command: str, inside: tuple[str, ...] = ()) -> "Life":
        """Start `python -m bot run`, or another verb, with exactly this environment; `inside` is what it runs in."""
        words = (*inside, sys.executable, "-m", "bot", *(command or ("run",)))
        surroundings = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **environment}
        process = await asyncio.create_subprocess_exec(
            *words, cwd=ROOT, env=surroundings, stdout=DEVNULL, stderr=PIPE, limit=1 << 20
        )
        return cls(process)

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @property
    def runs(self) -> bool:
        """Whether it has not ended yet."""
        return self._process.returncode is None

    @property
    def processor_seconds(self) -> float:
        """Seconds of processor time that the threads it has used so far."""
        threads = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text(encoding="ascii").split()[0]) for thread in threads) / 1e9

    def limit(self, which: int, most: int) -> None:
        """Let it have no more of a resource from now on; `resource.RLIM_INFINITY` lifts the limit again."""
        _, hard = resource.prlimit(self.pid, which)
        resource.prlimit(self.pid, which, (hard if most == resource.RLIM_INFINITY else most, hard))

    def said(self, event: str, **fields: Any) -> list[Json]:
        """The lines of its log about this event, with these values."""
        return [
            line
            for line in self.told
            if line.get("event") == event and all(line.get(name) == value for name, value in fields.items())
        ]

    async def says(self, event: str, *, within: float = 10.0, **fields: Any) -> Json:
        """Wait until the log holds such a line; the last one."""
        await self.until(lambda: self.said(event, **fields), event, within)
        return self.said(event, **fields)[-1]

    async def until(self, condition: Callable[[], object], what: str, within: float = 10.0) -> None:
        """Wait until its log makes something true; fails with the log where it does not, or where it ended before."""
        due = time.monotonic() + within
        while not condition():
            left = due - time.monotonic()
            ended = self._reading.done()
            if left <= 0 or ended:
                raise AssertionError(f"no {what} within {within} s{' before its end' if ended else ''}\n{self.log}")
            bell = self._bell
            await asyncio.wait(
                {asyncio.ensure_future(bell.wait()), self._reading}, timeout=left, return_when="FIRST_COMPLETED"
            )

    @property
    def log(self) -> str:
        """All that it wrote."""
        return "\n".join(self.lines)

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(number)

    async def kill(self) -> None:
        """End it as a crash would: kill -9."""
        self.killed = True
        if self.runs:
            self._look()
            self._process.kill()
        await self.ended()

    async def stop(self, *, again: bool = False) -> None:
        """Ask it to end, and wait for that; `again`: ask twice, as the impatient do."""
        if self.runs:
            self._look()
            began = time.monotonic()
            self.signal(signal.SIGTERM)
            if again:
                self.signal(signal.SIGTERM)
            await self.ended(ENDS_WITHIN)
            self.took_to_end = time.monotonic() - began

    async def ended(self, within: float = 30.0) -> int:
        """Wait for its end, whatever brings it; the exit code."""
        async with asyncio.timeout(within):
            self.code = await self._process.wait()
            await asyncio.wait({self._reading})
        return self.code

    def close_its_output(self) -> None:
        """Nobody reads what it writes any more."""
        self._reading.cancel()
        transport: Any = getattr(self._process, "_transport")  # noqa: B009 - asyncio offers no other way to the pipe
        transport.get_pipe_transport(2).close()

    @property
    def peak(self) -> int:
        """The most bytes of memory that it had, since its begin or since `forget_peak`."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii")
        peak = next((line for line in status.splitlines() if line.startswith("VmHWM")), "VmHWM: 0 kB")
        return int(peak.split()[1]) * 1024

    def forget_peak(self) -> None:
        """Let `peak` begin anew with the memory that it has now."""
        self._look()
        Path(f"/proc/{self.pid}/clear_refs").write_text("5", encoding="ascii")

    def _look(self) -> None:
        self.most_memory = max(self.most_memory, self.peak)

    async def _read(self) -> None:
        assert self._process.stderr is not None
        while line := await self._process.stderr.readline():
            words = line.decode("utf-8", "replace").rstrip("\n")
            self.lines.append(words)
            try:
                told = json.loads(words)
            except ValueError:
                told = None
            if isinstance(told, dict):
                self.told.append(told)
            self._bell.set()
            self._bell = asyncio.Event()
