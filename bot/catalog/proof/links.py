"""Proves that everything named inside a file exists: steps, causes, codes, components, roles, patterns; both ways."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from bot.catalog.document import Document
from bot.catalog.library import Volume
from bot.catalog.proof.case import Case
from bot.errors import Problem
from bot.models.entry import ErrorEntry, RunbookItem, Step


def prove_links(case: Case) -> Iterator[Problem]:
    """Every finding about references."""
    for volume in case.entries:
        yield from _entry(case, volume.document, volume.value)
        yield from _runbook_causes(volume.document, volume.value)
        yield from _nevers(case, volume.document, volume.value)
    for volume in case.library.of("cause"):
        yield from _unknown(volume.document, volume.value.look_at, _parts(case) | _roles(case), "look_at")
        yield from _items(case, volume.document, volume.value.steps, "steps")
    for volume in case.library.of("step"):
        yield from _step(case, volume.document, volume.value)
    for volume in case.library.of("components"):
        yield from _components(case, volume)
    for volume in case.library.of("health"):
        yield from _health(case, volume)
    yield from _two_way(case)
    yield from _same_steps(case)


def _parts(case: Case) -> set[str]:
    return set(case.catalog.components)


def _roles(case: Case) -> set[str]:
    return set(case.catalog.roles)


def _causes(case: Case) -> set[str]:
    return {cause.replace("_", "-") for cause in (*case.catalog.causes, *case.library.stems("cause"))}


def _unknown(document: Document, names: Iterable[str], known: set[str], *where: str | int) -> Iterator[Problem]:
    for number, name in enumerate(names):
        if name not in known:
            near = ", ".join(sorted(known)) or "none yet"
            yield document.problem(f"`{where[-1]}` names {name}, which does not exist (known: {near})", *where, number)


def _entry(case: Case, document: Document, entry: ErrorEntry) -> Iterator[Problem]:
    if entry.component not in _parts(case):
        yield document.problem(f"component {entry.component} is not in components.yaml: add or correct it", "component")
    if entry.owner.role not in _roles(case):
        yield document.problem(f"role {entry.owner.role} is not in roles.yaml: add or correct it", "owner", "role")
    yield from _unknown(document, entry.owner.with_roles, _roles(case), "owner", "with_roles")
    if case.rules.statuses and entry.vendor.http_status not in case.rules.statuses:
        yield document.problem("is no status of the specification: correct it", "vendor", "http_status")
    yield from _items(case, document, entry.runbook, "runbook")


def _items(case: Case, document: Document, items: Sequence[RunbookItem], key: str) -> Iterator[Problem]:
    shared = case.library.stems("step")
    seen: set[str] = set()
    for number, item in enumerate(items):
        here = (key, number)
        if item.use is not None and item.use not in shared:
            yield document.problem(
                f"`use` names the step {item.use}, but steps/{item.use}.yaml does not exist: add or correct it",
                *(*here, "use"),
            )
        if item.step is not None:
            if item.step.id in shared:
                message = f"step {item.step.id} also exists as steps/{item.step.id}.yaml: use that, or rename this one"
                yield document.problem(message, *here, "step", "id")
            yield from _step(case, document, item.step, *here, "step")
        name = item.use or (item.step.id if item.step is not None else "")
        if name in seen:
            yield document.problem(f"step {name} stands twice in this list: remove one", *here)
        seen.add(name)
        yield from _unknown(document, item.tells, _causes(case), *here, "tells")


def _step(case: Case, document: Document, step: Step, *where: str | int) -> Iterator[Problem]:
    yield from _unknown(document, step.who, _roles(case), *where, "who")
    if not step.who:
        yield document.problem(f"step {step.id} says nobody who does it: name a role", *where, "who")
    check = step.check
    if check is None:
        return
    if check.component is not None and check.component not in _parts(case):
        message = f"the check asks the component {check.component}, which is not in components.yaml: add or correct it"
        yield document.problem(message, *where, "check", "component")
    if check.code is not None and check.code not in case.codes:
        message = f"the check looks up {check.code}, which is no SKMS code: correct it"
        yield document.problem(message, *where, "check", "code")


def _runbook_causes(document: Document, entry: ErrorEntry) -> Iterator[Problem]:
    known = {cause.id for cause in entry.causes}
    told: set[str] = set()
    for number, item in enumerate(entry.runbook):
        told |= set(item.causes)
        yield from _unknown(document, item.causes, known, "runbook", number, "causes")
    for number, pattern in enumerate(entry.detail_patterns):
        yield from _unknown(document, pattern.causes, known, "detail_patterns", number, "causes")
    for number, cause in enumerate(entry.causes):
        if cause.id not in told:
            yield document.problem(
                f"no step of the runbook tells the cause {cause.id} apart: name it in a step's `causes`, or remove it",
                *("causes", number, "id"),
            )
    yield from _repeated(document, [cause.id for cause in entry.causes], "causes")
    yield from _repeated(document, [pattern.id for pattern in entry.detail_patterns], "detail_patterns")


def _repeated(document: Document, ids: list[str], key: str) -> Iterator[Problem]:
    for number, name in enumerate(ids):
        if name in ids[:number]:
            yield document.problem(f"{name} stands twice in `{key}`: rename or remove one", key, number, "id")


def _nevers(case: Case, document: Document, entry: ErrorEntry) -> Iterator[Problem]:
    known = {cause.id for cause in entry.causes} | {pattern.id for pattern in entry.detail_patterns} | _causes(case)
    for number, never in enumerate(entry.never):
        if never.when == "always":
            continue
        yield from _unknown(document, never.when, known, "never", number, "when")
        if not never.when:
            yield document.problem("`when` is empty: write `always`, or name causes", "never", number, "when")


def _components(case: Case, volume: Volume) -> Iterator[Problem]:
    document = volume.document
    for number, component in enumerate(volume.value):
        if component.owner not in _roles(case):
            message = f"owner {component.owner} is not in roles.yaml: add or correct it"
            yield document.problem(message, number, "owner")
        for position, edge in enumerate(component.calls):
            here = (number, "calls", position)
            if edge.to not in _parts(case):
                yield document.problem(f"{component.id} calls {edge.to}, which does not exist: add it", *here, "to")
            yield from _codes(case, document, edge.codes, *here, "codes")


def _health(case: Case, volume: Volume) -> Iterator[Problem]:
    independent = {test.item for test in case.catalog.health.values() if test.through is None}
    for number, test in enumerate(volume.value):
        if test.component not in _parts(case):
            message = f"component {test.component} is not in components.yaml: add or correct it"
            yield volume.document.problem(message, number, "component")
        if test.through is not None and test.through not in independent - {test.item}:
            message = f"`through` names {test.through}: name an item that depends on no other, or leave it out"
            yield volume.document.problem(message, number, "through")
        yield from _codes(case, volume.document, test.codes, number, "codes")


def _codes(case: Case, document: Document, codes: Iterable[int], *where: str | int) -> Iterator[Problem]:
    for number, code in enumerate(codes):
        if code not in case.codes:
            yield document.problem(f"`{where[-1]}` names {code}, which is no SKMS code: correct it", *where, number)


def _two_way(case: Case) -> Iterator[Problem]:
    """Whoever reads one end of a link must find the other: A leads to B is also B follows A."""
    entries = {volume.value.code: volume for volume in case.entries}
    for code, volume in entries.items():
        for key, back in (("leads_to", "follows"), ("follows", "leads_to")):
            named = getattr(volume.value, key)
            yield from _codes(case, volume.document, named, key)
            for number, other in enumerate(named):
                if other == code:
                    yield volume.document.problem(f"`{key}` names the entry itself: remove it", key, number)
                elif other in entries and code not in getattr(entries[other].value, back):
                    yield volume.document.problem(
                        f"`{key}` names {other}, but `{back}` of errors/{other}.yaml lacks {code}: add it there",
                        *(key, number),
                    )


def _same_steps(case: Case) -> Iterator[Problem]:
    """A step that several entries carry out lives once, in steps/, or its copies will drift apart."""
    owners: defaultdict[str, list[str]] = defaultdict(list)
    for volume in (*case.entries, *case.library.of("cause")):
        key = "runbook" if volume.kind.name == "error" else "steps"
        for number, item in enumerate(getattr(volume.value, key)):
            if item.step is None:
                continue
            if owners[item.step.id]:
                yield volume.document.problem(
                    f"step {item.step.id} stands in {owners[item.step.id][0]} as well: move it to steps/ and `use` it, "
                    "or give it a name of its own",
                    *(key, number, "step", "id"),
                )
            owners[item.step.id].append(volume.file.label)
