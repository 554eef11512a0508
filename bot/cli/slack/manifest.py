"""The verb `slack manifest`: prints the app manifest, or what it asks for and why; builds neither itself."""

import json
from typing import Annotated, Literal

import typer
import yaml

from bot.errors import BadInput
from bot.settings import read_settings
from bot.settings.alerts import read_alert_settings
from bot.settings.slack import SlackSettings, read_slack_settings
from bot.settings.status import read_status_settings
from bot.slack.consent import Site, explain_consent
from bot.slack.manifest import build_manifest, request_url
from bot.slack.scopes import Plan


def manifest(
    mode: Annotated[
        Literal["socket", "http"] | None, typer.Option(help="How Slack reaches the bot; default: as set.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(metavar="URL", help="HTTP mode: the https address at which Slack reaches the bot.")
    ] = None,
    least_privilege: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--least-privilege", help="Without reading channels unasked.")
    ] = False,
    as_yaml: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--yaml/--json", help="The format; Slack takes both.")
    ] = False,
    explain: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--explain", help="For the admin: each scope and why, what is kept, whom it contacts.")
    ] = False,
) -> None:
    """Print the manifest to create the app from: api.slack.com/apps, Create New App, From a manifest."""
    settings = read_slack_settings()
    plan = plan_of(settings, mode or ("http" if url else settings.slack.mode), url, ambient=not least_privilege)
    if explain:
        print(explain_consent(plan, _site(settings)))
    elif as_yaml:
        print(yaml.safe_dump(build_manifest(plan), sort_keys=False, allow_unicode=True, width=120), end="")
    else:
        print(json.dumps(build_manifest(plan), indent=2, ensure_ascii=False))


def plan_of(settings: SlackSettings, mode: str, url: str | None, *, ambient: bool) -> Plan:
    """The plan that settings and options ask for; raises BadInput where mode and address do not fit."""
    alerting = read_alert_settings().alerting
    groups = bool(settings.answers.withdraw_groups or (alerting and alerting.groups))
    alerts = alerting is not None
    if mode == "socket":
        if url is not None:
            raise BadInput("--url is for HTTP mode: Socket Mode needs no address", hint="leave --mode or --url away")
        return Plan(ambient=ambient, groups=groups, alerts=alerts)
    if url is None:
        raise BadInput("HTTP mode needs the address at which Slack reaches the bot", hint="add --url https://HOST")
    return Plan(request_url(url, settings.http.path), ambient=ambient, groups=groups, alerts=alerts)


def _site(settings: SlackSettings) -> Site:
    alerts = read_alert_settings()
    return Site(
        api_url=settings.slack.api_url,
        file_hosts=settings.files.hosts,
        keep_cases=settings.feedback.keep_cases,
        postgres=read_settings().database.get_secret_value().startswith("postgresql"),
        targets=read_status_settings().targets,
        pager=alerts.pager.url if alerts.pager else "",
        switch=alerts.heartbeat is not None,
    )
