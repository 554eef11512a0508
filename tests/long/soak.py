"""Lets the bot work for hours of load in minutes, in changing weather: memory, descriptors, threads, tasks stay."""

import asyncio
import itertools
import signal
import statistics
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.fakes.slack import Channel, DropAnswer, Rules, ServerError, Slow
from tests.faults.life import ROOT
from tests.faults.machines import ENVIRONMENTS, Machines, alert, machines
from tests.long.parts import Options, Verdict

COUNTING = """
import asyncio, signal, sys

def tell(number, frame):
    sys.stderr.write('{"event": "tasks", "count": %d}\\n' % len(asyncio.all_tasks()))

signal.signal(signal.SIGUSR1, tell)
"""
"""Found by the interpreter as `sitecustomize`: nothing in the bot itself tells how many tasks it has."""
PASTE = '{{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : {:07}"}}'
BODY = {"code": 40008, "message": "Key Vault Service Failed", "detail": "connect timed out"}
CHAT = "The deploy of order-service 3.18.2 is through, 120 of 120 pods are ready, no errors since 12:40."
CHANNELS, MESSAGES, LOOK_EVERY, WEATHER_EVERY, CUT_EVERY = 40, 10, 5, 7, 60
"""Channels; messages of no interest beside each paste, one a second; seconds between looks, faults and cuts."""
AN_HOUR = 60
"""Pastes: one a minute is a bad day."""
MOST_GROWN = {"memory": 6.0, "descriptors": 3.0, "threads": 2.0, "tasks": 4.0}


class Look(NamedTuple):
    """What the process has at a moment; memory in MB."""

    memory: float
    descriptors: float
    threads: float
    tasks: float


def soak(options: Options) -> Verdict:
    """Fails where something has grown between the second third and the last, or an invariant does not hold."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            return asyncio.run(_soak(Path(folder), options.minutes))
        except AssertionError as error:
            return Verdict("failed", (str(error)[-20_000:],))


async def _soak(folder: Path, minutes: float) -> Verdict:
    (folder / "sitecustomize.py").write_text(COUNTING, encoding="utf-8")
    async with machines(folder, rules=Rules(connections_open_burst=10_000)) as sent:
        sent.place.environment["PYTHONPATH"] = f"{folder}:{ROOT}"
        await sent.place.starts()
        looks = await _work(sent, minutes * 60)
        pastes = len(sent.place.pastes)
        said = f"{pastes} pastes, {pastes * MESSAGES} messages, {sent.errors} errors, {len(sent.accepted)} alerts"
    return judge(looks, f"{said} in {minutes:g} minutes: {pastes / AN_HOUR:.1f} hours of one paste a minute")


async def _work(sent: Machines, seconds: float) -> list[Look]:
    """A second of load after the other; what was seen meanwhile."""
    looks, until = list[Look](), time.monotonic() + seconds
    for number in itertools.count():
        begun = time.monotonic()
        if begun >= until:
            return looks
        _change_the_weather(sent, number)
        for one in range(MESSAGES):
            sent.place.slack.person("joon").says(_channel(sent, number + one), CHAT)
        sent.place.pastes_in(_channel(sent, number), PASTE.format(number))
        name = f"Soak{number // 2}"
        await sent.tell(alert(name, ended=bool(number % 2), environment=ENVIRONMENTS[number % 12 // 2]))
        await asyncio.gather(*(sent.report(BODY) for _ in range(3)), sent.get("/metrics"))
        if number % LOOK_EVERY == 0:
            looks.append(await look(sent))
        await asyncio.sleep(max(0.0, begun + 1 - time.monotonic()))
    raise AssertionError("endless")


def _channel(sent: Machines, number: int) -> Channel:
    return sent.place.slack.channel(f"channel-{number % CHANNELS}")


def _change_the_weather(sent: Machines, number: int) -> None:
    slack = sent.place.slack
    if number % WEATHER_EVERY == 0:
        fault = (Slow(0.5), ServerError(), DropAnswer())[number // WEATHER_EVERY % 3]
        slack.faults.add("chat.postMessage", fault)
    if number % CUT_EVERY == CUT_EVERY - 1 and slack.sockets.live:
        slack.sockets.reset(slack.sockets.live[0])


async def look(sent: Machines) -> Look:
    """What the process has now."""
    life = sent.place.life
    known = len(life.said("tasks"))
    life.signal(signal.SIGUSR1)
    await life.until(lambda: len(life.said("tasks")) > known, "count of its tasks")
    status = Path(f"/proc/{life.pid}/status").read_text(encoding="ascii").splitlines()
    values = {line.partition(":")[0]: line.split()[1] for line in status if line.startswith(("VmRSS", "Threads"))}
    tasks = float(life.said("tasks")[-1]["count"])
    return Look(int(values["VmRSS"]) / 1024, sent.descriptors, float(values["Threads"]), tasks)


def judge(looks: list[Look], said: str) -> Verdict:
    """Whether the medians of the last third lie above those of the second by more than may be."""
    third = len(looks) // 3
    middle, last = looks[third : 2 * third], looks[2 * third :]
    lines, grown = [said], False
    for name, most in MOST_GROWN.items():
        before, after = (statistics.median(getattr(one, name) for one in some) for some in (middle, last))
        grown = grown or after - before > most
        lines.append(f"{name}: {getattr(looks[0], name):.0f} at first, {before:.0f} in the middle, {after:.0f} at last")
    return Verdict("failed" if grown else "passed", tuple(lines))
