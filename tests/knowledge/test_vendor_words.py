"""The knowledge base holds the specification's tables word for word: 26 codes, 6 statuses, no more and no less."""

from pathlib import Path

import pytest

from bot.catalog.files import read_files
from bot.catalog.index import load_value
from bot.catalog.loader import open_catalog
from bot.catalog.rules import Rules

ROOT = Path(__file__).parents[2]
KNOWLEDGE = ROOT / "knowledge"
CATALOG = open_catalog([KNOWLEDGE])


def rows(name: str) -> dict[int, list[str]]:
    table = (ROOT / "tests" / "specification" / name).read_text(encoding="utf-8")
    cells = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {int(first): rest for first, *rest in cells}


CODES = rows("error-codes.tsv")
STATUSES = rows("http-statuses.tsv")


def rules() -> Rules:
    [file] = read_files([KNOWLEDGE], ("rules.yaml",)).found.values()
    value = load_value(file)
    assert isinstance(value, Rules)
    return value


@pytest.mark.parametrize("code", sorted(CATALOG.entries))
def test_an_entry_holds_the_specifications_words(code: int) -> None:
    vendor = CATALOG.entries[code].vendor
    assert [vendor.message, vendor.description, str(vendor.http_status)] == CODES[code]


@pytest.mark.parametrize("status", sorted(CATALOG.http))
def test_a_status_holds_the_specifications_words(status: int) -> None:
    page = CATALOG.http[status]
    assert [page.name, page.description] == STATUSES[status]


def test_every_code_has_an_entry() -> None:
    assert len(CODES) == 26
    assert sorted(CATALOG.entries) == sorted(CODES)
    assert sorted(CATALOG.vendor) == sorted(CODES)


def test_every_status_has_a_page() -> None:
    assert len(STATUSES) == 6
    assert sorted(CATALOG.http) == sorted(STATUSES)


def test_the_rules_name_the_specifications_codes_and_statuses() -> None:
    assert list(rules().codes) == list(CODES)
    assert list(rules().statuses) == list(STATUSES)


def test_the_destructive_codes_are_those_of_the_domain_page() -> None:
    assert rules().irreversible == (40003, 40008, 40011, 40013, 40110, 40111)
