import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.recognition.recognise import may_name_an_error
from bot.slack.envelope import Known, wanted
from bot.slack.glance import Glance

KNOWN = Known("U0BOT", "B0BOT", frozenset({"B0LISTED"}), {("C1", "9.9")}, {("C1", "8.8")}, may_name_an_error)

GLANCE = Glance("U0BOT")


def frame(event: dict[str, Any], *, ascii_only: bool = True, tight: bool = True) -> str:
    payload = {"type": "event_callback", "team_id": "T1", "event_id": "Ev1", "event": event}
    envelope = {"envelope_id": "dbdd0ef3-1543", "type": "events_api", "payload": payload}
    return json.dumps(envelope, ensure_ascii=ascii_only, separators=(",", ":") if tight else None)


def said(text: str, **more: Any) -> dict[str, Any]:
    plain = {"type": "message", "channel": "C1", "channel_type": "channel", "user": "U1", "ts": "1.1"}
    return {**plain, "client_msg_id": "a-b", "text": text, **more}


@pytest.mark.parametrize(
    "text", ["good morning", "port 8080, 120 pods", "안녕하세요 여러분", 'he said "im" and "files"']
)
@pytest.mark.parametrize("tight", [True, False])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_small_talk_is_told_at_a_glance(text: str, tight: bool, ascii_only: bool) -> None:
    assert GLANCE.unwanted(frame(said(text), ascii_only=ascii_only, tight=tight)) == "dbdd0ef3-1543"


PIECES = st.sampled_from(
    [
        "40013",
        "4001",
        "3",
        "4",
        "0",
        "\n",
        "\u200b",
        "\uff14",
        "\uff10",
        "01",
        "<@U0BOT>",
        "<@U0",
        '"',
        "\\",
        '"im"',
        "subtype",
        "안녕",
        " ",
        "x" * 700,
    ]
)
TEXTS = st.lists(PIECES, max_size=8).map("".join)
EXTRAS = st.fixed_dictionaries(
    {},
    optional={
        "subtype": st.sampled_from(["file_share", "me_message", "message_changed", "channel_join", "tombstone"]),
        "thread_ts": st.sampled_from(["8.8", "7.7"]),
        "files": st.just([{"id": "F1"}]),
        "attachments": TEXTS.map(lambda text: [{"text": text}]),
        "blocks": TEXTS.map(lambda text: [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]),
        "channel_type": st.sampled_from(["im", "mpim", "group", "channel"]),
        "bot_id": st.sampled_from(["B0LISTED", "B0OTHER"]),
        "type": st.sampled_from(["app_mention", "reaction_added", "message"]),
        "message": TEXTS.map(lambda text: {"ts": "9.9", "text": text}),
        "metadata": st.just({"event_payload": {"envelope_id": "other", "channel_type": "channel"}}),
    },
)


@settings(deadline=None, max_examples=500)
@given(TEXTS, EXTRAS, st.booleans(), st.booleans())
def test_what_a_glance_drops_a_close_look_drops_too(
    text: str, extra: dict[str, Any], ascii_only: bool, tight: bool
) -> None:
    event = said(text, **extra)
    raw = frame(event, ascii_only=ascii_only, tight=tight)

    if GLANCE.unwanted(raw) is not None:
        assert wanted({"event": event}, KNOWN) is None
