"""Alerts in the running bot: a real process, a loopback Slack, a part of SKMS that goes down and comes back."""

import asyncio
import time
from pathlib import Path

import pytest

from tests.fakes.bot_process import ALERTS, VAULT, WEB, BotProcess, free_port, get, post
from tests.fakes.loopback_skms import Door
from tests.fakes.receivers import Receiver
from tests.fakes.slack import FakeSlack, Message
from tests.fakes.slack.faults import DropAnswer, ServerError
from tests.fakes.slack.world import Channel

ERROR = {"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009"}


@pytest.fixture
def rest(slack: FakeSlack) -> Channel:
    return slack.channel("rest")


@pytest.fixture
def alerts(ops: Channel, rest: Channel) -> str:
    return ALERTS.format(fallback=rest.id, channel=ops.id)


def parents(channel: Channel) -> list[Message]:
    return [message for message in channel.by_bots() if not message.is_reply]


async def shows(slack: FakeSlack, channel: Channel, words: str) -> Message:
    """Wait for the one message of the channel to show these words."""
    await slack.until(lambda: any(words in one.shown for one in parents(channel)), words, within=30)
    (message,) = parents(channel)
    return message


async def test_a_part_that_goes_down_is_one_message_from_its_beginning_to_its_end(
    slack: FakeSlack, vault: Door, ops: Channel, rest: Channel, alerts: str, tmp_path: Path
) -> None:
    mina = slack.person("mina")
    async with BotProcess(slack, tmp_path, VAULT.format(port=vault.port) + alerts) as bot:
        await vault.shut()
        message = await shows(slack, ops, "Key vault DOWN")
        await mina.clicks(message, "I take it")
        await shows(slack, ops, f"<@{mina.id}> has it")
        await vault.open()
        await shows(slack, ops, "Resolved after")
        await slack.until(lambda: any(mina.id in one.text for one in ops.thread(message)), "the note of the end")
        code = await bot.stop()

    assert code == 0
    assert len(parents(ops)) == 1
    assert parents(rest) == []


async def test_errors_and_alerts_of_machines_become_incidents(
    slack: FakeSlack, ops: Channel, rest: Channel, alerts: str, tmp_path: Path
) -> None:
    port = free_port()
    async with BotProcess(slack, tmp_path, alerts + WEB.format(port=port)) as bot:
        error = await post(port, "/v1/errors", ERROR)
        await shows(slack, ops, "40013")
        alert = await post(port, "/v1/alertmanager", an_alert(environment="staging"))
        await shows(slack, rest, "DiskFull")
        ready = await get(port, "/readyz")
        _, figures = await get(port, "/metrics")
        refused, _ = await post(port, "/v1/errors", ERROR, token="somebody-elses-token")  # noqa: S106 - opens nothing
        code = await bot.stop()

    assert (error[0], alert[0], refused, ready[0], code) == (202, 202, 401, 200, 0)
    assert "skms_bot_lease_is_leader 1.0" in figures
    assert 'skms_bot_intake_total{code="202",source="shipper"} 2.0' in figures
    assert not [line for line in bot.said if "token-of-a-shipper" in line]


async def test_what_was_accepted_before_a_kill_is_shown_once_after_it(
    slack: FakeSlack, ops: Channel, alerts: str, tmp_path: Path
) -> None:
    port = free_port()
    async with BotProcess(slack, tmp_path, alerts + WEB.format(port=port)) as bot:
        slack.faults.add("chat.postMessage", DropAnswer(), times=1)
        status, _ = await post(port, "/v1/errors", ERROR)
        await slack.until(lambda: parents(ops), "the message whose answer is lost", within=30)
        await bot.kill()
        await bot.begin()
        await bot.says("doubt_ended")
        again, _ = await post(port, "/v1/errors", ERROR)
        await shows(slack, ops, "40013")
        await bot.stop()

    assert (status, again) == (202, 202)
    assert len(parents(ops)) == 1


