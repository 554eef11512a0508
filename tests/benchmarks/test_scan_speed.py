"""How long a log of 100 MiB takes beside ripgrep; run with `pytest tests/benchmarks -s --benchmark-enable`.

ripgrep is asked for the 26 numbers with no digit on either side, which is the question that the scanner answers,
and, for comparison, for the bare alternation, which its search for literals answers ten times as fast (and which
also counts the numbers inside longer ones). Its start-up is subtracted, the file is in the cache.
"""

import mmap
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.recognition import recognise
from bot.recognition import scan as scanning
from bot.recognition.scan import scan
from tests.fakes.knowledge import specification_catalog

SIZE = 100 << 20
CATALOG = specification_catalog()
RG = shutil.which("rg")
CODES = "|".join(map(str, CATALOG.vendor))
BOUNDED = rf"(?:^|[^0-9])(?:{CODES})(?:[^0-9]|$)"

_CLASSES = ("c.e.d.OrderService", "o.a.h.i.c.PoolingHttpClientConnectionManager", "c.e.gw.RequestTimer")
_LINES = (
    "Handled request {a} in {b} ms, {c} bytes, session {d}",
    "Connection leased: [id: {b}][total available: {b}; total allocated: {c} of 200]",
    "Completed 200 OK for document {d} (user={a})",
    "GET /api/items/{d}?page={b}&ts={e} -> 200 {c}",
    "checksum {h} for part {b}",
)


def java_log(size: int) -> Iterator[bytes]:
    chance = random.Random(7)  # noqa: S311 - a sample, nothing is protected by it
    written = n = 0
    while written < size:
        n += 1
        clock = f"{n // 3600 % 24:02d}:{n // 60 % 60:02d}:{n % 60:02d}.{n % 1000:03d}"
        stamp = f"2026-11-{1 + n // 60000 % 28:02d}T{clock}+09:00"
        if n % 1000 == 0:
            code = chance.choice((40013, 50001, 40003))
            message = CATALOG.vendor[code].message
            body = f'{{"code": {code}, "message": "{message}", "detail": "keyId : {n % 50:07d}"}}'
            rest = f"ERROR [exec-{n % 50}] c.e.d.Skms : {body}"
        else:
            rest = f" INFO [exec-{n % 200}] {chance.choice(_CLASSES)} : " + chance.choice(_LINES).format(
                a=chance.randrange(10**4),
                b=chance.randrange(500),
                c=chance.randrange(10**6),
                d=chance.randrange(10**9),
                e=1760000000000 + chance.randrange(10**9),
                h=f"{chance.getrandbits(128):032x}",
            )
        line = f"{stamp} {rest}\n".encode()
        written += len(line)
        yield line


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("log") / "big.log")


def written(path: Path, size: int = SIZE) -> Path:
    with path.open("wb") as file:
        file.writelines(java_log(size))
    return path


def best(run: Callable[[], object], times: int = 5) -> float:
    seconds = []
    for _ in range(times):
        begun = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - begun)
    return min(seconds)


def outside(command: list[str], path: Path, times: int = 5) -> float:
    """Seconds of another program over the log, without its start."""
    empty = path.with_name("empty")
    empty.touch()

    def over(file: Path) -> Callable[[], object]:
        return lambda: subprocess.run([*command, str(file)], stdout=subprocess.DEVNULL, check=False)

    return best(over(path), times) - best(over(empty), times)


def ripgrep(pattern: str, path: Path) -> float:
    assert RG is not None
    return outside([RG, "-c", pattern], path)


def ours(path: Path, *, fast: bool, times: int = 5) -> float:
    """Seconds of our scan, with hyperscan or with google-re2."""
    before, scanning.FAST = scanning.FAST, fast
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            return best(lambda: scan(mapped, CATALOG, recognise, count_lines=False), times)
    finally:
        scanning.FAST = before


@pytest.mark.skipif(RG is None, reason="ripgrep (rg) is not installed, there is nothing to compare with")
def test_a_log_of_100_mib_is_scanned_within_the_bars(log: Path, request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("benchmark_enable"):
        pytest.skip("a benchmark of some seconds: run with --benchmark-enable")
    bounded = ripgrep(BOUNDED, log)
    bare = ripgrep(CODES, log)
    print(f"\nripgrep: {bounded * 1e3:.0f} ms between non-digits, {bare * 1e3:.0f} ms bare")
    took: dict[bool, float] = {}
    for fast in (False, True) if scanning.FAST else (False,):
        took[fast] = ours(log, fast=fast)
        name = "hyperscan" if fast else "google-re2"
        ratios = f"{took[fast] / bounded:.2f} times ripgrep ({took[fast] / bare:.1f} times the bare search)"
        print(f"scan with {name}: {took[fast] * 1e3:.0f} ms = {ratios}")
    assert took[False] <= 3 * bounded
    assert took.get(True, 0) <= bounded
