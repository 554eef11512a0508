"""What is asked about SKMS and how environments are told: targets, their secrets, signs; opens no connection."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, StringConstraints, ValidationError, model_validator

from bot.errors import BadSettings
from bot.models.environment import EnvironmentSigns
from bot.models.target import Place, Target
from bot.models.text import Value
from bot.settings.names import STATUS_SECTIONS
from bot.settings.secret import News, Secret
from bot.settings.source import environment_of, read_file
from bot.status.addresses import never_asked

LICENCE = "licence_key"
_TOKEN = r"^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$"  # noqa: S105 - the grammar of a field name (RFC 9110, 5.6.2)
_OURS = frozenset({"host", "connection", "content-length", "transfer-encoding", "accept-encoding", "upgrade", "te"})
_SECRET_WORDS = ("auth", "cookie", "token", "secret", "key", "password", "session")
_DEFAULT_PORT = {"https": 443, "http": 80}
_Table = TypeVar("_Table", bound=Value)


def _read_place(value: object) -> object:
    """A place written as `host:port`."""
    if not isinstance(value, str):
        return value
    host, colon, port = value.rpartition(":")
    if not colon or not port.isascii() or not port.isdigit():
        raise ValueError("write host:port, as in kms.example.test:8080")
    return {"host": host, "port": int(port)}


Variable = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,127}$")]
FieldName = Annotated[str, StringConstraints(pattern=_TOKEN)]
PlaceText = Annotated[Place, BeforeValidator(_read_place)]


class TargetTable(Target):
    """A `[[targets]]` table: a target as written, with the names of the variables or files that hold its secrets."""

    place: PlaceText | None = None
    also_allow: tuple[PlaceText, ...] = ()
    headers: Mapping[FieldName, Annotated[str, StringConstraints(pattern=r"^[!-~]([ -~]*[!-~])?$")]] = {}
    licence_key_env: Variable | None = None
    licence_key_file: Path | None = None
    headers_env: Mapping[FieldName, Variable] = {}
    headers_file: Mapping[FieldName, Path] = {}

    @model_validator(mode="after")
    def _can_be_asked(self) -> "TargetTable":
        if self.url is not None:
            _check_url(self.url, self.kind)
        wrong = [str(network) for network in self.networks if never_asked(network)]
        if wrong:
            raise ValueError(
                f"networks: {', '.join(wrong)} is never asked, whatever is allowed (link-local, metadata …)"
            )
        keys = [self.licence_key_env, self.licence_key_file]
        if (self.kind == "sdf-health") != (sum(key is not None for key in keys) == 1):
            raise ValueError("an sdf-health target, and no other, has one of licence_key_env and licence_key_file")
        self._check_headers()
        return self

    def _check_headers(self) -> None:
        names = [name.lower() for name in (*self.headers, *self.headers_env, *self.headers_file)]
        if names and self.kind not in ("http", "sdf-health"):
            raise ValueError(f"a target of kind {self.kind} sends no headers")
        if len(set(names)) != len(names):
            raise ValueError("a header is set twice")
        if taken := sorted(_OURS.intersection(names)):
            raise ValueError(f"headers: {', '.join(taken)} is not settable")
        if secret := [name for name in self.headers if any(word in name.lower() for word in _SECRET_WORDS)]:
            raise ValueError(
                f"headers.{secret[0]}: no secret stands in the settings file; use headers_env or headers_file"
            )

    def target(self) -> Target:
        """What is asked, without a word on its secrets."""
        said = self.model_fields_set.intersection(Target.model_fields)
        return Target.model_validate({name: getattr(self, name) for name in said})

    def sources(self, base: Path) -> Iterator["SecretSource"]:
        """Where its secrets are; paths in the file are relative to it."""
        if self.licence_key_env is not None or self.licence_key_file is not None:
            file = None if self.licence_key_file is None else base / self.licence_key_file
            yield SecretSource(target=self.name, name=LICENCE, variable=self.licence_key_env, file=file)
        for name, variable in self.headers_env.items():
            yield SecretSource(target=self.name, name=name, variable=variable)
        for name, path in self.headers_file.items():
            yield SecretSource(target=self.name, name=name, file=base / path)


class SecretSource(Value):
    """Where one secret of a target is: a variable or a file. `name` is that of the header, or LICENCE."""

    target: str
    name: str
    variable: str | None = None
    file: Path | None = None


class EnvironmentTable(Value):
    """An `[environments.NAME]` table."""

    hosts: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


class StatusTable(Value):
    """The `[status]` table: `ca_file` holds authorities to trust besides the system's."""

    ca_file: Path | None = None


class StatusSettings(Value):
    """All that a site sets about asking SKMS; no secret is in it."""

    targets: tuple[Target, ...] = ()
    environments: tuple[EnvironmentSigns, ...] = ()
    ca_file: Path | None = None
    sources: Annotated[tuple[SecretSource, ...], Field(repr=False)] = ()

    def demand_components(self, known: Collection[str]) -> None:
        """Raise BadSettings naming each target whose component the knowledge base does not have."""
        wrong = [f"{one.name} ({one.component})" for one in self.targets if one.component not in (None, *known)]
        if wrong:
            raise BadSettings(
                f"targets: unknown component of {', '.join(wrong)}",
                hint=f"components.yaml has {', '.join(sorted(known))}",
            )


