"""The app as Slack knows it: tokens, scopes, subscriptions; grants and refuses, delivers nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.slack.problems import SlackError
from tests.fakes.slack.world import Channel, Kind

HISTORY: dict[Kind, str] = {
    "channel": "channels:history",
    "group": "groups:history",
    "im": "im:history",
    "mpim": "mpim:history",
}
READ: dict[Kind, str] = {"channel": "channels:read", "group": "groups:read", "im": "im:read", "mpim": "mpim:read"}
MESSAGES: dict[Kind, str] = {
    "channel": "message.channels",
    "group": "message.groups",
    "im": "message.im",
    "mpim": "message.mpim",
}

SCOPES = frozenset(
    {
        "app_mentions:read",
        "chat:write",
        "commands",
        "files:read",
        "im:write",
        "reactions:read",
        "reactions:write",
        "team:read",
        "usergroups:read",
        "users:read",
        *HISTORY.values(),
        *READ.values(),
    }
)
EVENTS = frozenset(
    {
        "app_home_opened",
        "app_mention",
        "app_uninstalled",
        "channel_archive",
        "channel_left",
        "member_joined_channel",
        "reaction_added",
        "tokens_revoked",
        *MESSAGES.values(),
    }
)


@dataclass(slots=True, eq=False)
class App:
    """One app and its installation; `commands` and `shortcuts` None means that any is known."""

    id: str = "A0000001"
    name: str = "skms"
    bot_token: str = "xoxb-not-a-token"  # noqa: S105 - says itself that it is none
    app_token: str = "xapp-not-a-token"  # noqa: S105 - says itself that it is none
    signing_secret: str = "not-a-signing-secret"  # noqa: S105 - says itself that it is none
    scopes: frozenset[str] = SCOPES
    events: frozenset[str] = EVENTS
    commands: frozenset[str] | None = None
    shortcuts: frozenset[str] | None = None
    socket_mode: bool = True
    bot_token_error: str | None = None
    app_token_error: str | None = None
    granted: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.granted = set(self.scopes)

    @classmethod
    def from_manifest(cls, manifest: dict[str, Any]) -> "App":
        """The app of a manifest: exactly its scopes, events, commands and shortcuts."""
        features = manifest.get("features", {})
        settings = manifest.get("settings", {})
        scopes = manifest.get("oauth_config", {}).get("scopes", {})
        return cls(
            name=str(features.get("bot_user", {}).get("display_name", "skms")),
            scopes=frozenset([*scopes.get("bot", []), *scopes.get("bot_optional", [])]),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", [])),
            commands=frozenset(command["command"] for command in features.get("slash_commands", [])),
            shortcuts=frozenset(shortcut["callback_id"] for shortcut in features.get("shortcuts", [])),
            socket_mode=bool(settings.get("socket_mode_enabled", False)),
        )

    def demand(self, scopes: Iterable[str]) -> None:
        """Raises `missing_scope` unless one of these scopes was granted; no scopes demand nothing."""
        needed = list(scopes)
        if needed and not self.granted.intersection(needed):
            raise SlackError("missing_scope", needed=",".join(needed), provided=",".join(sorted(self.granted)))

    def hears(self, channel: Channel) -> bool:
        """Whether messages of such a channel are subscribed to and allowed."""
        return MESSAGES[channel.kind] in self.events and HISTORY[channel.kind] in self.granted

    def revoke_app_token(self, error: str = "invalid_auth") -> None:
        """From now on no connection is opened with the app token."""
        self.app_token_error = error

    def revoke_bot_token(self, error: str = "token_revoked") -> None:
        """From now on no method is answered with the bot token."""
        self.bot_token_error = error
