"""Small blocks and views that the tests of the loopback Slack are written with."""

from typing import Any


def plain(text: str) -> dict[str, str]:
    """A `plain_text` object."""
    return {"type": "plain_text", "text": text}


def section(text: str, **more: Any) -> dict[str, Any]:
    """A section that says `text`."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(action_id: str = "go", **more: Any) -> dict[str, Any]:
    """A button that says Go."""
    return {"type": "button", "action_id": action_id, "text": plain("Go"), **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    """A row of elements."""
    return {"type": "actions", "elements": list(elements)}


def modal(**more: Any) -> dict[str, Any]:
    """A modal with one section."""
    return {"type": "modal", "title": plain("Runbook"), "blocks": [section("step 1")], **more}
