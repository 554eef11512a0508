import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.faults.table import README, rows

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
RUNS = {"quick", "long", "both", "-"}
STATUSES = ("runs", "partly: ", "waits: ", "left out: ")


def all_in(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
            yield node


def faults_here() -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    return {
        f"tests/faults/{path.name}::{node.name}": node
        for path in sorted(HERE.glob("test_*.py"))
        for node in all_in(path)
        if re.match(r"test_f\d\d_", node.name)
    }


def test_the_table_has_every_fault_once_in_order() -> None:
    assert [row.fault for row in rows()] == [f"F{number:02}" for number in range(1, 98)]


def test_every_test_of_the_table_exists() -> None:
    known = {
        proof: {node.name for node in all_in(ROOT / proof.partition("::")[0])} for row in rows() for proof in row.proofs
    }

    assert [proof for proof, names in known.items() if proof.partition("::")[2] not in names] == []


def test_every_test_of_a_fault_is_in_the_row_of_its_fault() -> None:
    told = {(row.fault, proof) for row in rows() for proof in row.proofs}

    assert [name for name in faults_here() if (name.partition("::test_")[2][:3].upper(), name) not in told] == []


def test_every_test_of_a_fault_begins_with_its_id_and_says_when_it_passes() -> None:
    for name, node in faults_here().items():
        words = ast.get_docstring(node) or ""
        assert words.startswith(f"{name.partition('::test_')[2][:3].upper()}: "), name
        assert len(words) > 40, name


def test_every_row_says_when_it_runs_and_what_is_true_of_it() -> None:
    for row in rows():
        assert row.run in RUNS, row
        assert row.status.startswith(STATUSES), row
        assert bool(row.proofs) == (row.run != "-"), row
        assert bool(row.proofs) or not row.status.startswith(("runs", "partly")), row


def test_the_sentence_above_the_table_counts_its_rows() -> None:
    told = re.search(r"Of the 97 faults (\d+) run as they are listed and (\d+) in part", README.read_text("utf-8"))
    found = [row.status.split()[0].strip(":;,") for row in rows()]

    assert told
    assert [int(one) for one in told.groups()] == [found.count("runs"), found.count("partly")]
