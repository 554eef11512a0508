"""The verb `run`: starts the bot and leaves the rest to it."""

import asyncio

import typer

from bot.app import read_asked, run_bot
from bot.settings import read_settings
from bot.settings.slack import open_secrets, read_slack_settings

verb = typer.Typer()


@verb.command()
def run() -> None:
    """Connect to Slack and answer until stopped; SIGTERM ends it within 20 seconds, with nothing left unanswered."""
    site, slack = read_settings(), read_slack_settings()
    secrets = open_secrets(slack.slack)
    secrets.demand(slack.slack.mode)
    asyncio.run(run_bot(site, slack, secrets, asked=read_asked()))
