import asyncio
import datetime as dt
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.errors import DatabaseUnavailable
from bot.models.conversation import ChannelSetting, PostedAnswer
from bot.slack import admission, inbox, openings, reader, tally
from tests.fakes.slack import DropAnswer, FakeSlack, Hold, Refuse, Rules, Slow
from tests.fakes.slack_talk import Talk, installed, talking

ROOT = Path(__file__).parents[2]
PASTE = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009"}'
OTHER = '{"code": 40008, "message": "Key Vault Service Failed", "detail": "keyId : 0000003"}'
UNKNOWN = '{"code": 40109, "message": "Nobody has seen this", "detail": "keyId : 0000009"}'


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(app=installed(), rules=Rules(retry_after=(0.0, 0.5, 1.0))) as fake:
        yield fake


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "bot.db"


class Away:
    """Takes the database away from a running bot: it fails at once, or says nothing at all."""

    def __init__(self, talk: Talk, *, hangs: bool = False) -> None:
        self.hangs = hangs
        self.now = False
        for name in ("write", "write_each", "read"):
            setattr(talk.store.database, name, self._guarded(getattr(talk.store.database, name)))

    def _guarded(self, work: Any) -> Any:
        async def guarded(*given: Any) -> Any:
            if not self.now:
                return await work(*given)
            if self.hangs:
                await asyncio.Event().wait()
            raise DatabaseUnavailable("the database is away")

        return guarded


async def kept(talk: Talk) -> list[PostedAnswer]:
    since = talk.core.surface.clock.now() - dt.timedelta(hours=1)
    return await talk.store.answers.since(since, ("pending", "sent", "unknown", "withdrawn", "deleted"))


@asynccontextmanager
async def started(slack: FakeSlack, database: Path) -> AsyncIterator[Process]:
    environment = {
        "PATH": os.defpath,
        "PYTHONPATH": str(ROOT),
        **slack.environment(),
        "SKMS_BOT_DATABASE": f"sqlite:///{database}",
    }
    command = (sys.executable, "-m", "bot", "run")
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=environment, stdout=DEVNULL, stderr=PIPE)
    try:
        await slack.connected(2, within=20)
        yield process
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
            await process.communicate()


async def killed(slack: FakeSlack, process: Process) -> None:
    process.kill()
    await process.communicate()
    await slack.until(lambda: not slack.sockets.live, "end of the connections")


@pytest.mark.parametrize("hangs", [False, True])
async def test_without_a_database_each_error_is_answered_once_and_nothing_is_forgotten(
    slack: FakeSlack, database: Path, monkeypatch: pytest.MonkeyPatch, *, hangs: bool
) -> None:
    monkeypatch.setattr(openings, "STORE_WITHIN", 0.2)
    monkeypatch.setattr(openings, "AWAY_FOR", 0.5)
    monkeypatch.setattr(reader, "READ_WITHIN", 0.2)
    monkeypatch.setattr(admission, "STORE_WITHIN", 0.2)
    monkeypatch.setattr(inbox, "MARK_WITHIN", 0.2)
    monkeypatch.setattr(tally, "RESTS", (0.0, 0.3))
    mina, joon, ops = slack.person("mina"), slack.person("joon"), slack.channel("ops")
    async with talking(slack, database) as talk:
        away = Away(talk, hangs=hangs)
        earlier = await slack.reply_to(mina.says(ops, OTHER))
        away.now = True
        answer = await slack.reply_to(paste := mina.says(ops, PASTE), within=8)
        again = [joon.says(ops, PASTE), joon.says(ops, OTHER)]
        await slack.until(lambda: all(message.reactions for message in again), "marks", within=12)
        await slack.until(lambda: "2 times" in answer.shown and "2 times" in earlier.shown, "counts", within=12)
        away.now = False
        third = slack.person("sora").says(ops, PASTE)
        await slack.until(lambda: third.reactions, "mark", within=5)
        await slack.until(lambda: "3 times" in answer.shown, "count", within=9)
        stored = {one.paste_ts: (one.state, one.count, one.message_ts) for one in await kept(talk)}

    assert ops.by_bots() == [earlier, answer]
    assert stored[paste.ts] == ("sent", 3, answer.ts)
    assert sorted(count for _, count, _ in stored.values()) == [2, 3]


