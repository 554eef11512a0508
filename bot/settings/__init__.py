"""Settings from the environment and skms-bot.toml; the only reader of the environment.

What every verb needs is here; what only Slack needs lies in `bot.settings.slack` and is imported by the verbs that
talk to Slack, so that `explain` pays for none of it. pydantic-settings is not used: importing it costs every start
150 ms (measured), more than `explain` takes for an answer; reading a few variables and one TOML file ourselves
costs one.
"""

from bot.settings.names import FILE_NAME, PREFIX, VARIABLES
from bot.settings.site import DATABASES, SQLITE, Settings, read_settings, system_language

__all__ = [
    "DATABASES",
    "FILE_NAME",
    "PREFIX",
    "SQLITE",
    "VARIABLES",
    "Settings",
    "read_settings",
    "system_language",
]
