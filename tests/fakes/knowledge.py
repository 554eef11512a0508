"""A catalogue made of the specification's tables and the neighbours alone, for tests of pure rooms."""

from pathlib import Path

import yaml

from bot.models.catalog import Catalog, Neighbour
from bot.models.entry import VendorWords

ROOT = Path(__file__).parents[2]


def specification_words() -> dict[int, VendorWords]:
    table = (ROOT / "tests" / "specification" / "error-codes.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {
        int(code): VendorWords(code=int(code), message=message, description=description, http_status=int(status))
        for code, message, description, status in rows
    }


def specification_catalog() -> Catalog:
    neighbours = (
        Neighbour.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        for path in sorted((ROOT / "knowledge" / "neighbours").glob("*.yaml"))
    )
    return Catalog(
        vendor=specification_words(),
        entries={},
        http={},
        causes={},
        steps={},
        components={},
        roles={},
        inner={},
        neighbours={neighbour.id: neighbour for neighbour in neighbours},
        health={},
        locales={},
        phrases={},
        revision="specification",
    )
