import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.terminal import ROOT, run

NOISE = "2026-11-22 02:50:{second:02d},000 INFO  [exec-1] c.e.Store : Handled request 40 in 13 ms\n"
ERROR = (
    '2026-11-22 02:51:{second:02d},000 ERROR [exec-1] c.e.Store : 400 Bad Request: "{{"code":40013,'
    '"message":"Key not found in the keyVault","detail":"keyId : 0000{key:03d}"}}"\n'
)
MEASURED = """
import resource, subprocess, sys
done = subprocess.run([sys.executable, "-m", "bot", "explain", *sys.argv[1:]], stdout=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def write_log(path: Path, lines: int, every: int) -> None:
    with path.open("w", encoding="utf-8") as file:
        for number in range(1, lines + 1):
            template = ERROR if number % every == 0 else NOISE
            file.write(template.format(second=number % 60, key=number % 1000))


def test_a_log_ends_in_a_summary_per_code_with_first_and_last_seen(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    write_log(path, 4000, 100)

    done = run("explain", str(path))

    assert done.code == 0
    assert "SKMS errors: 40 (codes: 1)" in done.out
    assert "40013" in done.out
    assert "2026-11-22 02:51" in done.out


def test_a_log_piped_in_gives_the_same_codes_as_the_file(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    write_log(path, 3000, 50)

    piped, named = run("explain", stdin=path.read_bytes()).out, run("explain", str(path)).out

    assert "lines: 3000" in piped
    assert piped.splitlines()[1:] == named.splitlines()[1:]


def test_a_log_without_timestamps_is_told_by_line_numbers(tmp_path: Path) -> None:
    path = tmp_path / "bare.log"
    body = '{"code":40013,"message":"Key not found in the keyVault"}'
    path.write_text("nothing here\n" * 9000 + f"{body}\n" + "nor here\n" * 10, encoding="utf-8")

    assert "line 9001" in run("explain", str(path)).out


def test_the_summary_comes_as_json_too(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    write_log(path, 3000, 1000)

    summary = json.loads(run("explain", "--json", str(path)).out)["summary"]

    assert summary["codes"][0]["code"] == 40013
    assert summary["codes"][0]["count"] == 3


def test_a_log_without_an_error_says_so(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    write_log(path, 3000, 10_000)

    done = run("explain", str(path))

    assert done.code == 1
    assert "No SKMS error" in done.out


def test_a_secret_in_a_log_is_not_printed(tmp_path: Path) -> None:
    path = tmp_path / "app.log"
    token = "xox" + "b-not-a-token-but-shaped-like-one-0123456789"
    write_log(path, 3000, 10_000)
    with path.open("a", encoding="utf-8") as file:
        file.write(f'{{"code":40101,"message":"Invalid token","detail":"token {token} refused"}}\n')

    done = run("explain", str(path))

    assert "40101" in done.out
    assert token not in done.out


@pytest.mark.parametrize("piped", [False, True], ids=["file", "pipe"])
def test_a_log_is_read_in_bounded_memory(tmp_path: Path, piped: bool) -> None:
    path = tmp_path / "big.log"
    write_log(path, 5000, 100)
    chunk = path.read_bytes()
    with path.open("wb") as file:
        for _ in range(160_000_000 // len(chunk)):
            file.write(chunk)

    with path.open("rb") if piped else open(os.devnull, "rb") as stdin:  # noqa: PTH123 - no path, a device
        measured = subprocess.run(
            [sys.executable, "-c", MEASURED, *([] if piped else [str(path)])],
            cwd=ROOT,
            env={"PATH": os.defpath, "PYTHONPATH": str(ROOT)},
            stdin=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )

    assert int(measured.stdout) < 120_000, "KiB of resident memory for a log of 160 MB"
