"""The verb `demo`: chooses language, script and Slack, and starts the show; knows neither SKMS nor Slack."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.inputs import decode, open_input
from bot.cli.knowledge import choose_locale, open_configured_catalog
from bot.demo.show import Show, run_show
from bot.settings import Settings, system_language
from bot.settings.source import environment_of

verb = typer.Typer()
TOKENS = ("SLACK_BOT_TOKEN", "SLACK_BOT_TOKEN_FILE", "SLACK_APP_TOKEN", "SLACK_APP_TOKEN_FILE")


@verb.command()
def demo(
    *,
    lang: Annotated[str | None, typer.Option(help="Language: en, ko.")] = None,
    script: Annotated[Path | None, typer.Option(help="Play this conversation and end.")] = None,
    slack_url: Annotated[
        str | None, typer.Option(help="Talk to this Slack stand-in, with SLACK_BOT_TOKEN and SLACK_APP_TOKEN.")
    ] = None,
) -> None:
    """Try the bot here: a simulated SKMS, a terminal in Slack's place; needs no network and no settings."""
    environment = environment_of(None)
    settings = Settings.model_validate({"system_lang": system_language(environment)})
    catalog = open_configured_catalog(settings)
    locale = choose_locale(lang, settings, catalog)
    given = {name: environment[name] for name in TOKENS if environment.get(name)}
    slack = {"SLACK_API_URL": slack_url, **given} if slack_url is not None else {}
    run_show(Show(catalog, locale, _read(script), slack, sys.stdin))


def _read(script: Path | None) -> str | None:
    if script is None:
        return None
    with open_input(script) as stream:
        return decode(stream.read())
