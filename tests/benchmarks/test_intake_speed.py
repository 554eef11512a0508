"""How many errors a second are taken in, each kept with synchronous=FULL before its 202, beside a bare route.

Run: pytest tests/benchmarks/test_intake_speed.py -s
"""

import asyncio
import contextlib
import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

from tests.fakes.web import SHIPPER

ROOT = Path(__file__).parents[2]
CONNECTIONS, BATCHERS = 128, 16
SINGLE, BATCHES, BATCH = 3_000, 150, 100
ROUNDS = 6
"""Many short ones, taking turns: each side finds a moment that no neighbour disturbs."""
LEAST_SHARE, LEAST_BATCHED = 0.4, 8_000
HEAD = (
    "POST /v1/errors HTTP/1.1\r\nhost: bot.example.test\r\nauthorization: Bearer {token}\r\n"
    "content-type: application/json\r\ncontent-length: {length}\r\n\r\n"
)


class Figures(NamedTuple):
    rate: float
    p99: float


class Serving(NamedTuple):
    port: int
    pid: int

    def memory(self) -> float:
        """The most memory that the process had, in MB."""
        lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


@contextlib.asynccontextmanager
async def process(kind: str, folder: Path) -> AsyncIterator[Serving]:
    arguments = ("-m", "tests.fakes.web_process", kind, f"sqlite:///{folder / kind}.db")
    environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT)}
    started = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE
    )
    assert started.stdout is not None
    yield Serving(int(await started.stdout.readline()), started.pid)
    started.send_signal(signal.SIGTERM)
    assert await started.wait() == 0


def an_error(number: int) -> dict[str, object]:
    """One of sixty kinds."""
    codes = (40008, 50002, 40006)
    texts = ("Key Vault Service Failed", "SCI Connection failed", "oAuth connection failed")
    detail = f"Connect to vault-{number % 20}.example.test:8080 timed out"
    return {"code": codes[number % 3], "message": texts[number % 3], "detail": detail}


def requests(count: int, size: int) -> list[bytes]:
    found = []
    for number in range(count):
        values = [an_error(number * size + one) for one in range(size)]
        body = json.dumps(values[0] if size == 1 else values).encode()
        found.append(HEAD.format(token=SHIPPER, length=len(body)).encode() + body)
    return found


async def play(port: int, waiting: list[bytes], connections: int) -> Figures:
    left, spent = iter(waiting), list[float]()

    async def send_all() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for request in left:
            begun = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 202"), head
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            spent.append(time.perf_counter() - begun)
        writer.close()

    begun = time.perf_counter()
    await asyncio.gather(*(send_all() for _ in range(connections)))
    rate = len(waiting) / (time.perf_counter() - begun)
    return Figures(rate, sorted(spent)[int(len(spent) * 0.99)])


def counted(database: Path) -> int:
    """How many errors the incidents are made of."""
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return sum(json.loads(row[0])["count"] for row in connection.execute("SELECT data FROM incident"))


class Taken(NamedTuple):
    """Rates a second, bare, kept and kept in batches, and the most memory of the one that keeps, in MB."""

    bare: float
    kept: float
    batched: float
    memory: float

    @property
    def rates(self) -> tuple[float, float, float]:
        """Kept, bare and kept in batches."""
        return self.kept, self.bare, self.batched


async def intake_beside_bare(folder: Path, rounds: int = ROUNDS) -> list[Taken]:
    """What each round measured; raises where an error that was accepted is not counted."""
    single, batches = requests(SINGLE, 1), requests(BATCHES, BATCH)
    found = []
    async with process("bare", folder) as bare, process("real", folder) as real:
        for _ in range(rounds):
            bared = await play(bare.port, single, CONNECTIONS)
            kept = await play(real.port, single, CONNECTIONS)
            many = await play(real.port, batches, BATCHERS)
            found.append(Taken(bared.rate, kept.rate, many.rate * BATCH, real.memory()))
            print(
                f"\nbare {bared.rate:,.0f}/s; kept {kept.rate:,.0f}/s, p99 {kept.p99 * 1000:.0f} ms, "
                f"share {kept.rate / bared.rate:.2f}; batches of {BATCH}: {many.rate * BATCH:,.0f}/s, "
                f"p99 {many.p99 * 1000:.0f} ms; memory {real.memory():.0f} MB, bare {bare.memory():.0f} MB",
                file=sys.stderr,
            )
    assert counted(folder / "real.db") == rounds * (SINGLE + BATCHES * BATCH)
    return found


async def test_errors_taken_in_a_second(tmp_path: Path) -> None:
    found = await intake_beside_bare(tmp_path)

    kept, bare, batched = (max(rates) for rates in zip(*(one.rates for one in found), strict=True))
    assert kept / bare >= LEAST_SHARE
    assert batched >= LEAST_BATCHED
    assert found[-1].memory < 250
