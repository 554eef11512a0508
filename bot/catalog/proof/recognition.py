"""Proves examples, look-alikes, samples and detail patterns by running them; what recognises is given from outside."""

from collections.abc import Iterator
from typing import Any

import re2

from bot.catalog.document import Document, decode
from bot.catalog.proof.case import Case, Recognise
from bot.errors import Problem
from bot.models.entry import DetailPattern


def prove_recognition(case: Case) -> Iterator[Problem]:
    """Every finding about what is, and what is not, recognised."""
    for volume in case.entries:
        for number, pattern in enumerate(volume.value.detail_patterns):
            yield from _pattern(volume.document, number, pattern)
    if case.recognise is not None:
        yield from _examples(case, case.recognise)
        yield from _samples(case, case.recognise)


def _answered(case: Case, recognise: Recognise, text: str) -> list[int]:
    """The codes that the bot would answer unprompted."""
    return sorted({found.error.code for found in recognise(text, case.catalog) if found.confidence != "possible"})


def _examples(case: Case, recognise: Recognise) -> Iterator[Problem]:
    for volume in case.entries:
        code = volume.value.code
        for number, text in enumerate(volume.value.examples):
            read = _answered(case, recognise, text)
            if read != [code]:
                message = f"the example is read as {_say(read)}, not as {code}: correct the example or the recognition"
                yield volume.document.problem(message, "examples", number)
        for number, text in enumerate(volume.value.lookalikes):
            if code in _answered(case, recognise, text):
                message = f"the look-alike is read as {code}: choose another, or mend the recognition"
                yield volume.document.problem(message, "lookalikes", number)


def _samples(case: Case, recognise: Recognise) -> Iterator[Problem]:
    for file in case.samples.found.values():
        text = decode(file)
        name = file.stem.partition("--")[0]
        if isinstance(text, Problem) or not (name == "none" or name.isdecimal()):
            continue
        if name != "none" and int(name) not in case.catalog.vendor:
            continue  # its entry is missing or broken, which is reported already
        wanted = [] if name == "none" else [int(name)]
        read = _answered(case, recognise, text)
        if read != wanted:
            yield Problem(
                file.label,
                1,
                f"is read as {_say(read)}, but its name says {_say(wanted)}: correct the name or the recognition",
            )


def _say(codes: list[int]) -> str:
    return " and ".join(str(code) for code in codes) or "no SKMS error"


def _pattern(document: Document, number: int, pattern: DetailPattern) -> Iterator[Problem]:
    here = ("detail_patterns", number)
    options = re2.Options()
    options.log_errors = False
    try:
        compiled: Any = re2.compile(pattern.pattern, options)
    except re2.error as error:
        reason = error.args[0].decode() if isinstance(error.args[0], bytes) else error
        yield document.problem(f"the pattern is none that google-re2 takes ({reason}): correct it", *here, "pattern")
        return
    for position, text in enumerate(pattern.examples):
        if compiled.search(text) is None:
            message = f"pattern {pattern.id} does not match its example: correct one of them"
            yield document.problem(message, *here, "examples", position)
    for position, text in enumerate(pattern.lookalikes):
        if compiled.search(text) is not None:
            message = f"pattern {pattern.id} matches its look-alike: make the pattern narrower"
            yield document.problem(message, *here, "lookalikes", position)
