"""auth.*, users.*, usergroups.*, team.*, files.*, apps.*: who and what there is, and the end of an installation."""

from tests.fakes.slack import events
from tests.fakes.slack.api.method import Method, method
from tests.fakes.slack.core import Core
from tests.fakes.slack.problems import SlackError
from tests.fakes.slack.world import Json


def uninstall(core: Core) -> None:
    """The app is removed: its token is dead, and it is told so twice."""
    core.app.revoke_bot_token("account_inactive")
    events.publish(core, {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [core.workspace.bot.id]}})
    events.publish(core, {"type": "app_uninstalled"})


def _auth_test(core: Core, _arguments: Json) -> Json:
    team, bot = core.workspace.team, core.workspace.bot
    return {
        "url": f"https://{team.domain}.slack.example.test/",
        "team": team.name,
        "user": bot.name,
        "team_id": team.id,
        "user_id": bot.id,
        "bot_id": bot.bot_id,
        "is_enterprise_install": False,
    }


def _user_info(core: Core, arguments: Json) -> Json:
    user = core.workspace.user(arguments["user"])
    wants_locale = bool(arguments.get("include_locale"))
    return {"user": user.as_json(ours=core.workspace.team, locale=wants_locale)}


def _group_users(core: Core, arguments: Json) -> Json:
    group = core.workspace.groups.get(str(arguments["usergroup"]))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": list(group)}


def _team_info(core: Core, _arguments: Json) -> Json:
    team = core.workspace.team
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": ""}}


def _file_info(core: Core, arguments: Json) -> Json:
    return {"file": core.workspace.file(arguments["file"]).as_json(), "comments": []}


def _uninstall(core: Core, _arguments: Json) -> Json:
    uninstall(core)
    return {}


def open_connection(core: Core) -> Json:
    """The answer of apps.connections.open, once the app token has been accepted."""
    if not core.app.socket_mode:
        raise SlackError("socket_mode_not_enabled")
    return {"url": core.sockets.open_url()}


METHODS: dict[str, Method] = {
    "auth.test": method(_auth_test),
    "api.test": method(lambda _core, arguments: {"args": arguments}, "", "error foo"),
    "users.info": method(_user_info, "user", "include_locale team_id", "users:read"),
    "usergroups.users.list": method(_group_users, "usergroup", "include_disabled team_id", "usergroups:read"),
    "team.info": method(_team_info, "", "team domain", "team:read"),
    "files.info": method(_file_info, "file", "count cursor limit page team_id", "files:read"),
    "apps.uninstall": method(_uninstall, "client_id client_secret"),
}
