"""Every deliberate error of the project, each with what happened and what to do next; imports nothing of ours.

The tree::

    SkmsBotError                 exit 70
      x BadInput                 exit 65   what was given cannot be read as text, JSON or JSON lines
      x NoInput                  exit 66   a file is missing, unreadable or a directory
      x UnknownCode              exit 1    a number that the knowledge base does not have
      x BadSettings              exit 78   skms-bot.toml or the environment
      x BadKnowledge             exit 78   one or more knowledge files; carries every problem found

Exit codes follow sysexits.h where it has a fitting one.
"""

from dataclasses import dataclass

from typing_extensions import override


class SkmsBotError(Exception):
    """What went wrong, in one line for a person, with what to do next; `exit_code` is the process's."""

    exit_code = 70

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class BadInput(SkmsBotError):  # noqa: N818 - named for the fact, as a person would say it
    """What was given cannot be read as what it should be."""

    exit_code = 65


class NoInput(SkmsBotError):  # noqa: N818 - named for the fact
    """A file is missing, unreadable, or is a directory."""

    exit_code = 66


class UnknownCode(SkmsBotError):  # noqa: N818 - named for the fact
    """A number that the knowledge base does not have."""

    exit_code = 1


class BadSettings(SkmsBotError):  # noqa: N818 - named for the fact
    """The settings file or the environment holds a wrong name or value."""

    exit_code = 78


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding in a knowledge file: where (path relative to the folder, 1-based line) and what to do."""

    path: str
    line: int
    message: str

    @override
    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class BadKnowledge(SkmsBotError):  # noqa: N818 - named for the fact
    """One or more knowledge files are wrong; `problems` holds every finding, not just the first."""

    exit_code = 78

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        listed = "\n".join(str(problem) for problem in problems)
        super().__init__(
            f"the knowledge base has {len(problems)} problem(s):\n{listed}",
            hint="mend the files named above, then run: skms-bot kb lint",
        )
        self.problems = problems
