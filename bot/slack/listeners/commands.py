"""Takes the slash command: acks, and answers its person alone, also where the bot is no member."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.app.async_app import AsyncApp

from bot.models.answer import Reader
from bot.slack.blocks.answer import Showing
from bot.slack.desk import Desk
from bot.slack.private import Line, promise
from bot.slack.reply import Reply
from bot.slack.replying import Asker, Replies, languages_of
from bot.slack.scopes import COMMAND
from bot.slack.verbs import read_request

Ack = Callable[..., Awaitable[Any]]


def register(app: AsyncApp, desk: Desk) -> None:
    """Let Bolt know the listener."""
    replies = Replies(desk)

    async def on_command(ack: Ack, command: dict[str, str]) -> None:
        line = Line(command["team_id"], command["user_id"], command["channel_id"], command["response_url"])
        request = read_request(command.get("text") or "")

        async def compose(reader: Reader) -> Reply:
            showing = Showing(private=True, disputable=False, languages=languages_of(desk.surface.catalog()))
            return await replies.reply(request, Asker(line.team, line.user, reader, showing, line.channel))

        await ack(promise(desk, line, "command", compose) or "")

    app.command(COMMAND)(on_command)
