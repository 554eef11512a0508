"""Faults of people and machines who speak of incidents (F31, F32, F75 to F77): a real bot process, real requests."""

import asyncio
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.fakes.slack import Message
from tests.fakes.slack.people import Person
from tests.fakes.slack_talk import knowledge
from tests.faults.alerted import Alerted, alert, alerted

MENU = "incident_menu"
HOUR = 3600
EVENTS, BATCH = 10_000, 100
BUSY = "SELECT number FROM incident WHERE state = 'firing'"
"""Figures of a storm are printed: `-rP` shows them."""


def audited(site: Alerted) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in site.place.rows("SELECT actor, action FROM audit ORDER BY at")]


async def presses_forged(site: Alerted, person: Person, card: Message) -> None:
    """The first button of a card with values that Slack never got from us."""
    button = next(one for block in card.blocks for one in block.get("elements", ()) if "I take it" in str(one))
    true = button["value"]
    for forged in ("", "{}", "' OR 1=1 --", "1 over over", "-1", "9" * 150, "99"):
        button["value"] = forged
        await person.clicks(card, "I take it")
    button["value"] = true
    await site.place.slack.settles()


async def test_f31_who_may_not_what_is_stale_and_what_is_forged_changes_no_incident(tmp_path: Path) -> None:
    """F31: mute by who may not, forged values, doubled, two at once, a stale button: audit is what was accepted."""
    async with alerted(tmp_path) as site:
        slack = site.place.slack
        mina, joon, sora = (slack.person(name) for name in ("mina", "joon", "sora"))
        site.place.mentions |= {mina.id, joon.id, sora.id}
        site.sets(f'groups = ["{slack.group(sora)}"]\n')
        await site.place.starts()
        await site.vault.shut()
        card = await site.shows("Key vault DOWN")
        await joon.command(site.ops, "/skms", "mute #1 2h I want my sleep")
        await slack.until(lambda: joon.sees(site.ops), "refusal")
        await presses_forged(site, joon, card)
        assert audited(site) == []
        await asyncio.gather(*(person.clicks(card, "I take it") for person in (mina, mina, joon)))
        await slack.until(lambda: "has it" in card.shown, "holder")
        await slack.settles()
        await sora.command(site.ops, "/skms", "mute #1 2h a planned change")
        await slack.until(lambda: "Muted" in card.shown, "mute on the card")
        await site.vault.open()
        await site.shows("Resolved after")
        await joon.command(site.ops, "/skms", "ack #1 over")

    accepted = audited(site)
    (holder,) = {actor for actor, action in accepted if action == "acknowledged"}
    told = [one.shown for person in (mina, joon) for one in person.sees(site.ops)]
    assert accepted == [(holder, "acknowledged"), (sora.id, "mute")]
    assert any(holder in words and "has it" in words for words in told), told


async def test_f32_a_mute_without_end_is_refused_and_one_that_ends_speaks_up_once(tmp_path: Path) -> None:
    """F32: mute of all for 10 years, and of one for 10 years: refused; expired while it fires: said once."""
    async with alerted(tmp_path) as site:
        slack, mina = site.place.slack, site.place.slack.person("mina")
        site.place.mentions.add(mina.id)
        await site.place.starts()
        await site.vault.shut()
        card = await site.shows("Key vault DOWN")
        for words in ("mute * 3650d quiet", "mute 3650d quiet", "mute #1 3650d quiet", "mute prod 3650d quiet"):
            before = len(mina.sees(site.ops))
            await mina.command(site.ops, "/skms", words)
            await slack.until(lambda told=before: len(mina.sees(site.ops)) > told, "refusal")  # type: ignore[misc]
        assert site.place.rows("SELECT 1 FROM silence") == []
        await mina.command(site.ops, "/skms", "mute #1 1h a planned change")
        await slack.until(lambda: "Muted until" in card.shown, "mute on the card")
        site.place.change("UPDATE silence SET until = until - ?", 2 * HOUR * 1_000_000)
        site.passes_for_incident(1, **{"mute.until": 1})
        await slack.until(lambda: "Muted until" not in card.shown, "end of the mute", within=10)
        await slack.until(lambda: any("mute over" in one.shown for one in site.ops.thread(card)), "word", within=10)
        await site.counts("skms_bot_lease_is_leader")
        await slack.settles(quiet=3.0, within=10)
        said = [one.shown for one in site.ops.thread(card) if "mute over" in one.shown]

    assert len(said) == 1, said
    assert len(site.cards()) == 1


@pytest.mark.parametrize("order", [("resolved", "firing"), ("firing", "firing", "resolved", "resolved")])
async def test_f77_wrong_order_and_doubles_are_one_incident_with_the_right_end(
    tmp_path: Path, order: tuple[str, ...]
) -> None:
    """F77: news of one alert in the wrong order, or doubled: what ended stays over, and nothing is said twice."""
    async with alerted(tmp_path) as site:
        await site.place.starts()
        began = "2026-11-22T02:00:00Z"
        for status in order:
            assert await site.sends("/v1/alertmanager", webhook(alert("A1", status, starts_at=began))) == 202
        assert await site.alerts([alert("other")]) == 202
        await site.shows("Alertother")
        await site.counts("skms_bot_intake_total", 'code="202"', at_least=len(order) + 1)

    states = [row[0] for row in site.place.rows("SELECT state FROM incident WHERE fingerprint LIKE '%:A1'")]
    assert states == ([] if order[0] == "resolved" else ["resolved"])
    assert sum("AlertA1" in card.shown for card in site.cards()) <= 1


