"""What holds after every fault (G1 to G9 of the fault list, for answers); looks at ledger, log and database."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from bot.slack.messenger import METADATA
from tests.fakes.slack import Message
from tests.faults.life import ENDS_WITHIN, Life

if TYPE_CHECKING:
    from tests.faults.site import Site

MOST_MEMORY = 300_000_000
ALIVE = re.compile(r"<(?:!|@|#|https?:|mailto:)")
UNHANDLED = ("Traceback (most recent call last)", "never retrieved", "Unclosed ", "was never awaited")


def hold(site: "Site") -> None:
    """All of them; raises AssertionError naming the first that does not hold."""
    nothing_acked_is_lost(site)
    each_paste_is_answered_once(site)
    what_is_shown_is_what_is_kept(site)
    no_call_came_too_early(site)
    no_secret_left(site)
    nothing_foreign_is_alive(site)
    for life in site.lives:
        memory_stayed_small(life)
        nothing_broke_unhandled(life)
        it_ended_well(life)


def has_its_answer(paste: Message, site: "Site") -> bool:
    """Whether a paste has an answer in its thread, or the mark of a repeat."""
    return bool(_answers(paste, site)) or any(site.slack.bot.id in users for users in paste.reactions.values())


def nothing_acked_is_lost(site: "Site") -> None:
    """G1: what was acked is in the database; while that was away, it was answered before its ack."""
    kept = set(site.rows("SELECT channel, ts FROM event")) if site.database.exists() else set()
    acked = {
        (str(delivery.event.get("channel")), str(delivery.event.get("ts")))
        for delivery in site.slack.deliveries.all
        if delivery.state == "acked" and _is_of(delivery.event, site)
    }
    assert site.storage_failed or acked <= kept, f"G1: acked and not in the database: {acked - kept}"


def each_paste_is_answered_once(site: "Site") -> None:
    """G2: one answer to each paste, none with the same id of ours twice, none where none is owed."""
    for paste in site.pastes:
        answers = _answers(paste.message, site)
        assert paste.owed or not answers, f"G2: an answer that nobody wanted: {paste.message.text[:80]!r}"
        assert not paste.owed or has_its_answer(paste.message, site), f"G2: unanswered: {paste.message.text[:80]!r}"
        assert len(answers) <= 1 or site.may_double, f"G2: {len(answers)} answers to {paste.message.text[:80]!r}"
    ids = Counter(own for message in _visible(site) if (own := _own_id(message)))
    assert site.may_double or all(count == 1 for count in ids.values()), f"G2: visible more than once: {ids}"


def what_is_shown_is_what_is_kept(site: "Site") -> None:
    """G3: an answer that the database calls sent stands in its channel and names its codes."""
    if site.storage_failed or not site.database.exists():
        return
    standing = {(message.channel.id, message.ts): message for message in _visible(site)}
    for channel, ts, codes in site.rows("SELECT channel, message_ts, codes FROM answer WHERE state = 'sent'"):
        shown = standing.get((channel, ts))
        assert shown is not None, f"G3: called sent and not to be seen: {channel} {ts}"
        first = re.findall(r"\d{5}", codes)[:1]
        assert all(code in shown.shown for code in first), f"G3: {codes} kept, shown: {shown.shown[:200]}"


def no_call_came_too_early(site: "Site") -> None:
    """G4: nobody called before a Retry-After was over."""
    assert site.slack.rates.too_early == [], "G4"


def no_secret_left(site: "Site") -> None:
    """G5: no token and no planted secret in a call, a log line or a file of the bot's."""
    app = site.slack.app
    for secret in (app.bot_token, app.app_token, app.signing_secret, *site.canaries):
        for call in site.slack.calls:
            assert secret not in json.dumps(call.arguments, ensure_ascii=False), f"G5: in a call of {call.method}"
        for life in site.lives:
            assert secret not in life.log, "G5: in the log"
        for file in site.folder.glob("bot.db*"):
            if file.is_file():
                assert secret.encode() not in file.read_bytes(), f"G5: in {file.name}"


def nothing_foreign_is_alive(site: "Site") -> None:
    """G6: no mention, no broadcast and no link in anything that the bot wrote into a channel."""
    for call in site.slack.calls:
        if call.method.startswith("chat.") or call.method.startswith("respond"):
            for words in _marked_up(call.arguments):
                for person in site.mentions:
                    words = words.replace(f"<@{person}>", "")  # noqa: PLW2901 - a mention that the bot is to make
                assert not ALIVE.search(words), f"G6: {words[:200]!r}"


def memory_stayed_small(life: Life) -> None:
    """G7: less than 300 MB at any time."""
    assert life.most_memory < MOST_MEMORY, f"G7: {life.most_memory / 1e6:.0f} MB"


def nothing_broke_unhandled(life: Life) -> None:
    """G8: no trace, no forgotten task, no open connection in the log."""
    for words in UNHANDLED:
        assert words not in life.log, f"G8: {words}\n{life.log}"


def it_ended_well(life: Life) -> None:
    """G9: what was asked to end ended with 0, within 25 seconds; what was killed is told apart."""
    if life.took_to_end:
        assert life.code == 0, f"G9: ended with {life.code}\n{life.log}"
        assert life.took_to_end < ENDS_WITHIN, "G9"


def _visible(site: "Site") -> Iterator[Message]:
    for channel in site.slack.core.workspace.channels.values():
        yield from (message for message in channel.messages if message.user == site.slack.bot.id)


def _own_id(message: Message) -> str:
    metadata = message.metadata or {}
    return str(metadata["event_payload"]["id"]) if metadata.get("event_type") == METADATA else ""


def _answers(paste: Message, site: "Site") -> list[Message]:
    return [message for message in paste.channel.thread(paste) if message.user == site.slack.bot.id]


def _is_of(event: dict[str, Any], site: "Site") -> bool:
    return any(
        paste.owed and (event.get("channel"), event.get("ts")) == (paste.message.channel.id, paste.message.ts)
        for paste in site.pastes
    )


def _marked_up(value: Any) -> Iterator[str]:
    """Every text in which Slack would make a mention or a link."""
    if isinstance(value, dict):
        for name, inner in value.items():
            plain = value.get("type") in {"plain_text", "raw_text"} or name in {"metadata", "value", "url"}
            if name == "text" and isinstance(inner, str) and not plain and "elements" not in value:
                if value.get("type") != "text":
                    yield inner
            elif isinstance(inner, dict | list):
                yield from _marked_up(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _marked_up(inner)
