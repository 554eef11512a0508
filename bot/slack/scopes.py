"""What the bot does in Slack and what Slack wants granted for it: one table, from which scopes and events follow.

A scope is never written down twice: a feature names the events it listens to, the Web API methods it calls and the
kinds of conversations it works in, and Slack's own rules (the reference page of each event and method) say which
scopes that takes. Pure data; the manifest, the page for the admin and `doctor` are made from it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Place = Literal["channels", "groups", "mpim", "im"]
"""A kind of conversation, as Slack's scopes name them: public, private, several people, one person."""
CHANNELS: tuple[Place, ...] = ("channels", "groups", "mpim")

COMMAND = "/skms"
MESSAGE_SHORTCUT = "skms_explain_message"
GLOBAL_SHORTCUT = "skms_explain_paste"

DOWNLOAD = "files.download"
"""No method of Slack's: the GET of a file's url_private, which takes the bot's token and files:read."""

EVENT_SCOPES: Mapping[str, str] = {
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "app_uninstalled": "",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "tokens_revoked": "",
}
"""The scope that Slack wants for an event, empty for none (docs.slack.dev/reference/events)."""

METHOD_SCOPES: Mapping[str, str] = {
    "auth.test": "",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": "{place}:history",
    "conversations.info": "{place}:read",
    "conversations.replies": "{place}:history",
    DOWNLOAD: "files:read",
    "files.info": "files:read",
    "reactions.add": "reactions:write",
    "reactions.remove": "reactions:write",
    "usergroups.users.list": "usergroups:read",
    "users.info": "users:read",
    "views.open": "",
    "views.publish": "",
    "views.push": "",
    "views.update": "",
}
"""The scope that Slack wants for a method, `{place}` for one per kind of conversation, empty for none."""

SCOPE_WORDS: Mapping[str, str] = {
    "app_mentions:read": "see messages that mention it",
    "channels:history": "see messages of public channels it is in",
    "channels:read": "see a public channel's details, such as whether another organisation shares it",
    "chat:write": "post, edit and delete its own messages",
    "commands": "offer a slash command and shortcuts",
    "files:read": "read files of conversations it is in",
    "groups:history": "see messages of private channels it is in",
    "groups:read": "see the details of private channels it is in",
    "im:history": "see direct messages sent to it",
    "mpim:history": "see messages of group conversations it is in",
    "mpim:read": "see the details of group conversations it is in",
    "reactions:write": "add its own reactions, and take them back",
    "usergroups:read": "see who is in a user group",
    "users:read": "see names, languages and organisations of people",
}
"""What each scope lets the bot do, in the words of an admin."""

APP_SCOPE = "connections:write"
"""The one scope of the app-level token: apps.connections.open, Socket Mode alone."""

