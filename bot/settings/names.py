"""Names of variables and of the file's sections, so that each reader knows the others' without importing them."""

from collections.abc import Mapping

FILE_NAME = "skms-bot.toml"
PREFIX = "SKMS_BOT_"
CONFIG = "SKMS_BOT_CONFIG"
"""Names the file itself."""

VARIABLES: Mapping[str, str] = {
    "SKMS_BOT_LANG": "lang",
    "SKMS_BOT_TIMEZONE": "timezone",
    "SKMS_BOT_KNOWLEDGE": "knowledge",
    "SKMS_BOT_DATABASE": "database",
    "SKMS_BOT_DATABASE_FILE": "database_file",
}
"""Environment variables that every verb reads, and the setting each one overrides."""

SLACK_VARIABLES: Mapping[str, str] = {
    "SLACK_BOT_TOKEN": "slack.bot_token",
    "SLACK_BOT_TOKEN_FILE": "slack.bot_token_file",
    "SLACK_APP_TOKEN": "slack.app_token",
    "SLACK_APP_TOKEN_FILE": "slack.app_token_file",
    "SLACK_SIGNING_SECRET": "slack.signing_secret",  # pragma: allowlist secret
    "SLACK_SIGNING_SECRET_FILE": "slack.signing_secret_file",  # pragma: allowlist secret
    "SLACK_API_URL": "slack.api_url",
    "SKMS_BOT_MODE": "slack.mode",
    "SKMS_BOT_HTTP_HOST": "http.host",
    "SKMS_BOT_HTTP_PORT": "http.port",
    "SKMS_BOT_HTTP_PATH": "http.path",
    "SKMS_BOT_CHANNELS_ALLOW": "channels.allow",
    "SKMS_BOT_REPLICAS": "work.replicas",
    "SKMS_BOT_WORKERS": "work.workers",
    "SKMS_BOT_QUEUE": "work.queue",
    "SKMS_BOT_LOG_FORMAT": "log.format",
    "SKMS_BOT_LOG_LEVEL": "log.level",
}
"""Environment variables that the verbs of Slack read; Bolt's usual names where Bolt has one."""

SLACK_SECTIONS = frozenset({"slack", "http", "channels", "files", "feedback", "answers", "work", "log"})
"""The tables of the file that `bot.settings.slack` reads; what is in no such set is for every verb."""

STATUS_SECTIONS = frozenset({"targets", "environments", "status"})
"""The tables that `bot.settings.status` reads."""

WEB_VARIABLES: Mapping[str, str] = {
    "SKMS_BOT_WEB_HOST": "web.host",
    "SKMS_BOT_WEB_PORT": "web.port",
}
"""Environment variables that `bot.settings.web` reads."""

WEB_SECTIONS = frozenset({"web"})
"""The table of the file that `bot.settings.web` reads."""

ALERT_SECTIONS = frozenset({"alerts", "companies"})
"""The tables that `bot.settings.alerts` reads."""
