"""Bodies that are too much, too slow or not to be read, over real sockets (faults F70 to F72)."""

import asyncio
import contextlib
import gzip
import json
import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.models.intake import MEBIBYTE, Caps
from bot.web.guard import Gunzip
from tests.fakes.memory import memory_taken
from tests.fakes.web import BODY, SHIPPER, Answer, Web, ask, read_answer, serving

HEAD = (
    "POST /v1/errors HTTP/1.1\r\nhost: bot.example.test\r\n"
    f"authorization: Bearer {SHIPPER}\r\ncontent-type: application/json\r\n"
)
GOOD = json.dumps(BODY).encode()
GZIP = "content-encoding: gzip\r\n"
PROMPT = Caps(head_within=0.3, body_within=0.3, max_bytes=4_096, held_bytes=8_192)


async def send(port: int, *pieces: bytes) -> Answer:
    """What comes back to these bytes; the connection stays open until the other side closes it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        return read_answer(await reader.read())
    finally:
        writer.close()


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


@pytest.mark.parametrize(
    ("head", "body", "status"),
    [
        ("content-length: 1073741824\r\n", b"", 413),
        (f"content-length: {5_000}\r\n", b"x" * 5_000, 413),
        ("transfer-encoding: chunked\r\n", chunk(b"x" * 3_000) * 2 + b"0\r\n\r\n", 413),
        (f"content-length: {len(GOOD)}\r\ncontent-encoding: br\r\n", GOOD, 415),
        (f"content-length: {len(GOOD)}\r\ncontent-encoding: gzip, gzip\r\n", GOOD, 415),
        (f"content-length: {len(GOOD)}\r\n{GZIP}", GOOD, 400),
        ("content-length: -5\r\n", b"", 400),
        ("content-length: five\r\n", b"", 400),
        ("content-length: 5\r\ncontent-length: 6\r\n", b"", 400),
        ("transfer-encoding: chunked\r\n", b"zz\r\n", 400),
    ],
    ids=[
        "long", "longer-than-allowed", "chunked", "brotli", "twice", "no-gzip", "negative", "word", "two-lengths",
        "odd-chunk",
    ],
)  # fmt: skip
async def test_a_body_that_is_not_to_be_read_is_refused(head: str, body: bytes, status: int) -> None:
    async with serving(PROMPT) as web:
        answer = await send(web.port, (HEAD + "connection: close\r\n" + head + "\r\n").encode() + body)

        assert answer.status == status
        assert web.engine.units == 0


async def test_a_huge_head_is_read_no_further(web: Web) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", web.port)
    writer.write(f"{HEAD}x-padding: {'x' * 200_000}".encode())

    # The end of the connection may overtake the 400, since the rest of the head is never read.
    with contextlib.suppress(ConnectionResetError):
        assert b" 400 " in await reader.read()
    writer.close()
    assert web.engine.units == 0
    assert (await web.get("/livez")).status == 200


async def test_a_sender_that_does_not_stop_still_learns_that_it_is_too_much(web: Web) -> None:
    """A connection closed at once is reset, and its sender would repeat the same for ever."""
    answer = await ask(web.port, "POST", "/v1/errors", b"x" * (6 * MEBIBYTE), {"authorization": f"Bearer {SHIPPER}"})

    assert answer.status == 413
    assert answer.headers["connection"] == "close"


@pytest.mark.parametrize("cut", [20, -1])
async def test_a_gzip_body_that_is_cut_off_is_refused(web: Web, cut: int) -> None:
    answer = await web.post("/v1/errors", gzip.compress(GOOD * 100)[:cut], content_encoding="gzip")

    assert answer.status == 400


@given(st.integers(-3, 3), st.integers(1, 4), st.booleans(), st.integers(1, 5_000))
@settings(deadline=None)
def test_a_gzip_body_of_any_length_in_chunks_of_any_length_is_unpacked_whole(
    more: int, pieces: int, dense: bool, chunk: int
) -> None:
    body = (os.urandom(64 * 1024) if dense else b" " * 64 * 1024) * pieces + b"x" * 3
    body = body[: 64 * 1024 * pieces + more]
    packed, gunzip = gzip.compress(body), Gunzip()

    chunks = (packed[at : at + chunk] for at in range(0, len(packed), chunk))
    found = b"".join(piece for one in chunks for piece in gunzip.unpack(one, 4 * MEBIBYTE))

    gunzip.finish()
    assert found == body


async def test_a_bomb_costs_no_memory(web: Web) -> None:
    bomb = gzip.compress(b" " * (256 * MEBIBYTE), 9)
    assert len(bomb) < MEBIBYTE

    with memory_taken() as taken:
        answer = await web.post("/v1/errors", bomb, content_encoding="gzip")

    assert answer.status == 413
    assert taken.most < 5 * MEBIBYTE


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"POST /v1/errors HTT",
        (HEAD + "content-length: 100\r\n").encode(),
    ],
    ids=["nothing", "half-a-line", "half-a-head"],
)
async def test_a_head_that_does_not_come_ends_the_connection(said: bytes) -> None:
    async with serving(PROMPT) as web:
        reader, writer = await asyncio.open_connection("127.0.0.1", web.port)
        writer.write(said)

        async with asyncio.timeout(3):
            with contextlib.suppress(ConnectionResetError):
                assert await reader.read() == b""
        writer.close()


async def test_a_second_head_on_the_same_connection_has_no_more_time_than_the_first() -> None:
    async with serving(PROMPT) as web:
        reader, writer = await asyncio.open_connection("127.0.0.1", web.port)
        writer.write(b"GET /livez HTTP/1.1\r\nhost: bot.example.test\r\n\r\nGET /livez HT")

        async with asyncio.timeout(3):
            with contextlib.suppress(ConnectionResetError):
                assert (await reader.read()).count(b"HTTP/1.1 200") == 1
        writer.close()


async def test_a_kept_connection_may_be_silent_for_longer_than_a_head_may_take() -> None:
    async with serving(Caps(head_within=0.05)) as web:
        reader, writer = await asyncio.open_connection("127.0.0.1", web.port)
        for _ in range(2):
            writer.write(b"GET /livez HTTP/1.1\r\nhost: bot.example.test\r\n\r\n")
            assert b"200" in await reader.readuntil(b"}")
            # Silence is what is tested here: there is no event to wait for.
            await asyncio.sleep(0.2)
        writer.close()


async def test_a_body_that_drips_is_given_up() -> None:
    async with serving(PROMPT) as web:
        answer = await send(web.port, (HEAD + "content-length: 100\r\n\r\n").encode(), b"{")

        assert answer.status == 408
        assert web.engine.units == 0


async def test_a_sender_that_goes_away_leaves_nothing_behind() -> None:
    async with serving(PROMPT) as web:
        _, writer = await asyncio.open_connection("127.0.0.1", web.port)
        writer.write((HEAD + "content-length: 100\r\n\r\n{").encode())
        await writer.drain()
        writer.close()
        await writer.wait_closed()

        assert (await web.post("/v1/errors", BODY)).status == 202


async def test_all_bodies_together_have_a_cap_and_beyond_it_senders_come_again() -> None:
    caps = PROMPT.model_copy(update={"body_within": 5.0})
    async with serving(caps) as web:
        held = []
        for _ in range(3):
            reader, writer = await asyncio.open_connection("127.0.0.1", web.port)
            writer.write((HEAD + "content-length: 4000\r\n\r\n").encode() + b" " * 3_000)
            held.append((reader, writer))

        # Two of them are within the cap; whichever comes third is told to come again.
        first = await asyncio.wait(
            [asyncio.ensure_future(reader.readuntil(b"}")) for reader, _ in held], return_when=asyncio.FIRST_COMPLETED
        )
        answer = read_answer(first[0].pop().result())
        assert (answer.status, answer.headers["retry-after"]) == (503, "5")
        for pending in first[1]:
            pending.cancel()
        for _, writer in held:
            writer.close()
            await writer.wait_closed()
        async with asyncio.timeout(3):
            while (await web.post("/v1/errors", BODY)).status != 202:
                pass


async def test_six_hundred_slow_senders_keep_nobody_waiting_and_leave_nothing_behind() -> None:
    caps = Caps(head_within=2.0, body_within=2.0)
    async with serving(caps) as web:
        descriptors = len(list(Path(f"/proc/{os.getpid()}/fd").iterdir()))
        slow = []
        for number in range(600):
            reader, writer = await asyncio.open_connection("127.0.0.1", web.port)
            said = HEAD + ("content-length: 100\r\n\r\n{" if number % 2 else "x-sl")
            writer.write(said.encode())
            slow.append((reader, writer))

        begun = time.perf_counter()
        alive = await web.get("/livez")
        took = time.perf_counter() - begun
        assert alive.status == 200
        assert took < 0.5
        async with asyncio.timeout(10):
            for reader, writer in slow:
                with contextlib.suppress(ConnectionResetError):
                    await reader.read()
                writer.close()
        assert (await web.get("/livez")).status == 200
        assert len(list(Path(f"/proc/{os.getpid()}/fd").iterdir())) <= descriptors + 4


async def test_an_unknown_path_is_refused_before_its_body_is_read(web: Web) -> None:
    answers = [await web.post("/v1/nothing", BODY), await ask(web.port, "GET", "/v1/errors"), await web.get("/")]

    assert [one.status for one in answers] == [404, 405, 404]
    assert answers[1].headers["allow"] == "POST"


async def test_a_refusal_of_a_body_that_was_read_keeps_the_connection(web: Web) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", web.port)
    for body, status in ((b"[[", b"400"), (GOOD, b"202")):
        writer.write(HEAD.encode() + f"content-length: {len(body)}\r\n\r\n".encode() + body)
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 " + status)
        await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
    writer.close()
