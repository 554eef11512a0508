"""The verbs of the command line; imports a verb's module when that verb is called, and holds no logic of its own."""

import contextlib
import gc
import io
import os
import sys
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import typer
from typer.core import TyperGroup
from typing_extensions import override

from bot import __version__
from bot.errors import SkmsBotError

UNEXPECTED = 70
IO_FAILED = 74
INTERRUPTED = 130
PIPE_CLOSED = 141
COMPLETION = ("install_completion", "show_completion")


class LazyVerbs(TyperGroup):
    """A group of commands whose modules are imported on use, so that `explain` never pays for another verb."""

    verbs: ClassVar[dict[str, str]] = {
        "explain": "bot.cli.explain",
        "diagnose": "bot.cli.diagnose",
        "status": "bot.cli.status",
        "kb": "bot.cli.kb",
        "db": "bot.cli.db",
        "feedback": "bot.cli.feedback",
        "slack": "bot.cli.slack",
        "doctor": "bot.cli.doctor",
        "run": "bot.cli.run",
    }

    @override
    def list_commands(self, ctx: Any) -> list[str]:
        return list(self.verbs)

    @override
    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in self.verbs:
            return None
        # Half of a short verb's time is imports; the collector would walk again and again what they just made.
        gc.disable()
        module = import_module(self.verbs[cmd_name])
        gc.freeze()
        gc.enable()
        command = typer.main.get_command(module.verb)
        # Its help is listed under its name, and completion is installed once, for the whole program.
        command.name = cmd_name
        command.params = [one for one in command.params if one.name not in COMPLETION]
        return command


app = typer.Typer(cls=LazyVerbs, no_args_is_help=True, pretty_exceptions_enable=False)


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - the shape of a Typer callback
    if wanted:
        print(f"skms-bot {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(  # noqa: FBT001 - read by its callback
        False,  # noqa: FBT003 - the default of a flag
        "--version",
        callback=_show_version,
        is_eager=True,
        help="Print the version and stop.",
    ),
) -> None:
    """Explains SKMS errors: what happened, how bad it is, what to do next."""


def main() -> None:
    """Run the verb named in the arguments; a deliberate error is told in a line or two, with its exit code."""
    # No plugin is used, and looking for some costs every start 12 ms.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # noqa: TID251 - set, not read
    try:
        _prepare_output()
        try:
            app()
        finally:
            sys.stdout.flush()
    except SkmsBotError as error:
        _stop(error.exit_code, error.message, error.hint)
    except KeyboardInterrupt:
        _stop(INTERRUPTED)
    except BrokenPipeError:
        _stop(PIPE_CLOSED)
    except OSError as error:
        _stop(IO_FAILED, f"reading or writing failed: {error.strerror or error}", "is the disk full, the device gone?")
    except Exception as error:  # noqa: BLE001 - the last supervision point: one line is printed, the process ends
        _stop(UNEXPECTED, f"a fault of skms-bot itself: {_describe(error)}", "please report it with the command")


def _prepare_output() -> None:
    if sys.stdout is None:
        raise OSError(0, "standard output is closed")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal without UTF-8 shows a mark, not a fault


def _stop(code: int, message: str = "", hint: str = "") -> None:
    if message:
        print(f"skms-bot: {message}", file=sys.stderr)
    if hint:
        print(f"  {hint}", file=sys.stderr)
    # What could not be written is still in the buffer; leaving normally would fail on it once more.
    with contextlib.suppress(OSError, AttributeError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(code) from None


def _describe(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    return f"{type(error).__name__}: {error}{where}"
