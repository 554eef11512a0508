"""What a person's click, command or submission sends, and what they see come of it."""

from dataclasses import dataclass, field

from tests.fakes.slack import answers
from tests.fakes.slack.api.views import checked_view, push_view, replace_view
from tests.fakes.slack.core import Core
from tests.fakes.slack.delivery import Carriage, Delivery
from tests.fakes.slack.problems import SlackError
from tests.fakes.slack.tickets import ResponseUrl
from tests.fakes.slack.world import Channel, Json, Message, User, View

_COMMAND_CHANNEL = {"im": "directmessage", "group": "privategroup", "mpim": "mpdm"}


@dataclass(slots=True, eq=False)
class Interaction:
    """How it went: acked in time or not, what came with the ack, what Slack showed the person as a failure."""

    user: User
    delivery: Delivery
    url: ResponseUrl | None = None
    failure: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    options: list[Json] = field(default_factory=list)

    @property
    def acked(self) -> bool:
        """Whether the app acked within the deadline."""
        return self.delivery.state == "acked"

    @property
    def took(self) -> float:
        """Seconds until the ack."""
        return self.delivery.took

    @property
    def response(self) -> Json:
        """What came with the ack."""
        return self.delivery.response or {}


def common(core: Core, user: User, kind: str) -> Json:
    """What every interactive payload carries."""
    team = core.workspace.team
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team.id},
        "api_app_id": core.app.id,
        "token": "legacy",
        "team": {"id": team.id, "domain": team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def response_url(core: Core, user: User, channel: Channel, origin: Message | None = None) -> tuple[ResponseUrl, str]:
    """A new response_url and its address."""
    url = core.response_urls.hand_out(user, channel, origin)
    return url, f"{core.base}/response/{url.path}"


def command_payload(core: Core, user: User, channel: Channel, words: tuple[str, str]) -> tuple[Json, ResponseUrl]:
    """The form of a slash command; `words` are the command and its text."""
    url, address = response_url(core, user, channel)
    team = core.workspace.team
    payload = {
        "token": "legacy",
        "team_id": team.id,
        "team_domain": team.domain,
        "channel_id": channel.id,
        "channel_name": _COMMAND_CHANNEL.get(channel.kind, channel.name),
        "user_id": user.id,
        "user_name": user.name,
        "command": words[0],
        "text": words[1],
        "api_app_id": core.app.id,
        "is_enterprise_install": "false",
        "response_url": address,
        "trigger_id": core.triggers.hand_out(user),
    }
    return payload, url


async def carry(core: Core, user: User, kind: Carriage, payload: Json) -> Interaction:
    """Sends it and waits for ack or deadline; a missing ack is what the person sees as a failure."""
    delivery = core.deliveries.send(Delivery(kind, payload, accepts_response=True))
    await delivery.done.wait()
    interaction = Interaction(user, delivery)
    if not interaction.acked:
        problem = delivery.attempts[-1].problem
        interaction.failure = "operation_timeout" if "timeout" in problem else "dispatch_failed"
    return interaction


def show_response(core: Core, interaction: Interaction) -> None:
    """The ack's payload as a message: what a slash command may answer at once."""
    if interaction.url is None or not interaction.response:
        return
    try:
        answers.show(core, interaction.url, interaction.response)
    except SlackError as refused:
        interaction.failure = refused.error
        core.ledger.odd(f"an ack's payload was refused: {refused.body}")


def follow(core: Core, interaction: Interaction, view: View) -> None:
    """What a submitted modal does after the ack: close, show errors, become another, push one, or clear the stack."""
    if not interaction.acked:
        return
    try:
        _respond(core, interaction, view)
    except SlackError as refused:
        interaction.failure = refused.error
        core.ledger.odd(f"an ack's response_action was refused: {refused.body}")
    core.ledger.ring()


def _respond(core: Core, interaction: Interaction, view: View) -> None:
    response = interaction.response
    match response.get("response_action", "close"):
        case "close":
            interaction.user.views.remove(view)
        case "clear":
            interaction.user.views.clear()
        case "errors":
            interaction.errors = _checked_errors(response, view)
        case "update":
            replace_view(core, view, checked_view(core, response.get("view"), "modal"))
        case "push":
            push_view(core, interaction.user, checked_view(core, response.get("view"), "modal"))
        case _:
            raise SlackError("invalid_response_action")


def _checked_errors(response: Json, view: View) -> dict[str, str]:
    errors = response.get("errors")
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not inputs.issuperset(errors):
        raise SlackError("invalid_errors", known=sorted(inputs))
    return {str(name): str(words) for name, words in errors.items()}
