"""Proves that nothing is missing and nothing lies idle: codes, statuses, causes, samples, steps, roles, components."""

import re
from collections.abc import Iterator
from itertools import chain
from typing import get_args

from bot.catalog.library import Volume
from bot.catalog.proof.case import Case
from bot.errors import Problem
from bot.models.catalog import Component
from bot.models.diagnosis import CauseId
from bot.models.entry import CODE_FAMILY, RunbookItem, Step

_SAMPLE = re.compile(r"(?:none|[0-9]{5})--[a-z0-9]+(?:-[a-z0-9]+)*\Z")


def prove_coverage(case: Case) -> Iterator[Problem]:
    """Every finding about what there should be and what there is."""
    yield from _family(case)
    yield from _tables(case)
    yield from _irreversible(case)
    yield from _samples(case)
    yield from _idle(case)
    yield from _neighbours(case)


def _family(case: Case) -> Iterator[Problem]:
    for volume in case.library.of("rules"):
        for number, code in enumerate(volume.value.codes):
            if re.fullmatch(CODE_FAMILY, str(code)) is None:
                message = f"{code} is outside {CODE_FAMILY}, so recognition never reads it: widen both, or remove it"
                yield volume.document.problem(message, "codes", number)


def _tables(case: Case) -> Iterator[Problem]:
    causes = [cause.replace("_", "-") for cause in get_args(CauseId)]
    tables = (
        ("error", "errors", [str(code) for code in case.rules.codes], "a code of rules.yaml"),
        ("http", "http", [str(status) for status in case.rules.statuses], "a status of rules.yaml"),
        ("cause", "causes", causes, "a cause that a diagnosis can name"),
    )
    for kind, folder, wanted, what in tables:
        labels = {v.file.stem: v.file.label for v in case.library.volumes if v.kind.name == kind and not v.retired}
        for name in wanted:
            if name not in labels:
                hint = f" (skms-bot kb new {name})" if kind == "error" else ""
                yield Problem(f"{folder}/{name}.yaml", 1, f"is missing: it is {what}, so write it{hint}")
        for name in sorted(set(labels) - set(wanted)):
            yield Problem(labels[name], 1, f"is not {what}: correct the name or remove the file")


def _irreversible(case: Case) -> Iterator[Problem]:
    for volume in case.entries:
        entry = volume.value
        if entry.code in case.rules.irreversible and not any(never.irreversible for never in entry.never):
            yield volume.document.problem(
                "has no `never` with `irreversible: true`, but rules.yaml says that something here cannot be undone: "
                "add one",
                "never",
            )


def _samples(case: Case) -> Iterator[Problem]:
    sampled: set[str] = set()
    for file in case.samples.found.values():
        code = file.stem.partition("--")[0]
        sampled.add(code)
        if _SAMPLE.fullmatch(file.stem) is None:
            yield Problem(file.label, 1, "is named in no known way: use <code>--<what>.txt or none--<what>.txt")
        elif code != "none" and int(code) not in case.codes:
            yield Problem(file.label, 1, f"is a sample of {code}, which is no SKMS code: correct the name")
    for number in case.rules.codes:
        if str(number) not in sampled:
            yield Problem(f"samples/{number}--*.txt", 1, "does not exist: add a paste that must be read as this code")


def _idle(case: Case) -> Iterator[Problem]:
    items = list(_runbooks(case))
    steps = [item.step for item in items if item.step is not None] + list(case.catalog.steps.values())
    used_steps = {item.use for item in items}
    for volume in case.library.of("step"):
        if volume.value.id not in used_steps:
            yield volume.document.problem("is used by no runbook: use it (`use:`) or remove the file", "id")
    yield from _unnamed(case, "roles", _roles_named(case, steps), "is named by no step, entry or component")
    yield from _unnamed(case, "components", _components_named(case, steps), "is named by no entry, step or other part")


def _runbooks(case: Case) -> Iterator[RunbookItem]:
    for volume in case.entries:
        yield from volume.value.runbook
    for cause in case.catalog.causes.values():
        yield from cause.steps


def _roles_named(case: Case, steps: list[Step]) -> set[str]:
    named = set(chain.from_iterable(step.who for step in steps))
    for volume in case.entries:
        named |= {volume.value.owner.role, *volume.value.owner.with_roles}
    for cause in case.catalog.causes.values():
        named |= set(cause.look_at)
    return named | {component.owner for component in case.catalog.components.values()}


def _components_named(case: Case, steps: list[Step]) -> set[str | None]:
    named = {step.check.component for step in steps if step.check is not None}
    named |= {volume.value.component for volume in case.entries}
    named |= {test.component for test in case.catalog.health.values()}
    named |= set(chain.from_iterable(cause.look_at for cause in case.catalog.causes.values()))
    for component in case.catalog.components.values():
        named |= {edge.to for edge in component.calls} | _callers(component)
    return named


def _callers(component: Component) -> set[str | None]:
    """A part that calls others belongs to the picture even where nobody points at it."""
    return {component.id} if component.calls else set()


def _unnamed(case: Case, kind: str, named: set[str] | set[str | None], why: str) -> Iterator[Problem]:
    for volume in case.library.of(kind):
        for number, item in enumerate(volume.value):
            if item.id not in named:
                yield volume.document.problem(f"{item.id} {why}: use it or remove it", number, "id")


def _neighbours(case: Case) -> Iterator[Problem]:
    for volume in case.library.of("neighbour"):
        yield from _neighbour(case, volume)


def _neighbour(case: Case, volume: Volume) -> Iterator[Problem]:
    for number, code in enumerate(volume.value.codes):
        ours = case.catalog.vendor.get(code.code)
        for position, message in enumerate(code.messages):
            if ours is not None and _plain(message) == _plain(ours.message):
                yield volume.document.problem(
                    f"{code.code} with the message {message!r} is SKMS's own: remove it, it would silence an answer",
                    *("codes", number, "messages", position),
                )


def _plain(message: str) -> str:
    return " ".join(message.casefold().split()).rstrip(". ")
