"""The verbs of the command line; imports a verb's module when that verb is called, and holds no logic of its own."""

import gc
import os
import sys
from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperGroup
from typing_extensions import override

from bot import __version__
from bot.errors import SkmsBotError

UNEXPECTED = 70
INTERRUPTED = 130


class LazyVerbs(TyperGroup):
    """A group of commands whose modules are imported on use, so that `explain` never pays for another verb."""

    verbs: ClassVar[dict[str, str]] = {
        "explain": "bot.cli.explain",
        "diagnose": "bot.cli.diagnose",
        "kb": "bot.cli.kb",
        "db": "bot.cli.db",
        "slack": "bot.cli.slack",
        "doctor": "bot.cli.doctor",
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
        return typer.main.get_command(module.verb)


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
        app()
    except SkmsBotError as error:
        print(f"skms-bot: {error.message}", file=sys.stderr)
        if error.hint:
            print(f"  {error.hint}", file=sys.stderr)
        raise SystemExit(error.exit_code) from None
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None
