"""Composes what is said to a paste or a code: recognise, diagnose, compose, render; pure, does no I/O."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from bot.explain.templates import Phrases
from bot.models.answer import Answer, HealthAnswer, Reader
from bot.models.catalog import Catalog
from bot.models.sighting import Hidden, Stranger
from bot.slack.blocks.answer import Showing
from bot.slack.blocks.page import Message
from bot.slack.blocks.rows import Row


@dataclass(frozen=True, slots=True)
class Explained:
    """What a text holds, explained to one reader.

    `answers` are most severe first. `strangers` (numbers of the family that are not SKMS errors here), `products`
    (their names by id) and `nearest` (entries that the words come close to) are found for direct questions alone.
    `hidden` are the secrets of the whole text. `fingerprint` is a hash of what makes two pastes the same: code,
    company, key, host, environment; empty where nothing was found.
    """

    answers: tuple[Answer, ...]
    health: HealthAnswer | None
    strangers: tuple[Stranger, ...]
    hidden: tuple[Hidden, ...]
    codes: tuple[int, ...]
    fingerprint: str
    locale: str
    nearest: tuple[Row, ...] = ()
    products: Mapping[str, str] | None = None

    @property
    def found(self) -> bool:
        """Whether there is an SKMS error, or a health check."""
        return bool(self.answers or self.health)

    def show(self, phrases: Phrases, showing: Showing) -> Message:
        """The message: the answers and the health check, else what the numbers probably are, else that nothing was."""
        raise NotImplementedError


def explain(
    text: str, catalog: Catalog, reader: Reader, *, direct: bool, at: dt.datetime, environment: str = ""
) -> Explained:
    """What a text holds. Asked directly also what is merely possible, and whose the other numbers are."""
    raise NotImplementedError


def explain_code(code: int, catalog: Catalog, reader: Reader, *, at: dt.datetime) -> Explained:
    """What a bare code means; where the knowledge base lacks it, it is a stranger."""
    raise NotImplementedError
