"""Takes pastes that nobody asked about: whole, or in the parts that Slack split them into; explains nothing itself."""

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.slack.asking import question_of
from bot.slack.desk import Desk
from bot.slack.envelope import Json

AMBIENT = frozenset({"candidate", "long", "continued", "thread", "group"})


async def is_ambient(context: AsyncBoltContext) -> bool:
    """Whether the event is a message to nobody in particular."""
    return context["arrival"].reason in AMBIENT


def register(app: AsyncApp, desk: Desk) -> None:
    """Let Bolt know the listener."""

    async def on_paste(body: Json, context: AsyncBoltContext) -> None:
        arrival = context["arrival"]
        desk.intake.take(question_of(body, arrival, direct=False), arrival)

    app.event("message", matchers=[is_ambient])(on_paste)
