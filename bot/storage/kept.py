"""Reads a kept value back, or says that it cannot be read; what follows from that is up to whoever asks."""

from typing import TypeVar

from pydantic import ValidationError

from bot.models.text import Value

Kept = TypeVar("Kept", bound=Value)


def read_back(model: type[Kept], data: str) -> Kept | None:
    """What a row holds; None for one that cannot be read, which stops no other.

    Another release may have written it, so it stays as it is; whoever looks for what should be visible misses it.
    """
    try:
        return model.read_back(data)
    except ValidationError:
        return None
