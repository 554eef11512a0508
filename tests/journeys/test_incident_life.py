"""The life of incidents as people see it in Slack: real processes with short times, a loopback Slack."""

import datetime as dt
from pathlib import Path

from bot.clock import SystemClock
from tests.fakes.bot_process import WEB, BotProcess, free_port, post
from tests.fakes.loopback_skms import Door, LoopbackSkms
from tests.fakes.slack import FakeSlack, Message
from tests.fakes.slack.world import Channel

TARGET = """
[[targets]]
name = "vault-{environment}"
kind = "tcp"
environment = "{environment}"
component = "key-vault"
place = "127.0.0.1:{port}"
networks = ["127.0.0.0/8"]
interval = "1s"
deadline = "1s"
down_after = 1
up_after = 1
"""
ALERTS = """
[alerts]
fallback = "{channel}"
escalate_after = "3s"
flap_after = 3
flap_quiet = "4s"
clear_after = "3s"
refresh_every = "1s"
storm_after = 3

[alerts.thresholds]
can-wait = {{ count = 1 }}
"""
ROUTE = """
[[alerts.routes]]
name = "{environment}"
environments = ["{environment}"]
channels = ["{channel}"]
on_call = "S0ONCALL"
"""
HEALTH = """
[[targets]]
name = "sdf"
kind = "sdf-health"
environment = "prod"
component = "skms"
url = "http://127.0.0.1:{port}"
networks = ["127.0.0.0/8"]
licence_key_env = "LICENCE"
interval = "1s"
deadline = "5s"
"""
COMPANY = "ABCD1234-EFGH5678-IJKL9012-MNOP3456"
COMPANIES = f"""
[companies]
"{COMPANY}" = "Hanbit Paper"
"""


def parents(channel: Channel) -> list[Message]:
    return [message for message in channel.by_bots() if not message.is_reply]


async def shows(slack: FakeSlack, channel: Channel, words: str, *, missing: bool = False) -> Message:
    """Wait for the one message of the channel to show these words, or to show them no more."""
    await slack.until(lambda: any((words in one.shown) is not missing for one in parents(channel)), words, within=30)
    (message,) = parents(channel)
    return message


async def notes(slack: FakeSlack, channel: Channel, message: Message, words: str) -> Message:
    """Wait for a note in its thread."""
    await slack.until(lambda: any(words in one.text for one in channel.thread(message)), words, within=30)
    return next(one for one in channel.thread(message) if words in one.text)


async def test_what_nobody_takes_calls_the_group_and_what_flaps_says_so_in_one_message(
    slack: FakeSlack, vault: Door, ops: Channel, tmp_path: Path
) -> None:
    settings = TARGET.format(environment="prod", port=vault.port) + ALERTS.format(channel=ops.id)
    settings += ROUTE.format(environment="prod", channel=ops.id)
    async with BotProcess(slack, tmp_path, settings) as bot:
        await vault.shut()
        message = await shows(slack, ops, "Key vault DOWN")
        called = await notes(slack, ops, message, "nobody has it")
        for _ in range(2):
            await vault.open()
            await shows(slack, ops, "Resolved after")
            await vault.shut()
            await shows(slack, ops, "Resolved after", missing=True)
        flapping = (await shows(slack, ops, "FLAPPING 3×")).shown
        await vault.open()
        after = await shows(slack, ops, "Resolved after")
        await bot.stop()

    assert "<!subteam^S0ONCALL>" in called.text
    assert "% bad" in flapping
    assert after.ts == message.ts
    assert [one for one in parents(ops) if one.ts != message.ts] == []


