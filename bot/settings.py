"""Reads the environment and skms-bot.toml once into frozen Settings; the only reader of the environment."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr, ValidationError, field_validator

from bot.errors import BadSettings
from bot.models.answer import Contact
from bot.models.text import Locale, Value

FILE_NAME = "skms-bot.toml"
PREFIX = "SKMS_BOT_"
SQLITE = "sqlite:///"
DATABASES = (SQLITE, "postgresql://", "postgresql+psycopg://")


class Settings(Value):
    """What an operator sets. `lang` None means: take it from the environment's locale, else English.

    `knowledge` replaces the knowledge folder, `knowledge_paths` are a site's own layers over it, `owners` turns
    roles of the knowledge base into contacts. `database` is secret, since its URL holds a password.
    """

    lang: Locale | None = None
    knowledge: Path | None = None
    knowledge_paths: tuple[Path, ...] = ()
    owners: Annotated[Mapping[str, Contact], Field(default_factory=dict)]
    database: SecretStr = SecretStr(f"{SQLITE}skms-bot.db")
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


VARIABLES: Mapping[str, str] = {
    "SKMS_BOT_LANG": "lang",
    "SKMS_BOT_KNOWLEDGE": "knowledge",
    "SKMS_BOT_DATABASE": "database",
}
"""Environment variables and the setting each one overrides; SKMS_BOT_CONFIG names the file itself."""


def read_settings(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> Settings:
    """The settings of this process; raises BadSettings naming every wrong name or value.

    The file is the one that SKMS_BOT_CONFIG names, else skms-bot.toml in the working directory, else none.
    Paths in it are relative to it.
    """
    environment = os.environ if environment is None else environment
    _refuse_unknown_variables(environment)
    named = environment.get("SKMS_BOT_CONFIG")
    path = Path(named) if named else (folder or Path()) / FILE_NAME
    values = _read_file(path, required=bool(named))
    origin = {name: str(path) for name in values}
    for variable, field in VARIABLES.items():
        if environment.get(variable):
            values[field] = environment[variable]
            origin[field] = variable
    values["system_lang"] = system_language(environment)
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        raise BadSettings(_describe(error, origin), hint="mend or remove what is named above") from None


def system_language(environment: Mapping[str, str]) -> str:
    """The language of the environment's locale (POSIX: LC_ALL over LC_MESSAGES over LANG), `en` where it has none."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = environment.get(variable, "")
        if value:
            language = value.partition(".")[0].partition("_")[0].lower()
            return language if len(language) == len("en") and language.isalpha() else "en"
    return "en"


def _refuse_unknown_variables(environment: Mapping[str, str]) -> None:
    known = {*VARIABLES, "SKMS_BOT_CONFIG"}
    unknown = sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise BadSettings(
            f"unknown environment variable {', '.join(unknown)}",
            hint=f"known are {', '.join(sorted(known))}",
        )


def _read_file(path: Path, *, required: bool) -> dict[str, object]:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if required:
            raise BadSettings(f"{path}: no such file", hint="SKMS_BOT_CONFIG names it") from None
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path}: cannot be read ({error})") from None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(f"{path}: {error}") from None
    base = path.parent
    if isinstance(values.get("knowledge"), str):
        values["knowledge"] = base / values["knowledge"]
    if isinstance(values.get("knowledge_paths"), list):
        values["knowledge_paths"] = [base / str(item) for item in values["knowledge_paths"]]
    database = values.get("database")
    if isinstance(database, str) and database.startswith(SQLITE):
        values["database"] = f"{SQLITE}{base / database.removeprefix(SQLITE)}"
    return values


def _describe(error: ValidationError, origin: Mapping[str, str]) -> str:
    lines = []
    for item in error.errors():
        name = ".".join(str(part) for part in item["loc"])
        where = origin.get(str(item["loc"][0]) if item["loc"] else "", FILE_NAME)
        reason = "unknown name" if item["type"] == "extra_forbidden" else item["msg"]
        lines.append(f"{where}: {name}: {reason}")
    return "\n".join(lines)
