"""Follows edits and deletions of what was answered; explains nothing itself."""

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.slack.asking import deleted_in, question_of
from bot.slack.desk import Desk
from bot.slack.envelope import Json
from bot.slack.words import words_of


async def is_edit(context: AsyncBoltContext, event: Json) -> bool:
    """Whether somebody changed what was answered; a message with files is the files' listener's to read."""
    return bool(context["arrival"].reason == "changed") and not event["message"].get("files")


async def is_deletion(context: AsyncBoltContext) -> bool:
    """Whether somebody deleted what was answered."""
    return bool(context["arrival"].reason == "deleted")


def register(app: AsyncApp, desk: Desk) -> None:
    """Let Bolt know the listeners."""
    mention = f"<@{desk.surface.identity.bot_user}"

    async def on_edited(body: Json, context: AsyncBoltContext) -> None:
        event = body["event"]
        direct = event.get("channel_type") == "im" or mention in str(event["message"].get("text"))
        previous = event.get("previous_message")
        before = words_of(previous) if isinstance(previous, dict) else None
        desk.intake.follow(question_of(body, context["arrival"], direct=direct), before)

    async def on_deleted(body: Json, context: AsyncBoltContext) -> None:
        desk.intake.forget(deleted_in(body, context["arrival"]))

    app.event("message", matchers=[is_edit])(on_edited)
    app.event("message", matchers=[is_deletion])(on_deleted)
