"""Every way to ask, through the program as it is started, over Socket Mode and over HTTP."""

import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process, create_subprocess_exec
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.slack.manifest import build_manifest
from bot.slack.scopes import Plan
from tests.fakes.slack import App, FakeSlack, Message, Rules
from tests.fakes.slack.people import Person
from tests.fakes.slack.world import Channel

ROOT = Path(__file__).parents[2]
BODY = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000731"}'


def free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@asynccontextmanager
async def started(slack: FakeSlack, folder: Path, more: dict[str, str]) -> AsyncIterator[Process]:
    database = {"SKMS_BOT_DATABASE": f"sqlite:///{folder / 'bot.db'}"}
    environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), **slack.environment(), **database, **more}
    process = await create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=ROOT, env=environment, stdout=PIPE, stderr=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


@asynccontextmanager
async def running(mode: str, folder: Path) -> AsyncIterator[FakeSlack]:
    port = free_port()
    url = f"http://127.0.0.1:{port}/slack/events"
    plan = Plan(url="https://skms-bot.example.test/slack/events" if mode == "http" else None)
    async with FakeSlack(App.from_manifest(build_manifest(plan)), Rules(retry_after=(0.0, 0.5))) as slack:
        if mode == "http":
            slack.deliver_to(url)
        more = {"SKMS_BOT_MODE": "http", "SKMS_BOT_HTTP_PORT": str(port)} if mode == "http" else {}
        async with started(slack, folder, more) as process:
            if mode == "http":
                await listening(process)
            else:
                await slack.connected(2, within=20)
            yield slack
            process.send_signal(signal.SIGTERM)
            _, errors = await process.communicate()
        assert process.returncode == 0, errors.decode()
        assert slack.deliveries.failed == []
        assert slack.oddities == []


async def listening(process: Process) -> None:
    assert process.stderr is not None
    while b"listening" not in (line := await process.stderr.readline()):
        assert line, "the program ended"


async def whispered(slack: FakeSlack, person: Person, channel: Channel) -> Message:
    await slack.until(lambda: person.sees(channel), "private answer")
    return person.sees(channel)[-1]


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_every_way_to_ask_is_answered(mode: str, tmp_path: Path) -> None:
    async with running(mode, tmp_path) as slack:
        mina, jiwoo = slack.person("mina"), slack.person("jiwoo", locale="ko-KR")
        ops, away = slack.channel("ops"), slack.channel("away", kind="group", with_bot=False)

        mentioned = await slack.reply_to(mina.says(ops, f"could you look, @skms? {BODY}"))
        direct = await slack.reply_to(jiwoo.says(slack.direct(jiwoo), "40013"))
        await mina.command(away, "/skms", "search key vault")
        searched = await whispered(slack, mina, away)
        await jiwoo.message_shortcut("skms_explain_message", mina.says(away, BODY))
        looked_at = await whispered(slack, jiwoo, away)
        await mina.shortcut("skms_explain_paste")
        await slack.until(lambda: mina.user.views, "form")
        await mina.submits(mina.view, {"paste_input": BODY})
        jiwoo.opens_home()
        await slack.until(lambda: jiwoo.user.home, "Home")
        await jiwoo.picks(jiwoo.home, "home_component", "key-vault")
        await slack.until(lambda: "40110" in jiwoo.home.shown, "codes of the component")

        assert "Key 0000731 not found" in mentioned.shown
        assert "담당" in direct.shown
        assert "Found for “key vault”" in searched.shown
        assert "키 0000731 조회 안 됨" in looked_at.shown
        assert "Key 0000731 not found" in mina.view.shown
        assert ops.by_bots() == [mentioned]


async def test_uninstalling_leaves_nothing_behind(tmp_path: Path) -> None:
    async with running("socket", tmp_path) as slack:
        mina = slack.person("mina")
        await mina.command(slack.channel("away", with_bot=False), "/skms", "lang ko")
        await whispered(slack, mina, slack.channel("away"))
        team = slack.core.workspace.team.id.encode()
        kept = b"".join(path.read_bytes() for path in tmp_path.glob("bot.db*") if path.is_file())
        slack.uninstall()
        await slack.settles()

    left = b"".join(path.read_bytes() for path in tmp_path.glob("bot.db*") if path.is_file())
    assert team in kept
    assert mina.id.encode() in kept
    assert mina.id.encode() not in left
