"""F33 to F37 and F39 of the reliability page: what a server can do to those who only ask."""

import asyncio
import gzip
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.status.probe import Prober
from tests.fakes.asking import QUICK, health, http
from tests.fakes.loopback import Line, Loopback, Script
from tests.fakes.memory import memory_taken

SLACK = 0.1
LAG = 0.25
MIB = 1 << 20
GIB = 1 << 30
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
PIECE = b"x" * 65536
BOMB = gzip.compress(bytes(32 * MIB))


async def is_silent(line: Line) -> None:
    await line.head()
    await line.ended()


async def sends_its_head_and_hangs(line: Line) -> None:
    await line.head()
    await line.send(HEAD + b"Content-Length: 10\r\n\r\n")
    await line.ended()


async def drip(line: Line, begin: bytes, drop: bytes) -> None:
    await line.head()
    await line.send(begin)
    while True:
        await asyncio.sleep(0.02)
        await line.send(drop)


async def drips_its_body(line: Line) -> None:
    await drip(line, HEAD + b"Content-Length: 100000\r\n\r\n", b"x")


async def drips_its_head(line: Line) -> None:
    await drip(line, HEAD, b"X-More: y\r\n")


async def drips_chunks(line: Line) -> None:
    await drip(line, CHUNKED, b"1\r\nx\r\n")


async def pour(line: Line, begin: bytes, piece: bytes) -> None:
    await line.head()
    await line.send(begin)
    while line.sent < GIB:
        await line.send(piece)


async def sends_a_body_of_a_gigabyte(line: Line) -> None:
    await pour(line, HEAD + f"Content-Length: {GIB}\r\n\r\n".encode(), PIECE)


async def sends_chunks_for_ever(line: Line) -> None:
    await pour(line, CHUNKED, b"10000\r\n" + PIECE + b"\r\n")


async def sends_a_gzip_bomb(line: Line) -> None:
    await line.head()
    await line.send(HEAD + f"Content-Encoding: gzip\r\nContent-Length: {len(BOMB)}\r\n\r\n".encode() + BOMB)


async def sends_brotli(line: Line) -> None:
    await line.answer(b"\x0b\x02\x80hello\x03", fields="Content-Encoding: br\r\n")


async def sends_garbage(line: Line) -> None:
    await line.head()
    await line.send(b"\x00\xff SSH-2.0-not-http \r\n\r\n")
    await line.ended()


async def sends_a_huge_field(line: Line) -> None:
    await line.head()
    await line.send(HEAD + b"X-Huge: ")
    while line.sent < 10 * MIB:
        await line.send(PIECE)


async def sends_a_negative_length(line: Line) -> None:
    await line.head()
    await line.send(HEAD + b"Content-Length: -5\r\n\r\nhello")
    await line.ended()


async def closes_without_a_word(line: Line) -> None:
    await line.head()


async def closes_within_its_body(line: Line) -> None:
    await line.head()
    await line.send(HEAD + b"Content-Length: 10\r\n\r\nabc")


async def breaks_off(line: Line) -> None:
    await line.head()
    line.reset()


async def floods_with_informational_answers(line: Line) -> None:
    await pour(line, b"", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 2000)


async def sends_endless_chunk_extensions(line: Line) -> None:
    await pour(line, CHUNKED, b"1;" + b"e" * 15000 + b"\r\nx\r\n")


@asynccontextmanager
async def loop_lag() -> AsyncIterator[list[float]]:
    """How late a timer fired at worst, in seconds, while the block ran."""
    worst = [0.0]

    async def tick() -> None:
        while True:
            begun = time.monotonic()
            await asyncio.sleep(0.005)
            worst[0] = max(worst[0], time.monotonic() - begun - 0.005)

    ticking = asyncio.create_task(tick())
    yield worst
    ticking.cancel()


@pytest.mark.parametrize("script", [is_silent, sends_its_head_and_hangs, drips_its_body, drips_its_head, drips_chunks])
async def test_who_never_ends_an_answer_is_down_when_the_deadline_is_over(prober: Prober, script: Script) -> None:
    async with Loopback(script) as server:
        target = http(server.port, deadline=QUICK)
        for _ in range(2):
            begun = time.monotonic()
            reading = await prober.probe(target)

            assert time.monotonic() - begun <= QUICK.total_seconds() + SLACK
            assert (reading.verdict, reading.reason, reading.cause) == ("down", "answer-deadline", "read_timeout")
            assert reading.latency is None
        assert server.connections == 2
        async with asyncio.timeout(1):
            await server.all_gone()


@pytest.mark.parametrize("script", [sends_a_body_of_a_gigabyte, sends_chunks_for_ever])
async def test_of_a_huge_body_only_its_begin_is_read(prober: Prober, script: Script) -> None:
    async with Loopback(script) as server:
        with memory_taken() as taken:
            reading = await prober.probe(http(server.port))
            wanting = await prober.probe(http(server.port, body_has="ready"))
        async with asyncio.timeout(1):
            await server.all_gone()

        assert reading.verdict == "up"
        assert (wanting.reason, wanting.detail) == (
            "unexpected-content",
            "the expected text is not there in its first 64 KiB",
        )
        assert taken.most < 10 * MIB
        assert server.sent < 20 * MIB


@pytest.mark.parametrize("script", [sends_a_gzip_bomb, sends_brotli])
async def test_an_encoded_body_is_refused_unread(prober: Prober, script: Script) -> None:
    async with Loopback(script) as server:
        with memory_taken() as taken:
            reading = await prober.probe(http(server.port))

        assert (reading.verdict, reading.reason) == ("down", "encoded-body")
        assert "unexpected encoding" in reading.detail
        assert taken.most < 10 * MIB
        assert "accept-encoding: identity" in server.asked[0].lower()


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (sends_garbage, "protocol-error"),
        (sends_a_huge_field, "protocol-error"),
        (sends_a_negative_length, "protocol-error"),
        (closes_without_a_word, "connection-closed"),
        (closes_within_its_body, "connection-closed"),
        (breaks_off, "connection-reset"),
        (floods_with_informational_answers, "too-much-data"),
        (sends_endless_chunk_extensions, "too-much-data"),
    ],
)
@pytest.mark.parametrize("kind", [http, health])
async def test_what_is_no_proper_answer_is_down_and_holds_nobody_up(
    prober: Prober, script: Script, reason: str, kind: type
) -> None:
    async with Loopback(script) as server:
        async with loop_lag() as lag:
            reading = await prober.probe(kind(server.port))
        with memory_taken() as taken:
            await prober.probe(kind(server.port))

        assert (reading.verdict, reading.reason) == ("down", reason)
        assert reading.detail
        assert lag[0] < LAG
        assert taken.most < 10 * MIB
        async with asyncio.timeout(1):
            await server.all_gone()


async def test_a_body_of_deep_nesting_is_judged_quickly(prober: Prober) -> None:
    async def answers(line: Line) -> None:
        await line.answer('{"healthCheck":' + "[" * 60_000)

    async with Loopback(answers) as server:
        async with loop_lag() as lag:
            reading = await prober.probe(health(server.port))

        assert reading.reason == "unexpected-content"
        assert lag[0] < LAG
