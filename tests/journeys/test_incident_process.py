"""The real process: a target fails, and beside the running bot the terminal shows the incident, until it is over."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.fakes.slack import FakeSlack
from tests.fakes.slack_talk import installed
from tests.fakes.terminal import ROOT, run

SITE = """
[alerts]
fallback = "{channel}"

[[targets]]
name = "vault"
kind = "tcp"
environment = "prod"
component = "key-vault"
place = "127.0.0.1:{port}"
networks = ["127.0.0.0/8"]
interval = "1s"
down_after = 1
up_after = 1
"""


@asynccontextmanager
async def started(slack: FakeSlack, folder: Path) -> AsyncIterator[Process]:
    environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), **slack.environment()}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=folder, env=environment, stdout=PIPE, stderr=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def shown(folder: Path) -> list[dict[str, Any]]:
    done = await asyncio.to_thread(run, "incidents", "--json", folder=folder)
    assert done.code == 0, done.err
    found: list[dict[str, Any]] = json.loads(done.out)["incidents"]
    return found


async def until_shown(folder: Path, count: int) -> list[dict[str, Any]]:
    async with asyncio.timeout(20):
        while len(found := await shown(folder)) != count:
            pass
    return found


async def test_a_target_that_fails_is_an_incident_until_it_works_again(tmp_path: Path) -> None:
    async def hold(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    server = await asyncio.start_server(hold, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    async with FakeSlack(app=installed()) as slack:
        site = SITE.format(channel=slack.channel("ops").id, port=port)
        (tmp_path / "skms-bot.toml").write_text(site, encoding="utf-8")
        async with started(slack, tmp_path) as process:
            await slack.connected(2, within=20)
            (failing,) = await until_shown(tmp_path, 1)
            again = await asyncio.start_server(hold, "127.0.0.1", port)
            await until_shown(tmp_path, 0)
            again.close()
            single = await asyncio.to_thread(run, "incidents", "1", folder=tmp_path)
            process.send_signal(signal.SIGTERM)
            _, errors = await process.communicate()

    assert process.returncode == 0, errors.decode()
    assert failing["about"]["component"] == "key-vault"
    assert failing["state"] == "firing"
    assert "🟢 Resolved after" in single.out


async def test_wrong_alerts_refuse_to_start_and_name_themselves(tmp_path: Path) -> None:
    site = SITE.format(channel="C0OPS", port=1).replace("[[targets]]", "[[alerts.routes]]\nname = 'a'\n\n[[targets]]")
    (tmp_path / "skms-bot.toml").write_text(site, encoding="utf-8")
    async with FakeSlack(app=installed()) as slack, started(slack, tmp_path) as process:
        _, errors = await process.communicate()

    assert process.returncode == 78
    assert "alerts.routes.0.channels: Field required" in errors.decode()
