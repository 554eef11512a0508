"""What `knowledge/rules.yaml` may say: the facts that the proof of the knowledge base rests on; holds data only."""

from typing import Annotated, Literal

from pydantic import Field

from bot.models.text import Locale, NonEmpty, Value

Measured = Literal["do", "verdict", "says", "changes", "title", "retry", "never", "ask"]
"""The texts whose length is bounded, because they stand above the fold on a phone."""


class Rules(Value):
    """The tables that `kb lint` compares the files with.

    `codes` and `statuses` are those of the specification; `irreversible` are the codes whose `never` must name
    something that cannot be undone; `vendor_names` are words that must not stand in a host name; `lengths` are the
    characters a text may have per language; `pending_days` is how long a translation may be owed.
    """

    codes: Annotated[tuple[int, ...], Field(min_length=1)]
    statuses: tuple[int, ...] = ()
    irreversible: tuple[int, ...] = ()
    vendor_names: tuple[NonEmpty, ...] = ()
    lengths: dict[Measured, dict[Locale, Annotated[int, Field(ge=1)]]] = Field(default_factory=dict)
    pending_days: Annotated[int, Field(ge=0)] = 14
