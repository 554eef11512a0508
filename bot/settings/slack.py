"""What the verbs of Slack need: tokens, the way in, channels, files, work; for `run`, `slack`, `doctor` alone."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError

from bot.errors import BadSettings
from bot.models.setup import Answers, Channels, Feedback, Files, Http, Log, Work
from bot.models.text import Value
from bot.settings.names import SLACK_SECTIONS, SLACK_VARIABLES
from bot.settings.secret import News, Secret
from bot.settings.source import environment_of, one_of, read_file, refuse

SECRETS = ("bot_token", "app_token", "signing_secret")
LISTS = frozenset({"channels.allow"})
NEAR = 0.85
"""How alike an unknown SLACK_ variable must be to one of ours to be called a slip: others are not ours."""
_PLAIN = re.compile(r"[!-~]+")

Mode = Literal["socket", "http"]


def _check_api_url(value: str) -> str:
    parts = urlsplit(value)
    host = parts.hostname or ""
    # A token goes with every request; in the clear only to this machine or to a neighbour in the same network.
    near = host in ("127.0.0.1", "::1") or (host and "." not in host and ":" not in host)
    if parts.scheme not in (("https", "http") if near else ("https",)) or not host or parts.query or parts.username:
        raise ValueError("must be an https:// address, as https://slack.com/api/ or https://slack-gov.com/api/")
    return value if value.endswith("/") else f"{value}/"


class Slack(Value):
    """How the bot reaches Slack and Slack the bot. Each secret stands in a variable, or in a file that may change."""

    mode: Mode = "socket"
    bot_token: SecretStr | None = None
    bot_token_file: Path | None = None
    app_token: SecretStr | None = None
    app_token_file: Path | None = None
    signing_secret: SecretStr | None = None
    signing_secret_file: Path | None = None
    api_url: Annotated[str, AfterValidator(_check_api_url)] = "https://slack.com/api/"
    workspaces: tuple[Annotated[str, Field(pattern=r"^[TE][A-Z0-9]{2,20}$")], ...] = ()


class SlackSettings(Value):
    """All that a site sets for Slack; `bot.settings.Settings` holds the rest."""

    slack: Slack = Slack()
    http: Http = Http()
    channels: Channels = Channels()
    files: Files = Files()
    feedback: Feedback = Feedback()
    answers: Answers = Answers()
    work: Work = Work()
    log: Log = Log()


@dataclass(frozen=True, slots=True)
class Secrets:
    """The secrets in use; `refresh` reads those again that stand in files."""

    bot_token: Secret
    app_token: Secret
    signing_secret: Secret

    def refresh(self) -> list[News]:
        """Read every file again; what is to be logged, nothing where all is as before. Reads at most three files."""
        looked = (self.bot_token.refresh(), self.app_token.refresh(), self.signing_secret.refresh())
        return [news for news in looked if news is not None]

    def missing(self, mode: Mode) -> list[str]:
        """The variables of the secrets that this mode needs and that are not set."""
        needed = (self.bot_token, self.app_token if mode == "socket" else self.signing_secret)
        return [secret.name for secret in needed if not secret]

    def demand(self, mode: Mode) -> None:
        """Raise BadSettings naming what is missing to run in this mode."""
        missing = self.missing(mode)
        if missing:
            raise BadSettings(
                f"not set: {', '.join(missing)}",
                hint="set each, or NAME_FILE with the path of a file that holds it; see README, Set it up in Slack",
            )


def read_slack_settings(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> SlackSettings:
    """The Slack settings of this process; raises BadSettings naming every wrong name or value.

    From the same file and environment as `read_settings`, which refuses what neither of the two knows.
    """
    environment = environment_of(environment)
    _refuse_slips(environment)
    path, found = read_file(environment, folder)
    values = {name: value for name, value in found.items() if name in SLACK_SECTIONS}
    _refuse_written_secrets(values, path)
    origin = dict(_overlay(environment, values, path))
    slack = values.get("slack")
    if isinstance(slack, dict):
        local = {field.partition(".")[2]: name for field, name in origin.items() if field.startswith("slack.")}
        for name in SECRETS:
            one_of(name, slack, local, path)
    try:
        return SlackSettings.model_validate(values)
    except ValidationError as error:
        raise refuse(error, path, origin) from None


def open_secrets(slack: Slack) -> Secrets:
    """The secrets as they are now; raises BadSettings naming one that cannot be read or has not the form of one."""
    return Secrets(
        Secret("SLACK_BOT_TOKEN", slack.bot_token, slack.bot_token_file, check_bot_token),
        Secret("SLACK_APP_TOKEN", slack.app_token, slack.app_token_file, check_app_token),
        Secret("SLACK_SIGNING_SECRET", slack.signing_secret, slack.signing_secret_file, check_signing_secret),
    )


def check_bot_token(text: str) -> str:
    """The bot token; raises ValueError where it is something else, naming what it looks like."""
    return _check_token(text, ("xoxb-", "xoxe.xoxb-"), "a bot token: OAuth & Permissions, Bot User OAuth Token")


def check_app_token(text: str) -> str:
    """The app-level token; raises ValueError where it is something else."""
    return _check_token(text, ("xapp-",), "an app-level token: Basic Information, App-Level Tokens")


def check_signing_secret(text: str) -> str:
    """The signing secret; raises ValueError where it is a token instead."""
    text = _check_plain(text)
    if text.startswith(("xox", "xapp-")):
        raise ValueError("is a token, not the signing secret: Basic Information, App Credentials")
    return text


def _check_token(text: str, prefixes: tuple[str, ...], wanted: str) -> str:
    text = _check_plain(text)
    if not text.startswith(prefixes):
        raise ValueError(f"does not begin with {prefixes[0]}, so it is not {wanted}")
    return text


def _check_plain(text: str) -> str:
    text = text.strip()
    if _PLAIN.fullmatch(text) is None:
        raise ValueError("has a blank, a line break or another odd character in it")
    return text


def _overlay(environment: Mapping[str, str], values: dict[str, Any], path: Path) -> Iterator[tuple[str, str]]:
    """Put the variables over the file's values, and its paths beside it; yields which setting came from where."""
    for name in SECRETS:
        slack = values.get("slack")
        if isinstance(slack, dict) and isinstance(slack.get(f"{name}_file"), str):
            slack[f"{name}_file"] = path.parent / slack[f"{name}_file"]
    for variable, field in SLACK_VARIABLES.items():
        given = environment.get(variable)
        if not given:
            continue
        section, _, name = field.partition(".")
        table = values.setdefault(section, {})
        if isinstance(table, dict):
            table[name] = [item.strip() for item in given.split(",") if item.strip()] if field in LISTS else given
            yield field, variable


def _refuse_written_secrets(values: Mapping[str, Any], path: Path) -> None:
    slack = values.get("slack")
    written = [name for name in SECRETS if isinstance(slack, dict) and name in slack]
    if written:
        raise BadSettings(
            f"{path}: {', '.join(f'slack.{name}' for name in written)}: no secret stands in the settings file",
            hint="use the variable (SLACK_BOT_TOKEN …), or name a file: slack.bot_token_file …",
        )


def _refuse_slips(environment: Mapping[str, str]) -> None:
    ours = [name for name in SLACK_VARIABLES if name.startswith("SLACK_")]
    for name in sorted(environment):
        if name.startswith("SLACK_") and name not in ours:
            meant = difflib.get_close_matches(name, ours, n=1, cutoff=NEAR)
            if meant:
                raise BadSettings(f"unknown environment variable {name}", hint=f"did you mean {meant[0]}?")
