"""The verb `slack`: what an operator needs to set the app up; loads no Slack library."""

import typer

from bot.cli.slack.manifest import manifest

verb = typer.Typer(no_args_is_help=True, help="Set the app up in Slack.")
verb.command()(manifest)


@verb.callback()
def _group() -> None:
    """Set the app up in Slack."""
