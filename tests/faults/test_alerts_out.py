"""Faults of Slack while incidents are told (F08 to F21, F95, F96): a real bot process before a Slack with its moods."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.fakes.slack import DropAnswer, Hold, RateLimited, Refuse, ServerError, Slow
from tests.fakes.tcp_line import TcpLine
from tests.faults.alerted import Alerted, alert, alerted

POST = "chat.postMessage"
TROUBLES = "skms_bot_troubles_total"
SEVEN_MINUTES = 7 * 60
MINUTE = 60
WAITS = "SELECT 1 FROM delivery WHERE kind = 'parent' AND state = 'idle' AND ts IS NULL AND attempts >= 3"
DOUBT = "SELECT 1 FROM delivery WHERE kind = 'parent' AND state = 'unknown'"
MANY = '\n[[alerts.routes]]\nname = "part-{0}"\nenvironments = ["part-{0}"]\nchannels = ["{1}"]\n'


def posts(site: Alerted) -> int:
    return len([call for call in site.place.slack.ledger.said(POST) if call.channel == site.ops.id])


def edits(site: Alerted) -> int:
    return len(site.place.slack.ledger.said("chat.update"))


@contextlib.asynccontextmanager
async def behind_a_line(site: Alerted) -> AsyncIterator[TcpLine]:
    """The bot reaches Slack over a line that can be cut."""
    port = int(site.place.slack.url.split(":")[2].split("/")[0])
    async with TcpLine(port) as line:
        site.place.environment["SLACK_API_URL"] = f"http://127.0.0.1:{line.port}/api/"
        await site.place.starts()
        yield line
        await site.place.ends()


@pytest.mark.long
async def test_f08_what_slack_accepts_after_it_was_sent_again_is_taken_back(tmp_path: Path) -> None:
    """F08: accepted late, after a vain look and a second post: the sweep takes the later one back; visible 1."""
    async with alerted(tmp_path) as site:
        site.place.slack.faults.add(POST, Hold(13.0), channel=site.ops)
        await site.place.starts()
        await site.vault.shut()
        await site.place.keeps(DOUBT, within=20)
        site.passes(MINUTE, "attempt_at", where="state = 'unknown'")
        first = await site.shows("Key vault DOWN", within=5)
        await site.place.slack.until(lambda: len(site.cards()) == 2, "what was accepted late", within=10)
        site.passes(MINUTE, "sweep_at")
        await site.place.slack.until(lambda: len(site.cards()) == 1, "sweep", within=6)
        await site.counts("skms_bot_duplicates_swept_total")

    assert site.cards() == [first]
    assert posts(site) == 2


async def test_f10_slack_is_away_while_a_part_goes_down(tmp_path: Path) -> None:
    """F10: Slack away, SKMS goes down: one card within 15 s of Slack's return, with its start, `late by 7 min`."""
    async with alerted(tmp_path) as site, behind_a_line(site) as line:
        await line.refuse()
        await site.vault.shut()
        await site.place.keeps(WAITS, within=20)
        site.passes(SEVEN_MINUTES, "at", "not_before")
        await site.counts(TROUBLES, 'what="not_shown"', at_least=3)
        await line.restore()
        card = await site.shows("Key vault DOWN", within=15)

    assert "since" in card.shown
    assert "late by 7 min" in card.shown
    assert len(site.cards()) == 1


async def test_f11_what_came_and_went_while_slack_was_away_is_one_card(tmp_path: Path) -> None:
    """F11: down and up again while Slack is away: one card in its final state with its duration, no edit."""
    async with alerted(tmp_path) as site, behind_a_line(site) as line:
        await line.refuse()
        await site.vault.shut()
        await site.place.keeps(WAITS, within=20)
        await site.vault.open()
        await site.place.keeps("SELECT 1 FROM incident WHERE state = 'resolved'", within=10)
        await line.restore()
        await site.shows("Resolved after", within=15)

    assert len(site.cards()) == 1
    assert edits(site) == 0


async def test_f12_many_that_flap_while_slack_is_away_are_one_card_each(tmp_path: Path) -> None:
    """F12: 50 incidents flap 20 times while Slack is away: 50 posts, 50 edits at most, hardly a call meanwhile."""
    async with alerted(tmp_path, "storm_after = 100\n") as site:
        channels = [site.place.slack.channel(f"part-{number}") for number in range(10)]
        tables = "".join(MANY.format(number, channel.id) for number, channel in enumerate(channels))
        site.adds(tables)
        async with behind_a_line(site) as line:
            await line.refuse()
            began = len(site.place.slack.calls)
            for turn in range(20):
                for status in ("firing", "resolved") if turn < 19 else ("firing",):
                    batch = [alert(f"F{one}", status, environment=f"part-{one % 10}") for one in range(50)]
                    assert await site.alerts(batch) == 202
            await site.counts(TROUBLES, 'what="not_shown"', at_least=3, within=20)
            meanwhile = len(site.place.slack.calls) - began
            tries = await site.figure(TROUBLES, 'what="not_shown"')
            await line.restore()
            await site.place.slack.until(
                lambda: sum(len(site.cards(one)) for one in channels) == 50, "fifty cards", within=40
            )

    shown = [card.shown for channel in channels for card in site.cards(channel)]
    assert len(shown) == 50
    assert len([call for call in site.place.slack.ledger.said(POST) if call.ok]) == 50
    assert edits(site) <= 50
    assert meanwhile == 0
    assert tries <= 12


