"""Explains anew what a button stands for: the paste as it is now, with the knowledge of now; sends nothing."""

from dataclasses import dataclass

from bot.models.answer import Answer, Reader
from bot.slack.blocks.ids import Reference
from bot.slack.desk import Desk
from bot.slack.explaining import Explained, explain, explain_code
from bot.slack.pastes import Paste, Pastes


@dataclass(frozen=True, slots=True)
class Recalled:
    """What a button stands for. `paste` None: there was none, or it cannot be read, and the code alone is explained."""

    explained: Explained
    paste: Paste | None

    def answer_to(self, code: int) -> Answer | None:
        """The answer to one of its codes; None where the knowledge base lacks it by now."""
        return next((answer for answer in self.explained.answers if answer.code == code), None)


class Recall:
    """One for the whole process."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.pastes = Pastes(desk.surface)

    async def recall(self, reference: Reference, reader: Reader, thread_ts: str | None = None) -> Recalled:
        """What `reference` names, explained to `reader`: by its paste where that still holds its code, else by code."""
        catalog, now = self._desk.surface.catalog(), self._desk.surface.clock.now()
        paste = None
        if reference.channel and reference.ts:
            paste = await self.pastes.read(reference.channel, reference.ts, thread_ts)
        if paste is not None:
            explained = explain(paste.text, catalog, reader, direct=True, at=now).with_log(paste.log, catalog)
            found = Recalled(explained, paste)
            if found.answer_to(reference.code) is not None:
                return found
        return Recalled(explain_code(reference.code, catalog, reader, at=now), None)
