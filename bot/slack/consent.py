"""Tells a workspace admin what the app asks for and why, what it keeps and whom it contacts; Markdown, no I/O."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bot.models.conversation import Limit, Limits
from bot.models.target import Place, Target
from bot.slack.scopes import APP_SCOPE, SCOPE_WORDS, Plan, users_of

KEPT: Mapping[str, str] = {
    "event": "messages and events seen: ids of workspace, channel, person and message, time",
    "answer": "answers given: where, which codes, how often, in which language",
    "answer_window": "which error was answered last in which channel, as a fingerprint",
    "user_language": "the language that a person chose",
    "channel_setting": "how the bot is to behave in a channel, and who said so",
    "feedback_case": "a redacted text that a person sent because its answer was wrong",
    "step_feedback": "votes on steps: which step, who, when",
    "unknown_code": "codes it did not know, with a hash of their message",
    "audit": "who changed which setting, when",
    "gate": "until when Slack asked to wait with a channel",
    "incident": "incidents: what fails where since when, who took it, how often it was reported; companies masked",
    "delivery": "which message shows which incident, and what was told in its thread",
    "silence": "what was muted, by whom, until when, and why",
    "tally": "how often each error was reported, by minute and hour, and who pasted it lately",
    "source": "which log shippers spoke when",
    "inbox": "which of their requests were taken in, as a hash",
    "counter": "the last number that was given to an incident, and to a mute",
    "lease": "which process of several asks and sends at the moment, by a random number",
    "standing": "what is held of each configured target: up, down or not seen, since when, its last reading",
    "reading": "what each target answered: verdict, reason, latency; no body, no licence key",
    "reading_hour": "the same counted per hour and target",
}
"""The tables of the database in words; a test proves that none is missing."""

MANY = 3
"""More features than this are not told one by one: all of them stop."""
KEEP_CASES = "feedback_case"
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Site:
    """What a site's settings say that an admin wants to know."""

    api_url: str = "https://slack.com/api/"
    file_hosts: Sequence[str] = ("files.slack.com",)
    keep_cases: bool = False
    postgres: bool = False
    targets: Sequence[Target] = ()
    pager: str = ""
    switch: bool = False
    limits: Limits = field(default_factory=Limits)


def explain_consent(plan: Plan, site: Site) -> str:
    """The whole page for an admin."""
    return "\n".join(_page(plan, site))


def scopes_table(plan: Plan) -> list[str]:
    """Each scope, the features it is for, and what stops without it, as the lines of a Markdown table."""
    rows = ["| scope | lets it | for | without it |", "|---|---|---|---|"]
    for scope in plan.scopes:
        features = users_of(scope, plan.features)
        titles = ", ".join(feature.title for feature in features)
        many = len(features) > MANY
        stops = "all of these stop" if many else "; ".join(feature.stops for feature in features)
        rows.append(f"| `{scope}` | {SCOPE_WORDS[scope]} | {titles} | {stops} |")
    if plan.url is None:
        rows.append(f"| `{APP_SCOPE}` (app-level token) | open a connection to Slack | Socket Mode | nothing arrives |")
    return rows


def features_list(plan: Plan) -> list[str]:
    """What each feature does, as the lines of a Markdown list."""
    return [f"- {feature.title}: it {feature.does}" for feature in plan.features]


def kept_table(site: Site) -> list[str]:
    """What is stored, for how long and how much at most, as the lines of a Markdown table."""
    rows = ["| what is stored | how long | at most |", "|---|---|---|"]
    for table, words in KEPT.items():
        limit: Limit = getattr(site.limits, table, Limit())
        switch = (
            f"; switched {'on' if site.keep_cases else 'off'} (`feedback.keep_cases`)" if table == KEEP_CASES else ""
        )
        rows.append(f"| {words}{switch} | {_age(limit.age)} | {_rows(limit.rows)} |")
    return rows


def hosts_contacted(plan: Plan, site: Site) -> list[str]:
    """Every host that the bot opens a connection to, with what for."""
    api = urlsplit(site.api_url).hostname or ""
    slack = api == "slack.com" or api.startswith("slack-")
    found = [f"`{api}`: Slack's Web API"]
    if plan.url is None:
        found.append(f"the host that Slack names for Socket Mode{f', below `{api}`' if slack else ''}")
    found.append(f"`{f'hooks.{api}' if slack else api}`: private answers to commands and shortcuts")
    found.extend(f"`{host}`: files posted where the bot answers" for host in site.file_hosts)
    found.append("your PostgreSQL server" if site.postgres else "no database server: the database is a file beside it")
    found.extend(f"`{place.host}:{place.port}`: how SKMS stands ({what})" for place, what in _asked(site.targets))
    if site.pager:
        found.append(f"`{urlsplit(site.pager).hostname}`: the pager, called for incidents that cannot wait")
    if site.switch:
        found.append("the host of your dead-man's switch: a sign of life every 30 s, without content")
    return found


def _asked(targets: Sequence[Target]) -> Iterator[tuple[Place, str]]:
    """Every place that may be asked about SKMS, read-only, and for what."""
    for target in targets:
        yield target.asked, f"target {target.name}, every {target.interval.total_seconds():g} s"
        for place in target.also_allow:
            yield place, f"target {target.name}, where an error names it"


def _page(plan: Plan, site: Site) -> Iterator[str]:
    yield "# What this app asks for, and why"
    yield ""
    yield from scopes_table(plan)
    yield ""
    yield from features_list(plan)
    yield ""
    if plan.ambient:
        yield (
            "It reads messages only in conversations it was invited to, and only there where `channels.allow` lets it."
            " `--least-privilege` prints a manifest without reading unasked."
        )
    else:
        yield "It reads nothing unasked: only mentions, direct messages, commands, shortcuts."
    yield ""
    yield f"Events: {', '.join(f'`{event}`' for event in plan.events)}."
    yield ""
    yield "# What it keeps"
    yield ""
    yield from kept_table(site)
    yield ""
    yield "No message text is stored, but for the redacted cases above. Secrets in a paste are never kept or repeated."
    yield ""
    yield "# Whom it contacts"
    yield ""
    for host in hosts_contacted(plan, site):
        yield f"- {host}"
    yield ""
    yield "Nobody else. No AI: no language model, no vendor cloud, no telemetry; answers come from files in git."
    yield ""
    yield "# What uninstalling deletes"
    yield ""
    yield (
        "Everything in the table above that belongs to the workspace, as soon as Slack tells the bot"
        " (`app_uninstalled`, `tokens_revoked`). Messages it posted stay in Slack, under your retention."
    )


def _age(age: dt.timedelta | None) -> str:
    if age is None:
        return "until changed or uninstalled"
    if age >= _DAY:
        days = age // _DAY
        return f"{days} day{'' if days == 1 else 's'}"
    hours = age // dt.timedelta(hours=1)
    return f"{hours} hour{'' if hours == 1 else 's'}"


def _rows(rows: int | None) -> str:
    return "no limit" if rows is None else f"{rows:,} rows"
