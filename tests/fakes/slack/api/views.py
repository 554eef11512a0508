"""views.*: modals opened by trigger, stacked, changed under their hash; and the Home tab."""

from tests.fakes.slack.api.method import Method, method
from tests.fakes.slack.core import Core
from tests.fakes.slack.posting import with_ids
from tests.fakes.slack.problems import SlackError, invalid
from tests.fakes.slack.shapes.check import Findings
from tests.fakes.slack.shapes.views import check_view, too_large
from tests.fakes.slack.world import Json, User, View

STACK = 3


def checked_view(core: Core, view: object, kind: str) -> Json:
    """The view as Slack keeps it; raises `invalid_arguments`, `view_too_large`."""
    if not isinstance(view, dict):
        raise invalid("invalid_arguments", ["view must be an object [json-pointer:/view]"])
    findings = Findings()
    check_view(view, findings)
    if not findings.words and view["type"] != kind:
        findings.add("/view/type", f"must be {kind}")
    if findings.words:
        raise invalid("invalid_arguments", findings.words)
    if too_large(view):
        raise SlackError("view_too_large")
    return {**view, "blocks": with_ids(core, view["blocks"])}


def new_view(core: Core, user: User, body: Json, previous: View | None = None) -> View:
    """A view that is not shown yet; raises `duplicate_external_id`."""
    external = body.get("external_id")
    if external and any(view.body.get("external_id") == external for view in _open(core)):
        raise SlackError("duplicate_external_id")
    view = View(core.ids.next("V"), user, core.workspace.team, body, core.ids.secret("hash"), previous=previous)
    view.root = (previous.root or previous) if previous else None
    return view


def push_view(core: Core, user: User, body: Json) -> View:
    """One more modal on somebody's stack; raises `push_limit_reached`."""
    if len(user.views) >= STACK:
        raise SlackError("push_limit_reached")
    view = new_view(core, user, body, user.views[-1] if user.views else None)
    user.views.append(view)
    core.ledger.ring()
    return view


def replace_view(core: Core, view: View, body: Json) -> None:
    """The view shows something else, under a new hash; what was typed stays where its block and element stay."""
    view.body = body
    view.hash = core.ids.secret("hash")
    kept = {block["block_id"] for block in body["blocks"]}
    view.state = {block_id: values for block_id, values in view.state.items() if block_id in kept}
    core.ledger.ring()


def _open_view(core: Core, arguments: Json) -> Json:
    body = checked_view(core, arguments["view"], "modal")
    trigger = core.triggers.exchange(arguments.get("trigger_id"))
    if trigger.user.views:
        core.ledger.odd("views.open while a modal is open: views.push or views.update is meant")
    trigger.user.views = []
    return {"view": push_view(core, trigger.user, body).as_json()}


def _push(core: Core, arguments: Json) -> Json:
    body = checked_view(core, arguments["view"], "modal")
    trigger = core.triggers.exchange(arguments.get("trigger_id"))
    if trigger.view is None or not trigger.user.views:
        raise SlackError("invalid_trigger_id")
    return {"view": push_view(core, trigger.user, body).as_json()}


def _update(core: Core, arguments: Json) -> Json:
    wanted = arguments.get("view_id"), arguments.get("external_id")
    if not any(wanted):
        raise invalid("invalid_arguments", ["view_id or external_id is required"])
    found = [view for view in _open(core) if view.id == wanted[0] or (view.body.get("external_id") or "-") == wanted[1]]
    if not found:
        raise SlackError("not_found")
    view = found[0]
    body = checked_view(core, arguments["view"], view.body["type"])
    if arguments.get("hash") and arguments["hash"] != view.hash:
        raise SlackError("hash_conflict")
    replace_view(core, view, body)
    return {"view": view.as_json()}


def _publish(core: Core, arguments: Json) -> Json:
    user = core.workspace.user(arguments["user_id"])
    if user.team is not core.workspace.team:
        raise SlackError("not_enabled")
    body = checked_view(core, arguments["view"], "home")
    if user.home is None:
        user.home = new_view(core, user, body)
        core.ledger.ring()
        return {"view": user.home.as_json()}
    if arguments.get("hash") and arguments["hash"] != user.home.hash:
        raise SlackError("hash_conflict")
    replace_view(core, user.home, body)
    return {"view": user.home.as_json()}


def _open(core: Core) -> list[View]:
    users = core.workspace.users.values()
    return [view for user in users for view in (*user.views, user.home) if view is not None]


METHODS: dict[str, Method] = {
    "views.open": method(_open_view, "view", "trigger_id interactivity_pointer team_id"),
    "views.push": method(_push, "view", "trigger_id interactivity_pointer team_id"),
    "views.update": method(_update, "view", "view_id external_id hash team_id"),
    "views.publish": method(_publish, "user_id view", "hash team_id"),
}
