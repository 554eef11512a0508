"""Explains anew what a button stands for: the paste as it is now, with the knowledge of now; sends nothing."""

from dataclasses import dataclass

from bot.models.answer import Answer, Reader
from bot.slack.blocks.ids import Reference
from bot.slack.clicks import Click
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
    """One for the whole process. What it explains is in the language of the button, since that is what was pressed."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._pastes = Pastes(desk)

    async def for_person(self, click: Click, reference: Reference) -> Recalled:
        """For whoever pressed, alone."""
        place = reference.channel or click.channel
        reader = await self._desk.readers.for_person(click.team, click.user, place)
        return await self._explain(click, reference, reader)

    async def for_channel(self, click: Click, reference: Reference) -> Recalled:
        """For all in the channel where it was pressed."""
        reader = await self._desk.readers.for_channel(click.team, click.channel, click.user)
        return await self._explain(click, reference, reader)

    async def paste(self, click: Click, reference: Reference) -> Paste | None:
        """The paste that a button speaks of; None where there is none, or it cannot be read."""
        if not (reference.channel and reference.ts):
            return None
        return await self._pastes.read(reference.channel, reference.ts, click.thread)

    async def _explain(self, click: Click, reference: Reference, reader: Reader) -> Recalled:
        """By the paste where that still holds the code, else by the code alone; with what its checks found last."""
        catalog, sight = self._desk.surface.catalog(), self._desk.sight
        reader = reader.model_copy(update={"locale": reference.locale})
        paste, channel = await self.paste(click, reference), reference.channel or click.channel
        explained = explain_code(reference.code, catalog, reader, at=sight.now())
        if paste is not None:
            conduct = await self._desk.readers.conduct_in(click.team, channel)
            whole = explain(
                paste.text, catalog, reader, direct=True, at=sight.now(), environment=conduct.environment or ""
            ).with_log(paste.log, catalog)
            if reference.code in {answer.code for answer in whole.answers}:
                explained = whole
            else:
                paste = None
        explained = await sight.join(explained, paste.text if paste else "", (click.team, channel))
        return Recalled(sight.recall((reference.channel, reference.ts), explained), paste)
