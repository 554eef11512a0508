"""Proves the files themselves: nothing stray or unfinished, schema named, dates sane, no real host; no meaning."""

import datetime as dt
import re
from collections.abc import Iterator

from bot.catalog.document import decode
from bot.catalog.files import FILES, FOLDERS, RETIRED, SAMPLES
from bot.catalog.library import Volume
from bot.catalog.proof.case import Case
from bot.errors import Problem

_ON_TOP = {"README.md", "schema", SAMPLES, RETIRED, *FOLDERS, *FILES}
_UNFINISHED = re.compile(r"\bTODO\b")


def prove_tidiness(case: Case) -> Iterator[Problem]:
    """Every finding about files as files."""
    yield from _strays(case)
    for volume in case.library.volumes:
        yield from _schema_comment(volume)
    for volume in (*case.entries, *(v for v in case.retired if v.value is not None)):
        yield from _reviewed(volume, case.today)
    yield from _retired(case)
    yield from _words(case)


def _strays(case: Case) -> Iterator[Problem]:
    """A file that nothing reads is a sentence that nobody will ever see."""
    for number, folder in enumerate(case.folders):
        prefix = f"{folder.resolve().name}/" if number else ""
        for entry in sorted(folder.iterdir()):
            if entry.name.startswith("."):
                continue
            if entry.name not in _ON_TOP:
                yield Problem(prefix + entry.name, 1, "is read by nothing: correct the name or remove it")
            elif entry.name in {*FOLDERS, RETIRED, SAMPLES} and entry.is_dir():
                ending = ".txt" if entry.name == SAMPLES else ".yaml"
                for inner in sorted(entry.iterdir()):
                    if not inner.name.endswith(ending) and not inner.name.startswith("."):
                        path = f"{prefix}{entry.name}/{inner.name}"
                        yield Problem(path, 1, f"is read by nothing: name it *{ending} or remove it")


def _schema_comment(volume: Volume) -> Iterator[Problem]:
    if volume.document.data is None:
        return  # nobody can edit by a schema what is no YAML; one line about it is enough
    depth = "../" if "/" in volume.file.path else ""
    wanted = f"# yaml-language-server: $schema={depth}schema/{volume.kind.name}.json"
    first = volume.file.content.partition(b"\n")[0].decode("utf-8", "replace").rstrip()
    start, _, path = first.partition("=")
    if start != wanted.partition("=")[0] or not path.endswith(f"schema/{volume.kind.name}.json"):
        yield Problem(volume.file.label, 1, f"does not name its schema for editors: begin with `{wanted}`")


def _reviewed(volume: Volume, today: dt.date) -> Iterator[Problem]:
    # A day of grace: the day begins in Seoul while it is still yesterday in UTC.
    if volume.value.reviewed > today + dt.timedelta(days=1):
        yield volume.document.problem(
            f"`reviewed` is {volume.value.reviewed}, which lies in the future: write the day of the last review",
            "reviewed",
        )


def _retired(case: Case) -> Iterator[Problem]:
    live = case.library.stems("error")
    for volume in case.retired:
        if volume.file.stem in live:
            yield Problem(volume.file.label, 1, f"errors/{volume.file.stem}.yaml exists as well: keep only one of them")


def _words(case: Case) -> Iterator[Problem]:
    names = "|".join(re.escape(name) for name in case.rules.vendor_names)
    host = re.compile(rf"(?:{names})[\w-]*\.[a-z]{{2}}", re.IGNORECASE) if names else None
    for label, file in case.texts().items():
        text = decode(file)
        if isinstance(text, Problem):
            if label in case.samples.found:
                yield text
            continue
        for number, line in enumerate(text.split("\n"), 1):
            if host is not None and (found := host.search(line)) is not None:
                yield Problem(
                    label, number, f"names a real host of the vendor ({found[0]}…): write kms.example.test instead"
                )
            if _UNFINISHED.search(line) is not None and label not in case.samples.found:
                yield Problem(label, number, "is unfinished (TODO): fill it in")