def read_status_settings(environment: Mapping[str, str] | None = None, folder: Path | None = None) -> StatusSettings:
    """The targets and environments of the settings file; raises BadSettings naming every wrong name or value."""
    path, found = read_file(environment_of(environment), folder)
    values = {name: value for name, value in found.items() if name in STATUS_SECTIONS}
    problems: list[str] = []
    tables = list(_tables(values.get("targets", []), problems))
    signs = list(_signs(values.get("environments", {}), problems))
    status = _valid(StatusTable, values.get("status", {}), "status", problems)
    names = [table.name for table in tables]
    problems += [f"targets.{name}: the name is taken twice" for name in dict.fromkeys(names) if names.count(name) > 1]
    problems += _claimed_twice(signs)
    if problems:
        raise BadSettings("\n".join(f"{path}: {one}" for one in problems), hint="mend or remove what is named above")
    return StatusSettings(
        targets=tuple(table.target() for table in tables),
        environments=tuple(signs),
        ca_file=path.parent / status.ca_file if status is not None and status.ca_file is not None else None,
        sources=tuple(source for table in tables for source in table.sources(path.parent)),
    )


@dataclass(frozen=True, slots=True)
class _Held:
    source: SecretSource
    secret: Secret


class TargetSecrets:
    """The secrets of all targets, as bot.status wants them; `refresh` reads those again that stand in files."""

    def __init__(self, held: tuple[_Held, ...]) -> None:
        self._held = held

    def licence_key(self, target: Target) -> str:
        """The licence key of a target, empty where it has none."""
        return next((value for name, value in self._of(target) if name == LICENCE), "")

    def headers(self, target: Target) -> dict[str, str]:
        """The secret header values of a target by header name."""
        return {name: value for name, value in self._of(target) if name != LICENCE}

    def refresh(self) -> list[News]:
        """Read every file again; what is to be logged, nothing where all is as before."""
        looked = (held.secret.refresh() for held in self._held)
        return [news for news in looked if news is not None]

    def every(self) -> Iterator[str]:
        """Each secret itself, so that a log can leave it out."""
        for held in self._held:
            yield held.secret.reveal() or ""

    def _of(self, target: Target) -> Iterator[tuple[str, str]]:
        for held in self._held:
            if held.source.target == target.name:
                yield held.source.name, held.secret.reveal() or ""


def open_target_secrets(settings: StatusSettings, environment: Mapping[str, str] | None = None) -> TargetSecrets:
    """The secrets as they are now; raises BadSettings naming one that is not set, or has an odd character in it."""
    variables = environment_of(environment)
    return TargetSecrets(tuple(_Held(source, _secret(source, variables)) for source in settings.sources))


def _secret(source: SecretSource, variables: Mapping[str, str]) -> Secret:
    value = variables.get(source.variable, "") if source.variable else ""
    label = source.variable or f"targets.{source.target}: {source.name}"
    secret = Secret(label, SecretStr(value) if value else None, source.file, _check_secret)
    if not secret:
        raise BadSettings(
            f"not set: {source.variable}, which holds the {source.name} of target {source.target}",
            hint="set the variable, or name a file instead",
        )
    return secret


def _check_secret(text: str) -> str:
    text = text.strip()
    if not text.isascii() or not text.isprintable():
        raise ValueError("has a line break or another odd character in it")
    return text


def _check_url(url: str, kind: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in _DEFAULT_PORT or not parts.hostname or not url.isascii() or not url.isprintable():
        raise ValueError("url: must be an http:// or https:// address in plain letters")
    if parts.username is not None or parts.password is not None or parts.fragment or " " in url:
        raise ValueError("url: no user name, password or fragment belongs there; secrets come from headers_env")
    try:
        Place(host=parts.hostname, port=parts.port or _DEFAULT_PORT[parts.scheme])
    except ValueError:
        raise ValueError(f"url: {parts.hostname} is no host name, or its port no port") from None
    if kind == "sdf-health" and (parts.query or "/api/" in f"{parts.path}/"):
        raise ValueError("url: the base alone, as in http://127.0.0.1:8181; the path with the key is added to it")


def _tables(written: object, problems: list[str]) -> Iterator[TargetTable]:
    if not isinstance(written, list):
        problems.append("targets: write each target as a [[targets]] table")
        return
    for position, values in enumerate(written, 1):
        name = values.get("name") if isinstance(values, dict) else None
        table = _valid(TargetTable, values, f"targets.{name if isinstance(name, str) else position}", problems)
        if table is not None:
            yield table


def _signs(written: object, problems: list[str]) -> Iterator[EnvironmentSigns]:
    if not isinstance(written, dict):
        problems.append("environments: write each environment as an [environments.NAME] table")
        return
    for name, values in written.items():
        table = _valid(EnvironmentTable, values, f"environments.{name}", problems)
        if table is not None:
            given = {"name": name, "hosts": table.hosts, "words": table.words}
            signs = _valid(EnvironmentSigns, given, f"environments.{name}", problems)
            if signs is not None:
                yield signs


def _claimed_twice(signs: Collection[EnvironmentSigns]) -> Iterator[str]:
    """A host or word that speaks for two environments speaks for none."""
    owner: dict[str, str] = {}
    for one in signs:
        for sign in (*one.hosts, *(word.casefold() for word in one.words)):
            if owner.setdefault(sign, one.name) != one.name:
                yield f"environments.{one.name}: {sign} already speaks for {owner[sign]}"


def _valid(model: type[_Table], values: Any, label: str, problems: list[str]) -> _Table | None:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        for item in error.errors(include_input=False, include_context=False):
            name = ".".join((label, *(str(part) for part in item["loc"])))
            reason = "unknown name" if item["type"] == "extra_forbidden" else item["msg"].removeprefix("Value error, ")
            problems.append(f"{name}: {reason}")
        return None
