"""Lets `pytest -k F33` find what proves a fault elsewhere: ids come from the table in README.md."""

import pytest

from tests.faults.table import rows


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    ids: dict[str, set[str]] = {}
    for row in rows():
        for proof in row.proofs:
            ids.setdefault(proof, set()).add(row.fault)
    for item in items:
        name = f"{item.location[0]}::{getattr(item, 'originalname', item.name)}"
        item.extra_keyword_matches.update(ids.get(name, ()))
