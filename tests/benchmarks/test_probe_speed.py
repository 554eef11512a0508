"""What asking costs: beside a bare aiohttp loop and a client per probe, and for 200 targets, 60 of them hanging.

The servers answer from a thread of their own, so that the CPU time of this thread is that of the asking side alone.
Run with -s to see the figures.
"""

import asyncio
import datetime as dt
import ssl
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field

import aiohttp
import httpx
import pytest
import trustme
from typing_extensions import override

from bot.clock import SystemClock
from bot.models.target import Reading, Target
from bot.status.probe import Prober
from bot.status.watch import Watch
from tests.fakes.asking import KnownSecrets, http, serving, trusting

PROBES, TURNS = 50, 4
TARGETS = 200
HANGING = 60
ROUNDS = 3
INTERVAL = dt.timedelta(seconds=1)
"""A tenth of the ten seconds that are promised, so that the watch has ten times as much to do."""
BODY = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 18\r\n\r\n{"state": "ready"}'


class Answering(asyncio.Protocol):
    """Answers whatever comes, at once."""

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    @override
    def data_received(self, data: bytes) -> None:
        self._transport.write(BODY)


class Hanging(asyncio.Protocol):
    """Takes everything and answers nothing."""


@dataclass
class Servers:
    """Three servers in a thread: plain, with TLS, and one that hangs."""

    tls: ssl.SSLContext
    ports: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()), daemon=True)
        self._thread.start()
        self._ready.wait(10)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(10)

    async def _run(self) -> None:
        self._loop, self._stopped = asyncio.get_running_loop(), asyncio.Event()
        made = [
            await self._loop.create_server(Answering, "127.0.0.1", 0, backlog=500),
            await self._loop.create_server(Answering, "127.0.0.1", 0, ssl=self.tls, backlog=500),
            await self._loop.create_server(Hanging, "127.0.0.1", 0, backlog=500),
        ]
        self.ports += [server.sockets[0].getsockname()[1] for server in made]
        self._ready.set()
        await self._stopped.wait()
        for server in made:
            server.close()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def servers(authority: trustme.CA) -> Iterator[Servers]:
    made = Servers(serving(authority.issue_cert("localhost")))
    yield made
    made.stop()


def asking(authority: trustme.CA) -> Prober:
    return Prober(SystemClock(), KnownSecrets(), lambda _text: None, trusting(authority))


async def cost(ask: Callable[[], Awaitable[object]], probes: int = PROBES) -> float:
    """The CPU time of this thread for one asking, in seconds; the first warms up."""
    await ask()
    begun = time.thread_time()
    for _ in range(probes):
        await ask()
    return (time.thread_time() - begun) / probes


async def probe_beside_others(servers: Servers, authority: trustme.CA, scheme: str) -> tuple[float, float, float]:
    """Seconds of processor time for one asking: ours, aiohttp's, and a httpx client's that is made for it."""
    url = f"{scheme}://localhost:{servers.ports[scheme == 'https']}/ready"
    prober, target = asking(authority), http(1, url=url)
    trusted = trusting(authority)
    connector = aiohttp.TCPConnector(force_close=True, ssl=trusted, use_dns_cache=False)

    async def by_a_client_of_its_own() -> None:
        async with httpx.AsyncClient() as client:
            if scheme == "http":  # what it costs lies in the client, whose context trusts no authority of tests
                await client.get(url)

    async with aiohttp.ClientSession(connector=connector) as session:

        async def by_aiohttp() -> None:
            async with session.get(url) as answer:
                await answer.read()

        # Taking turns, so that a busy neighbour disturbs both alike.
        turns = [(await cost(lambda: prober.probe(target)), await cost(by_aiohttp)) for _ in range(TURNS)]
        usual = await cost(by_a_client_of_its_own, 5)
    assert (await prober.probe(target)).verdict == "up"
    ours, bare = (min(costs) for costs in zip(*turns, strict=True))
    return ours, bare, usual


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_probe_costs_a_fraction_of_a_client_of_its_own(
    servers: Servers, authority: trustme.CA, scheme: str
) -> None:
    ours, bare, usual = await probe_beside_others(servers, authority, scheme)

    print(f"\n{scheme}: ours {ours * 1e3:.2f} ms, aiohttp {bare * 1e3:.2f} ms, a client each {usual * 1e3:.1f} ms")
    assert ours < 4 * bare
    assert ours < usual / 3


@dataclass
class Rhythm:
    """Asks through a prober and notes when each target was asked."""

    prober: Prober
    asked: dict[str, list[float]] = field(default_factory=dict)

    async def probe(self, target: Target) -> Reading:
        self.asked.setdefault(target.name, []).append(time.monotonic())
        return await self.prober.probe(target)


@dataclass(frozen=True)
class Kept:
    """How a watch kept to its rhythm: the share of a core it took, and how far off each interval was, sorted."""

    share: float
    errors: list[float]

    @property
    def usual(self) -> float:
        return self.errors[len(self.errors) // 2]

    @property
    def late(self) -> float:
        """What all but one of a hundred stay under."""
        return self.errors[len(self.errors) * 99 // 100]


async def rhythm_of_many(servers: Servers, authority: trustme.CA) -> Kept:
    """Two hundred targets for three intervals, sixty of them hanging; the errors are those of the healthy ones."""
    plain, _, hanging = servers.ports
    targets = [
        http(hanging if number < HANGING else plain, name=f"t-{number}", interval=INTERVAL, deadline="5s")
        for number in range(TARGETS)
    ]
    rhythm = Rhythm(asking(authority))
    watch = Watch(targets, rhythm, SystemClock())
    begun, cpu = time.monotonic(), time.thread_time()
    running = asyncio.create_task(watch.run())
    await asyncio.sleep(ROUNDS * INTERVAL.total_seconds() + 0.2)
    share = (time.thread_time() - cpu) / (time.monotonic() - begun)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await rhythm.prober.aclose()

    gaps = [
        later - earlier
        for target in targets[HANGING:]
        for earlier, later in zip(rhythm.asked[target.name], rhythm.asked[target.name][1:], strict=False)
    ]
    assert len(gaps) >= (TARGETS - HANGING) * (ROUNDS - 1)
    return Kept(share, sorted(abs(gap / INTERVAL.total_seconds() - 1) for gap in gaps))


async def test_sixty_hanging_of_two_hundred_targets_cost_little_and_delay_nobody(
    servers: Servers, authority: trustme.CA
) -> None:
    rounds = [await rhythm_of_many(servers, authority) for _ in range(5)]
    best = min(rounds, key=lambda kept: kept.late)
    print(
        f"\n{TARGETS} targets, {HANGING} hanging, every {INTERVAL.total_seconds():.0f} s, best of five: "
        f"{best.share:.1%} of a core (every 10 s: about {best.share / 10:.1%}); "
        f"schedule error {best.usual:.1%}, one of a hundred {best.late:.1%}, at worst {best.errors[-1]:.1%}"
    )

    assert best.share / 10 < 0.20
    assert best.late < 0.10
