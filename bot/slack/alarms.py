"""Posts alarms about the bot itself where a site wants them, directly: without database, outbox or look-up."""

import uuid
from collections.abc import Callable, Mapping

from bot.errors import SlackRefused
from bot.explain.templates import Phrases
from bot.slack import escape
from bot.slack.blocks import page
from bot.slack.clients import Identity
from bot.slack.incident_screen import METADATA
from bot.slack.messenger import Messenger, NotSent, Outcome, Sent

TURNS = 10
"""So often it queues up for its turn, a few seconds each: several alarms, and what is diverted, may come at once."""
KINDS = ("slack-token", "refused", "not-visible", "database", "database-check", "slack-lost", "pager", "was-away")
"""Each has its phrase `alarm-…`; any other is told by its name."""


class AlarmPost:
    """One channel; `phrases` are those of its language, asked anew each time."""

    def __init__(self, messenger: Messenger, identity: Identity, channel: str, phrases: Callable[[], Phrases]) -> None:
        self._messenger = messenger
        self._identity = identity
        self._channel = channel
        self._phrases = phrases

    async def __call__(self, kind: str, facts: Mapping[str, str]) -> bool:
        """Post it once; whether Slack has it."""
        phrases = self._phrases()
        known = {name: value or None for name, value in facts.items()}
        line = phrases.say(f"alarm-{kind}" if kind in KINDS else "alarm-other", kind=kind, **known)
        shown = (page.section(escape.mrkdwn(line)),)
        arguments = {
            "channel": self._channel,
            **page.Message(page.write_text([line]), shown).as_arguments(),
            "metadata": {"event_type": METADATA, "event_payload": {"id": uuid.uuid4().hex}},
        }
        place = (self._identity.team, self._channel)
        outcome: Outcome = NotSent("ratelimited", final=False)
        try:
            for _ in range(TURNS):
                outcome = await self._messenger.once(
                    "chat.postMessage", arguments, place, message=True, allowed=lambda: True
                )
                if not (isinstance(outcome, NotSent) and outcome.reason == "ratelimited"):
                    break
        except SlackRefused:
            return False
        return isinstance(outcome, Sent)
