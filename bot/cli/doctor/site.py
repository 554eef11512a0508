"""Looks at what `doctor` can judge without Slack: tokens, connections, owners, knowledge base, database."""

import os
from collections.abc import Iterator, Sequence

from bot.catalog.lint import lint
from bot.catalog.loader import open_catalog
from bot.cli.knowledge import find_folders
from bot.clock import SystemClock
from bot.errors import Problem, SkmsBotError, StorageError
from bot.models.answer import Contact
from bot.models.catalog import Catalog
from bot.models.finding import Finding, ailing, unchecked, well
from bot.models.setup import SLACK_CONNECTIONS
from bot.recognition import recognise
from bot.settings import Settings
from bot.settings.slack import Secrets, SlackSettings
from bot.storage import upkeep
from bot.storage.address import read_address

SHOWN = 3
SELF = "caller"
"""Whoever pasted the error owns it; nobody stands behind that role."""


def judge_site(settings: Settings, slack: SlackSettings, secrets: Secrets) -> Iterator[Finding]:
    """Everything found here, without any network but the configured PostgreSQL's."""
    yield from _judge_tokens(slack, secrets)
    yield _judge_connections(slack)
    yield from _judge_knowledge(settings)
    yield _judge_database(settings, slack)


def _judge_tokens(slack: SlackSettings, secrets: Secrets) -> Iterator[Finding]:
    missing = secrets.missing(slack.slack.mode)
    for name in missing:
        yield ailing("tokens", f"{name} is not set", f"set it, or {name}_FILE (README: Set it up in Slack)")
    if not missing:
        yield well("tokens", f"set, in the right form for {slack.slack.mode} mode")


def _judge_connections(slack: SlackSettings) -> Finding:
    work = slack.work
    if slack.slack.mode == "http":
        return well("connections", "none in HTTP mode")
    said = f"{work.connections} x {work.replicas} = {work.all_connections} of Slack's {SLACK_CONNECTIONS}"
    if work.all_connections > SLACK_CONNECTIONS:
        return ailing("connections", said, "lower work.replicas or work.connections")
    return well("connections", said)


def _judge_knowledge(settings: Settings) -> Iterator[Finding]:
    problems: Sequence[Problem] = ()
    try:
        folders = find_folders(settings)
        problems = lint(folders, SystemClock().now().date(), recognise)
        if problems:
            shown = "; ".join(str(problem) for problem in problems[:SHOWN])
            more = f" and {len(problems) - SHOWN} more" if len(problems) > SHOWN else ""
            yield ailing("knowledge base", f"{shown}{more}", "run: skms-bot kb lint")
        catalog = open_catalog(folders)
        if not problems:
            yield well("knowledge base", f"{len(catalog.entries)} entries, no problem, revision {catalog.revision}")
        yield _judge_owners(settings, catalog)
    except SkmsBotError as error:
        if not problems:
            yield ailing("knowledge base", _one_line(error), error.hint or "mend what is named")
        yield unchecked("owners", "the knowledge base could not be read")


def _judge_owners(settings: Settings, catalog: Catalog) -> Finding:
    roles = {entry.owner.role for entry in catalog.entries.values()}
    wanted = sorted(roles - {SELF})
    strange = sorted(set(settings.owners) - set(catalog.roles))
    if strange:
        return ailing("owners", f"no such role: {', '.join(strange)}", f"roles are {', '.join(sorted(catalog.roles))}")
    without = [role for role in wanted if not _reachable(settings.owners.get(role))]
    if without:
        return ailing(
            "owners",
            f"nobody to call for {', '.join(without)}",
            f"add [owners.{without[0]}] with label and one of channel, user_group, phone, url to skms-bot.toml",
        )
    return well("owners", f"each of {', '.join(wanted)} can be reached")


def _reachable(contact: Contact | None) -> bool:
    return contact is not None and any((contact.channel, contact.user_group, contact.phone, contact.url))


def _judge_database(settings: Settings, slack: SlackSettings) -> Finding:
    try:
        address = read_address(settings.database.get_secret_value())
        if address.path is not None and slack.work.replicas > 1:
            return ailing(
                "database",
                f"{address} serves one process, and work.replicas is {slack.work.replicas}",
                "use PostgreSQL",
            )
        if address.path is not None and not address.path.exists():
            folder = address.path.absolute().parent
            if os.access(folder, os.W_OK | os.X_OK):
                return well("database", f"{address} will be made at the first start")
            return ailing("database", f"{folder} cannot be written", "make it, or set database to another place")
        health = upkeep.check(address)
    except StorageError as error:
        return ailing("database", _one_line(error), error.hint or "run: skms-bot db check")
    return well("database", f"{address}, {health.engine}, schema {health.schema}")


def _one_line(error: SkmsBotError) -> str:
    return "; ".join(line.strip() for line in error.message.splitlines() if line.strip())
