"""The verb `doctor`: says whether this installation can work, and what to do where it cannot; mends nothing."""

import asyncio
import json
from typing import Annotated

import typer
from pydantic import SecretStr

from bot.cli.doctor.site import judge_site
from bot.cli.doctor.targets import ask_targets
from bot.cli.knowledge import open_configured_catalog
from bot.clock import SystemClock
from bot.errors import SkmsBotError
from bot.models.alerting import Alerting
from bot.models.finding import Finding, unchecked
from bot.settings import Settings, read_settings
from bot.settings.alerts import open_pager, read_alert_settings
from bot.settings.secret import Secret
from bot.settings.slack import Secrets, SlackSettings, open_secrets, read_slack_settings
from bot.settings.status import StatusSettings, TargetSecrets, open_target_secrets, read_status_settings
from bot.slack.doctor import Asked, examine
from bot.slack.scopes import Plan

verb = typer.Typer()
SIGNS = {"ok": "✓", "mend": "✗", "unchecked": "·"}


@verb.command()
def doctor(
    local: Annotated[  # noqa: FBT002 - a flag of the command line
        bool, typer.Option("--local", help="Ask nothing of Slack, and no target.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,  # noqa: FBT002 - the same
) -> None:
    """Check tokens, scopes, workspace, connection, clock, channels, owners, knowledge base, database and targets.

    Exit code 0 when all is well, 1 when something is to be mended, 78 when the settings cannot be read.
    """
    settings, slack, alerts = read_settings(), read_slack_settings(), read_alert_settings()
    open_pager(alerts)
    secrets = open_secrets(slack.slack)
    findings = list(judge_site(settings, slack, secrets))
    if not local and (secrets.bot_token or secrets.app_token):
        findings += asyncio.run(examine(_asked(slack, secrets, alerts.alerting), SystemClock()))
    status = read_status_settings()
    keys = open_target_secrets(status)
    if not local:
        findings += asyncio.run(_ask_targets(settings, status, keys))
    _show_json(findings) if as_json else _show(findings)
    raise typer.Exit(1 if any(finding.state == "mend" for finding in findings) else 0)


def _asked(slack: SlackSettings, secrets: Secrets, alerting: Alerting | None) -> Asked:
    url = None if slack.slack.mode == "socket" else slack.http.path
    return Asked(
        bot_token=_token(secrets.bot_token),
        app_token=_token(secrets.app_token),
        plan=Plan(
            url,
            groups=bool(slack.answers.withdraw_groups or (alerting and alerting.groups)),
            alerts=alerting is not None,
        ),
        api_url=slack.slack.api_url,
        workspaces=slack.slack.workspaces,
        allow=slack.channels.allow,
        alerts=alerting.channels if alerting else (),
    )


async def _ask_targets(settings: Settings, status: StatusSettings, keys: TargetSecrets) -> list[Finding]:
    try:
        catalog = open_configured_catalog(settings)
    except SkmsBotError:
        return [unchecked("targets", "the knowledge base could not be read")]
    return await ask_targets(status, keys, catalog)


def _token(secret: Secret) -> SecretStr | None:
    return secret.current if secret else None


def _show(findings: list[Finding]) -> None:
    for finding in findings:
        mend = f" → {finding.mend}" if finding.mend else ""
        print(f"{SIGNS[finding.state]} {finding.name}: {finding.said}{mend}")
    wrong = sum(finding.state == "mend" for finding in findings)
    print(f"{wrong} to mend" if wrong else "all well")


def _show_json(findings: list[Finding]) -> None:
    print(json.dumps({"schema": 1, "findings": [finding.model_dump() for finding in findings]}, ensure_ascii=False))
