"""Answers a paste once, whatever happens, and lets the answer follow its paste; composes no words itself."""

from dataclasses import dataclass

from bot.slack.reader import Readers
from bot.slack.surface import Surface


@dataclass(frozen=True, slots=True)
class Question:
    """A paste, or a direct question, as it stands in a channel.

    `ts` is the message's, `thread_ts` that of the thread it stands in, None where it stands in none. `own_id` is
    unique and the same each time this message is worked on (the event's id does). `files_text` is what its files
    say. `shared` is the envelope's word on whether the channel is shared with another organisation.
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


class Answering:
    """One for the whole process, given to every listener that answers in a channel."""

    def __init__(self, surface: Surface, readers: Readers) -> None:
        self._surface = surface
        self._readers = readers

    async def answer(self, question: Question) -> None:
        """Answer in the thread, or count a repeat; silent where nothing is found and nobody asked directly.

        A listen-only channel is recorded and not answered, one that is off is left alone, unless asked directly.
        """
        raise NotImplementedError

    async def revise(self, question: Question, before: str | None = None) -> None:
        """Let the answer follow an edit of its paste; `question` is the paste as it is now, `before` its old text."""
        raise NotImplementedError

    async def retract(self, team: str, channel: str, ts: str) -> None:
        """The paste is gone: take its answer away."""
        raise NotImplementedError
