"""Finds and reads the settings file, refuses unknown variables, and words what is wrong; knows no setting's meaning."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr, ValidationError

from bot.errors import BadSettings
from bot.settings.names import CONFIG, FILE_NAME, PREFIX, SLACK_VARIABLES, VARIABLES, WEB_VARIABLES

LONGEST_SECRET = 8_192
"""More than any token, and little enough to be read again and again."""


def environment_of(given: Mapping[str, str] | None) -> Mapping[str, str]:
    """The environment to read: the one given, else the process's. Raises BadSettings for an unknown SKMS_BOT_ name."""
    environment = os.environ if given is None else given
    known = {*VARIABLES, *SLACK_VARIABLES, *WEB_VARIABLES, CONFIG}
    known = {name for name in known if name.startswith(PREFIX)}
    unknown = sorted(name for name in environment if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise BadSettings(
            f"unknown environment variable {', '.join(unknown)}",
            hint=f"known are {', '.join(sorted(known))}",
        )
    return environment


def read_file(environment: Mapping[str, str], folder: Path | None) -> tuple[Path, dict[str, Any]]:
    """The settings file and its values: the one that SKMS_BOT_CONFIG names, else skms-bot.toml in `folder`, else none.

    Raises BadSettings where it cannot be read, or is named and missing.
    """
    named = environment.get(CONFIG)
    path = Path(named) if named else (folder or Path()) / FILE_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        if named:
            raise BadSettings(f"{path}: no such file", hint=f"{CONFIG} names it") from None
        return path, {}
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(f"{path}: cannot be read ({error})") from None
    try:
        return path, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadSettings(f"{path}: {error}") from None


def refuse(error: ValidationError, path: Path, origin: Mapping[str, str]) -> BadSettings:
    """The deliberate error for values that do not fit: each with where it came from, its name and why; no value.

    `origin` maps a setting's dotted name to the variable that set it; all else came from the file.
    """
    lines = []
    for item in error.errors(include_input=False, include_context=False):
        name = ".".join(str(part) for part in item["loc"])
        where = next((origin[known] for known in origin if name == known or name.startswith(f"{known}.")), str(path))
        reason = "unknown name" if item["type"] == "extra_forbidden" else item["msg"].removeprefix("Value error, ")
        lines.append(f"{where}: {name}: {reason}")
    return BadSettings("\n".join(lines), hint="mend or remove what is named above")


def one_of(name: str, values: dict[str, Any], origin: Mapping[str, str], path: Path) -> None:
    """Settle on a secret or its file where both are set: the environment wins over the settings file.

    `values` is the table that holds both. Raises BadSettings where both come from the same place.
    """
    pair = (name, f"{name}_file")
    if not all(key in values for key in pair):
        return
    from_environment = [key for key in pair if key in origin]
    if len(from_environment) == 1:
        del values[pair[1 - pair.index(from_environment[0])]]
        return
    named = " and ".join(origin.get(key, f"{path}: {key}") for key in pair)
    raise BadSettings(f"{named}: both are set, and only one can hold", hint="remove one of the two")


def read_secret_file(path: Path) -> str:
    """The secret in a file, without the line end that editors and `echo` leave; raises ValueError saying why not.

    Works for files that are replaced as a whole, as Kubernetes and Docker do it. Never waits: a pipe is refused.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        with open(descriptor, "rb") as file:  # noqa: PTH123 - the descriptor is what must not block
            raw = file.read(LONGEST_SECRET + 1) or b""
    except OSError as error:
        raise ValueError(f"cannot be read ({error.strerror})") from None
    if len(raw) > LONGEST_SECRET:
        raise ValueError("is too long for a secret")
    try:
        text = raw.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise ValueError("is no text") from None
    if not text:
        raise ValueError("is empty")
    return text


def secret_from(path: Path, name: str) -> SecretStr:
    """The secret in a file at start; raises BadSettings naming the setting and the file."""
    try:
        return SecretStr(read_secret_file(path))
    except ValueError as error:
        raise BadSettings(f"{name}: {path} {error}") from None
