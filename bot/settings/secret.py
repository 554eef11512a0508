"""A secret that may change while the bot runs, because the file it stands in does; shows its value to nobody."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import SecretStr
from typing_extensions import override

from bot.errors import BadSettings
from bot.settings.source import read_secret_file

Check = Callable[[str], str]
"""Returns the secret as it is to be used; raises ValueError saying what is wrong, without the secret in it."""


@dataclass(frozen=True, slots=True)
class News:
    """What a look at a secret's file found worth saying: it changed, or it cannot be used and the old one is kept."""

    name: str
    what: Literal["changed", "kept", "mended"]
    message: str


class Secret:
    """One secret, given as a value or as a file that is read again on `refresh`."""

    def __init__(self, name: str, value: SecretStr | None, file: Path | None, check: Check) -> None:
        """Read it for the first time; raises BadSettings naming the setting where it cannot be used."""
        self.name = name
        self.file = file
        self._check = check
        self._trouble = ""
        try:
            raw = read_secret_file(file) if file is not None else value.get_secret_value() if value else ""
            self._value = check(raw) if raw else ""
        except ValueError as error:
            place = f"{name}: {file}" if file else f"{name}:"
            raise BadSettings(f"{place} {error}", hint="nothing of a secret is ever shown, so look there") from None

    def __bool__(self) -> bool:
        return bool(self._value)

    @override
    def __repr__(self) -> str:
        return f"Secret({self.name}, {'set' if self else 'not set'})"

    @property
    def current(self) -> SecretStr:
        """The secret as last read; empty where none is set."""
        return SecretStr(self._value)

    def reveal(self) -> str | None:
        """The secret itself as last read, for the one line that sends it; None where none is set."""
        return self._value or None

    def refresh(self) -> News | None:
        """Read the file again; what is to be said about it, once, or None where all is as before.

        A file that is missing, empty, unreadable or holds no such secret changes nothing: the last good one stays.
        """
        if self.file is None:
            return None
        try:
            value = self._check(read_secret_file(self.file))
        except ValueError as error:
            return self._keep(str(error))
        mended, self._trouble = bool(self._trouble), ""
        if value != self._value:
            self._value = value
            return News(self.name, "changed", f"{self.name}: {self.file} has a new value, in use from now on")
        if mended:
            return News(self.name, "mended", f"{self.name}: {self.file} can be read again; its value is the same")
        return None

    def _keep(self, trouble: str) -> News | None:
        if trouble == self._trouble:
            return None
        self._trouble = trouble
        return News(self.name, "kept", f"{self.name}: {self.file} {trouble}; the value read before stays in use")
