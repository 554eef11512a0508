"""Judges whose error a code and a message are (a first reading: SKMS's own words, nothing loose)."""

import re
from dataclasses import dataclass

from bot.models.catalog import Catalog
from bot.models.sighting import Confidence

_ALNUM = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whose error it is (`skms`, a neighbour's id, `unknown`), how certain that is, and why."""

    product: str
    confidence: Confidence | None
    why: str


def _bare(text: str) -> str:
    return _ALNUM.sub("", text).lower()


def judge(code: int, message: str | None, catalog: Catalog) -> Verdict:
    """Whose error `code` with `message` is."""
    words = catalog.vendor.get(code)
    if words is None or message is None:
        return Verdict("unknown", "possible" if words and message is None else None, "no message")
    if message == words.message:
        return Verdict("skms", "certain", "code and message are SKMS's own")
    said, own, described = _bare(message), _bare(words.message), _bare(words.description)
    if said and (
        said in (own, described) or (len(said) >= len(own) // 4 and (own.startswith(said) or said.startswith(own)))
    ):
        return Verdict("skms", "likely", "code and nearly the message are SKMS's own")
    return Verdict("unknown", None, "another message")
