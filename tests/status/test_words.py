"""Every reason that an asking can fail for is said in words."""

import ast
from itertools import product
from pathlib import Path

import pytest

from bot.catalog.loader import find_knowledge, open_catalog
from bot.explain.incident import write_evidence
from tests.fakes.incident_scenes import telling
from tests.fakes.incidents import NOW, evidence

STATUS = Path(__file__).parents[2] / "bot" / "status"
CATALOG = open_catalog([find_knowledge(None)])


def reasons() -> dict[str, str]:
    """The reasons given to `failed`, each with its cause."""
    calls = [
        node
        for path in STATUS.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "failed"
    ]
    return {reason: cause for call in calls for reason, cause in product(written(call, 0), written(call, 1))}


def written(call: ast.Call, place: int) -> list[str]:
    """The strings that an argument may be, as far as they are written there."""
    given = call.args[place : place + 1]
    either = [one for arg in given for one in ((arg.body, arg.orelse) if isinstance(arg, ast.IfExp) else (arg,))]
    return [one.value for one in either if isinstance(one, ast.Constant) and isinstance(one.value, str)] or [""]


REASONS = {reason: cause for reason, cause in reasons().items() if reason}


def test_the_reasons_are_found() -> None:
    assert {"connect-refused", "item-failed", "skms-error", "certificate-name"} <= set(REASONS)


@pytest.mark.parametrize("locale", sorted(CATALOG.locales))
@pytest.mark.parametrize("reason", sorted(REASONS))
def test_no_reason_reaches_a_reader_as_its_id(reason: str, locale: str) -> None:
    line = write_evidence(evidence("", reason=reason, cause=REASONS[reason]), telling(NOW, locale))

    assert line.removeprefix("vault-1: ") not in ("", "vault-1")
    assert reason not in line
    assert CATALOG.phrases[locale]["reason-unknown"] not in line


def test_a_reason_of_a_later_version_is_not_shown_as_its_id_either() -> None:
    assert write_evidence(evidence("", reason="brand-new"), telling(NOW)) == "vault-1: not as expected"
