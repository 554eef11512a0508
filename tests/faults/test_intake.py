"""Faults of what machines send (F66 to F73, F97), to the running bot over real sockets."""

import asyncio
import contextlib
import gzip
import itertools
import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.models.intake import MEBIBYTE, Caps
from tests.fakes.tcp_line import TcpLine
from tests.fakes.web import read_answer
from tests.faults.machines import ALERTS, ERRORS, SHIPPER, WATCHER, Machines, alert, group, machines

BODY = {"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009"}
VAULT = {"code": 40008, "message": "Key Vault Service Failed", "detail": "keyId : 0000003"}

DOWN = """
[[targets]]
name = "vault"
kind = "tcp"
environment = "env-1"
component = "key-vault"
place = "127.0.0.1:9"
networks = ["127.0.0.0/8"]
interval = "1s"
deadline = "1s"
down_after = 1
"""


async def test_f50_while_the_database_is_locked_machines_are_told_to_come_again(tmp_path: Path) -> None:
    """F50: another process holds the write lock: 503 with Retry-After, never 202; taken 2 s after the release, once."""
    async with machines(tmp_path) as sent:
        await sent.place.starts()
        assert await sent.report(VAULT) == 202
        key = {"Idempotency_Key": "batch-1"}
        with sent.place.locked():
            locked = await asyncio.gather(sent.report(BODY, **key), sent.tell(alert("DiskFull")))
        released = time.monotonic()
        again = [await sent.report(BODY, **key), await sent.tell(alert("DiskFull"))]
        took = time.monotonic() - released
        counts = {one["subject"]["code"] or one["subject"]["name"]: one["count"] for one in sent.incidents()}

    assert set(locked) == {503}
    assert (again[0] in (200, 202), again[1]) == (True, 202)
    assert took < 2
    assert counts[40013] == 1
    assert set(counts) == {40008, 40013, "DiskFull"}


async def test_f66_whoever_has_no_good_token_changes_nothing(tmp_path: Path) -> None:
    """F66: no, wrong, expired and another source's token: 401 or 403 without detail, no effect; a new one is good."""
    async with machines(tmp_path) as sent:
        place = sent.place
        await place.starts()
        later = "token-of-a-shipper-that-came-later"
        place.canaries.append(later)
        wrong = [await sent.send(ERRORS, BODY, token=token) for token in ("x", SHIPPER[:-1], f"{SHIPPER}x", later)]
        strange = [await sent.send(ERRORS, BODY, token=WATCHER), await sent.send(ALERTS, group(), token=SHIPPER)]
        bare = await sent.send(ERRORS, BODY, Authorization="")
        effects = place.rows("SELECT fingerprint FROM tally") + place.rows("SELECT number FROM incident")
        good = await sent.report(BODY)
        (tmp_path / "shipper-tokens").write_text(later)
        await place.life.says("secret_file", within=20)
        expired = await sent.send(ERRORS, BODY)
        new = await sent.report(BODY, token=later)
        await sent.sees("40013")

    assert [*wrong, bare, expired] == [(401, {"error": "no such token"})] * 6
    assert [status for status, _ in strange] == [403, 403]
    assert effects == []
    assert (good, new) == (202, 202)


async def test_f67_a_request_that_is_repeated_is_taken_once_also_over_a_kill(tmp_path: Path) -> None:
    """F67: one Idempotency-Key 50 times at once and after a kill: 1 accepted, the rest duplicates; 1 effect."""
    async with machines(tmp_path) as sent:
        await sent.place.starts()
        key = {"Idempotency_Key": "batch-1"}
        first = await asyncio.gather(*(sent.report(BODY, **key) for _ in range(50)))
        await sent.place.restarts()
        again = [await sent.report(BODY, **key) for _ in range(3)]
        other = await sent.report(VAULT, **key)
        counts = [one["count"] for one in sent.incidents()]

    assert sorted(first) == [200] * 49 + [202]
    assert (again, other, counts) == ([200] * 3, 422, [1])


