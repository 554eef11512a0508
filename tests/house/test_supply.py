"""What the bot is built from: each dependency locked by hash, from any index, under a licence that fits MIT."""

import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKED = re.findall(r"^(\S+)==\S+ \\$", LOCK, re.MULTILINE)
PERMISSIVE = re.compile(
    r"(?:MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL-2\.0|Mozilla Public License 2\.0)[\w .\-()]*"
)
LINKED = {
    "psycopg": "LGPL-3.0-only",
    "psycopg-binary": "LGPL-3.0-only",
}
"""Weak copyleft, compatible because the library is imported as it is, and can be replaced by whoever runs the bot."""


def licences(name: str) -> list[str]:
    """What a distribution says of itself: its expression, else its classifiers, else the words of its author."""
    about = importlib.metadata.metadata(name)
    if expression := about.json.get("license_expression"):
        return [part.strip("() ") for part in re.split(r"\bAND\b", str(expression))]
    classified = [one.split(" :: ")[-1] for one in about.get_all("Classifier") or [] if one.startswith("License ::")]
    return classified or [str(about.json.get("license") or "none named")]


def fits(licence: str) -> bool:
    """Whether we may build on it under MIT; of several offered, one that fits is enough."""
    return any(PERMISSIVE.fullmatch(offered.strip()) for offered in licence.split(" OR "))


@pytest.mark.parametrize("name", LOCKED)
def test_the_licence_of_each_locked_dependency_fits_mit(name: str) -> None:
    named = licences(name)

    assert named == [LINKED[name]] if name in LINKED else all(map(fits, named)), named


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "AGPL-3.0", "GNU General Public License v3 (GPLv3)", "none named"])
def test_a_licence_that_binds_us_is_noticed(licence: str) -> None:
    assert not fits(licence)


@pytest.mark.parametrize("wanted", PROJECT["dependencies"])
def test_each_dependency_is_locked_at_a_version_that_it_allows(wanted: str) -> None:
    requirement = Requirement(wanted)
    name = canonicalize_name(requirement.name)
    (version,) = re.findall(rf"^{re.escape(name)}==(\S+) \\$", LOCK, re.MULTILINE)

    assert version in requirement.specifier


def test_each_locked_version_has_hashes_and_no_address_of_an_index() -> None:
    entries = [entry for entry in re.split(r"^(?=\S)", LOCK, flags=re.MULTILINE) if not entry.startswith("#")]

    assert all("    --hash=sha256:" in entry for entry in entries if entry)
    assert len(LOCKED) == len([entry for entry in entries if entry])
    assert not re.search(r"://|--(?:extra-)?index-url|--find-links|--trusted-host", LOCK)
