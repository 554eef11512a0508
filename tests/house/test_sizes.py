import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "bot").rglob("*.py"))
LONGEST_MODULE = 400
LONGEST_FUNCTION = 50


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_or_function_outgrows_its_ceiling(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    long = [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or node.lineno) - node.lineno >= LONGEST_FUNCTION
    ]

    assert source.count("\n") <= LONGEST_MODULE
    assert long == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_says_its_duty_first(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))

    assert ast.get_docstring(tree)


def test_no_import_hides_inside_a_function() -> None:
    hidden = [
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for inner in ast.walk(node)
        if isinstance(inner, ast.Import | ast.ImportFrom)
    ]

    assert hidden == []


def test_there_is_at_least_as_much_test_as_code() -> None:
    def lines(folder: str, *endings: str) -> int:
        files = (path for path in (ROOT / folder).rglob("*") if path.suffix in endings)
        return sum(path.read_text(encoding="utf-8").count("\n") for path in files)

    assert lines("tests", ".py", ".yaml") >= lines("bot", ".py")
