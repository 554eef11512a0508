"""Makes the app manifest that Slack takes, from the table of features; pure, and no word about any one workspace.

Lengths and names: Slack's manifest schema, major version 2.
"""

from typing import Any
from urllib.parse import urlsplit

from bot.errors import BadInput
from bot.slack.scopes import COMMAND, GLOBAL_SHORTCUT, MESSAGE_SHORTCUT, Plan

DEFAULT_PATH = "/slack/events"
NAME = "SKMS errors"
DESCRIPTION = "Explains SKMS errors: what happened, how bad it is, who owns it, what to do next."
LONG_DESCRIPTION = (
    "Paste an SKMS error, ask by /skms, by mention or by a message's menu, and read what it means, what this very"
    " detail says, who owns it, whether to retry and which steps come next, in English or Korean. Every answer comes"
    " from files that your team keeps in git. There is no language model and no service behind it, and no message"
    " text is stored."
)


def build_manifest(plan: Plan) -> dict[str, Any]:
    """The manifest as plain data, in the order in which Slack documents it."""
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": NAME,
            "description": DESCRIPTION,
            "long_description": LONG_DESCRIPTION,
            "background_color": "#1d3557",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "skms", "always_online": True},
            "shortcuts": _shortcuts(),
            "slash_commands": [_command(plan)],
        },
        "oauth_config": {"scopes": {"bot": list(plan.scopes)}},
        "settings": _settings(plan),
    }


def request_url(given: str, path: str = DEFAULT_PATH) -> str:
    """The address that Slack calls in HTTP mode; `path` is put behind a bare host. Raises BadInput for no https URL."""
    parts = urlsplit(given)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise BadInput(f"{given!r} is no https:// address", hint="Slack calls only https, as https://skms.example.com")
    return given if parts.path.strip("/") else f"{given.rstrip('/')}{path}"


def _command(plan: Plan) -> dict[str, Any]:
    command: dict[str, Any] = {
        "command": COMMAND,
        "description": "Explain an SKMS error, or search the runbooks",
        "usage_hint": "40013 | {json} | status | search key vault | lang ko | about | help",
        "should_escape": False,
    }
    if plan.url is not None:
        command["url"] = plan.url
    return command


def _shortcuts() -> list[dict[str, str]]:
    return [
        {
            "name": "Explain this SKMS error",
            "type": "message",
            "callback_id": MESSAGE_SHORTCUT,
            "description": "Explains the SKMS errors in this message, to you alone",
        },
        {
            "name": "Explain an SKMS error",
            "type": "global",
            "callback_id": GLOBAL_SHORTCUT,
            "description": "Opens a form to paste an error into",
        },
    ]


def _settings(plan: Plan) -> dict[str, Any]:
    events: dict[str, Any] = {"bot_events": list(plan.events)}
    interactivity: dict[str, Any] = {"is_enabled": True}
    if plan.url is not None:
        events["request_url"] = plan.url
        interactivity["request_url"] = plan.url
    return {
        "event_subscriptions": events,
        "interactivity": interactivity,
        "org_deploy_enabled": False,
        "socket_mode_enabled": plan.url is None,
        # Rotation cannot be switched off again, and a token that is set by hand cannot be rotated.
        "token_rotation_enabled": False,
    }
