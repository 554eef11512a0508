"""Judges whose an error is from its code and its message together, never from the number alone; reads no paste."""

import math
from dataclasses import dataclass

from bot.models.catalog import Catalog
from bot.models.entry import VendorWords
from bot.models.sighting import Confidence
from bot.recognition.lexicon import neighbourhood, squash, squash_known
from bot.recognition.prose_words import LOCAL_DESCRIPTIONS

SKMS = "skms"
UNKNOWN = "unknown"
TRUNCATED = 0.6
"""The part of a message that must be left for a cut one to count as that message."""

LONGEST = 1000
"""Characters of a message that are compared; SKMS's longest has 55."""

TELLING = 8
"""Letters from which on a neighbour's message is looked for among other words; shorter ones occur by chance."""

GENERIC = frozenset({"invalidtoken", "requiredvalueismissing", "unavailablelicense"})
"""SKMS messages that other products use word for word; they count as SKMS's, and only as likely."""

GENERIC_DESCRIPTIONS = frozenset({"accessdenied", "internalserviceerror", "duplicatedomain"})
"""Descriptions so common that, standing as a message, they prove nothing."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whose an error is: `product` is `skms`, a neighbour's id or `unknown`.

    `confidence` is None unless the product is `skms`; `why` names the reason.
    """

    product: str
    confidence: Confidence | None
    why: str


def judge(code: int, message: str | None, catalog: Catalog) -> Verdict:
    """The verdict on a code and the message that stood with it.

    Certain: the exact message of that code, whatever its letter case and the white space around it. Likely: a
    final full stop, other punctuation or spacing, typographic quotes, a wrap, a cut after 60 %, words around it,
    the description in English, Korean or Japanese, or a message that other products share (`GENERIC`). Another
    product's or any other message is never SKMS's. Without a message a code of the table is only possible.
    """
    words = catalog.vendor.get(code)
    if message is None or not message.strip():
        if words is None:
            return Verdict(UNKNOWN, None, "not-in-table")
        return Verdict(SKMS, "possible", "code-alone")
    if words is not None:
        if message.strip().casefold() == words.message.casefold():
            if squash_known(words.message) in GENERIC:
                return Verdict(SKMS, "likely", "message-others-share")
            return Verdict(SKMS, "certain", "exact-message")
        likely = _likeness(words, squash(message[:LONGEST]), "{" in message)
        if likely is not None:
            return likely
    return _other(code, message, catalog)


def _likeness(words: VendorWords, said: str, holds_body: bool) -> Verdict | None:  # noqa: FBT001 - one caller, above
    own = squash_known(words.message)
    if said == own:
        return Verdict(SKMS, "likely", "message-loosely")
    if len(own) > len(said) >= math.ceil(TRUNCATED * len(own)) and own.startswith(said):
        return Verdict(SKMS, "likely", "message-cut")
    # A body inside the message is a wrapping: its own code decides, not the words it happens to contain.
    if own not in GENERIC and own in said and not holds_body:
        return Verdict(SKMS, "likely", "message-with-words-around")
    if said in descriptions(words):
        confidence: Confidence = "possible" if said in GENERIC_DESCRIPTIONS else "likely"
        return Verdict(SKMS, confidence, "description-as-message")
    return None


def descriptions(words: VendorWords) -> tuple[str, ...]:
    """The squashed descriptions of a code: English as specified, Korean and Japanese as far as they are public."""
    local = LOCAL_DESCRIPTIONS.get(words.code, ())
    return (squash_known(words.description), *(squash_known(text) for text in local))


def _other(code: int, message: str, catalog: Catalog) -> Verdict:
    owner = neighbour_saying(code, squash(message[:LONGEST]), catalog)
    if owner is not None:
        return Verdict(owner, None, "neighbours-message")
    return Verdict(UNKNOWN, None, "unknown-message")


def neighbour_saying(code: int, said: str, catalog: Catalog) -> str | None:
    """The id of the neighbour whose message for this code the squashed words are or contain, else None."""
    known = neighbourhood(catalog).messages.get(code, ())
    for message, owner in known:
        if said == message:
            return owner
    for message, owner in known:
        if len(message) >= TELLING and message not in GENERIC and message in said:
            return owner
    return None
