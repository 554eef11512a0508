"""What holds of incidents after every fault (G1, G2, G3, G10); looks at ledger, log, figures and database."""

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Protocol

from bot.models.incident import OPEN
from bot.slack.incident_screen import METADATA

if TYPE_CHECKING:
    from tests.faults.site import Site

ROWS = "SELECT id, incident, kind, channel, ts, state, want_rev, sent_rev FROM delivery"
NOTES = "SELECT stream, ts FROM delivery WHERE kind = 'note' AND ts IS NOT NULL ORDER BY stream, seq"
ENDS = ("Resolved after", "Closed", "Part of #")
TROUBLE = re.compile(r'^skms_bot_troubles_total\{what="(.*)"\} (\S+)$', re.MULTILINE)


class Senders(Protocol):
    """Those who send alerts to a site: the fingerprints that were accepted as firing, and what they read of it."""

    accepted: set[str]

    async def figures(self) -> str:
        """What Prometheus would read now."""
        ...


def hold(site: "Site", accepted: set[str], figures: str) -> None:
    """All of them; raises AssertionError naming the first that does not hold."""
    what_was_accepted_is_an_incident(site, accepted)
    each_incident_is_visible_once(site)
    each_thread_is_in_order(site)
    each_card_says_what_is_kept(site)
    each_trouble_is_a_figure(site, figures)
    for secret in site.canaries:
        assert secret not in figures, "G5: in the figures"


def restless(site: "Site") -> list[tuple[Any, ...]]:
    """The rows of what should be visible and is not, or is in doubt."""
    living = [row for row in site.rows(ROWS) if row[5] != "dead"]
    return [row for row in living if row[5] not in {"idle", "parked"} or row[6] != row[7]]


def what_was_accepted_is_an_incident(site: "Site", accepted: set[str]) -> None:
    """G1: each alert that was answered with 202 is an incident in the database."""
    kept = {row[0].rpartition(":")[2] for row in site.rows("SELECT fingerprint FROM incident WHERE kind = 'alert'")}
    assert accepted <= kept, f"G1: accepted and not kept: {sorted(accepted - kept)[:10]}"


def each_incident_is_visible_once(site: "Site") -> None:
    """G2: each message that the database knows stands once; each open incident has one, or a summary that has."""
    standing = Counter(_standing(site))
    rows = [row for row in site.rows(ROWS) if row[5] != "dead" and row[2] != "page"]
    for own, number, kind, channel, ts, *_ in rows:
        assert standing[channel, own] == (ts is not None), f"G2: {kind} of #{number}: {standing[channel, own]} times"
    shown = {number for _, number, kind, _, ts, *_ in rows if kind == "parent" and ts is not None}
    for number, state, data in site.rows("SELECT number, state, data FROM incident"):
        kept = json.loads(data)
        told = number in shown or kept["storm"] in shown or kept["mute"] is not None
        assert state not in OPEN or told, f"G2: nobody is told of #{number}"


def each_thread_is_in_order(site: "Site") -> None:
    """G2: the notes of a thread stand in the order of what they tell."""
    threads: dict[str, list[float]] = {}
    for stream, ts in site.rows(NOTES):
        threads.setdefault(stream, []).append(float(ts))
    for stream, times in threads.items():
        assert times == sorted(times), f"G2: out of order: {stream}"


def each_card_says_what_is_kept(site: "Site") -> None:
    """G3: each card is in the revision that it should have, and says that it is over where it is."""
    states: dict[int, str] = {row[0]: row[1] for row in site.rows("SELECT number, state FROM incident")}
    found = {(one.channel.id, one.ts): one.shown for one in _messages(site)}
    for _, number, kind, channel, ts, state, want, sent in site.rows(ROWS):
        if state == "dead" or kind != "parent" or ts is None:
            continue
        assert want == sent, f"G3: #{number} shows {sent} of {want}"
        says_over = any(words in found[channel, ts] for words in ENDS)
        assert says_over == (states[number] == "resolved"), f"G3: #{number} is {states[number]}"


def each_trouble_is_a_figure(site: "Site", figures: str) -> None:
    """G10: whatever this life warned of in its log is counted, by its name."""
    counted = {what: float(value) for what, value in TROUBLE.findall(figures)}
    warned = Counter(
        line["event"]
        for line in site.told_before_figures
        if line.get("level") in {"warning", "error", "critical"} and str(line.get("logger")).startswith("skms_bot")
    )
    for what, count in warned.items():
        assert counted.get(what[:60], 0) >= count, f"G10: {what} {count} times in the log, {counted.get(what)} counted"


def _messages(site: "Site") -> list[Any]:
    channels = site.slack.core.workspace.channels.values()
    return [one for channel in channels for one in channel.messages if one.user == site.slack.bot.id]


def _standing(site: "Site") -> list[tuple[str, str]]:
    found = [(one.channel.id, one.metadata) for one in _messages(site)]
    return [
        (channel, str(metadata["event_payload"]["id"]))
        for channel, metadata in found
        if metadata is not None and metadata.get("event_type") == METADATA
    ]
