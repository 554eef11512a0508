from pathlib import Path

from detect_secrets.core import baseline
from detect_secrets.core.secrets_collection import SecretsCollection
from detect_secrets.settings import default_settings

from tests.fakes.secrets import Mint
from tests.secrets.scan import BASELINE, look_through

MINT = Mint(3)
WHOLE = f'token = "{"xox" + "b-"}{MINT.of("0123456789", 11)}-{MINT.of("abcdefghijkABCDEFGH123", 24)}"\n'


def found(root: Path, **files: str) -> list[tuple[str, int]]:
    for name, text in files.items():
        path = root / name.replace("__", "/").replace("_py", ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    paths = [str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()]
    return [(one.path, one.line) for one in look_through(root, sorted(paths))]


def accept(root: Path, path: str) -> None:
    """Write the baseline as detect-secrets does."""
    found = SecretsCollection(root=str(root))
    with default_settings():
        found.scan_file(path)
        baseline.save_to_file(found, str(root / BASELINE))


def test_a_token_in_a_tracked_file_is_found_by_its_line(tmp_path: Path) -> None:
    assert set(found(tmp_path, bot__a_py="\n" + WHOLE)) == {("bot/a.py", 2)}


def test_a_line_that_says_it_is_made_up_is_left_alone(tmp_path: Path) -> None:
    assert found(tmp_path, bot__a_py=WHOLE.rstrip() + "  # pragma: allowlist secret\n") == []


def test_the_specification_may_hold_what_it_likes(tmp_path: Path) -> None:
    assert found(tmp_path, tests__specification__a_py=WHOLE) == []


def test_what_the_baseline_knows_may_move_but_not_to_another_file(tmp_path: Path) -> None:
    known = found(tmp_path, bot__a_py=WHOLE)
    assert known
    accept(tmp_path, "bot/a.py")

    assert found(tmp_path, bot__a_py="\n\n" + WHOLE) == []
    assert {path for path, _ in found(tmp_path, bot__b_py=WHOLE)} == {"bot/b.py"}
