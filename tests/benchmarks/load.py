"""The bot, or stock Bolt, as a process of its own under the messages of a loopback Slack: costs, acks, memory."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Callable
from itertools import count
from pathlib import Path
from typing import NamedTuple

from tests.fakes.slack import FakeSlack, Rules
from tests.fakes.slack_talk import installed

ROOT = Path(__file__).parents[2]
CHANNELS = 50
RATE = 200
SLOWLY = 25
"""So many messages a second that each channel's answers keep Slack's one a second."""
HOUR = 3600
MESSAGES_OF_AN_HOUR = 5 * HOUR
"""A busy workspace: five messages a second."""
ERROR_EVERY, MENTION_EVERY = 40, 100
"""Of the mixed load: a paste among so many messages, and a mention."""
STARTS_WITHIN, ANSWERS_WITHIN = 30.0, 60.0
WORDS = "The deploy of order-service 3.18.2 is through, 120 of 120 pods are ready, no errors since 12:40. " * 3
BOT = ("-m", "bot", "run")
BOLT = ("-m", "tests.fakes.stock_bolt")
Say = Callable[[int], str]


class Waits(NamedTuple):
    """Seconds from an envelope to its ack."""

    middle: float
    worst_but_one_percent: float


class Process(NamedTuple):
    """What is measured: its memory and the time it kept a processor busy."""

    pid: int

    @property
    def memory(self) -> float:
        """MB that it has now."""
        lines = Path(f"/proc/{self.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))

    @property
    def busy(self) -> float:
        """Seconds of processor time of all its threads."""
        tasks = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(task.read_text(encoding="ascii").split()[0]) for task in tasks) / 1e9


class Workload:
    """One process that listens to one Slack, and the people who write there."""

    def __init__(self, slack: FakeSlack, process: Process) -> None:
        self.process = process
        self._slack = slack
        self._people = [slack.person(f"person-{number}") for number in range(10)]
        self._channels = [slack.channel(f"channel-{number}") for number in range(CHANNELS)]
        self._numbers = count()

    def nothing(self, _number: int) -> str:
        """A message with nothing in it."""
        return WORDS

    def paste(self, number: int) -> str:
        """An error that nobody has pasted yet."""
        return f'{{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : {number:07}"}}'

    def mention(self, number: int) -> str:
        """A question to the bot, with an error in it."""
        return f"@{self._slack.bot.name} what is this? {self.paste(number)}"

    def mixed(self, number: int) -> str:
        """Mostly nothing, sometimes a paste or a mention."""
        if number % MENTION_EVERY == 1:
            return self.mention(number)
        return self.paste(number) if number % ERROR_EVERY == 0 else self.nothing(number)

    async def cost(self, say: Say, messages: int, *, answered: bool = False) -> float:
        """Seconds of processor time for one message, from its frame to whatever is posted because of it."""
        await self._write(say, 5, SLOWLY)
        await self._rests()
        before, said = self.process.busy, self.answers
        await self._write(say, messages, SLOWLY if answered else RATE)
        await self._slack.until(
            lambda: not answered or self.answers >= said + messages, "answer to each", within=ANSWERS_WITHIN
        )
        await self._rests()
        return (self.process.busy - before) / messages

    @property
    def answers(self) -> int:
        """How many messages were posted by the process."""
        return sum(call.ok for call in self._slack.ledger.said("chat.postMessage"))

    async def waits(self, messages: int) -> Waits:
        """How long acks take under the mixed load; raises where one did not come."""
        known = len(self._slack.deliveries.all)
        await self._write(self.mixed, messages, RATE)
        await self._rests()
        sent = [one for one in self._slack.deliveries.all[known:] if one.event.get("user") != self._slack.bot.id]
        assert all(one.state == "acked" and len(one.attempts) == 1 for one in sent)
        took = sorted(one.took for one in sent)
        return Waits(took[len(took) // 2], took[len(took) * 99 // 100])

    async def _write(self, say: Say, messages: int, rate: float) -> None:
        loop = asyncio.get_running_loop()
        begun = loop.time()
        for sent in range(messages):
            number = next(self._numbers)
            writer = self._people[number % len(self._people)]
            channel = self._channels[number % CHANNELS]
            writer.says(channel, say(number))
            ahead = begun + (sent + 1) / rate - loop.time()
            await asyncio.sleep(max(0.0, ahead))

    async def _rests(self) -> None:
        await self._slack.settles(quiet=0.3, within=ANSWERS_WITHIN)


class Start(NamedTuple):
    """What a process had used when it listened to Slack."""

    busy: float
    memory: float


@contextlib.asynccontextmanager
async def under_load(command: tuple[str, ...], folder: Path, connections: int) -> AsyncIterator[tuple[Workload, Start]]:
    """The process, connected; it is ended at the end."""
    rules = Rules(connections_open_burst=10_000)
    async with FakeSlack(app=installed(), rules=rules) as slack:
        surroundings = {
            "PATH": os.defpath,
            "PYTHONPATH": str(ROOT),
            "SKMS_BOT_DATABASE": f"sqlite:///{folder / 'bot.db'}",
            **slack.environment(),
        }
        log = folder / "log"
        with log.open("wb") as said:
            started = await asyncio.create_subprocess_exec(
                sys.executable, *command, cwd=ROOT, env=surroundings, stdout=said, stderr=said
            )
        try:
            await slack.connected(connections, within=STARTS_WITHIN)
            process = Process(started.pid)
            start = Start(process.busy, process.memory)
            yield Workload(slack, process), start
        finally:
            if started.returncode is None:
                started.terminate()
            await started.wait()