@pytest.mark.long
async def test_f68_what_two_alertmanagers_send_in_any_order_is_one_message(tmp_path: Path) -> None:
    """F68: re-sent, from two at once, over a kill, resolved first or only, truncated, unknown version: visible 1."""
    async with machines(tmp_path) as sent:
        await sent.place.starts()
        only = await sent.tell(alert("never-began", ended=True))
        await sent.tell(alert("overtaken", ended=True))
        late = await sent.tell(alert("overtaken"))
        odd, _ = await sent.send(ALERTS, group(alert("unknown"), version="5"))
        twice = await asyncio.gather(*(sent.tell(alert("DiskFull"), truncatedAlerts=12) for _ in range(2)))
        await sent.sees("DiskFull")
        await sent.place.restarts()
        again = [await sent.tell(alert("DiskFull"), truncatedAlerts=12) for _ in range(3)]
        shown = await sent.sees("+12 alerts not sent")
        await asyncio.gather(*(sent.tell(alert("DiskFull", ended=True)) for _ in range(2)))
        after = await sent.sees("Resolved after")
        names = {one["subject"]["name"]: one["state"] for one in sent.incidents()}
        sent.accepted -= {"overtaken"}

    assert (only, late, odd, twice, again) == (202, 202, 422, [202, 202], [202] * 3)
    assert after.ts == shown.ts
    assert names == {"DiskFull": "resolved"}


async def test_f69_with_slack_and_skms_down_everything_is_taken_in_at_once(tmp_path: Path) -> None:
    """F69: Slack and SKMS are away: all of 300 requests get 2xx, p99 under 300 ms; visible once when Slack is back."""
    async with machines(tmp_path, more=DOWN) as sent, TcpLine(sent.slack_port) as line:
        place = sent.place
        place.environment["SLACK_API_URL"] = f"http://127.0.0.1:{line.port}/api/"
        await place.starts()
        place.slack.sockets.refusing = True
        for connection in list(place.slack.sockets.live):
            place.slack.sockets.reset(connection)
        await line.refuse()
        slots, took = asyncio.Semaphore(10), list[float]()

        async def one(number: int) -> int:
            async with slots:
                begun = time.perf_counter()
                status = await (sent.report(BODY) if number % 3 else sent.tell(alert(f"alert-{number % 5}")))
                took.append(time.perf_counter() - begun)
                return status

        statuses = await asyncio.gather(*(one(number) for number in range(300)))
        await place.life.says("slack_unreachable")
        seen = len(sent.shown(""))
        place.slack.sockets.refusing = False
        await line.restore()
        await place.comes_to_rest(within=60)
        await place.slack.connected(2, within=60)

    assert seen == 0
    assert set(statuses) == {202}
    assert sorted(took)[297] < 0.3


def slowly(number: int) -> bytes:
    """Half of a head, or a head and the begin of its body."""
    head = f"POST {ERRORS} HTTP/1.1\r\nHost: bot.example.test\r\nAuthorization: Bearer {SHIPPER}\r\n"
    return (head + ("Content-Length: 100\r\n\r\n{" if number % 2 else "X-Sl")).encode()


async def test_f70_six_hundred_slow_senders_delay_nobody_and_leave_nothing(tmp_path: Path) -> None:
    """F70: 600 slow heads and bodies: closed within 10 s, /livez under 100 ms meanwhile, no descriptor stays."""
    async with machines(tmp_path) as sent:
        await sent.place.starts()
        assert await sent.report(BODY) == 202
        before = sent.descriptors
        began = time.monotonic()
        slow = [await asyncio.open_connection("127.0.0.1", sent.port) for _ in range(600)]
        for number, (_, writer) in enumerate(slow):
            writer.write(slowly(number))
        await asyncio.gather(*(writer.drain() for _, writer in slow))
        assert await sent.report(BODY) == 202
        lives = [await sent.timed("/livez") for _ in range(20)]
        for reader, writer in slow:
            with contextlib.suppress(ConnectionResetError):
                await reader.read()
            writer.close()
        closed = time.monotonic() - began
        await sent.place.life.until(lambda: sent.descriptors <= before + 2, "return to the descriptors before")

    assert closed < 10
    assert max(lives) < 0.1