def webhook(*alerts: object) -> dict[str, object]:
    return {"version": "4", "status": "firing", "receiver": "x", "groupKey": "{}", "alerts": list(alerts)}


async def test_f77_a_source_that_fell_silent_makes_an_incident_stale_and_never_resolved(tmp_path: Path) -> None:
    """F77: the end never comes, the source is silent: marked `no news`, after a day closed, never resolved."""
    async with alerted(tmp_path) as site:
        await site.place.starts()
        assert await site.alerts([alert("A1")]) == 202
        card = await site.shows("AlertA1")
        site.passes_for_incident(1, last_at=13 * HOUR)
        await site.place.slack.until(lambda: "no news" in card.shown, "label", within=10)
        assert site.place.rows("SELECT state FROM incident") == [("stale",)]
        site.passes_for_incident(1, stale_at=25 * HOUR)
        await site.place.slack.until(lambda: site.place.rows(BUSY) == [], "end", within=10)
        await site.place.keeps("SELECT 1 FROM incident WHERE state = 'resolved'", within=10)

    assert "closed" in "\n".join(one.shown for one in site.ops.thread(card))


async def sends_all(site: Alerted, bodies: list[tuple[object, str]], at_once: int = 16) -> Counter[int]:
    """So many machines send all these requests with their keys; how often each status came."""
    waiting, statuses = iter(bodies), Counter[int]()

    async def machine() -> None:
        for body, key in waiting:
            statuses[await site.sends("/v1/errors", body, **{"Idempotency-Key": key})] += 1

    await asyncio.gather(*(machine() for _ in range(at_once)))
    return statuses


@pytest.mark.parametrize("number", [EVENTS // 5, pytest.param(EVENTS, marks=pytest.mark.long)])
async def test_f75_ten_thousand_events_of_sixty_kinds_are_sixty_incidents(tmp_path: Path, number: int) -> None:
    """F75: 10,000 events, 60 kinds, each sent twice: 60 incidents, n = 5,000, < 120 calls, p99 < 500 ms, < 250 MB."""
    async with alerted(tmp_path, 'paging = ["prod"]\n') as site:
        await site.place.starts()
        before = len(site.place.slack.calls)
        codes = list(knowledge().vendor.items())[:6]
        events = [
            {"code": codes[one % 6][0], "message": codes[one % 6][1].message, "environment": f"stage-{one % 60 // 6}"}
            for one in range(number // 2)
        ]
        began = time.monotonic()
        statuses = await sends_all(site, [(event, f"key-{one}") for one, event in enumerate(events) for _ in range(2)])
        took = time.monotonic() - began
        p99 = sorted(site.took)[int(len(site.took) * 0.99)]
        await site.place.comes_to_rest(within=90)
        calls = len(site.place.slack.calls) - before
        counted = site.place.rows("SELECT kind, json_extract(data, '$.count') FROM incident")
        await site.counts("skms_bot_intake_total", 'code="202"', at_least=number / 2)
        await site.place.life.stop()
        memory = site.place.life.most_memory / 1e6

    print(f"F75: {number / took:.0f} events/s, p99 {p99 * 1000:.0f} ms, {calls} calls, {memory:.0f} MB")  # noqa: T201 - the figures of the run
    errors = [count for kind, count in counted if kind == "errors"]
    assert statuses.keys() <= {200, 202}
    assert (len(errors), sum(errors)) == (60, number // 2)
    assert calls < 120
    assert p99 < 0.5
    assert memory < 250


@pytest.mark.long
async def test_f76_among_ten_thousand_kinds_the_critical_one_is_seen(tmp_path: Path) -> None:
    """F76: 10,000 different alerts, one critical: that one visible within 5 s, < 20 messages a minute, none lost."""
    async with alerted(tmp_path) as site:
        await site.place.starts()
        began = time.monotonic()
        for batch in range(0, EVENTS, BATCH):
            alerts = [alert(f"K{batch + one}") for one in range(BATCH)]
            if batch == EVENTS // 2:
                alerts[7] = alert("critical", severity="critical")
            assert await site.alerts(alerts) == 202
            if batch == EVENTS // 2:
                await site.shows("Alertcritical", within=5)
        took = time.monotonic() - began
        await site.place.comes_to_rest(within=90)
        said = len([call for call in site.place.slack.ledger.said("chat.postMessage") if call.ok])
        kept = site.place.rows("SELECT count(*) FROM incident WHERE kind = 'alert'")[0][0]
        await site.place.life.stop()
        memory = site.place.life.most_memory / 1e6

    print(f"F76: {EVENTS / took:.0f} alerts/s, {said} messages, {memory:.0f} MB")  # noqa: T201 - the figures of the run
    assert kept == EVENTS
    assert said < 20
    assert memory < 250
