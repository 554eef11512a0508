"""The error bodies of the simulated SKMS, in the specification's words; decides nothing about when they are sent."""

import json
from dataclasses import dataclass

Json = dict[str, object]

SPECIFICATION: dict[int, tuple[int, str]] = {
    40006: (400, "oAuth connection failed"),
    40008: (400, "Key Vault Service Failed"),
    40013: (400, "Key not found in the keyVault"),
    40102: (400, "No matching company ID found"),
    40105: (400, "Required value is missing"),
    40107: (400, "No matching license found"),
    40112: (400, "No matching SCI ServerID found"),
    50001: (500, "An unexpected error has occurred in the internal system"),
    50002: (500, "SCI Connection failed"),
}
"""Code -> HTTP status and message, as the vendor's table has them; tests hold it against the knowledge base."""


@dataclass(frozen=True)
class Refusal(Exception):  # noqa: N818 - named for the fact
    """An error of the specification on its way to the caller; `detail` is optional there."""

    code: int
    detail: str = ""

    @property
    def status(self) -> int:
        """The HTTP status that goes with the code."""
        return SPECIFICATION[self.code][0]

    @property
    def body(self) -> Json:
        """The body of the specification: code, message, and detail where there is one."""
        made: Json = {"code": self.code, "message": SPECIFICATION[self.code][1]}
        return {**made, "detail": self.detail} if self.detail else made

    @property
    def words(self) -> str:
        """The same on one line, as a health check's item carries it."""
        return " ".join(part for part in (str(self.code), SPECIFICATION[self.code][1], self.detail) if part)


def read_refusal(text: str) -> Refusal | None:
    """The error in a body, None where the body is something else."""
    try:
        found = json.loads(text)
    except ValueError:
        return None
    if not isinstance(found, dict) or found.get("code") not in SPECIFICATION:
        return None
    return Refusal(found["code"], str(found.get("detail") or ""))
