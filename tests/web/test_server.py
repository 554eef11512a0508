"""The server as a process: how it stops (fault F73), and what it refuses to begin."""

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

import pytest
from starlette.types import Receive, Scope, Send

from bot.errors import BadSettings
from bot.models.intake import Caps
from bot.web.server import WebServer
from tests.fakes.web import BODY, SHIPPER, Web, ask

ROOT = Path(__file__).parents[2]
HEADERS = {"authorization": f"Bearer {SHIPPER}", "content-type": "application/json"}


@contextlib.asynccontextmanager
async def process(database: Path) -> AsyncIterator[tuple[asyncio.subprocess.Process, int]]:
    started = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.fakes.web_process",
        "real",
        f"sqlite:///{database}",
        cwd=ROOT,
        env={"PATH": os.defpath, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.PIPE,
    )
    assert started.stdout is not None
    try:
        yield started, int(await started.stdout.readline())
    finally:
        if started.returncode is None:
            started.kill()
        await started.wait()


def kept(database: Path) -> list[dict[str, object]]:
    with contextlib.closing(sqlite3.connect(database)) as connection:
        return [json.loads(row[0]) for row in connection.execute("SELECT data FROM incident ORDER BY number")]


async def test_what_was_accepted_is_there_after_a_kill(tmp_path: Path) -> None:
    database = tmp_path / "bot.db"
    async with process(database) as (server, port):
        answers = await asyncio.gather(
            *(ask(port, "POST", "/v1/errors", json.dumps(BODY).encode(), HEADERS) for _ in range(20))
        )
        server.send_signal(signal.SIGKILL)
        await server.wait()

    assert {one.status for one in answers} == {202}
    assert [(one["count"]) for one in kept(database)] == [20]


async def test_stalled_senders_do_not_keep_it_from_ending(tmp_path: Path) -> None:
    async with process(tmp_path / "bot.db") as (server, port):
        assert (await ask(port, "GET", "/readyz")).status == 200
        stalled = []
        for head in ("POST /v1/err", f"POST /v1/errors HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {SHIPPER}\r\n"):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(head.encode() + (b"content-length: 9\r\n\r\n{" if "host" in head else b""))
            await writer.drain()
            stalled.append(writer)
        begun = time.monotonic()
        server.send_signal(signal.SIGTERM)

        assert await server.wait() == 0
        assert time.monotonic() - begun < 12
        for writer in stalled:
            writer.close()


async def test_once_told_to_end_it_is_not_ready_but_still_takes_in_what_comes(tmp_path: Path) -> None:
    database = tmp_path / "bot.db"
    async with process(database) as (server, port):
        assert (await ask(port, "GET", "/readyz")).status == 200
        server.send_signal(signal.SIGTERM)
        async with asyncio.timeout(1.2):
            while (await ask(port, "GET", "/readyz")).status == 200:
                pass
        late = await ask(port, "POST", "/v1/errors", json.dumps(BODY).encode(), HEADERS)

        assert late.status == 202
        assert await server.wait() == 0
    assert [one["count"] for one in kept(database)] == [1]


async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that never answers."""
    del scope, receive, send


async def test_an_address_that_is_taken_is_refused_in_words(web: Web) -> None:
    second = WebServer(nothing, "127.0.0.1", web.port, Caps())

    with pytest.raises(BadSettings, match=rf"cannot listen on 127\.0\.0\.1:{web.port} \(Address already in use\)"):
        second.listen()


async def test_it_says_nothing_of_what_it_is_made_of(web: Web) -> None:
    assert "server" not in (await web.get("/livez")).headers
