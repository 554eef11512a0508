"""The image's recipe against the repository: what it takes in, what it runs, and as whom."""

import json
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.cli import LazyVerbs
from tests.fakes.terminal import ROOT, run

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
BUILD, FINAL = DOCKERFILE.split("\nFROM base AS build\n")[1].split("\nFROM base\n")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TAKEN = [name for line in re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE) for name in line.split()]


def instruction(name: str) -> str:
    (found,) = re.findall(rf"^{name} (.*)$", FINAL, re.MULTILINE)
    return str(found)


def locked(name: str) -> dict[str, tuple[str, int]]:
    """Every distribution that a lock file names: its version, and how many hashes it may have."""
    text = (ROOT / name).read_text(encoding="utf-8")
    parts = re.findall(r"^(\S+)==(\S+)((?: \\\n    --hash=sha256:[0-9a-f]{64})*)", text, re.MULTILINE)
    return {canonicalize_name(part): (version, hashes.count("sha256:")) for part, version, hashes in parts}


def test_every_image_it_starts_from_is_pinned_by_its_digest() -> None:
    bases = re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)
    outside = [base for base in bases if base != "base"]

    assert len(outside) == 1
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-[a-z]+@sha256:[0-9a-f]{64}", outside[0])
    assert bases == [*outside, "base", "base"]


def test_everything_it_copies_is_there_and_let_through() -> None:
    let_through = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()

    assert let_through[0] == "*"
    assert {"bot", "knowledge", "requirements.lock"} <= set(TAKEN)
    assert {f"!{name}" for name in TAKEN} == {line for line in let_through if line.startswith("!")}
    assert [name for name in TAKEN if not (ROOT / name).exists()] == []


def test_nothing_is_installed_from_an_index_without_a_hash() -> None:
    installs = re.findall(r"pip\b[^&\n]*? (?:install|wheel) [^&\n]*", BUILD)

    assert len(installs) == 4
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)
    assert "--no-build-isolation" in BUILD


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", PROJECT["project"]["dependencies"]),
        ("requirements-build.lock", PROJECT["build-system"]["requires"]),
    ],
)
def test_a_lock_file_has_what_the_project_asks_for_with_hashes(lock: str, wanted: list[str]) -> None:
    found = locked(lock)
    for requirement in map(Requirement, wanted):
        version, _ = found[canonicalize_name(requirement.name)]
        assert requirement.specifier.contains(version), requirement

    assert min(hashes for _, hashes in found.values()) > 0


def test_it_runs_the_bot_as_a_user_of_its_own_in_a_folder_that_this_user_owns() -> None:
    entry, command = json.loads(instruction("ENTRYPOINT")), json.loads(instruction("CMD"))

    assert instruction("USER") == "10001"
    assert entry == list(PROJECT["project"]["scripts"])
    assert command[0] in LazyVerbs.verbs
    assert f"--owner 10001 --group 10001 --mode 0750 {instruction('WORKDIR')}" in FINAL


def test_its_health_check_is_a_verb_that_says_what_it_asks() -> None:
    options, _, command = instruction("HEALTHCHECK").partition(" CMD ")
    entry, verb = json.loads(command)
    done = run(verb, "--help")

    assert "--timeout=10s" in options
    assert (entry, verb) == ("skms-bot", "health")
    assert done.code == 0
    assert "/livez" in done.out


def test_what_runs_has_no_installer_and_writes_no_bytecode() -> None:
    assert "pip uninstall --yes" in FINAL
    assert "PYTHONDONTWRITEBYTECODE=1" in instruction("ENV")
    assert "pip install" not in FINAL
    assert re.findall(r"^COPY (.*)$", FINAL, re.MULTILINE) == ["--from=build /opt/skms-bot /opt/skms-bot"]
    assert "venv --without-pip /opt/skms-bot" in BUILD
    assert instruction("STOPSIGNAL") == "SIGTERM"
