"""The composition root: introduces the rooms to each other, owns the tasks, and closes everything in its order."""

from bot.app.asked import Asked, read_asked
from bot.app.bot import Bot
from bot.app.build import build
from bot.app.process import run_bot

__all__ = ["Asked", "Bot", "build", "read_asked", "run_bot"]
