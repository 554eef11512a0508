"""Proves the texts people read: complete in every language, short enough, their placeholders known; judges no style."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from bot.catalog.document import Document, Location
from bot.catalog.library import Volume, locale_of
from bot.catalog.proof.case import Case
from bot.catalog.rules import Measured
from bot.errors import Problem
from bot.models.text import LocalText, Pending

ALTERNATIVES = " || "
"""Separates the forms of one template, from the one that needs most to the one that needs nothing."""

_MEASURED: dict[tuple[str, str], Measured] = {
    ("Step", "do"): "do",
    ("DetailPattern", "verdict"): "verdict",
    ("DiagnosedCause", "verdict"): "verdict",
    ("DetailPattern", "says"): "says",
    ("DiagnosedCause", "says"): "says",
    ("UrgencyAdvice", "changes"): "changes",
    ("ErrorEntry", "title"): "title",
    ("DiagnosedCause", "title"): "title",
    ("Retry", "short"): "retry",
    ("Never", "text"): "never",
    ("PasteItem", "ask"): "ask",
}
_TEMPLATES = {
    ("DetailPattern", "verdict"),
    ("DetailPattern", "says"),
    ("DiagnosedCause", "verdict"),
    ("DiagnosedCause", "says"),
}
_FIELDS = {"host", "port", "ip", "method", "path", "http_status", "key_id", "inner_code"}
"""What a diagnosis can fill in; a detail pattern adds its own groups."""
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_GROUP = re.compile(r"\(\?P<([A-Za-z_][A-Za-z0-9_]*)>")

_SENTENCE = 5
"""From so many words on, two languages cannot say the same thing with the same characters."""

Found = tuple[Location, BaseModel, str, LocalText]


def prove_texts(case: Case) -> Iterator[Problem]:
    """Every finding about texts; translations that are owed for too long among them."""
    for volume in case.library.volumes:
        if volume.value is not None and not volume.retired:
            for location, holder, name, text in _texts(volume.value, ()):
                yield from _languages(case, volume.document, location, text)
                yield from _text(case, volume.document, (location, holder, name, text))
    yield from _phrases(case)
    for problem, since in _owed(case):
        if (case.today - since).days > case.rules.pending_days:
            yield Problem(problem.path, problem.line, f"{problem.message}: translate it now")
        elif since > case.today + dt.timedelta(days=1):
            yield Problem(problem.path, problem.line, f"{problem.message}, which lies in the future: correct the date")


def list_owed(case: Case) -> list[Problem]:
    """The translations that are owed and still in time."""
    late = case.today - dt.timedelta(days=case.rules.pending_days)
    return [problem for problem, since in _owed(case) if since >= late]


def _texts(value: Any, location: Location) -> Iterator[Found]:
    if isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            inner = getattr(value, name)
            here = (*location, info.alias or name)
            if isinstance(inner, LocalText):
                yield here, value, name, inner
            else:
                yield from _texts(inner, here)
    elif isinstance(value, tuple | list):
        for number, item in enumerate(value):
            if isinstance(item, LocalText):
                yield (*location, number), item, "", item
            else:
                yield from _texts(item, (*location, number))


def _languages(case: Case, document: Document, location: Location, text: LocalText) -> Iterator[Problem]:
    for locale in case.catalog.locales:
        if locale not in text.root:
            message = f"has no text in {locale}: add `{locale}: …`, or `{locale}: {{pending: {case.today}}}`"
            yield document.problem(message, *location)
    for locale in text.root:
        if case.catalog.locales and locale not in case.catalog.locales:
            message = f"the language {locale} is not in locales.yaml: add it there or remove this text"
            yield document.problem(message, *location, locale)
    said = [(locale, value) for locale, value in text.root.items() if isinstance(value, str)]
    for number, (locale, value) in enumerate(said):
        if len(value.split()) >= _SENTENCE and value in (other for _, other in said[:number]):
            message = f"the {locale} text repeats another language word for word: translate it"
            yield document.problem(message, *location, locale)


def _text(case: Case, document: Document, found: Found) -> Iterator[Problem]:
    location, holder, name, text = found
    key = (type(holder).__name__, name)
    said = {locale: value for locale, value in text.root.items() if isinstance(value, str)}
    if key in _MEASURED:
        yield from _lengths(document, location, said, case.rules.lengths.get(_MEASURED[key], {}))
    if key in _TEMPLATES:
        pattern = getattr(holder, "pattern", None)
        groups = set(_GROUP.findall(pattern)) if pattern is not None else set()
        for place, message in _template(said, _FIELDS | groups, bare_end=pattern is None):
            yield document.problem(message, *location, place)


def _lengths(
    document: Document, location: Location, said: Mapping[str, str], limits: Mapping[str, int]
) -> Iterator[Problem]:
    for locale, value in said.items():
        limit = limits.get(locale)
        longest = max((len(part) for part in value.split(ALTERNATIVES)), default=0)
        if limit is not None and longest > limit:
            yield document.problem(
                f"the {locale} text has {longest} characters, {limit} fit on a phone: shorten it", *location, locale
            )


def _template(said: Mapping[str, str], known: set[str] | None, *, bare_end: bool) -> Iterator[tuple[str, str]]:
    """Findings about one template in its languages, each with the language; `known` None means any name will do."""
    shapes: dict[str, list[frozenset[str]]] = {}
    for locale, value in said.items():
        parts = value.split(ALTERNATIVES)
        try:
            shapes[locale] = [frozenset(_placeholders(part)) for part in parts]
        except ValueError as error:
            yield locale, f"is no template ({error}): braces only hold a name, as in {{key_id}}"
            continue
        if any("||" in part or not part.strip() for part in parts):
            yield locale, "has an empty alternative: write something on both sides of ` || `"
        for name in sorted(frozenset().union(*shapes[locale]) - (known if known is not None else set())):
            if known is not None:
                yield locale, f"uses {{{name}}}, which nothing fills in (known: {', '.join(sorted(known))})"
        if bare_end and shapes[locale][-1]:
            yield locale, "needs a last alternative without placeholders, for a detail that names nothing: add ` || …`"
    yield from _unlike(shapes)


def _unlike(shapes: Mapping[str, list[frozenset[str]]]) -> Iterator[tuple[str, str]]:
    first = next(iter(shapes), "")
    for locale, shape in shapes.items():
        if shape != shapes[first]:
            yield locale, f"its alternatives use other placeholders than the {first} text: make them equal"


def _placeholders(template: str) -> Iterator[str]:
    if "{" in (rest := _PLACEHOLDER.sub("", template)) or "}" in rest:
        raise ValueError("a brace stands alone")
    yield from _PLACEHOLDER.findall(template)


def _phrases(case: Case) -> Iterator[Problem]:
    """Every locale has every phrase: an id that only one language knows is a sentence missing in the others."""
    volumes = list(case.library.of("phrases"))
    places: dict[str, dict[str, Volume]] = {}
    for volume in volumes:
        locale = locale_of(volume.file)
        if case.catalog.locales and locale not in case.catalog.locales:
            yield Problem(volume.file.label, 1, f"is for {locale}, which is not in locales.yaml: rename it or add it")
        for key in volume.value:
            holder = places.setdefault(key, {}).setdefault(locale, volume)
            if holder is not volume:
                message = f"phrase {key} also stands in {holder.file.label}: remove one"
                yield volume.document.problem(message, key)
    for key, holders in places.items():
        yield from _phrase(case, key, holders)


def _phrase(case: Case, key: str, holders: Mapping[str, Volume]) -> Iterator[Problem]:
    first = next(iter(holders.values()))
    for locale in case.catalog.locales:
        if locale not in holders:
            yield first.document.problem(f"phrase {key} is missing in {locale}: add it to its file of phrases", key)
    said = {locale: holder.value[key] for locale, holder in holders.items()}
    for locale, message in _template({k: v for k, v in said.items() if isinstance(v, str)}, None, bare_end=False):
        yield holders[locale].document.problem(f"phrase {key}: {message}", key)


def _owed(case: Case) -> Iterator[tuple[Problem, dt.date]]:
    for volume in case.library.volumes:
        if volume.value is None or volume.retired:
            continue
        for location, since, locale in _pending(volume):
            what = f"the {locale} translation is owed since {since}"
            yield volume.document.problem(what, *location), since


def _pending(volume: Volume) -> Iterable[tuple[Location, dt.date, str]]:
    if volume.kind.name == "phrases":
        for key, value in volume.value.items():
            if isinstance(value, Pending):
                yield (key,), value.pending, locale_of(volume.file)
        return
    for location, _, _, text in _texts(volume.value, ()):
        for locale, since in text.pending():
            yield (*location, locale), since, locale
