"""What is asked: a message as it stands in a channel; values only, answers nothing."""

from dataclasses import dataclass

from bot.models.summary import LogSummary
from bot.slack.messenger import Spot


@dataclass(frozen=True, slots=True)
class Question:
    """A paste, or a direct question, as it stands in a channel.

    `ts` is the message's, `thread_ts` that of the thread it stands in, None where it stands in none. `own_id` is
    unique and the same each time this message is worked on (the event's id does). `files_text` is what its files
    say, `log` what those hold that are too long to be read as a paste. `shared` is the envelope's word on whether the
    channel is shared with another organisation.
    """

    team: str
    channel: str
    user: str
    ts: str
    thread_ts: str | None
    text: str
    direct: bool
    late_minutes: int
    own_id: str
    files_text: str = ""
    shared: bool | None = None
    log: LogSummary | None = None

    @property
    def whole(self) -> str:
        """All that it says."""
        return f"{self.text}\n{self.files_text}" if self.files_text else self.text

    @property
    def thread(self) -> Spot:
        """Where its answer goes."""
        return Spot(self.team, self.channel, self.thread_ts or self.ts)

    @property
    def lane(self) -> str:
        """The lane of all that is done about this message."""
        return lane_of(self.channel, self.ts)


def lane_of(channel: str, ts: str) -> str:
    """The lane of everything about one message (bot.slack.inbox), so that its edit never overtakes it."""
    return f"{channel}:{ts}"
