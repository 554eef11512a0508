"""Registers every listener with Bolt, in the order in which they are asked: the first that fits takes an event."""

from slack_bolt.app.async_app import AsyncApp

from bot.slack.desk import make_desk
from bot.slack.listeners import (
    actions,
    changes,
    checks,
    commands,
    files,
    home,
    incidents,
    lifecycle,
    mentions,
    messages,
    shortcuts,
    views,
)
from bot.slack.surface import Surface

IN_ORDER = (changes, files, mentions, messages, commands, shortcuts, home, actions, checks, incidents, views, lifecycle)


def register(app: AsyncApp, surface: Surface) -> None:
    """Let Bolt know all of them."""
    desk = make_desk(surface)
    for module in IN_ORDER:
        module.register(app, desk)
