"""Pages of what recognition reads in many texts; `python -m tests.recognition.pages --write` writes them anew."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from bot.models.catalog import Catalog
from bot.models.sighting import Layer, Sighting
from bot.recognition.facts import facts_of
from bot.recognition.health import recognise_health
from bot.recognition.judgement import judge
from bot.recognition.names import unknown_names
from bot.recognition.program import of_a_program
from bot.recognition.prose import FAMILY, Mention, Number, find_mentions, lowered, neighbour_near, sentence_around
from bot.recognition.readings import other_reading, stands_alone
from bot.recognition.recognise import recognise
from bot.recognition.redact import redact
from bot.recognition.scan import scan
from bot.recognition.strangers import find_strangers
from bot.recognition.times import find_moment
from bot.recognition.vicinity import survey
from tests.corpus.score import read_cases
from tests.fakes.knowledge import ROOT, specification_catalog
from tests.fakes.secrets import secret_pastes
from tests.recognition import (
    shapes_dumps,
    shapes_http,
    shapes_json,
    shapes_more,
    shapes_silent,
    shapes_slack,
    shapes_wrapped,
    test_prose,
    test_prose_families,
    test_prose_lines,
    test_prose_office,
)
from tests.recognition.cuts import BODY, MARKS, NESTED, PASTES, WRAPPED
from tests.recognition.odd import LOG, MESSAGES, TIMES, mixtures
from tests.recognition.odd_words import HEALTH, LEFTS, PROSE, RIGHTS, SECRETS, STATUSES
from tests.recognition.odd_words import WORDS as WORD_LINES
from tests.recognition.shapes import WORDS

CATALOG = specification_catalog()
FOLDER = Path(__file__).parent / "pages"
SHAPES = (shapes_json, shapes_dumps, shapes_more, shapes_http, shapes_wrapped, shapes_slack, shapes_silent)


def write_sighting(one: Sighting) -> str:
    """All that a sighting says, on a line; the message where it is not SKMS's own, word by word."""
    error = one.error
    parts = [
        f"{error.code} {one.confidence} {one.form} {one.why} {one.span[0]}-{one.span[1]}",
        "" if one.http_status is None else f"http {one.http_status}",
        "" if one.key_id is None else f"key {one.key_id}",
        "" if error.message == WORDS[error.code] else f"message {error.message!r}",
        "" if error.detail is None else f"detail {error.detail!r}",
        "" if one.count == 1 else f"{one.count} times",
        "" if len(one.layers) == 1 else "in " + " > ".join(map(_layer, one.layers[:-1])),
        "a false success" if one.false_success else "",
        "" if one.misleading_status is None else f"misleading {one.misleading_status}",
    ]
    return ", ".join(part for part in parts if part)


def _layer(one: Layer) -> str:
    status = "" if one.http_status is None else f" ({one.http_status})"
    return f"{one.product} {one.code}{status} {one.message!r}"


def _mention(one: Mention) -> str:
    parts = [
        f"{one.code} {one.confidence} {one.why} {one.span[0]}-{one.span[1]}",
        "" if one.http_status is None else f"http {one.http_status}",
        "" if one.key_id is None else f"key {one.key_id}",
        "" if one.message is None else f"message {one.message!r}",
    ]
    return ", ".join(part for part in parts if part)


def write_shapes() -> Iterator[str]:
    """Every shape of the tables that gives anything at all, even what is only possible."""
    for module in SHAPES:
        for case in module.CASES:
            if found := list(map(write_sighting, recognise(case.text, CATALOG))):
                yield from _told(case.name, found)


def write_corpus() -> Iterator[str]:
    """Every paste of the corpus: what is read, whose other numbers are, which facts stand there."""
    for case in read_cases("pastes"):
        facts = facts_of(case.text)
        found = [f"has {' '.join(sorted(facts))}"] if facts else []
        found += map(write_sighting, recognise(case.text, CATALOG))
        for one in find_strangers(case.text, CATALOG):
            table = " in the table" if one.in_table else ""
            said = "" if one.message is None else f", {one.message!r}"
            found.append(f"stranger {one.code} of {one.neighbour}{table} {one.span[0]}-{one.span[1]}{said}")
        if report := recognise_health(case.text):
            items = ", ".join(f"{one.name} {one.ok} {one.error!r} {one.sci_server_id}" for one in report.items)
            found.append(f"health {report.code} {report.span[0]}-{report.span[1]}: {items}")
        yield from _told(case.id, found)


def _told(name: str, found: Sequence[str]) -> Iterator[str]:
    """A single finding behind its name, several below it."""
    yield f"{name}: {' || '.join(found) or 'nothing'}"


