"""Modals and Home tabs: title, buttons, metadata, and their blocks."""

import json
from typing import Any

from slackblocks import _limits as limits

from tests.fakes.slack.shapes.blocks import check_blocks
from tests.fakes.slack.shapes.check import Check, Findings, Shape, anything, boolean, string, typed
from tests.fakes.slack.shapes.composition import plain

VIEW_CHARACTERS = 250_000

_COMMON: dict[str, Check] = {
    "private_metadata": string(limits.VIEW_PRIVATE_METADATA_MAX_LENGTH, 0),
    "callback_id": string(limits.VIEW_CALLBACK_ID_MAX_LENGTH, 0),
    "external_id": string(limits.VIEW_EXTERNAL_ID_MAX_LENGTH, 0),
}
_MODAL = Shape(
    {"title": plain(limits.VIEW_TITLE_MAX_LENGTH), "blocks": anything},
    {
        **_COMMON,
        "close": plain(limits.VIEW_CLOSE_MAX_LENGTH),
        "submit": plain(limits.VIEW_SUBMIT_MAX_LENGTH),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
_HOME = Shape({"blocks": anything}, _COMMON)


def check_view(view: Any, findings: Findings, pointer: str = "/view") -> None:
    """Adds to `findings` all that Slack would refuse in this view."""
    typed({"modal": _MODAL, "home": _HOME})(view, pointer, findings)
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        return
    check_blocks(view.get("blocks"), view["type"], findings, f"{pointer}/blocks")
    blocks = view.get("blocks") or []
    has_input = any(isinstance(block, dict) and block.get("type") == "input" for block in blocks)
    if view["type"] == "modal" and has_input and "submit" not in view:
        findings.add(f"{pointer}/submit", "must be defined when an input block is in the blocks array")


def too_large(view: Any) -> bool:
    """Whether Slack would answer `view_too_large`."""
    return len(json.dumps(view, ensure_ascii=False)) > VIEW_CHARACTERS
