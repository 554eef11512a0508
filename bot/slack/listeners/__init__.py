"""What the bot does when something happens in Slack; each module is one kind of happening."""

from slack_bolt.app.async_app import AsyncApp

from bot.slack.surface import Surface


def register(app: AsyncApp, surface: Surface) -> None:
    """Register every listener; what none of them takes is acked and ignored."""
    del app, surface