async def test_a_part_that_came_back_while_the_bot_was_dead_is_resolved_in_the_same_message(
    slack: FakeSlack, vault: Door, ops: Channel, alerts: str, tmp_path: Path
) -> None:
    async with BotProcess(slack, tmp_path, VAULT.format(port=vault.port) + alerts) as bot:
        await vault.shut()
        message = await shows(slack, ops, "Key vault DOWN")
        await bot.kill()
        await vault.open()
        await bot.begin()
        after = await shows(slack, ops, "Resolved after")
        await bot.stop()

    assert after.ts == message.ts


async def test_the_pager_is_called_besides_and_told_of_the_end(
    slack: FakeSlack, vault: Door, ops: Channel, alerts: str, tmp_path: Path
) -> None:
    async with Receiver() as pager:
        table = f'\n[alerts.pager]\nkind = "generic"\nurl = "{pager.url}/page"\nkey_env = "PAGER_KEY"\n'
        settings = VAULT.format(port=vault.port) + alerts + table
        async with BotProcess(slack, tmp_path, settings, {"PAGER_KEY": "key-of-no-pager"}) as bot:
            await vault.shut()
            await shows(slack, ops, "Key vault DOWN")
            await vault.open()
            await shows(slack, ops, "Resolved after")
            await slack.until(lambda: len(pager.calls) > 1, "the call of the end", within=10)
            await bot.stop()

    (first, last) = (pager.calls[0], pager.calls[-1])
    assert first[:2] == ("/page", "Bearer key-of-no-pager")
    assert (first[2]["action"], last[2]["action"]) == ("trigger", "resolve")
    assert first[2]["id"] == last[2]["id"]
    assert "Key vault DOWN" in first[2]["summary"]
    assert not [line for line in bot.said if "key-of-no-pager" in line]


async def test_a_stop_says_not_ready_first_and_serves_on_for_a_while(
    slack: FakeSlack, alerts: str, ops: Channel, tmp_path: Path
) -> None:
    port = free_port()
    async with BotProcess(slack, tmp_path, alerts + WEB.format(port=port)) as bot:
        await bot.says("held=True")
        began = time.monotonic()
        stopping = asyncio.ensure_future(bot.stop())
        while (ready := await get(port, "/readyz"))[0] == 200:  # noqa: ASYNC110 - as a probe asks
            await asyncio.sleep(0.05)
        accepted, _ = await post(port, "/v1/errors", ERROR)
        code = await stopping
        took = time.monotonic() - began
        await bot.begin()
        await shows(slack, ops, "40013")
        await bot.stop()

    assert ready[0] == 503
    assert "shutting-down" in ready[1]
    assert (accepted, code) == (202, 0)
    assert took < 20


async def test_machines_are_heard_while_slack_is_away_at_the_start(
    slack: FakeSlack, ops: Channel, alerts: str, tmp_path: Path
) -> None:
    port = free_port()
    slack.faults.add("auth.test", ServerError(), times=3)
    async with BotProcess(slack, tmp_path, alerts + WEB.format(port=port), waits=False) as bot:
        await bot.says("slack_unreachable")
        status, _ = await post(port, "/v1/errors", ERROR)
        await shows(slack, ops, "40013")
        await bot.stop()

    assert status == 202


def an_alert(environment: str) -> dict[str, object]:
    return {
        "version": "4",
        "status": "firing",
        "receiver": "skms-bot",
        "groupKey": "{}",
        "truncatedAlerts": 0,
        "alerts": [
            {
                "status": "firing",
                "labels": {"alertname": "DiskFull", "severity": "critical", "environment": environment},
                "annotations": {"summary": "DiskFull on a host"},
                "startsAt": "2026-11-22T02:00:00Z",
                "endsAt": "0001-01-01T00:00:00Z",
                "fingerprint": "0011223344556677",
            }
        ],
    }