def write_prose() -> Iterator[str]:
    """Every line of prose: the codes in it, how certain, and why."""
    spoken = (text for text, _ in test_prose.SPOKEN_OF)
    tables = (*spoken, *test_prose.SILENT, *map(str, test_prose_lines.lines(test_prose_lines.ANSWERED)))
    families = (*test_prose_families.SPOKEN.values(), test_prose_office.ASKED)
    more = (line for family in families for line in family.strip().splitlines())
    for text in (*tables, *test_prose_lines.lines(test_prose_lines.SILENT), *more):
        found = " | ".join(map(_mention, find_mentions(text, CATALOG, ())))
        if found:
            yield f"{text!r}: {found}"


def write_silent() -> Iterator[str]:
    """Why each number of the silent lines is none of ours."""
    families = (*test_prose_families.SILENT.values(), test_prose_office.OTHERS)
    more = (line for family in families for line in family.strip().splitlines())
    for text in (*test_prose.SILENT, *test_prose_lines.lines(test_prose_lines.SILENT), *more):
        lower = lowered(text)
        found = [_reason(text, lower, *number.span()) for number in re.finditer(FAMILY, lower)]
        if found:
            yield f"{text!r}: {', '.join(found)}"


def _reason(text: str, lower: str, start: int, end: int) -> str:
    """What a number is instead of a code, as far as one look says."""
    if not stands_alone(lower, start, end):
        return "no number of its own"
    if owner := neighbour_near(
        Number(int(lower[start:end]), start, end), lower, survey(lower, start, end, CATALOG), CATALOG
    ):
        return f"of {owner}"
    sentence = sentence_around(text, lower, start, end)
    if reading := other_reading(sentence.left, sentence.right):
        return reading
    if of_a_program(text, start, end, CATALOG):
        return "in a program"
    asked = [name for name in _ASKED if getattr(sentence, name)]
    return f"unknown ({' '.join(asked)}; {unknown_names(text)} names)"


_ASKED = (
    *("asked", "coded", "counted", "direct", "elsewhere", "ends_there", "fails", "foreign_fields", "in_a_dump"),
    *("in_seconds", "opens", "other_code_meant", "ours", "repeated", "technical", "with_status"),
)


def write_hidden() -> Iterator[str]:
    """The two hundred pastes with a secret as they are shown, and what was hidden."""
    for _, _, text in secret_pastes():
        shown = redact(text)
        yield f"{', '.join(f'{one.count} {one.kind}' for one in shown.hidden)}: {shown.text!r}"


def write_cuts() -> Iterator[str]:
    """What is still read of a paste that was cut after, or before, each of its characters."""
    for name, text in PASTES.items():
        places = range(len(text) + 1)
        yield f"{name}: {text!r}"
        yield from _runs("ends at", ((place, text[:place]) for place in places))
        yield from _runs("begins at", ((place, text[place:]) for place in places))


def _runs(words: str, cuts: Iterable[tuple[int, str]], mark: str = "") -> Iterator[str]:
    told = ((place, " | ".join(_briefly(one, text, mark) for one in recognise(text, CATALOG))) for place, text in cuts)
    for said, run in groupby(told, key=lambda one: one[1]):
        first, *rest = [place for place, _ in run]
        yield f"    {words} {first}{f'-{rest[-1]}' if rest else ''}: {said or 'nothing'}"


def _briefly(one: Sighting, text: str, mark: str) -> str:
    """What a sighting says; words that end where the paste was cut read alike at every cut, so that runs are long."""
    error = one.error
    own = WORDS[error.code]
    parts = [
        f"{error.code} {one.confidence} {one.form} {one.why}",
        "own message" if error.message == own else _in_short(error.message, text, mark, own),
        "no detail" if error.detail is None else _in_short(error.detail, text, mark, None),
        "" if one.key_id is None else f"key {_in_short(one.key_id, text, mark, None)}",
        "" if one.http_status is None else f"http {one.http_status}",
    ]
    return ", ".join(part for part in parts if part)


def _in_short(said: str | None, text: str, mark: str, own: str | None) -> str:
    if said and mark and own and said.strip() != own and said.replace(mark, "", 1).strip() == own:
        return "own message with it"
    return f"{said[:3]}… to the cut" if said and text.endswith(said) else repr(said)


def write_odd() -> Iterator[str]:
    """Each notation with each odd part in it."""
    for name, text in mixtures():
        yield from _told(name, list(map(write_sighting, recognise(text, CATALOG))))


def write_statuses() -> Iterator[str]:
    """Which status is seen in the line above a body, and in the line behind it."""
    for said in STATUSES.strip().splitlines():
        above, behind = (recognise(text, CATALOG)[0].http_status for text in (f"{said}\n{BODY}", f"{BODY} {said}"))
        yield f"{said}: above {above}, behind {behind}"


def write_secrets() -> Iterator[str]:
    """What is hidden of each line, and of the whole page at once."""
    for text in SECRETS.strip().splitlines():
        shown = redact(text)
        yield f"{text}  >>  {shown.text}  ({', '.join(f'{one.count} {one.kind}' for one in shown.hidden) or 'nothing'})"
    yield repr([(one.kind, one.count) for one in redact(SECRETS).hidden])


