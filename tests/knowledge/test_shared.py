import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar, get_args

import pytest
import yaml
from pydantic import TypeAdapter

from bot.models.catalog import Component, DiagnosedCause, HttpStatus, InnerCode, LocaleInfo, Role
from bot.models.diagnosis import CauseId
from bot.models.entry import RunbookItem, Step
from bot.models.text import LocalText, Value

ROOT = Path(__file__).parents[2]
KNOWLEDGE = ROOT / "knowledge"
SPECIFICATION = ROOT / "tests" / "specification"
SCHEMAS = {"steps": "step", "causes": "cause", "http": "http", "inner": "inner"}
PLACEHOLDERS = {"host", "port", "ip", "method", "http_status", "key_id"}
SAMPLE = {
    "host": "kms.example.test",
    "port": "8080",
    "ip": "192.0.2.171",
    "method": "GET",
    "http_status": "503",
    "key_id": "0000731",
}
LIMITS = {
    "do": {"en": 60, "ko": 34},
    "verdict": {"en": 45, "ko": 34},
    "says": {"en": 60, "ko": 34},
    "expect": {"en": 140, "ko": 90},
    "breaks": {"en": 110, "ko": 60},
    "text": {"en": 60, "ko": 34},
    "label": {"en": 20, "ko": 12},
}
SCSL = """1 -1 -11 -12 -21 -22 -26 -27 -31 -32 -33 -36 -41 -51 -61 -62 -91 -71 -72 -73 -75 -76 -81 -92
1000 1001 1002 1003 1004 1005 1006 1010 1020 2000 2001 2002 3000 3001 3002 3003 3010 3011 3012 3013 3014
3020 3021 3022 3030 3040 3050 4001 4010 4020 4030 4040"""


def read(path: Path) -> object:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


Part = TypeVar("Part", bound=Value)


def folder(name: str, kind: type[Part]) -> dict[str, Part]:
    return {path.stem: kind.model_validate(read(path)) for path in sorted((KNOWLEDGE / name).glob("*.yaml"))}


LOCALES = TypeAdapter(dict[str, LocaleInfo]).validate_python(read(KNOWLEDGE / "locales.yaml"))
ROLES = TypeAdapter(tuple[Role, ...]).validate_python(read(KNOWLEDGE / "roles.yaml"))
COMPONENTS = TypeAdapter(tuple[Component, ...]).validate_python(read(KNOWLEDGE / "components.yaml"))
INNER = TypeAdapter(tuple[InnerCode, ...]).validate_python(read(KNOWLEDGE / "inner" / "scsl.yaml"))
STEPS = folder("steps", Step)
CAUSES = folder("causes", DiagnosedCause)
HTTP = folder("http", HttpStatus)

Place = tuple[str, str, LocalText]
"""Where a text stands, the field it fills, and the text."""


def texts(where: str, field: str, value: object) -> Iterator[Place]:
    if isinstance(value, LocalText):
        yield where, field, value
    elif isinstance(value, Value):
        for name in type(value).model_fields:
            yield from texts(f"{where}.{name}", name, getattr(value, name))
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from texts(f"{where}[{number}]", field, item)


def every_text() -> list[Place]:
    named: list[tuple[str, Value]] = [
        *((role.id, role) for role in ROLES),
        *((component.id, component) for component in COMPONENTS),
        *((f"inner {code.codes[0]}", code) for code in INNER),
        *STEPS.items(),
        *CAUSES.items(),
        *HTTP.items(),
    ]
    return [place for where, value in named for place in texts(where, "", value)]


TEXTS = every_text()


def spoken(text: LocalText, locale: str) -> str:
    words = text.root[locale]
    assert isinstance(words, str), "still pending"
    return words


def commands(words: str) -> str:
    """The indented lines of a text: commands, the same in every language."""
    return "\n".join(line for line in words.splitlines() if line.startswith("  "))


def sentences(words: str) -> set[str]:
    prose = " ".join(line for line in words.splitlines() if not line.startswith("  "))
    return {part.strip() for part in re.split(r"(?<=[.?!])\s", prose) if " " in part.strip()}


