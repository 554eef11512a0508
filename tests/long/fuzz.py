"""Fuzzes what reads text from outside, with Hypothesis, in turns until the time is up: no crash, and linear time.

The properties and the pieces are those of the rooms' own tests. Each turn has a number that replays it.
"""

import contextlib
import json
import time
import traceback
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from bot.diagnosis import diagnose_detail
from bot.models.intake import Caps
from bot.recognition import recognise
from bot.recognition.redact import redact
from bot.slack import escape
from bot.web.records import TYPES, read_records
from bot.web.refusal import Refused
from bot.web.reports import Reader
from tests.corpus.score import read_cases
from tests.diagnosis import test_hostile as of_diagnosis
from tests.fakes.knowledge import specification_catalog
from tests.long.parts import Options, Verdict
from tests.recognition import test_recognise_properties as of_recognition
from tests.slack import test_escape as of_escaping
from tests.web import test_hostile as of_intake

EACH_TURN = 300
LARGE = 65_536
RECORDS = 1_000
LONGEST = 1.0
"""Processor seconds for a large text: ten times its budget, since this machine may be busy."""
CATALOG = specification_catalog()
CASES = [case.text for case in read_cases("pastes")]
DETAILS = [case.text for case in read_cases("details")]

Property = Callable[..., object]


class Subject(NamedTuple):
    """One property: what is given to it, and what is asserted of each."""

    name: str
    given: tuple[st.SearchStrategy[Any], ...]
    holds: Property


def cut(texts: list[str]) -> st.SearchStrategy[str]:
    """A part of something that people really paste."""
    return st.tuples(st.sampled_from(texts), st.integers(0, 400), st.integers(1, 400)).map(
        lambda one: one[0][one[1] : one[1] + one[2]]
    )


def mixed(pieces: st.SearchStrategy[str], texts: list[str]) -> st.SearchStrategy[str]:
    """Pieces, parts of real pastes and anything else, one after another."""
    return st.lists(pieces | cut(texts) | st.text(st.characters(), max_size=30), max_size=14).map("".join)


PASTES = mixed(st.sampled_from(of_recognition.PIECES), CASES)
WORDS = mixed(st.sampled_from(of_diagnosis.PIECES), DETAILS)


def is_read(text: str) -> None:
    """Recognising and hiding secrets raise nothing, and what was found stands in the text."""
    for sighting in recognise(text, CATALOG):
        assert 0 <= sighting.span[0] <= sighting.span[1] <= len(text)
    redact(text)


def is_read_in_linear_time(text: str) -> None:
    """The same text over and over, to a size that Slack never sends, is read in time, by the intake in three forms."""
    times = LARGE // max(1, len(text)) + 1
    large = (text * times)[:LARGE]
    # Each record is a text of its own, and has a cost of its own, however short it is.
    lines = json.dumps([text] * min(times, RECORDS)).encode()
    for work in (
        lambda: recognise(large, CATALOG),
        lambda: diagnose_detail(large),
        lambda: escape.mrkdwn(large, 3000),
        lambda: take_in(large.encode("utf-8", "replace"), "text/plain"),
        lambda: take_in(json.dumps({"message": large}).encode(), "application/json"),
        lambda: take_in(lines, "application/json"),
    ):
        assert best(work) < LONGEST


def take_in(body: bytes, kind: str) -> None:
    """What the intake does with a body between its arrival and the database."""
    reader = Reader(CATALOG, of_intake.SOURCE, of_intake.NOW)
    with contextlib.suppress(Refused):
        for record in read_records(body, kind, Caps().most_records).records:
            reader.read(record)


def best(work: Callable[[], object]) -> float:
    """Processor seconds; asked again where it took long, since the first may have paid for something else."""
    least = LONGEST
    for _ in range(3):
        begun = time.thread_time()
        work()
        least = time.thread_time() - begun
        if least < LONGEST:
            break
    return least


def inner(test: Any) -> Property:
    """The body of a property test, without the examples that it would be given in the quick set."""
    return test.hypothesis.inner_test  # type: ignore[no-any-return]


BODIES = st.binary(max_size=600) | of_intake.values.map(lambda value: json.dumps(value).encode())
SUBJECTS = (
    Subject("recognition", (PASTES,), is_read),
    Subject("diagnosis", (WORDS,), diagnose_detail),
    *(
        Subject("escaping", (of_escaping.ANY,), inner(test))
        for test in (
            of_escaping.test_in_mrkdwn_nothing_from_outside_is_alive_and_every_letter_is_seen,
            of_escaping.test_in_the_text_of_a_message_no_address_is_linked_either,
            of_escaping.test_in_plain_text_nothing_is_alive_and_there_is_one_line,
            of_escaping.test_a_code_span_is_one_span_and_holds_the_whole_text,
            of_escaping.test_a_fence_is_one_fence_and_nothing_leaks_out_of_it,
        )
    ),
    Subject("intake", (BODIES, st.sampled_from(sorted(TYPES))), inner(of_intake.test_any_body_is_read_or_refused)),
    Subject("intake", (of_intake.records,), inner(of_intake.test_whatever_stands_beside_an_error_the_error_is_counted)),
    Subject("linear time", (PASTES | WORDS | of_escaping.ANY,), is_read_in_linear_time),
)


def fuzz(options: Options) -> Verdict:
    """Take turns for so many minutes; the first failure ends it and is shown with the seed that replays it."""
    until = time.monotonic() + options.minutes * 60
    counts = dict.fromkeys((subject.name for subject in SUBJECTS), 0)
    for number, subject in turns(options.seed):
        if time.monotonic() >= until:
            break
        try:
            counts[subject.name] += take_turn(subject, number)
        except Exception:  # noqa: BLE001 - whatever was raised is the finding; it is shown and ends the run
            lines = (
                f"{subject.name} failed; replay: python -m tests.long fuzz --seed {number}",
                traceback.format_exc(),
            )
            return Verdict("failed", lines)
    said = ", ".join(f"{count:,} of {name}" for name, count in counts.items())
    return Verdict("passed", (f"seed {options.seed}, {options.minutes:g} minutes: {said}; nothing crashed",))


def turns(first: int) -> Iterator[tuple[int, Subject]]:
    """Which subject is next, and the seed of its turn; a turn's seed given as the first one begins with that turn."""
    number = first
    while True:
        yield number, SUBJECTS[number % len(SUBJECTS)]
        number += 1


def take_turn(subject: Subject, number: int) -> int:
    """How many examples were tried; raises what the property raises."""
    tried = 0

    def count(values: tuple[Any, ...]) -> None:
        nonlocal tried
        tried += 1
        subject.holds(*values)

    many = EACH_TURN if subject.name != "linear time" else EACH_TURN // 10
    relaxed = settings(max_examples=many, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    relaxed(seed(number)(given(st.tuples(*subject.given))(count)))()
    return tried
