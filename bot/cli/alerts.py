"""The verb `alerts`: shows where an incident would go, and posts a test there if told to; raises no incident."""

import asyncio
import datetime as dt
import json
from typing import Annotated, Any, Literal

import typer

from bot.cli.knowledge import choose_locale, open_configured_catalog
from bot.clock import SystemClock
from bot.errors import BadSettings, BadUsage
from bot.explain.dry_run import write_dry_run
from bot.explain.incident import Telling
from bot.incidents.dry_run import DryRun, Imagined, imagine, run_dry
from bot.models.answer import Reader
from bot.models.catalog import Catalog
from bot.settings import read_settings
from bot.settings.alerts import read_alert_settings
from bot.settings.slack import open_secrets, read_slack_settings
from bot.slack.trial import post_trial
from bot.terminal.page import literal, open_console

verb = typer.Typer(no_args_is_help=True, help="Where an incident would go, and why; nothing is raised.")

Severity = Literal["P1", "P2", "P3", "P4"]
Urgent = Literal["act-now", "can-wait", "hand-back"]

Environment = Annotated[str, typer.Option(metavar="NAME", help="As in the routes: prod …")]
Component = Annotated[str | None, typer.Option(metavar="ID", help="A part that fails: key-vault …")]
Code = Annotated[int | None, typer.Option(metavar="CODE", help="An error code that is reported.")]
Level = Annotated[Severity | None, typer.Option(help="Instead of what the knowledge base says.")]
Urgency = Annotated[Urgent | None, typer.Option(help="The same.")]
At = Annotated[dt.datetime | None, typer.Option(metavar="TIME", help="As if it were then, in the site's zone.")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON.")]
Lang = Annotated[str | None, typer.Option(help="Language: en, ko.")]


@verb.callback()
def _group() -> None:
    """Where an incident would go, and why; nothing is raised."""


@verb.command()
def route(  # noqa: PLR0913 - the options of a command line
    *,
    environment: Environment = "",
    component: Component = None,
    code: Code = None,
    severity: Level = None,
    urgency: Urgency = None,
    at: At = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Show where an incident would go that begins now, whom it calls, and why each route fits or not."""
    dry, telling = _run_dry(Imagined(environment, component, code, severity, urgency), at, lang)
    if as_json:
        print(json.dumps({"schema": 1, **_page(dry)}, ensure_ascii=False))
        return
    _show(dry, telling)


@verb.command("test")
def try_out(  # noqa: PLR0913 - the options of a command line
    *,
    environment: Environment = "",
    component: Component = None,
    code: Code = None,
    severity: Level = None,
    urgency: Urgency = None,
    post: Annotated[bool, typer.Option("--post", help="Really post one message there, marked TEST.")] = False,
    lang: Lang = None,
) -> None:
    """Show where an incident would go; with --post a message marked TEST goes there, and exit code 1 says it did not.

    The pager is not called.
    """
    dry, telling = _run_dry(Imagined(environment, component, code, severity, urgency), None, lang)
    _show(dry, telling)
    if not post:
        return
    if not dry.routed.channels:
        raise BadSettings("there is no channel to post to", hint="add a route that fits, or alerts.fallback")
    slack = read_slack_settings()
    secrets = open_secrets(slack.slack)
    locale = dry.routed.language or telling.reader.locale
    reader = telling.reader.model_copy(update={"locale": locale})
    line = Telling(telling.catalog, reader, telling.now, telling.zone).phrases.say("alert-test")
    token = secrets.bot_token.reveal
    refused = asyncio.run(post_trial(slack.slack.api_url, token, dry.routed.channels, line))
    for channel, reason in refused.items():
        phrase = "alert-test-refused" if reason else "alert-test-posted"
        print(telling.phrases.say(phrase, channel=channel, reason=reason))
    raise typer.Exit(1 if any(refused.values()) else 0)


def _run_dry(asked: Imagined, at: dt.datetime | None, lang: str | None) -> tuple[DryRun, Telling]:
    settings, site = read_settings(), read_alert_settings()
    catalog = open_configured_catalog(settings)
    if site.alerting is None:
        raise BadSettings("no alerts are set up", hint="see [alerts] in the README")
    site.demand_components(catalog.components)
    site.demand_locales(catalog.locales)
    _demand(asked, catalog)
    now = SystemClock().now().astimezone(settings.zone)
    if at is not None:
        now = at.replace(tzinfo=at.tzinfo or now.tzinfo)
    reader = Reader(locale=choose_locale(lang, settings, catalog), audience="operator", contacts=settings.owners)
    telling = Telling(catalog, reader, now, now.tzinfo or dt.UTC, site.companies)
    return run_dry(imagine(asked, catalog), site.alerting, now), telling


def _demand(asked: Imagined, catalog: Catalog) -> None:
    """Raise BadUsage for a component or a code that the knowledge base does not have."""
    if asked.component is not None and asked.component not in catalog.components:
        raise BadUsage(f"no component {asked.component!r}", hint=f"known are {', '.join(sorted(catalog.components))}")
    if asked.code is not None and asked.code not in catalog.entries:
        raise BadUsage(f"no code {asked.code}", hint="skms-bot kb search finds codes by words")


def _show(dry: DryRun, telling: Telling) -> None:
    console = open_console()
    first, *lines = write_dry_run(dry, telling)
    console.print(literal(first, "bold"))
    for line in lines:
        console.print(literal(line))


def _page(dry: DryRun) -> dict[str, Any]:
    routed, window = dry.routed, dry.window
    return {
        "about": dry.subject.model_dump(mode="json"),
        "route": routed.route or None,
        "channels": list(routed.channels),
        "language": routed.language,
        "not_before": routed.not_before.isoformat(),
        "on_call": routed.on_call or None,
        "calls_after_seconds": dry.calls_after.total_seconds() if dry.calls_after else None,
        "pages": dry.pages,
        "softened": dry.softened,
        "maintenance": {"name": window[0], "until": window[1].isoformat()} if window else None,
        "threshold": dry.threshold.count if dry.threshold else None,
        "trials": [{"route": trial.route, "unmet": trial.unmet or None} for trial in routed.trials],
    }
