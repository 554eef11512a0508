"""Every deliberate error of the project, each with what happened and what to do next; imports nothing of ours.

The tree::

    SkmsBotError                 exit 70
      x BadInput                 exit 65   what was given cannot be read as text, JSON or JSON lines
      x NoInput                  exit 66   a file is missing, unreadable or a directory
      x BadUsage                 exit 2    options that do not go together, or have no such value
      x UnknownCode              exit 1    a number that the knowledge base does not have
      x BadSettings              exit 78   skms-bot.toml or the environment
      x BadKnowledge             exit 78   one or more knowledge files; carries every problem found
      x StorageError             exit 74   the database; nothing of the unit of work that raised it was kept
        + DatabaseBusy           exit 75   locked by another, or more work waiting than it can do: try again
        + DatabaseInUse          exit 75   another process runs on this SQLite file
        + DatabaseFull           exit 74   no space left, or writing failed
        + DatabaseCorrupt        exit 74   the file is damaged, or is no database
        + DatabaseUnavailable    exit 69   PostgreSQL refuses connections, or the connection was lost
        + DatabaseRefused        exit 78   the setting: no such folder, not writable, wrong password, no such database
        + SchemaMismatch         exit 78   the database is older, or newer, than this skms-bot
        + OutcomeUnknown         exit 69   the connection was lost in the commit, and nobody can be asked: perhaps kept
      x SlackRefused             exit 77   Slack refuses a token, or the app is not what the settings say
      x SlackUnreachable         exit 69   no connection to Slack could be made or kept
      x InboxFull                exit 75   more work is waiting than is allowed: the event is sent again, or told

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


class BadUsage(SkmsBotError):  # noqa: N818 - named for the fact, as a person would say it
    """Options of the command line that do not go together, or have no such value."""

    exit_code = 2


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


class StorageError(SkmsBotError):
    """The database could not do a unit of work; nothing of that unit was kept (OutcomeUnknown alone differs)."""

    exit_code = 74


class DatabaseBusy(StorageError):  # noqa: N818 - named for the fact
    """Another holds the lock for longer than we wait, or more work is queued than is allowed: worth trying again."""

    exit_code = 75


class DatabaseInUse(StorageError):  # noqa: N818 - named for the fact
    """Another process runs on this SQLite file."""

    exit_code = 75


class DatabaseFull(StorageError):  # noqa: N818 - named for the fact
    """No space is left, or the system refused the write; work goes on by itself once there is space."""


class DatabaseCorrupt(StorageError):  # noqa: N818 - named for the fact
    """The file is damaged, or is no database."""


class DatabaseUnavailable(StorageError):  # noqa: N818 - named for the fact
    """PostgreSQL cannot be reached, refuses connections, is read-only, or the connection was lost."""

    exit_code = 69


class DatabaseRefused(StorageError):  # noqa: N818 - named for the fact
    """The database setting cannot work: its folder, its rights, its password or its name is wrong."""

    exit_code = 78


class SchemaMismatch(StorageError):  # noqa: N818 - named for the fact
    """The tables are older than this skms-bot (upgrade them) or newer (run the newer skms-bot)."""

    exit_code = 78


class OutcomeUnknown(StorageError):  # noqa: N818 - named for the fact
    """The connection was lost in the commit and the database could not be asked in time: the unit is perhaps kept."""

    exit_code = 69


class SlackRefused(SkmsBotError):  # noqa: N818 - named for the fact
    """Slack refuses a token for good: revoked, of another app, without the scope."""

    exit_code = 77


class SlackUnreachable(SkmsBotError):  # noqa: N818 - named for the fact
    """No connection to Slack could be made or kept."""

    exit_code = 69


class InboxFull(SkmsBotError):  # noqa: N818 - named for the fact
    """More work is waiting than is allowed, or the bot is shutting down."""

    exit_code = 75
