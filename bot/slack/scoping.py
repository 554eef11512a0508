"""Reads which incidents a silence is to hide, from the words that people have for them; pure."""

from collections.abc import Iterable, Iterator
from typing import get_args

from bot.models.alerting import Alerting, Scope
from bot.models.catalog import Catalog
from bot.models.incident import Incident, IncidentKind
from bot.models.target import Target

KEYS = {"env": "environment", "environment": "environment", "component": "component", "code": "code"}
CODES_FROM = 10_000
"""Error codes have five digits; smaller numbers are those of incidents."""


class NotKnown(ValueError):  # noqa: N818 - named for the fact
    """A word that names nothing here; it is the argument."""


def read_scope(words: Iterable[str], catalog: Catalog, environments: Iterable[str]) -> Scope:
    """`#14`, `40013`, `prod`, `key-vault`, `env=prod`, or several of them together; raises NotKnown for another word.

    A part is known by its id or its name in any language, an environment by its name.
    """
    found: dict[str, object] = {}
    known = {name.casefold(): name for name in environments}
    for word in words:
        key, equals, value = word.partition("=")
        field = KEYS.get(key.casefold()) if equals else None
        name, read = (field, _as_field(field, value)) if field else _guess(word, catalog, known)
        if name is None or found.get(name, read) != read:
            raise NotKnown(word)
        found[name] = read
    return Scope.model_validate(found)


def known_environments(alerting: Alerting, targets: Iterable[Target], incidents: Iterable[Incident]) -> tuple[str, ...]:
    """The environments that anything here speaks of."""
    return tuple(sorted(set(_environments(alerting, targets, incidents)) - {""}))


def _environments(alerting: Alerting, targets: Iterable[Target], incidents: Iterable[Incident]) -> Iterator[str]:
    for route in alerting.routes:
        yield from route.environments
    yield from alerting.paging
    yield from (target.environment for target in targets)
    yield from (one.subject.environment for one in incidents)


def _as_field(field: str, value: str) -> object:
    if field != "code":
        return value
    if not value.isascii() or not value.isdigit():
        raise NotKnown(value)
    return int(value)


def _guess(word: str, catalog: Catalog, environments: dict[str, str]) -> tuple[str | None, object]:
    plain = word.casefold().rstrip(",")
    digits = plain.lstrip("#").removesuffix("번")
    if digits.isascii() and digits.isdigit():
        named = plain.startswith("#") or int(digits) < CODES_FROM
        return ("number" if named else "code"), int(digits)
    if plain in environments:
        return "environment", environments[plain]
    if plain in get_args(IncidentKind):
        return "kind", plain
    for name, component in catalog.components.items():
        if plain == name or plain in {component.name.say(locale).casefold() for locale in catalog.locales}:
            return "component", name
    return None, word
