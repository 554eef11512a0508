import io
import json
import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Literal

import pytest
import structlog

from bot.logs import set_up_logs
from tests.fakes.slack import DropRequest, FakeSlack, Rules, ServerError
from tests.fakes.slack_bot import PASTE, Echo, running

CANARY = "canary-9f31c7-not-a-secret"
FOREIGN = ("slack_sdk.web.async_client", "slack_bolt.AsyncApp", "httpx", "aiohttp.client")


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(rules=Rules.quick()) as fake:
        yield fake


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    levels = {name: logger.level for name, logger in root.manager.loggerDict.items() if hasattr(logger, "level")}
    yield
    root.handlers[:], level = before
    root.setLevel(level)
    for name, value in levels.items():
        logging.getLogger(name).setLevel(value)
    for name in {"aiohttp", "asyncio", "httpx", "slack_bolt", "slack_sdk", "sqlalchemy"} - set(levels):
        logging.getLogger(name).setLevel(logging.NOTSET)
    structlog.reset_defaults()


@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
@pytest.mark.parametrize("form", ["text", "json"])
async def test_no_log_of_a_busy_hour_holds_a_secret(
    slack: FakeSlack, tmp_path: Path, level: str, form: Literal["text", "json"]
) -> None:
    out = io.StringIO()
    set_up_logs(form, level, lambda: [slack.app.bot_token, slack.app.app_token], out)
    mina, channel = slack.person("mina"), slack.channel("ops")
    async with running(slack, tmp_path / "bot.db", Echo()):
        paste = mina.says(channel, f"{PASTE} password={CANARY}")
        await slack.reply_to(paste)
        slack.faults.add("chat.postMessage", ServerError(500))
        mina.says(channel, f"{PASTE} again {CANARY}")
        slack.faults.add("apps.connections.open", DropRequest())
        slack.sockets.reset(slack.sockets.live[0])
        await mina.command(channel, "/skms", "break")
        await mina.command(channel, "/nobody", CANARY)
        await slack.settles(within=10)
        await slack.connected(2)

    written = out.getvalue()
    tickets = [str(call.answer.get("url", "")).partition("ticket=")[2] for call in slack.calls]
    urls = [str(sent["payload"].get("response_url", "")) for one in slack.sockets.connections for sent in one.sent]
    for secret in (CANARY, slack.app.bot_token, slack.app.app_token, *filter(None, (*tickets, *urls))):
        assert secret not in written
    assert "connection_open" in written


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("level", ["INFO", "DEBUG"])
def test_other_libraries_print_neither_address_nor_payload(name: str, level: str) -> None:
    out = io.StringIO()
    set_up_logs("text", level, lambda: [CANARY], out)
    logger = logging.getLogger(name)

    logger.debug("Sending a request - url: https://slack.example.test/%s", CANARY)
    logger.info("body: {'token': '%s'}", CANARY)
    logger.warning("cannot reach wss://wss.example.test/link/?ticket=%s today", "abcdef0123")
    logger.error("Unhandled request ({'text': 'pass%s'})", "word=hunter2")
    error = ValueError(f"wss://wss.example.test/?ticket={CANARY}")
    logger.error("Failed to connect (error: %s); Retrying...", error, exc_info=error)

    written = out.getvalue()
    assert CANARY not in written
    assert "abcdef0123" not in written
    assert "hunter2" not in written
    assert "cannot reach wss://wss.example.test" in written
    assert "ValueError" in written


def test_lines_are_json_objects_where_asked() -> None:
    out = io.StringIO()
    set_up_logs("json", "INFO", tuple, out)

    structlog.get_logger("skms_bot.test").info("something", count=3, channel="C1")

    line = json.loads(out.getvalue())
    assert (line["event"], line["count"], line["level"], line["logger"]) == ("something", 3, "info", "skms_bot.test")
