"""How Slack says no: the error of a Web API answer, and nothing about HTTP."""

from typing import Any


class SlackError(Exception):
    """An answer `ok: false`; `more` is what stands beside the error's name."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more

    @property
    def body(self) -> dict[str, Any]:
        """The answer as Slack writes it."""
        return {"ok": False, "error": self.error, **self.more}


def invalid(error: str, words: list[str]) -> SlackError:
    """`invalid_blocks` and its kin, with their details where Slack puts them."""
    messages = [f"[ERROR] {word}" for word in words]
    return SlackError(error, errors=words, response_metadata={"messages": messages})
