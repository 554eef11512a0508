import asyncio
import json
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.storage.store import open_store
from tests.fakes.live_status import ITEMS
from tests.fakes.loopback import Line, Loopback
from tests.fakes.slack import FakeSlack, Rules
from tests.fakes.slack_bot import PASTE

ROOT = Path(__file__).parents[2]
PROGRAM = """
import asyncio, sys
from pathlib import Path
from bot.app import run_bot
from bot.settings import read_settings
from bot.settings.slack import open_secrets, read_slack_settings
from tests.fakes.slack_bot import Echo
slack = read_slack_settings()
asyncio.run(run_bot(read_settings(), slack, open_secrets(slack.slack), Echo(pause=float(sys.argv[1]))))
"""


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(rules=Rules(retry_after=(0.0, 0.5, 1.0))) as fake:
        yield fake


@asynccontextmanager
async def started(slack: FakeSlack, folder: Path, *command: str) -> AsyncIterator[Process]:
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": str(ROOT),
        **slack.environment(),
        "SKMS_BOT_DATABASE": f"sqlite:///{folder / 'bot.db'}",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=ROOT, env=environment, stdout=PIPE, stderr=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_skms_bot_run_connects_and_ends_at_sigterm(slack: FakeSlack, tmp_path: Path) -> None:
    async with started(slack, tmp_path, "-m", "bot", "run") as process:
        await slack.connected(2, within=20)
        slack.person("mina").says(slack.channel("ops"), "hello")
        await slack.settles()
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        _, errors = await process.communicate()

    assert process.returncode == 0, errors.decode()
    assert time.monotonic() - began < 5
    assert slack.deliveries.failed == []


async def test_sigterm_answers_what_was_acked(slack: FakeSlack, tmp_path: Path) -> None:
    async with started(slack, tmp_path, "-c", PROGRAM, "1.0") as process:
        await slack.connected(2, within=20)
        pastes = [slack.person("mina").says(slack.channel(f"ops-{number}"), PASTE) for number in range(6)]
        await slack.settles()
        process.send_signal(signal.SIGTERM)
        began = time.monotonic()
        _, errors = await process.communicate()

    assert process.returncode == 0, errors.decode()
    assert time.monotonic() - began < 20
    assert [delivery.state for delivery in slack.deliveries.all if delivery.event["user"] != slack.bot.id] == [
        "acked"
    ] * 6
    assert [len(paste.channel.thread(paste)) for paste in pastes] == [1] * 6


async def test_what_a_kill_left_unanswered_is_answered_by_the_next_life(slack: FakeSlack, tmp_path: Path) -> None:
    async with started(slack, tmp_path, "-c", PROGRAM, "60") as process:
        await slack.connected(2, within=20)
        paste = slack.person("mina").says(slack.channel("ops"), PASTE)
        await slack.settles()
        process.kill()
        await process.wait()
    await slack.until(lambda: not slack.sockets.live, "end of the connections")
    async with started(slack, tmp_path, "-c", PROGRAM, "0") as process:
        answer = await slack.reply_to(paste, within=20)
        process.send_signal(signal.SIGTERM)
        await process.communicate()

    assert answer.text == "late: candidate"
    assert len(slack.channel("ops").thread(paste)) == 1


async def test_a_revoked_bot_token_ends_the_start_and_says_so(slack: FakeSlack, tmp_path: Path) -> None:
    slack.app.revoke_bot_token()
    async with started(slack, tmp_path, "-m", "bot", "run") as process:
        _, errors = await process.communicate()

    assert process.returncode == 77
    assert "token_revoked" in errors.decode()
    assert slack.app.bot_token not in errors.decode()


async def test_a_stop_while_slack_is_away_is_obeyed(slack: FakeSlack, tmp_path: Path) -> None:
    environment = slack.environment() | {"SLACK_API_URL": "http://127.0.0.1:9/api/"}
    slack.environment = lambda: environment  # type: ignore[method-assign]
    async with started(slack, tmp_path, "-m", "bot", "run") as process:
        assert process.stderr is not None
        while "slack_unreachable" not in (line := (await process.stderr.readline()).decode()):
            assert line, json.dumps({"ended": process.returncode})
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.communicate(), 5)

    assert process.returncode == 0


TARGETS = """
timezone = "Asia/Seoul"

[[targets]]
name = "sdf"
kind = "sdf-health"
environment = "prod"
component = "skms"
url = "http://127.0.0.1:{port}"
networks = ["127.0.0.0/8"]
interval = "1s"
down_after = 1
licence_key_file = "licence-key"
"""
KEY = "LICENCE-not-a-key"


async def test_the_running_bot_watches_its_targets_and_keeps_what_they_said(slack: FakeSlack, tmp_path: Path) -> None:
    (tmp_path / "licence-key").write_text(KEY)
    async with Loopback(refusing) as sdf:
        (tmp_path / "skms-bot.toml").write_text(TARGETS.format(port=sdf.port))
        settings = {"SKMS_BOT_CONFIG": str(tmp_path / "skms-bot.toml"), "SKMS_BOT_LOG_LEVEL": "DEBUG"}
        environment = slack.environment() | settings
        slack.environment = lambda: environment  # type: ignore[method-assign]
        async with started(slack, tmp_path, "-m", "bot", "run") as process:
            await slack.connected(2, within=20)
            said = await lines_until(process, b"verdict")
            answer = await slack.reply_to(slack.person("mina").says(slack.channel("ops"), PASTE))
            process.send_signal(signal.SIGTERM)
            _, rest = await process.communicate()
            errors = said + rest
    store = await open_store(f"sqlite:///{tmp_path / 'bot.db'}", SystemClock())
    kept = await store.readings.standings()
    await store.close()

    assert process.returncode == 0, errors.decode()
    assert answer.text.startswith("🔴 Key vault DOWN [prod] since ")
    assert "KST" in answer.text
    assert [(one.target, one.verdict) for one in kept] == [("sdf", "down")]
    assert KEY in sdf.asked[0]
    assert b"verdict" in errors
    assert KEY.encode() not in errors


async def test_a_target_of_a_component_that_there_is_not_refuses_to_start(slack: FakeSlack, tmp_path: Path) -> None:
    (tmp_path / "licence-key").write_text(KEY)
    (tmp_path / "skms-bot.toml").write_text(TARGETS.format(port=1).replace('"skms"', '"vault"'))
    environment = slack.environment() | {"SKMS_BOT_CONFIG": str(tmp_path / "skms-bot.toml")}
    slack.environment = lambda: environment  # type: ignore[method-assign]
    async with started(slack, tmp_path, "-m", "bot", "run") as process:
        _, errors = await process.communicate()

    assert process.returncode == 78
    assert "unknown component of sdf (vault)" in errors.decode()


async def lines_until(process: Process, word: bytes) -> bytes:
    """What the process logs, up to the line with this word."""
    assert process.stderr is not None
    said = b""
    async with asyncio.timeout(10):
        while word not in said:
            said += await process.stderr.readline()
    return said


async def refusing(line: Line) -> None:
    items = {name: {"result": "OK", "error": ""} for name in ITEMS}
    await line.answer(json.dumps({"code": 40008, "data": items | {"keyCheck": {"result": "FAIL", "error": "no keys"}}}))