async def test_f17_where_history_fails_too_it_is_said_again_in_time_and_says_so(tmp_path: Path) -> None:
    """F17: response lost and history refused: never silent for more than 2 min, then again as a possible repeat."""
    async with alerted(tmp_path) as site:
        site.place.slack.faults.add(POST, DropAnswer(), channel=site.ops)
        site.place.slack.faults.add("conversations.history", ServerError(500))
        await site.place.starts()
        await site.vault.shut()
        first = await site.shows("Key vault DOWN")
        await site.place.keeps(DOUBT)
        site.passes(MINUTE, "attempt_at", where="state = 'unknown'")
        await site.place.slack.until(lambda: site.place.slack.ledger.said("conversations.history"), "look", within=5)
        assert posts(site) == 1
        site.passes(2 * MINUTE, "first_unknown_at", where="state = 'unknown'")
        again = await site.shows("possible repeat", within=10)
        await site.counts("skms_bot_possible_repeats_total")
        # Once history answers, the later of both is taken back.
        site.passes(10 * MINUTE, "sweep_at", "first_unknown_at", where="sweep_at IS NOT NULL")
        await site.place.slack.until(lambda: len(site.cards()) == 1, "sweep", within=10)
        await site.place.keeps("SELECT 1 FROM delivery WHERE kind = 'parent' AND sweep_at IS NULL", within=10)

    assert (site.cards(), again.deleted) == ([first], True)
    assert "possible repeat" not in first.shown


REFUSALS = ("channel_not_found", "is_archived", "not_in_channel", "restricted_action")


async def test_f18_what_a_channel_refuses_is_told_in_the_fallback(tmp_path: Path) -> None:
    """F18: four channels take nothing, each for its reason: in the fallback within 5 s, one alarm each in an hour."""
    async with alerted(tmp_path) as site:
        channels = {f"part-{number}": site.place.slack.channel(error) for number, error in enumerate(REFUSALS)}
        site.adds("".join(MANY.format(number, channel.id) for number, channel in enumerate(channels.values())))
        for error, channel in zip(REFUSALS, channels.values(), strict=True):
            site.place.slack.faults.add(POST, Refuse(error), channel=channel, times=10)
        await site.place.starts()
        assert await site.alerts([alert(f"first-{name}", environment=name) for name in channels]) == 202
        for name in channels:
            await site.shows(f"Alertfirst-{name}", channel=site.rest, within=10)
        assert await site.alerts([alert(f"second-{name}", environment=name) for name in channels]) == 202
        for name in channels:
            await site.shows(f"Alertsecond-{name}", channel=site.rest, within=10)
        await site.counts(TROUBLES, 'what="alarm"', at_least=4)
        tried = {call.channel: call.at for call in reversed(site.place.slack.ledger.said(POST)) if call.error}
        told = {call.arguments["text"][:80]: call.at for call in site.place.slack.ledger.said(POST) if call.ok}
        first = [at for text, at in told.items() if "Alertfirst" in text]
        for error in REFUSALS:
            await site.shows(error, channel=site.rest)
        alarms = [[error for error in REFUSALS if error in card.shown] for card in site.cards(site.rest)]

    # Into one channel goes one message a second: the others follow the first.
    assert all(at - min(tried.values()) < 5 + place for place, at in enumerate(sorted(first)))
    assert sorted(filter(None, alarms)) == sorted([error] for error in REFUSALS)
    assert all(site.cards(channel) == [] for channel in channels.values())


async def test_f21_a_card_that_a_person_deleted_comes_back_once(tmp_path: Path) -> None:
    """F21: the card is deleted by a person: while it fires one new one, which says so; once more only after 10 min."""
    async with alerted(tmp_path) as site:
        await site.place.starts()
        await site.vault.shut()
        card, mina = await site.shows("Key vault DOWN"), site.place.slack.person("mina")
        site.place.mentions.add(mina.id)
        site.place.slack.person("admin").deletes(card)
        await mina.command(site.ops, "/skms", "ack #1")
        again = await site.shows("posted again", within=10)
        await site.counts(TROUBLES, 'what="not_shown"')
        site.place.slack.person("admin").deletes(again)
        await mina.command(site.ops, "/skms", "unmute #1")
        await site.vault.open()
        await site.place.keeps("SELECT 1 FROM incident WHERE state = 'resolved'", within=10)

    assert site.cards() == []
    assert again.ts != card.ts


