"""What the HTTP surface needs: where it listens and who may send, with tokens in files; for `run` alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, StringConstraints, ValidationError

from bot.models.intake import TOKEN_FLOOR, Caps, EnvironmentName, IntakeSource, SilentAfter, Taken
from bot.models.text import Slug, Value
from bot.settings.names import WEB_SECTIONS, WEB_VARIABLES
from bot.settings.secret import News, Secret
from bot.settings.source import environment_of, read_file, refuse

MOST_SOURCES = 50
"""Each has figures of its own, and the number of figures is bounded."""


class WebSource(Value):
    """Whoever may send: a file with its tokens, one a line, and the rest as in bot.models.intake.IntakeSource."""

    token_file: Path
    accepts: tuple[Taken, ...] = IntakeSource.model_fields["accepts"].default
    environment: EnvironmentName = ""
    silent_after: SilentAfter = IntakeSource.model_fields["silent_after"].default


class Web(Value):
    """Where the process listens for machines; nowhere while `port` is not set. A proxy in front of it ends TLS."""

    host: Annotated[str, StringConstraints(min_length=1, max_length=253)] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65_535)] | None = None
    max_bytes: Annotated[int, Field(ge=1_024, le=16 * 1024 * 1024)] = Caps().max_bytes
    sources: Annotated[Mapping[Slug, WebSource], Field(max_length=MOST_SOURCES)] = {}

    @property
    def caps(self) -> Caps:
        """What a request may take."""
        return Caps(max_bytes=self.max_bytes)


class WebSettings(Value):
    """All that a site sets for the HTTP surface."""

    web: Web = Web()


@dataclass(frozen=True, slots=True)
class OpenSource:
    """A source with its tokens, read from their file."""

    source: IntakeSource
    secret: Secret

    def tokens(self) -> list[str]:
        """The tokens that are good now, each a line of the file as last read."""
        return (self.secret.reveal() or "").split("\n")

    def refresh(self) -> News | None:
        """Read the file again; what is to be logged, None where all is as before."""
        return self.secret.refresh()


def read_web_settings(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> WebSettings:
    """The HTTP settings of this process; raises BadSettings naming every wrong name or value.

    From the same file and environment as `read_settings`.
    """
    environment = environment_of(environment)
    path, found = read_file(environment, folder)
    values = {name: value for name, value in found.items() if name in WEB_SECTIONS}
    origin = {}
    for variable, field in WEB_VARIABLES.items():
        if environment.get(variable):
            section, _, name = field.partition(".")
            table = values.setdefault(section, {})
            if isinstance(table, dict):
                table[name] = environment[variable]
                origin[field] = variable
    _relative_to(path.parent, values)
    try:
        return WebSettings.model_validate(values)
    except ValidationError as error:
        raise refuse(error, path, origin) from None


def open_sources(web: Web) -> list[OpenSource]:
    """The sources with their tokens as they are now; raises BadSettings naming a file that holds none."""
    found = []
    for name, given in web.sources.items():
        values = given.model_dump(exclude={"token_file"})
        secret = Secret(f"web.sources.{name}.token_file", None, given.token_file, check_tokens)
        found.append(OpenSource(IntakeSource(name=name, **values), secret))
    return found


def check_tokens(text: str) -> str:
    """The tokens, one a line; raises ValueError for one that is too short or holds a blank."""
    tokens = [line.strip() for line in text.splitlines() if line.strip()]
    for token in tokens:
        if len(token) < TOKEN_FLOOR:
            raise ValueError(f"holds a token of fewer than {TOKEN_FLOOR} characters, which can be guessed")
        if not token.isascii() or not token.isprintable() or " " in token:
            raise ValueError("holds a token with a blank or another odd character; write one token a line")
    return "\n".join(tokens)


def _relative_to(base: Path, values: dict[str, Any]) -> None:
    web = values.get("web")
    sources = web.get("sources") if isinstance(web, dict) else None
    for source in sources.values() if isinstance(sources, dict) else ():
        if isinstance(source, dict) and isinstance(source.get("token_file"), str):
            source["token_file"] = base / source["token_file"]
