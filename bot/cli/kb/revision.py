"""Takes the knowledge folder out of a git revision into a folder of its own; only reads the repository."""

import io
import subprocess
import tarfile
from pathlib import Path, PurePosixPath

from bot.errors import BadInput, NoInput

PATIENCE = 60
"""Seconds that git may take; the folder is small, so more means that something hangs."""


def extract_revision(folder: Path, revision: str, target: Path) -> None:
    """Write the state that `folder` had at `revision` into `target`.

    Raises NoInput without git or a repository, and BadInput for a revision that does not exist or has no such folder.
    """
    if _git(folder, "rev-parse", "--git-dir") is None:
        raise NoInput(
            f"{folder} is in no git repository, so there is no earlier state to compare with",
            hint="run this in a git checkout, or keep the folder in git: git init, git add, git commit",
        )
    commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if commit is None:
        raise BadInput(f"{revision!r} is no revision of {folder}", hint="name a commit, a branch or a tag")
    archive = _git(folder, "archive", "--format=tar", commit.decode("ascii").strip(), ".")
    if archive is None:
        raise BadInput(f"{revision!r} has no folder {folder.name}", hint="name a later revision")
    _unpack(archive, target)


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Git's output, None where it says no."""
    try:
        done = subprocess.run(  # noqa: S603 - arguments are a list, and the revision stands behind --end-of-options
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - git is found where the person's shell finds it
            capture_output=True,
            check=False,
            timeout=PATIENCE,
        )
    except FileNotFoundError:
        raise NoInput("git is not installed", hint="kb diff compares with a git revision") from None
    except subprocess.TimeoutExpired:
        raise NoInput(f"git gave no answer within {PATIENCE} s", hint="try git itself in that folder") from None
    return done.stdout if done.returncode == 0 else None


def _unpack(archive: bytes, target: Path) -> None:
    """Plain files only, each inside `target`: an archive could hold links or paths that lead out of it."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            parts = PurePosixPath(member.name).parts
            stream = tar.extractfile(member) if member.isfile() else None
            if stream is None or ".." in parts or member.name.startswith("/"):
                continue
            path = target.joinpath(*parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(stream.read())