async def test_f64_sigterm_in_the_middle_of_a_card_leaves_it_once(tmp_path: Path) -> None:
    """F64: SIGTERM, twice, while Slack takes a card: exit 0 under 25 s, the row is sent, the next life says no more."""
    async with alerted(tmp_path) as site:
        site.place.slack.faults.add(POST, Slow(2.0), channel=site.ops)
        await site.place.starts()
        await site.vault.shut()
        card = await site.shows("Key vault DOWN")
        await site.place.life.stop(again=True)
        kept = site.place.rows("SELECT state, ts FROM delivery WHERE kind = 'parent'")
        began = time.monotonic()
        await site.place.starts()
        await site.place.life.says("took_over")
        took = time.monotonic() - began
        await site.place.slack.settles(quiet=2.0)

    assert kept == [("idle", card.ts)]
    assert site.cards() == [card]
    assert took < 10


async def test_f65_a_part_that_dies_is_begun_anew_and_counted(tmp_path: Path) -> None:
    """F65: the sender dies of a row that nobody can read: begun anew within 5 s, again and again, counted, told."""
    async with alerted(tmp_path) as site:
        await site.place.starts()
        await site.vault.shut()
        card = await site.shows("Key vault DOWN")
        site.place.change("UPDATE delivery SET want_rev = want_rev + 1, lane = 99 WHERE kind = 'parent'")
        await site.counts("skms_bot_part_restarts_total", within=20)
        died = site.place.life.said("part_failed")
        site.place.change("UPDATE delivery SET want_rev = 1, lane = 0, state = 'idle' WHERE kind = 'parent'")
        await site.vault.open()
        await site.place.slack.until(lambda: "Resolved after" in card.shown, "end", within=25)

    assert died[0]["part"] == "Sender"
    assert site.cards() == [card]


@pytest.mark.long
async def test_f95_a_sender_that_gets_nowhere_stops_the_heartbeat_and_is_told_elsewhere(tmp_path: Path) -> None:
    """F95: what should be visible is not, all else is fine: no heartbeat within two looks, the alarm elsewhere."""
    async with alerted(tmp_path) as site:
        slack = site.place.slack
        slack.faults.add(POST, RateLimited(600), channel=site.ops)
        await site.place.starts()
        await slack.ledger.until(lambda: site.switch.calls, 40)
        await site.vault.shut()
        await site.place.keeps("SELECT 1 FROM gate", within=10)
        site.passes(3 * MINUTE, "at", "not_before", where="kind = 'parent'")
        beats = len(site.switch.calls)
        alarm = await site.shows("should be visible", channel=site.rest, within=65)
        await site.counts(TROUBLES, 'what="not_visible"')
        assert await site.figure("skms_bot_heartbeat_ok") == 0
        assert await site.figure("skms_bot_outbox_oldest_seconds", "critical") > 60
        assert len(site.switch.calls) == beats > 0
        paged = [body for _, _, body in site.pager.calls if "not-visible" in str(body)]
        await site.place.is_killed()
        slack.time.skip(700)
        site.place.change("UPDATE gate SET not_before = 0")
        await site.place.starts()
        await site.shows("Key vault DOWN", within=30)

    assert "#1" in alarm.shown
    assert [body["action"] for body in paged] == ["trigger"]


async def test_f96_a_bot_that_was_dead_says_so_once_when_it_is_back(tmp_path: Path) -> None:
    """F96: dead for 31 min: no heartbeat meanwhile, so that others call; back, one message with from, to, missed."""
    async with alerted(tmp_path) as site:
        await site.place.starts()
        await site.place.keeps("SELECT 1 FROM source WHERE name = '(skms-bot-life)'")
        await site.place.is_killed()
        beats = len(site.switch.calls)
        site.place.change(
            "UPDATE source SET last_at = last_at - ? WHERE name = '(skms-bot-life)'", 31 * MINUTE * 1_000_000
        )
        await asyncio.sleep(1)
        assert len(site.switch.calls) == beats
        await site.place.starts()
        told = await site.shows("I was away", channel=site.rest)
        await site.counts(TROUBLES, 'what="was_away"')
        await site.place.restarts()
        await site.place.slack.settles()

    assert "31 min" in told.shown
    assert "18" in told.shown.partition("checks were missed")[0].rpartition(", ")[2]
    assert len(site.cards(site.rest)) == 1
