"""Takes pastes that nobody asked about: whole, or in the parts that Slack split them into; explains nothing itself."""

from slack_bolt.app.async_app import AsyncApp

from bot.slack.desk import Desk


def register(app: AsyncApp, desk: Desk) -> None:
    """Let Bolt know the listener."""
    del app, desk
