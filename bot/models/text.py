"""Text in several languages, and the base of every frozen value; no I/O, no knowledge of any language."""

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, RootModel, StringConstraints

Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")]
NonEmpty = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]

Basis = Literal["vendor", "public", "judged"]
"""Who says so: the vendor's documents, another public source, or our engineering judgement."""


class Value(BaseModel):
    """A frozen value whose unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def read_back(cls, kept: str) -> Self:
        """What was kept as JSON; fields are left out that only a later release knows, which may run beside this one.

        Raises pydantic's ValidationError for anything else that does not fit.
        """
        return cls.model_validate_json(kept, extra="ignore")


class Pending(Value):
    """A translation that is still owed since a date; the reader is shown another language meanwhile."""

    pending: dt.date


class LocalText(RootModel[dict[Locale, NonEmpty | Pending]]):
    """One text in several languages: `{en: …, ko: …}`; commands, codes and names are never translated."""

    model_config = ConfigDict(frozen=True)

    def say(self, locale: str) -> str:
        """The text in `locale`, else in its base language, else in English, else in any language there is.

        Returns an empty string only where every language is pending.
        """
        for wanted in (locale, locale.partition("-")[0], "en"):
            text = self.root.get(wanted)
            if isinstance(text, str):
                return text
        return next((text for text in self.root.values() if isinstance(text, str)), "")

    def pending(self) -> Iterator[tuple[str, dt.date]]:
        """Each language still owed, with the date since when."""
        for locale, text in self.root.items():
            if isinstance(text, Pending):
                yield locale, text.pending


class Claim(Value):
    """A statement to people and who states it."""

    basis: Basis
    text: LocalText
