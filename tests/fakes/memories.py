"""Invented events and answers, for tests of what is remembered."""

import datetime as dt
from typing import Any

from bot.models.conversation import Event, PostedAnswer

NOW = dt.datetime(2026, 11, 22, 3, 0, 0, 123456, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


def an_event(number: int = 1, **changes: Any) -> Event:
    return Event.model_validate(
        {
            "event_id": f"Ev{number:06}",
            "team": "T1",
            "channel": "C1",
            "ts": f"1790000000.{number:06}",
            "user": "U1",
            "client_msg_id": f"client-{number}",
            "kind": "message",
            "at": NOW,
            **changes,
        }
    )


def an_answer(number: int = 1, **changes: Any) -> PostedAnswer:
    at = changes.get("at", NOW)
    return PostedAnswer.model_validate(
        {
            "id": f"answer-{number}",
            "team": "T1",
            "channel": "C1",
            "thread_ts": f"1790000000.{number:06}",
            "fingerprint": "40013:key",
            "paste_channel": "C1",
            "paste_ts": f"1790000000.{number:06}",
            "codes": (50001, 40013),
            "at": at,
            "last_at": at,
            **changes,
        }
    )