async def test_without_a_database_answers_follow_and_a_channel_stays_silent_that_was_told_to(
    slack: FakeSlack, database: Path
) -> None:
    mina, ops, quiet = slack.person("mina"), slack.channel("ops"), slack.channel("quiet")
    async with talking(slack, database) as talk:
        away = Away(talk)
        team, at = talk.core.surface.identity.team, talk.core.surface.clock.now()
        await talk.store.channels.set(ChannelSetting(team=team, channel=quiet.id, mode="listen", by=mina.id, at=at))
        mina.says(quiet, PASTE)
        await slack.settles()
        away.now = True
        mina.says(quiet, OTHER)
        mina.says(ops, UNKNOWN)
        answer = await slack.reply_to(paste := mina.says(ops, PASTE))
        mina.edits(paste, OTHER)
        await slack.until(lambda: "40008" in answer.text, "new words")
        mina.deletes(paste)
        await slack.until(lambda: answer.deleted, "end of the answer")
        await slack.settles()
        away.now = False

    assert quiet.by_bots() + ops.by_bots() == []


async def test_what_a_crash_left_unanswered_is_answered_once_and_says_that_it_is_late(
    slack: FakeSlack, database: Path
) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    slack.faults.add("chat.postMessage", Hold(60))
    async with started(slack, database) as process:
        paste = mina.says(ops, PASTE)
        await slack.until(lambda: slack.ledger.said("chat.postMessage"), "try to answer")
        await killed(slack, process)
    async with started(slack, database):
        answer = await slack.reply_to(paste, within=20)
        again = slack.person("joon").says(ops, PASTE)
        await slack.until(lambda: again.reactions, "mark")
        await slack.until(lambda: "2 times" in answer.shown, "count")

    assert "late" in answer.shown
    assert ops.by_bots() == [answer]


async def test_an_answer_whose_fate_a_crash_hid_is_found_and_not_given_twice(slack: FakeSlack, database: Path) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    slack.faults.add("chat.postMessage", Slow(60))
    async with started(slack, database) as process:
        paste = mina.says(ops, PASTE)
        answer = await slack.reply_to(paste)
        await killed(slack, process)
    async with started(slack, database):
        await slack.until(lambda: slack.ledger.said("conversations.replies"), "look for the answer", within=20)
        mina.edits(paste, OTHER)
        await slack.until(lambda: "40008" in answer.text, "new words", within=10)
        last = await slack.reply_to(slack.person("joon").says(ops, PASTE.replace("0000009", "0000010")))

    assert ops.by_bots() == [answer, last]


async def test_an_answer_that_slack_took_without_saying_so_is_found(slack: FakeSlack, database: Path) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    slack.faults.add("chat.postMessage", DropAnswer())
    async with talking(slack, database) as talk:
        answer = await slack.reply_to(paste := mina.says(ops, PASTE))
        await slack.until(lambda: slack.ledger.said("conversations.replies"), "look for the answer")
        await slack.settles()
        stored = await kept(talk)

    assert ops.thread(paste) == [answer]
    assert [(one.state, one.message_ts) for one in stored] == [("sent", answer.ts)]


async def test_what_slack_refuses_is_given_up_and_the_next_paste_answered(slack: FakeSlack, database: Path) -> None:
    ops = slack.channel("ops")
    slack.faults.add("chat.postMessage", Refuse("restricted_action"))
    async with talking(slack, database) as talk:
        first = slack.person("mina").says(ops, PASTE)
        await slack.until(lambda: slack.ledger.said("chat.postMessage"), "try to answer")
        await slack.settles()
        answer = await slack.reply_to(slack.person("joon").says(ops, PASTE))
        await slack.settles()
        stored = await kept(talk)

    assert ops.thread(first) == []
    assert "times" not in answer.shown
    assert [one.message_ts for one in stored] == [answer.ts]


async def test_while_slack_cannot_say_who_reads_the_answer_still_comes(slack: FakeSlack, database: Path) -> None:
    slack.faults.add("users.info", Refuse("internal_error"))
    async with talking(slack, database):
        answer = await slack.reply_to(slack.person("mina").says(slack.channel("ops"), PASTE))

    assert "40013" in answer.text
