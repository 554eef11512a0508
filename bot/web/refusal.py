"""A request that is not taken: its status and a short reason as JSON; judges nothing."""

from collections.abc import Mapping

from starlette.responses import JSONResponse

RETRY_AFTER = "5"
"""Seconds; a sender that gets 503 keeps what it has and comes again."""


class Refused(Exception):  # noqa: N818 - named for the fact
    """Why a request is not taken. 4xx is final; 503 means that the same should be sent again."""

    def __init__(self, status: int, reason: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.headers = dict(headers or {})

    def respond(self, *, close: bool = False) -> JSONResponse:
        """The answer; with `close` the connection ends, since what the sender still sends is not read."""
        headers = {**self.headers, **({"connection": "close"} if close else {})}
        return JSONResponse({"error": self.reason}, self.status, headers)


def come_again(reason: str) -> Refused:
    """What should be sent again. Never 429: Alertmanager takes that for final, and so loses the alert."""
    return Refused(503, reason, {"retry-after": RETRY_AFTER})