async def test_the_runbook_of_an_incident_shows_its_checks_also_where_they_come_late(
    slack: FakeSlack, ops: Channel, tmp_path: Path
) -> None:
    mina = slack.person("mina")
    async with LoopbackSkms() as skms:
        settings = TARGET.format(environment="prod", port=skms.vault.port) + HEALTH.format(port=skms.sdf.port)
        settings += ALERTS.format(channel=ops.id).replace("3s", "5m", 1)
        async with BotProcess(slack, tmp_path, settings, {"LICENCE": "AAAA-BBBB-CCCC-DDDD"}) as bot:
            await bot.says("target=sdf verdict=up")
            skms.answering.clear()
            await skms.vault.shut()
            first = (await shows(slack, ops, "Key vault DOWN")).shown
            message = await shows(slack, ops, "Bot at")
            await mina.clicks(message, "Runbook")
            await slack.until(lambda: mina.user.views, "the runbook")
            skms.answering.set()
            await bot.stop()

    assert "Bot at" not in first
    assert "vault-prod ✗ Connection refused" in message.shown
    assert "40008, 40013" in message.shown
    assert "Never re-create" in message.shown


async def test_reported_errors_name_the_company_and_are_stale_when_their_source_falls_silent(
    slack: FakeSlack, ops: Channel, tmp_path: Path
) -> None:
    port = free_port()
    settings = ALERTS.format(channel=ops.id) + COMPANIES + WEB.format(port=port)
    error = {"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009", "company": COMPANY}
    async with BotProcess(slack, tmp_path, settings) as bot:
        await post(port, "/v1/errors", error)
        first = (await shows(slack, ops, "Hanbit Paper")).shown
        stale = (await shows(slack, ops, "no news")).shown
        await post(port, "/v1/errors", error)
        again = await shows(slack, ops, "no news", missing=True)
        await notes(slack, ops, again, "seen again")
        await bot.stop()

    assert COMPANY not in first
    assert "40003, 40004" in first
    assert "Resolved" not in stale


async def test_a_maintenance_window_hides_what_fails_in_it_and_its_end_speaks_up(
    slack: FakeSlack, vault: Door, ops: Channel, tmp_path: Path
) -> None:
    now = SystemClock().now().replace(microsecond=0)
    window = f"""
[[alerts.maintenance]]
name = "racks"
begins = {(now - dt.timedelta(hours=1)).isoformat()}
ends = {(now + dt.timedelta(seconds=20)).isoformat()}
environments = ["lab"]
"""
    lab = slack.channel("lab")
    settings = TARGET.format(environment="lab", port=vault.port) + ALERTS.format(channel=ops.id) + window
    settings += ROUTE.format(environment="lab", channel=lab.id)
    await vault.shut()
    async with BotProcess(slack, tmp_path, settings) as bot:
        message = await shows(slack, lab, "Key vault DOWN")
        shown_at = dt.datetime.fromtimestamp(float(message.ts), dt.UTC)
        await bot.stop()

    assert shown_at >= now + dt.timedelta(seconds=20)
    assert parents(ops) == []


async def test_many_at_once_share_a_summary_and_the_urgent_one_stands_alone(
    slack: FakeSlack, ops: Channel, tmp_path: Path
) -> None:
    port, lab = free_port(), slack.channel("lab")
    settings = ALERTS.format(channel=ops.id) + ROUTE.format(environment="lab", channel=lab.id) + WEB.format(port=port)
    many = [an_alert(f"Disk{number}") for number in range(12)]
    async with BotProcess(slack, tmp_path, settings) as bot:
        await post(port, "/v1/alertmanager", webhook(*many))
        await slack.until(lambda: any("Storm: 9" in one.shown for one in parents(lab)), "the summary", within=30)
        await post(port, "/v1/alertmanager", webhook(an_alert("Everything", severity="critical")))
        await slack.until(lambda: any("Everything" in one.shown for one in parents(lab)), "the urgent one", within=5)
        await bot.stop()

    assert len(parents(lab)) == 5


def an_alert(name: str, severity: str = "warning") -> dict[str, object]:
    return {
        "status": "firing",
        "labels": {"alertname": name, "severity": severity, "environment": "lab"},
        "annotations": {"summary": f"{name} on a host"},
        "startsAt": "2026-11-22T02:00:00Z",
        "endsAt": "0001-01-01T00:00:00Z",
        "fingerprint": name.lower(),
    }


def webhook(*alerts: dict[str, object]) -> dict[str, object]:
    return {"version": "4", "status": "firing", "groupKey": "{}", "truncatedAlerts": 0, "alerts": list(alerts)}
