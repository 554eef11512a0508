"""Counts SKMS-shaped codes that the knowledge base does not have, for its authors; answers nothing."""

import asyncio
import hashlib
from collections.abc import Iterator

import structlog

from bot.errors import StorageError
from bot.models.feedback import UnknownCodeSeen
from bot.models.sighting import Stranger
from bot.recognition.strangers import find_strangers
from bot.slack.surface import Surface

log = structlog.get_logger("skms_bot.unknown_codes")

STORE_WITHIN = 1.0
MOST = 5
LONGEST = 50_000
HASH = 32


class UnknownCodes:
    """Writes them down; what storage does not take is not counted."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface

    async def note(self, team: str, text: str, *, direct: bool) -> None:
        """Count those of a text; where nobody asked, only those that stand beside a message are taken for errors."""
        strangers = find_strangers(text[:LONGEST], self._surface.catalog())
        now = self._surface.clock.now()
        try:
            async with asyncio.timeout(STORE_WITHIN):
                for stranger in list(_unknown(strangers, bare=direct))[:MOST]:
                    seen = UnknownCodeSeen(
                        team=team, code=stranger.code, message_hash=_hash(stranger.message), last_at=now
                    )
                    await self._surface.store.feedback.see_unknown(seen)
        except (StorageError, TimeoutError) as error:
            log.warning("unknown_code_not_counted", reason=type(error).__name__)


def _unknown(strangers: list[Stranger], *, bare: bool) -> Iterator[Stranger]:
    for stranger in strangers:
        if not stranger.in_table and stranger.neighbour is None and (bare or stranger.message):
            yield stranger


def _hash(message: str | None) -> str:
    return hashlib.sha256(message.encode("utf-8", "replace")).hexdigest()[:HASH] if message else ""