def filled(template: str) -> list[str]:
    """Each alternative of a template as it is read with sample values."""
    lines = template.split(" || ")
    return [re.sub(r"\{(\w+)\}", lambda found: SAMPLE.get(found[1], found[0]), line) for line in lines]


def placeholders(alternative: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", alternative))


def runbook_steps(items: tuple[RunbookItem, ...]) -> list[Step]:
    return [item.step or STEPS[item.use or ""] for item in items]


def specified(name: str) -> list[list[str]]:
    lines = (SPECIFICATION / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_exists_in_every_language(locale: str) -> None:
    assert [where for where, _, text in TEXTS if not isinstance(text.root.get(locale), str)] == []
    assert {tuple(sorted(text.root)) for _, _, text in TEXTS} == {tuple(sorted(LOCALES))}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_fits_the_place_where_it_is_read(locale: str) -> None:
    too_long = [
        (where, len(line), line)
        for where, field, text in TEXTS
        if field in LIMITS and not (field == "text" and not where.startswith("inner"))
        for line in filled(spoken(text, locale))
        if len(line) > LIMITS[field][locale]
    ]
    assert too_long == []


def test_english_texts_hold_no_hangul_and_korean_texts_do() -> None:
    hangul = re.compile(r"[가-힣]")
    names = {"SDF Container", "SKMS"}
    assert [where for where, _, text in TEXTS if hangul.search(spoken(text, "en"))] == []
    assert [w for w, _, t in TEXTS if not hangul.search(spoken(t, "ko")) and spoken(t, "ko") not in names] == []


def test_no_sentence_stands_untranslated_in_both_languages() -> None:
    shared = [
        (where, both)
        for where, _, text in TEXTS
        if (both := sentences(spoken(text, "en")) & sentences(spoken(text, "ko"))) - {"SDF Container"}
    ]
    assert shared == []


def test_commands_are_the_same_in_every_language() -> None:
    assert [where for where, _, text in TEXTS if len({commands(spoken(text, locale)) for locale in LOCALES}) > 1] == []


def test_commands_only_read() -> None:
    writes = re.compile(
        r"\b(delete|apply|edit|patch|replace|scale|restart|undo|create|set|cp|rm|tee|sed|debug)\b|-X|--data|\s-d\s+[^\"]|>\s*\w"
    )
    allowed = re.compile(r"2>&1|date -u -d")
    for where, _, text in TEXTS:
        for line in commands(spoken(text, "en")).splitlines():
            assert not writes.search(allowed.sub("", line)), f"{where}: {line}"


def test_the_health_check_takes_the_licence_from_the_environment() -> None:
    calls = [
        line for _, _, text in TEXTS for line in commands(spoken(text, "en")).splitlines() if "healthCheck/" in line
    ]
    assert calls
    assert [line for line in calls if "/api/healthCheck/$LICENCE" not in line] == []


def test_no_host_of_the_vendor_and_no_address_stands_in_a_text() -> None:
    forbidden = re.compile(
        r"(?i)softcamp|security365|\b[\w-]+\.(com|net|io|kr)\b(?!\.)|\b(?!127\.0\.0\.1)\d+\.\d+\.\d+\.\d+\b"
    )
    assert [
        (where, words) for where, _, text in TEXTS for words in text.root.values() if forbidden.search(str(words))
    ] == []


def test_every_file_names_its_schema_on_the_first_line() -> None:
    files = {
        path: f"../schema/{SCHEMAS[path.parent.name]}.json" for name in SCHEMAS for path in (KNOWLEDGE / name).glob("*")
    }
    files |= {KNOWLEDGE / f"{name}.yaml": f"schema/{name}.json" for name in ("roles", "components", "locales")}
    for path, schema in files.items():
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        assert first == f"# yaml-language-server: $schema={schema}", path


def test_file_names_are_the_ids_inside() -> None:
    assert [name for name, step in STEPS.items() if step.id != name] == []
    assert [name for name, cause in CAUSES.items() if cause.id != name.replace("-", "_")] == []
    assert [name for name, http in HTTP.items() if str(http.status) != name] == []


def test_ids_are_given_once() -> None:
    own = [item.step.id for cause in CAUSES.values() for item in cause.steps if item.step]
    ids = [*(role.id for role in ROLES), *(part.id for part in COMPONENTS), *STEPS, *own]
    assert sorted(ids) == sorted(set(ids))


def test_every_cause_that_a_diagnosis_can_have_is_explained() -> None:
    assert {cause.id for cause in CAUSES.values()} == set(get_args(CauseId))


def test_every_code_stands_on_an_edge_and_no_other_number_does() -> None:
    codes = {code for part in COMPONENTS for edge in part.calls for code in edge.codes}
    assert codes == {int(code) for code, *_ in specified("error-codes.tsv")}


def test_edges_owners_and_readers_exist() -> None:
    roles = {role.id for role in ROLES}
    parts = {part.id for part in COMPONENTS}
    assert {edge.to for part in COMPONENTS for edge in part.calls} <= parts
    assert {part.owner for part in COMPONENTS} <= roles
    steps = [*STEPS.values(), *(step for cause in CAUSES.values() for step in runbook_steps(cause.steps))]
    assert {role for step in steps for role in step.who} <= roles
    assert {role for cause in CAUSES.values() for role in cause.look_at} <= roles
    assert {step.check.component for step in steps if step.check and step.check.component} <= parts


def test_every_part_is_reached_or_reaches_somebody() -> None:
    reached = {edge.to for part in COMPONENTS for edge in part.calls}
    assert [part.id for part in COMPONENTS if not part.calls and part.id not in reached] == []


@pytest.mark.parametrize("cause", CAUSES.values(), ids=lambda cause: cause.id)
def test_a_cause_reads_well_whatever_is_known(cause: DiagnosedCause) -> None:
    for text in (cause.verdict, cause.says):
        shapes = {locale: [placeholders(part) for part in spoken(text, locale).split(" || ")] for locale in LOCALES}
        assert len({repr([sorted(part) for part in shape]) for shape in shapes.values()}) == 1, "languages differ"
        for shape in shapes.values():
            assert set().union(*shape) <= PLACEHOLDERS
            assert shape[-1] == set(), "the last alternative needs nothing"
            assert all(part for part in shape[:-1]), "what follows an alternative without placeholders is never read"


@pytest.mark.parametrize("cause", CAUSES.values(), ids=lambda cause: cause.id)
def test_a_cause_has_two_to_four_steps_and_an_operator_can_take_one(cause: DiagnosedCause) -> None:
    assert 2 <= len(cause.steps) <= 4
    operators = {role.id for role in ROLES if role.audience == "operator"}
    assert any(operators & set(step.who) for step in runbook_steps(cause.steps))


def test_no_shared_step_is_irreversible() -> None:
    assert {step.risk for step in STEPS.values()} == {"none"}


def test_the_http_statuses_are_those_of_the_specification_word_for_word() -> None:
    ours = [[str(http.status), http.name, http.description] for http in HTTP.values()]
    assert sorted(ours) == sorted(specified("http-statuses.tsv"))


def test_the_counts_in_the_http_notes_are_those_of_the_specification() -> None:
    statuses = [status for *_, status in specified("error-codes.tsv")]
    assert f"{statuses.count('400')} of the {len(statuses)} codes" in spoken(HTTP["400"].codes_note, "en")
    assert f"{len(statuses)}개 중 {statuses.count('400')}개" in spoken(HTTP["400"].codes_note, "ko")
    assert {status for status in HTTP if status not in statuses} == {"200", "403", "404"}


def test_every_inner_code_known_is_explained_once() -> None:
    codes = [code for inner in INNER for code in inner.codes]
    assert sorted(codes) == sorted(int(code) for code in SCSL.split())


def test_only_inner_codes_on_the_vendors_own_pages_are_marked_vendor() -> None:
    assert {code for inner in INNER if inner.basis == "vendor" for code in inner.codes} == {-36, -61, 1020, 4010}
    assert {inner.basis for inner in INNER} == {"vendor", "public"}