async def pour(port: int, head: str, pieces: Iterator[bytes]) -> int:
    """The status of a request whose body is poured out until it is answered, or there is no more of it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = asyncio.ensure_future(reader.readuntil(b"\r\n\r\n"))
    try:
        said = f"POST {ERRORS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {SHIPPER}\r\n{head}\r\n"
        for piece in itertools.chain([said.encode()], pieces):
            writer.write(piece)
            await writer.drain()
            if answer.done():
                break
        return read_answer(await answer).status
    except (ConnectionError, asyncio.IncompleteReadError):
        return 0
    finally:
        answer.cancel()
        writer.close()


CHUNK = b"10000\r\n" + b" " * 65_536 + b"\r\n"
BOMB = gzip.compress(b" " * (256 * MEBIBYTE), 9)
TOO_MUCH: dict[str, tuple[str, Callable[[], Iterator[bytes]], set[int]]] = {
    "1 GB announced": ("Content-Length: 1073741824\r\n", lambda: iter(()), {413}),
    "1 GB in chunks": ("Transfer-Encoding: chunked\r\n", lambda: itertools.repeat(CHUNK, 16_384), {413}),
    "a bomb": (f"Content-Encoding: gzip\r\nContent-Length: {len(BOMB)}\r\n", lambda: iter([BOMB]), {413}),
    "another encoding": ("Content-Encoding: br\r\nContent-Length: 3\r\n", lambda: iter([b"abc"]), {415}),
    # The end of the connection may overtake the answer, since the rest of the head is never read.
    "a head of 200 KB": (f"X-Padding: {'x' * 200_000}\r\n", lambda: iter(()), {400, 431, 0}),
    "a wrong length": ("Content-Length: five\r\n", lambda: iter(()), {400}),
}


async def test_f71_what_is_too_much_is_refused_and_costs_no_memory(tmp_path: Path) -> None:
    """F71: 1 GB by length and chunked, a bomb, a huge head, a wrong length: 413, 415, 400; 5 MB beside one body."""
    async with machines(tmp_path) as sent:
        await sent.place.starts()
        assert await sent.report(BODY) == 202
        sent.place.life.forget_peak()
        before = sent.place.life.peak
        found = {}
        for name, (head, pieces, _) in TOO_MUCH.items():
            found[name] = await pour(sent.port, head, pieces())
        grown = sent.place.life.peak - before
        assert await sent.report(BODY) == 202

    assert {name: status for name, status in found.items() if status not in TOO_MUCH[name][2]} == {}
    assert grown - Caps().max_bytes < 5_000_000


def labelled(**labels: str) -> bytes:
    one = alert("odd")
    return json.dumps(group({**one, "labels": {**one["labels"], **labels}})).encode()


ROUNDS = 5
REFUSED, TAKEN = {400, 413, 422}, {202}
HOSTILE: dict[str, tuple[str, bytes, set[int]]] = {
    "100,000 levels": (ERRORS, b'{"a":' * 100_000, REFUSED),
    "100,000 lists": (ALERTS, b"[" * 100_000, REFUSED),
    "a number of 5000 digits": (ERRORS, b'{"code": ' + b"9" * 5000 + b"}", REFUSED),
    "no number": (ERRORS, b'{"code": NaN, "message": "x"}', REFUSED),
    "a lone surrogate": (ERRORS, b'{"message": "\\ud800 40013"}', REFUSED),
    "100,000 labels": (ALERTS, labelled(**{f"l{number}": "x" for number in range(100_000)}), REFUSED),
    # Refusing these would cost errors and alerts: what is no code is left out, the last key counts, a label is clipped.
    "beyond all numbers": (ERRORS, b'{"code": 1e999, "count": 1e999, "time": 1e999, "message": "x"}', TAKEN),
    "a key twice": (ERRORS, b'{"code": 50001, "code": 40099, "message": "Missing Access"}', TAKEN),
    "a label of 1 MB": (ALERTS, labelled(team="x" * MEBIBYTE), TAKEN),
}


async def test_f72_hostile_json_is_refused_in_a_word_and_in_time(tmp_path: Path) -> None:
    """F72: deep, huge, no numbers, 1e5 labels, 1 MB label: refused in short words or clipped; 50 ms of processor."""
    async with machines(tmp_path) as sent:
        await sent.place.starts()
        found: dict[str, tuple[int, int, float]] = {}
        for name, (path, body, _) in HOSTILE.items():
            took, status, said = list[float](), 0, dict[str, Any]()
            for _ in range(ROUNDS):
                before = sent.place.life.processor_seconds
                status, said = await sent.send(path, body)
                took.append(sent.place.life.processor_seconds - before)
            found[name] = status, len(str(said.get("error", ""))), min(took)
        log = sent.place.life.log

    assert {name: one for name, one in found.items() if one[0] not in HOSTILE[name][2] or one[1] > 100} == {}
    assert {name: one for name, one in found.items() if one[2] > 0.05} == {}
    assert "RecursionError" not in log


async def test_f73_stalled_posts_do_not_keep_it_from_ending(tmp_path: Path) -> None:
    """F73: SIGTERM twice with 200 stalled POSTs: exit 0 under 25 s; what was accepted is shown by the next life."""
    async with machines(tmp_path) as sent:
        place = sent.place
        await place.starts()
        stalled = [await asyncio.open_connection("127.0.0.1", sent.port) for _ in range(200)]
        for number, (_, writer) in enumerate(stalled):
            writer.write(slowly(number))
        accepted = await sent.report(BODY)
        await place.life.stop(again=True)
        for _, writer in stalled:
            writer.close()
        await place.starts()
        await sent.sees("40013")

    assert accepted == 202


SOURCES = 48


async def test_f97_nobody_can_make_figures_without_end_while_they_are_read(tmp_path: Path) -> None:
    """F97: /metrics 100 times a second, 10,000 codes, 50 sources, odd tokens and paths: 2,000 series at most."""
    more = "".join(
        f'\n[web.sources.other-{number}]\ntoken_file = "tokens-{number}"\naccepts = ["errors"]\n'
        for number in range(SOURCES)
    )
    tokens = [f"token-of-source-{number:02}-that-is-none" for number in range(SOURCES)]
    for number, token in enumerate(tokens):
        (tmp_path / f"tokens-{number}").write_text(token)
    async with machines(tmp_path, more=more) as sent:
        await sent.place.starts()
        reading = asyncio.ensure_future(read_figures(sent, 100))
        waits = []
        for number, token in enumerate([*tokens, "nobody"] * 2):
            many = [{"code": 40_000 + number * 100 + one, "message": f"m{one}", "env": f"e{one}"} for one in range(100)]
            bodies: tuple[object, ...] = (many, b"{", b"\x00", BODY | {"code": number})
            for body in bodies:
                begun = time.perf_counter()
                await sent.send(f"{ERRORS}?environment=e{number}", body, token=token)
                waits.append(time.perf_counter() - begun)
            await sent.send(f"{ERRORS}/{number}", BODY, token=token)
            await sent.send(ERRORS, BODY, token=token, Content_Type=f"text/x{number}")
        reading.cancel()
        _, figures = await sent.get("/metrics")

    series = [line for line in figures.splitlines() if line and not line.startswith("#")]
    assert len(series) <= 2_000
    assert "e42" not in figures
    assert sorted(waits)[len(waits) * 99 // 100] < 0.5


async def read_figures(sent: Machines, each_second: int) -> None:
    """Scrape so often, whoever still waits."""
    async with asyncio.TaskGroup() as scrapes:
        while True:
            scrapes.create_task(sent.get("/metrics"))
            await asyncio.sleep(1 / each_second)
