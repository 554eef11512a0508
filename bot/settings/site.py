"""What every verb needs to know of its site: language, knowledge, contacts, database; nothing of Slack."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, SecretStr, ValidationError, field_validator

from bot.models.answer import Contact
from bot.models.text import Locale, Value
from bot.settings.names import SLACK_SECTIONS, STATUS_SECTIONS, VARIABLES, WEB_SECTIONS
from bot.settings.source import environment_of, one_of, read_file, refuse, secret_from

SQLITE = "sqlite:///"
DATABASES = (SQLITE, "postgresql://", "postgresql+psycopg://")


class Settings(Value):
    """What an operator sets. `lang` None means: take it from the environment's locale, else English.

    `knowledge` replaces the knowledge folder, `knowledge_paths` are a site's own layers over it, `owners` turns
    roles of the knowledge base into contacts. `database` is secret, since its URL holds a password; where
    `database_file` is set it holds what that file says.
    """

    lang: Locale | None = None
    knowledge: Path | None = None
    knowledge_paths: tuple[Path, ...] = ()
    owners: Annotated[Mapping[str, Contact], Field(default_factory=dict)]
    database: SecretStr = SecretStr(f"{SQLITE}skms-bot.db")
    database_file: Path | None = None
    system_lang: str = Field(default="en", exclude=True)

    @property
    def locale(self) -> str:
        """The language of answers where the command line names none."""
        return self.lang or self.system_lang

    @field_validator("database")
    @classmethod
    def _database_is_known(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value().startswith(DATABASES):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return value


def read_settings(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """The settings of this process; raises BadSettings naming every wrong name or value.

    The file is the one that SKMS_BOT_CONFIG names, else skms-bot.toml in the working directory, else none.
    Paths in it are relative to it. What it holds for Slack alone or for asking
    SKMS is left to `bot.settings.slack` and `bot.settings.status`.
    """
    environment = environment_of(environment)
    path, found = read_file(environment, folder)
    others = SLACK_SECTIONS | STATUS_SECTIONS | WEB_SECTIONS
    values = {name: value for name, value in found.items() if name not in others}
    _relative_to(path.parent, values)
    origin = {}
    for variable, field in VARIABLES.items():
        if environment.get(variable):
            values[field] = environment[variable]
            origin[field] = variable
    one_of("database", values, origin, path)
    values["system_lang"] = system_language(environment)
    try:
        settings = Settings.model_validate(values)
        if settings.database_file is None:
            return settings
        secret = secret_from(settings.database_file, origin.get("database_file", "database_file"))
        return Settings.model_validate({**values, "database": secret})
    except ValidationError as error:
        raise refuse(error, path, origin) from None


def system_language(environment: Mapping[str, str]) -> str:
    """The language of the environment's locale (POSIX: LC_ALL over LC_MESSAGES over LANG), `en` where it has none."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(variable, "")
        if value:
            language = value.partition(".")[0].partition("_")[0].lower()
            return language if len(language) == len("en") and language.isalpha() else "en"
    return "en"


def _relative_to(base: Path, values: dict[str, Any]) -> None:
    for name in ("knowledge", "database_file"):
        if isinstance(values.get(name), str):
            values[name] = base / values[name]
    if isinstance(values.get("knowledge_paths"), list):
        values["knowledge_paths"] = [base / str(item) for item in values["knowledge_paths"]]
    database = values.get("database")
    if isinstance(database, str) and database.startswith(SQLITE):
        values["database"] = f"{SQLITE}{base / database.removeprefix(SQLITE)}"
