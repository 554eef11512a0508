"""The verb `kb new`: a scaffold of an entry that fails lint until somebody has filled it; overwrites nothing."""

from typing import Annotated

import typer

from bot.catalog.scaffold import LARGEST, SMALLEST, scaffold
from bot.cli.kb.folders import configured_folders
from bot.clock import SystemClock
from bot.errors import BadInput, NoInput

verb = typer.Typer()


@verb.command()
def new(
    code: Annotated[int, typer.Argument(help="The code of the new entry.")],
) -> None:
    """Write knowledge/errors/CODE.yaml, to be filled in; `kb lint` names what is still open."""
    if not SMALLEST <= code <= LARGEST:
        raise BadInput(f"{code} is no SKMS code", hint="an SKMS code has five digits")
    path = configured_folders()[0] / "errors" / f"{code}.yaml"
    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8") as stream:
            stream.write(scaffold(code, SystemClock().now().date()))
    except FileExistsError:
        raise BadInput(f"{path} exists and is left as it is", hint=f"see it: skms-bot kb show {code}") from None
    except OSError as error:
        raise NoInput(f"{path} cannot be written ({error.strerror})", hint="run this in a checkout") from None
    print(f"wrote {path}\nfill in every TODO, then run: skms-bot kb lint")