Needs = Literal["always", "ambient", "groups", "alerts"]


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that people get: its name, what it does, what stops without it, and what it takes.

    `needs`: `ambient` where it reads what nobody asked it to, `groups` and `alerts` where only a
    setting calls for it.
    `commands` are slash commands and shortcuts, which take one scope together.
    """

    id: str
    title: str
    does: str
    stops: str
    needs: Needs = "always"
    events: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    commands: tuple[str, ...] = ()

    @property
    def scopes(self) -> frozenset[str]:
        """The bot scopes that this feature takes."""
        found = {EVENT_SCOPES[event] for event in self.events}
        for method in self.methods:
            found.update(METHOD_SCOPES[method].format(place=place) for place in self.places or ("",))
        if self.commands:
            found.add("commands")
        return frozenset(found - {""})


FEATURES: tuple[Feature, ...] = (
    Feature(
        "paste",
        "errors in channels",
        "answers an error pasted in a channel it was invited to, in the thread; follows edits and deletions",
        "errors in channels go unnoticed",
        needs="ambient",
        events=("message.channels", "message.groups", "message.mpim"),
        methods=("chat.postMessage", "chat.update", "chat.delete"),
        places=CHANNELS,
    ),
    Feature(
        "repeats",
        "repeats",
        "marks a repeated error with a reaction and counts it in the first answer",
        "a repeated error gets no mark",
        needs="ambient",
        methods=("reactions.add", "reactions.remove", "chat.update"),
    ),
    Feature(
        "recovery",
        "after a crash",
        "reads again what a crash left unanswered, and looks up whether an uncertain message was posted",
        "what a crash interrupted there stays unanswered",
        needs="ambient",
        methods=("conversations.history", "conversations.replies"),
        places=CHANNELS,
    ),
    Feature(
        "mention",
        "mentions",
        "answers when it is mentioned",
        "mentions get no answer",
        events=("app_mention",),
        methods=("chat.postMessage", "chat.update", "chat.delete"),
    ),
    Feature(
        "direct",
        "direct messages",
        "answers direct messages, also those that a crash interrupted",
        "direct messages get no answer",
        events=("message.im",),
        methods=("chat.postMessage", "chat.update", "chat.delete", "conversations.history", "conversations.replies"),
        places=("im",),
    ),
    Feature(
        "command",
        COMMAND,
        f"answers {COMMAND} privately, with a button to share",
        f"there is no {COMMAND}",
        commands=(COMMAND,),
    ),
    Feature(
        "status",
        "status and checks",
        "says how SKMS stands and carries out read-only checks, of the configured targets alone; shows what they found",
        "nothing is shown of how SKMS stands",
        methods=("chat.postMessage", "chat.update"),
    ),
    Feature(
        "shortcuts",
        "shortcuts",
        "explains any message from its menu, and a text pasted into a form",
        "there are no shortcuts",
        methods=("views.open", "views.update"),
        commands=(MESSAGE_SHORTCUT, GLOBAL_SHORTCUT),
    ),
    Feature(
        "runbook",
        "runbooks",
        "opens the full runbook in a window, takes votes on its steps",
        "there is no window",
        methods=("views.open", "views.push", "views.update"),
    ),
    Feature(
        "files",
        "files",
        "reads text files and snippets posted where it answers",
        "errors in files and snippets are not read",
        methods=("files.info", DOWNLOAD),
    ),
    Feature(
        "reader",
        "language and organisation",
        "asks for the language of a person, and whether person and channel are of your organisation alone",
        "people's language and organisation stay unknown",
        methods=("users.info", "conversations.info"),
        places=CHANNELS,
    ),
    Feature(
        "secrets",
        "hidden secrets",
        "tells the poster alone that a secret in a paste was hidden, and what to do",
        "the poster is told only in the answer, which all can see",
        methods=("chat.postEphemeral",),
    ),
    Feature(
        "home",
        "Home",
        "shows its Home: what it is, the knowledge base, the person's language",
        "Home stays empty",
        events=("app_home_opened",),
        methods=("views.publish",),
    ),
    Feature(
        "groups",
        "groups",
        "lets members of the configured groups withdraw an answer (answers.withdraw_groups) or mute (alerts.groups)",
        "only the poster can withdraw an answer, and where a group is set nobody can mute",
        needs="groups",
        methods=("usergroups.users.list",),
    ),
    Feature(
        "incidents",
        "incidents",
        "keeps one message per incident in the channels of the routes, and finds its own again after a fault",
        "nobody is told of incidents",
        needs="alerts",
        methods=(
            "chat.postMessage",
            "chat.update",
            "chat.delete",
            "conversations.history",
            "conversations.replies",
            "views.open",
            "views.update",
        ),
        places=("channels", "groups"),
    ),
    Feature(
        "uninstall",
        "uninstalling",
        "deletes everything it kept of a workspace that uninstalls it",
        "what was kept stays until it expires",
        events=("app_uninstalled", "tokens_revoked"),
    ),
    Feature("start", "start", "asks who it is, at start and in doctor", "it cannot start", methods=("auth.test",)),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """How the app is to be set up: by `url` in HTTP mode (None: Socket Mode), reading unasked or not.

    `groups`: members of user groups may do more than others; `alerts`: people are told of incidents.
    """

    url: str | None = None
    ambient: bool = True
    groups: bool = False
    alerts: bool = False

    @property
    def features(self) -> tuple[Feature, ...]:
        """The features of this plan."""
        switches = {"ambient": self.ambient, "groups": self.groups, "alerts": self.alerts}
        wanted = {"always", *(name for name, on in switches.items() if on)}
        return tuple(feature for feature in FEATURES if feature.needs in wanted)

    @property
    def scopes(self) -> tuple[str, ...]:
        """The bot scopes of this plan, sorted."""
        return scopes_of(self.features)

    @property
    def events(self) -> tuple[str, ...]:
        """The events to subscribe to, sorted."""
        return tuple(sorted({event for feature in self.features for event in feature.events}))


def scopes_of(features: Iterable[Feature]) -> tuple[str, ...]:
    """The bot scopes that the features take together, sorted."""
    return tuple(sorted({scope for feature in features for scope in feature.scopes}))


def users_of(scope: str, features: Iterable[Feature]) -> tuple[Feature, ...]:
    """The features that take a scope, in the order of the table."""
    return tuple(feature for feature in features if scope in feature.scopes)