def write_health() -> Iterator[str]:
    """What is read of each report."""
    for text in HEALTH.strip().splitlines():
        report = recognise_health(text)
        yield f"{text}  >>  {'no report' if report is None else f'{report.code} {report.span[0]}-{report.span[1]}'}"
        for one in report.items if report else ():
            yield f"    {one.name} {'passed' if one.ok else 'failed'} {one.error!r} {one.sci_server_id}"


def write_words() -> Iterator[str]:
    """Between which marks a number stands alone; which words are no everyday ones; what a few sentences say."""
    lefts = [left for left in LEFTS if not stands_alone(f"{left}40013 ", len(left), len(left) + 5)]
    rights = [right for right in RIGHTS if not stands_alone(f" 40013{right}", 1, 6)]
    yield f"part of something behind: {' '.join(map(repr, lefts))}"
    yield f"part of something before: {' '.join(map(repr, rights))}"
    for line in WORD_LINES.strip().splitlines():
        yield f"{line}: {unknown_names(line)}: {' '.join(word for word in line.split() if unknown_names(word))}"
    for text in PROSE:
        yield repr(text)
        yield f"    {' | '.join(map(_mention, find_mentions(text, CATALOG, ())))}"
        yield f"    {' | '.join(map(write_sighting, recognise(text, CATALOG)))}"
        strangers = find_strangers(text, CATALOG)
        yield f"    {' | '.join(f'{one.code} of {one.neighbour} {one.span[0]}-{one.span[1]}' for one in strangers)}"


def write_broken() -> Iterator[str]:
    """What is still read where a character is put in or left out anywhere, or all lines are cut at a width."""
    places = range(len(NESTED) + 1)
    yield NESTED
    for mark in MARKS:
        yield from _runs(f"with {mark!r} at", ((at, NESTED[:at] + mark + NESTED[at:]) for at in places), mark)
    yield from _runs("without the one at", ((at, NESTED[:at] + NESTED[at + 1 :]) for at in places))
    for name, text in WRAPPED.items():
        cut = ((width, "\n".join(_cut(text, width))) for width in range(24, 125))
        yield from _runs(f"{name} wrapped at", cut)


def _cut(text: str, width: int) -> Iterator[str]:
    for line in text.split("\n"):
        yield from (line[at : at + width] for at in range(0, max(1, len(line)), width))


def write_judged() -> Iterator[str]:
    """Whose the codes are with each sort of message: the codes behind each verdict."""
    for sort in MESSAGES:
        found: dict[str, list[int]] = {}
        for code, words in CATALOG.vendor.items():
            own = words.message
            parts = {"m": own, "u": own.upper(), "cut": own[: -(len(own) // 3)], "less": own[: len(own) // 2]}
            verdict = judge(code, sort.format(**parts, d=words.description), CATALOG)
            found.setdefault(f"{verdict.product} {verdict.confidence} {verdict.why}", []).append(code)
        yield from (f"{sort!r}: {verdict}: {' '.join(map(str, codes))}" for verdict, codes in found.items())


def write_times() -> Iterator[str]:
    """When each timestamp is."""
    for text in TIMES.strip().splitlines():
        found = find_moment(text)
        yield f"{text}: {'none' if found is None else f'{found.words} is {found.at}'}"


def write_log() -> Iterator[str]:
    """Each record of a log as it is handed over to be read, with its lines parted by bars; then the sum of it all."""
    handed: list[str] = []

    def note(text: str, catalog: Catalog) -> list[Sighting]:
        handed.append(text)
        return recognise(text, catalog)

    summary = scan(LOG.encode(), CATALOG, note)
    yield from ("record " + " | ".join(text.splitlines()) for text in handed)
    yield f"{summary.records} records, {summary.lines} lines, {summary.bytes_read} bytes, {summary.undecodable} no text"
    yield from map(repr, summary.codes)


PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "shapes": write_shapes,
    "corpus": write_corpus,
    "prose": write_prose,
    "silent": write_silent,
    "hidden": write_hidden,
    "cuts": write_cuts,
    "odd": write_odd,
    "statuses": write_statuses,
    "secrets": write_secrets,
    "health": write_health,
    "words": write_words,
    "broken": write_broken,
    "judged": write_judged,
    "times": write_times,
    "log": write_log,
}


def page_of(name: str) -> list[str]:
    """The lines of a page as the code writes them now."""
    return list(PAGES[name]())


def read_page(name: str) -> list[str]:
    """The lines of a page as they were read and found right."""
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def write_pages() -> None:
    """Write every page anew; each changed line is to be read before it is committed."""
    for name in PAGES:
        (FOLDER / f"{name}.txt").write_text("\n".join(page_of(name)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit(f"--write writes the pages under {FOLDER.relative_to(ROOT)} anew")
    write_pages()
