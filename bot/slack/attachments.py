"""Reads the files of a message: short texts as they are, logs as a summary, and why others were not read."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from bot.models.catalog import Catalog
from bot.models.summary import LogSummary
from bot.recognition import recognise
from bot.recognition.scan import LogScanner
from bot.slack.downloads import Downloads, FileText, NotRead, Why
from bot.slack.envelope import Json
from bot.slack.surface import Surface

PASTE_LIMIT = 64 * 1024
"""Characters up to which a file is read as one paste; anything larger is read as a log, as bot.cli.inputs has it."""


@dataclass(frozen=True, slots=True)
class Attached:
    """What the files of a message hold: `text` of the short ones, `log` of the long ones, `unread` why not, of each."""

    text: str = ""
    log: LogSummary | None = None
    unread: tuple[Why, ...] = ()


class Attachments:
    """One for the whole process."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._downloads = Downloads(surface.clients, surface.settings.files)

    async def read(self, message: Json) -> Attached:
        """The files of a message or event; raises SlackRefused for want of a token."""
        files = message.get("files")
        if not isinstance(files, list) or not files:
            return Attached()
        read = await self._downloads.read_all([file for file in files if isinstance(file, dict)])
        texts = [one.text for one in read if isinstance(one, FileText)]
        logs = [text for text in texts if len(text) > PASTE_LIMIT]
        catalog = self._surface.catalog()
        return Attached(
            text="\n".join(text for text in texts if len(text) <= PASTE_LIMIT),
            # Beside the event loop, which has acks to send.
            log=await asyncio.to_thread(_scan, logs, catalog) if logs else None,
            unread=tuple(one.why for one in read if isinstance(one, NotRead)),
        )


def _scan(logs: Sequence[str], catalog: Catalog) -> LogSummary:
    """One summary of all."""
    scanner = LogScanner(catalog, recognise)
    for log in logs:
        scanner.feed(f"{log}\n".encode())
    return scanner.finish()
