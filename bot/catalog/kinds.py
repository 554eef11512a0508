"""The kinds of knowledge files: where each lives, its model, and how its name follows from its content."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from pydantic import StringConstraints, TypeAdapter

from bot.catalog.files import KnowledgeFile
from bot.catalog.rules import Rules
from bot.models.catalog import Component, DiagnosedCause, HealthTest, HttpStatus, InnerCode, LocaleInfo, Neighbour, Role
from bot.models.entry import ErrorEntry, Step
from bot.models.text import Locale, NonEmpty, Pending

PhraseId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([._-][a-z0-9]+)*$")]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file.

    `name` is also the name of its JSON Schema. `place` is a folder with one value per file, or one file.
    `id_at` is where in the file its identity stands, and `stem` how the file's name follows from it.
    """

    name: str
    place: str
    model: Any
    id_at: tuple[str, ...] = ()
    stem: Callable[[Any], str] = str

    @property
    def adapter(self) -> TypeAdapter[Any]:
        """Validates one file's data."""
        return _adapter(self.name)


def _dashed(name: Any) -> str:
    return str(name).replace("_", "-")


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("error", "errors", ErrorEntry, ("vendor", "code")),
        Kind("http", "http", HttpStatus, ("status",)),
        Kind("cause", "causes", DiagnosedCause, ("id",), _dashed),
        Kind("step", "steps", Step, ("id",)),
        Kind("neighbour", "neighbours", Neighbour, ("id",)),
        Kind("inner", "inner", list[InnerCode]),
        Kind("phrases", "phrases", dict[PhraseId, NonEmpty | Pending]),
        Kind("components", "components.yaml", list[Component]),
        Kind("roles", "roles.yaml", list[Role]),
        Kind("health", "health.yaml", list[HealthTest]),
        Kind("locales", "locales.yaml", dict[Locale, LocaleInfo]),
        Kind("rules", "rules.yaml", Rules),
    )
}
_BY_PLACE = {kind.place: kind for kind in KINDS.values()} | {"retired": KINDS["error"]}


def kind_of(file: KnowledgeFile) -> Kind:
    """The kind of a file by where it lies; the reading of folders lets no other file through."""
    return _BY_PLACE[file.folder]


@cache
def _adapter(name: str) -> TypeAdapter[Any]:
    return TypeAdapter(KINDS[name].model)
