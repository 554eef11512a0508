"""Tells who sends, by the bearer token; keeps no token."""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from bot.models.intake import IntakeSource, Taken
from bot.web.refusal import Refused

Tokens = Callable[[], Iterable[str]]
"""The tokens that are good now: those of a file that may change while running."""

SCHEME = "bearer"
WHO = {"www-authenticate": 'Bearer realm="skms-bot"'}


class Listed(NamedTuple):
    """A source and its tokens; several are good at once while one takes the place of another."""

    source: IntakeSource
    tokens: Tokens


class Sources:
    """All that may send."""

    def __init__(self, listed: Sequence[Listed]) -> None:
        self._listed = tuple(listed)

    @property
    def names(self) -> frozenset[str]:
        """What they are called."""
        return frozenset(one.source.name for one in self._listed)

    def find(self, authorization: str, wanted: Taken) -> IntakeSource:
        """The source whose token this is; raises Refused: 401 for nobody's token, 403 where it may not send this.

        Every token is compared in whole, so that the time taken tells nothing.
        """
        scheme, _, given = authorization.partition(" ")
        digest = _digest(given.strip())
        found: IntakeSource | None = None
        for source, tokens in self._listed:
            for token in tokens():
                if hmac.compare_digest(_digest(token), digest) and token:
                    found = source
        if found is None or scheme.lower() != SCHEME:
            raise Refused(401, "no such token", WHO)
        if wanted not in found.accepts:
            raise Refused(403, f"this token is not for {wanted}")
        return found


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
