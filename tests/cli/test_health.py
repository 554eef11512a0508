"""What `skms-bot health` says of a bot that lives, hangs, is gone, or cannot be asked."""

import asyncio
import datetime as dt
import os
import signal
import socket
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.storage.store import open_store
from tests.fakes.slack import FakeSlack
from tests.fakes.terminal import Done, run
from tests.fakes.web import serving
from tests.slack.test_running import lines_until, started


def health(folder: Path, **environment: str) -> Done:
    return run("health", folder=folder, env=environment)


async def ask(folder: Path, **environment: str) -> Done:
    return await asyncio.to_thread(health, folder, **environment)


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])  # noqa: S104 - a setting; nothing is opened there
async def test_a_bot_with_a_web_port_is_asked_whether_its_loops_come_round(host: str, tmp_path: Path) -> None:
    async with serving() as web:
        environment = {"SKMS_BOT_WEB_HOST": host, "SKMS_BOT_WEB_PORT": str(web.port)}
        well = await ask(tmp_path, **environment)
        web.loops.seconds = {"sender": 31.0}
        stuck = await ask(tmp_path, **environment)

    assert (well.code, well.out) == (0, f"lives: 127.0.0.1:{web.port} answers 200\n")
    assert (stuck.code, stuck.out) == (1, f"does not live: 127.0.0.1:{web.port} answers 503, stuck: sender\n")


def test_a_port_where_nobody_listens_is_a_bot_that_ails(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        done = health(tmp_path, SKMS_BOT_WEB_PORT=str(taken.getsockname()[1]))

    assert done.code == 1
    assert "gives no answer" in done.out
    assert "refused" in done.out


def test_a_bot_that_takes_the_connection_and_hangs_ails(tmp_path: Path) -> None:
    with socket.socket() as hanging:
        hanging.bind(("127.0.0.1", 0))
        hanging.listen()
        done = health(tmp_path, SKMS_BOT_WEB_PORT=str(hanging.getsockname()[1]))

    assert (done.code, done.err) == (1, "")
    assert "timed out" in done.out


async def test_without_a_web_port_the_heartbeat_of_the_running_bot_is_heard(tmp_path: Path) -> None:
    setting = f"sqlite:///{tmp_path / 'bot.db'}"
    async with FakeSlack() as slack, started(slack, tmp_path, "-m", "bot", "run") as process:
        await lines_until(process, b"started")
        async with asyncio.timeout(10):
            while (done := await ask(tmp_path, SKMS_BOT_DATABASE=setting)).code:
                assert "no heartbeat yet" in done.out
        process.send_signal(signal.SIGTERM)
        await process.communicate()

    assert done.out.startswith(f"lives: {tmp_path / 'bot.db'} was written ")


@pytest.mark.parametrize("hours", [-1, 1])
async def test_a_heartbeat_of_another_time_is_none(hours: int, tmp_path: Path) -> None:
    clock = SystemClock()
    store = await open_store(f"sqlite:///{tmp_path / 'skms-bot.db'}", clock)
    await store.pulse.beat(clock.now() + dt.timedelta(hours=hours))
    done = await ask(tmp_path)
    await store.close()

    assert done.code == 1
    assert done.out.startswith("does not live: skms-bot.db was written ")


def test_a_database_that_no_bot_ever_wrote_to_has_no_heartbeat(tmp_path: Path) -> None:
    run("db", "upgrade", folder=tmp_path)

    assert health(tmp_path).out == "does not live: skms-bot.db has no heartbeat yet\n"


def test_without_a_database_it_says_so(tmp_path: Path) -> None:
    done = health(tmp_path)

    assert done.code == os.EX_CONFIG
    assert "no such file" in done.err


def test_on_postgresql_it_asks_for_a_port_since_heartbeats_are_shared(tmp_path: Path) -> None:
    done = health(tmp_path, SKMS_BOT_DATABASE="postgresql://u:hidden@db.example.test/skms")

    assert done.code == os.EX_CONFIG
    assert "web.port" in done.err
    assert "hidden" not in done.err


def test_a_wrong_port_is_a_wrong_setting(tmp_path: Path) -> None:
    assert health(tmp_path, SKMS_BOT_WEB_PORT="none").code == os.EX_CONFIG
