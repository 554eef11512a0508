"""`alerts` and `incidents` in a process of their own; the test message goes to a loopback Slack."""

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.incidents.engine import Actor, Engine
from bot.storage.store import open_store
from tests.fakes.incident_scenes import CATALOG
from tests.fakes.incidents import a_target, alerting, an_error, observed
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_talk import installed
from tests.fakes.terminal import Done, run

SETTINGS = """
timezone = "Asia/Seoul"

[alerts]
fallback = "C0OPERATORS"
paging = ["prod"]

[[alerts.routes]]
name = "drm"
environments = ["prod"]
components = ["key-vault"]
channels = ["C0DRMKEYS"]
on_call = "S0ONCALL"
language = "ko"
quiet = { begin = 22:00:00, until = 07:00:00 }

[[alerts.maintenance]]
name = "patch-day"
begins = 2026-11-24T02:00:00+09:00
ends = 2026-11-24T04:00:00+09:00
every = "7d"
environments = ["prod"]

[companies]
"AB…56·3f9a" = "Hanbit Paper"
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "skms-bot.toml").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


def test_a_dry_run_tells_where_and_whom_and_why(site: Path) -> None:
    done = run("alerts", "route", "--environment", "prod", "--component", "key-vault", folder=site)

    assert done.code == 0, done.err
    assert done.out.splitlines() == [
        "ACT NOW · P2 · Key vault [prod]",
        "Goes to: C0DRMKEYS",
        "After 10 min without anybody it calls: S0ONCALL",
        "Pager: no",
        "  drm: fits",
    ]


def test_a_dry_run_tells_why_a_route_does_not_fit(site: Path) -> None:
    done = run("alerts", "route", "--environment", "stage", "--code", "50002", folder=site)

    assert "Goes to: C0OPERATORS" in done.out
    assert "stage calls nobody: what would act now can wait there" in done.out
    assert "An incident from 10 in 10 min on" in done.out
    assert "  drm: no (environments)" in done.out


def test_a_dry_run_in_the_night_and_in_a_maintenance_window(site: Path) -> None:
    vault = ("alerts", "route", "--environment", "prod", "--component", "key-vault", "--severity", "P3")
    night = run(*vault, "--at", "2026-11-25T23:30:00", folder=site)
    window = run(*vault, "--at", "2026-12-01T03:00:00", "--lang", "ko", folder=site)

    assert "Quiet hours: waits until 11-26 07:00 KST" in night.out
    assert "예정된 작업 patch-day, 04:00 KST까지" in window.out


def test_a_dry_run_for_machines(site: Path) -> None:
    done = run(
        "alerts", "route", "--code", "40013", "--environment", "prod", "--urgency", "act-now", "--json", folder=site
    )
    page = json.loads(done.out)

    assert page["schema"] == 1
    assert (page["route"], page["channels"], page["on_call"]) == ("drm", ["C0DRMKEYS"], "S0ONCALL")
    assert page["trials"] == [{"route": "drm", "unmet": None}]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--component", "key-volt"), 2, "no component 'key-volt'"),
        (("--code", "99999"), 2, "no code 99999"),
        (("--lang", "xx"), 2, "no language 'xx'"),
    ],
)
def test_what_there_is_not_is_named(site: Path, words: tuple[str, ...], code: int, said: str) -> None:
    done = run("alerts", "route", *words, folder=site)

    assert (done.code, said in done.err) == (code, True)
    assert "Traceback" not in done.err


def test_without_alerts_it_says_so(tmp_path: Path) -> None:
    done = run("alerts", "route", folder=tmp_path)

    assert done.code == 78
    assert "no alerts are set up" in done.err


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(app=installed()) as fake:
        yield fake


async def tried(slack: FakeSlack, site: Path, channel: str, *words: str) -> Done:
    (site / "skms-bot.toml").write_text(f"[alerts]\nfallback = '{channel}'\n", encoding="utf-8")
    return await asyncio.to_thread(run, "alerts", "test", *words, env=slack.environment(), folder=site)


async def test_a_test_posts_nothing_unless_told_to(slack: FakeSlack, site: Path) -> None:
    ops = slack.channel("ops")
    done = await tried(slack, site, ops.id)

    assert done.code == 0, done.err
    assert ops.by_bots() == []


async def test_a_test_posts_one_message_that_is_marked(slack: FakeSlack, site: Path) -> None:
    ops = slack.channel("ops")
    done = await tried(slack, site, ops.id, "--post")
    (message,) = ops.by_bots()

    assert done.code == 0, done.err
    assert f"{ops.id}: posted" in done.out
    assert message.text.startswith("TEST")


async def test_a_channel_that_takes_nothing_is_named_with_slacks_word(slack: FakeSlack, site: Path) -> None:
    away = slack.channel("away", kind="group", with_bot=False)
    done = await tried(slack, site, away.id, "--post")

    assert done.code == 1
    assert f"{away.id}: not posted (channel_not_found)" in done.out


async def kept(site: Path) -> None:
    """A database as a bot left it: two incidents, one of them somebody's."""
    clock = SystemClock()
    store = await open_store(f"sqlite:///{site / 'skms-bot.db'}", clock)
    engine, now = Engine(store.incidents, alerting, lambda: CATALOG), clock.now()
    await engine.observe([observed(a_target(), "down", now)], now)
    await engine.acknowledge(1, Actor("U0AAA", "T1"), now + dt.timedelta(seconds=1))
    await engine.report([an_error(40011, count=60, environment="test")], now)
    await store.close()


async def test_incidents_are_listed_and_shown_one_by_one(site: Path) -> None:
    await kept(site)
    listed, single = [await asyncio.to_thread(run, "incidents", *words, folder=site) for words in ((), ("1",))]

    assert listed.code == 0, listed.err
    assert "Open incidents: 2" in listed.out
    assert "#1" in listed.out
    assert "U0AAA has it" in listed.out
    assert "Key vault DOWN [prod]" in single.out
    assert "U0AAA takes it" in single.out


async def test_incidents_for_machines(site: Path) -> None:
    await kept(site)
    listed, single = [
        json.loads((await asyncio.to_thread(run, "incidents", *words, "--json", folder=site)).out)
        for words in ((), ("1",))
    ]

    assert [one["number"] for one in listed["incidents"]] == [1, 2]
    assert listed["incidents"][0]["holder"] == "U0AAA"
    assert listed["incidents"][0]["about"]["component"] == "key-vault"
    assert [told["what"] for told in single["told"]] == ["acknowledged"]
    assert [piece["name"] for piece in single["evidence"]] == ["vault-1"]


async def test_an_incident_that_there_is_not_is_named(site: Path) -> None:
    await kept(site)
    done = await asyncio.to_thread(run, "incidents", "77", folder=site)

    assert done.code == 2
    assert "there is no incident #77" in done.err


def test_without_a_database_it_says_where_one_comes_from(site: Path) -> None:
    done = run("incidents", folder=site)

    assert done.code == 78
    assert "the bot makes it when it first runs" in done.err
