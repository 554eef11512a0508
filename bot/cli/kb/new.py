"""The verb `kb new`: a scaffold of an entry that fails lint until somebody has filled it; overwrites nothing."""

import re
from pathlib import Path
from typing import Annotated

import typer

from bot.catalog.scaffold import scaffold
from bot.cli.kb.folders import configured_folders
from bot.clock import SystemClock
from bot.errors import BadInput, NoInput
from bot.models.entry import CODE_FAMILY

verb = typer.Typer()


@verb.command()
def new(
    code: Annotated[int, typer.Argument(help="The code of the new entry.")],
    *,
    into: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="A folder of drafts; without it the last of the configured folders."),
    ] = None,
) -> None:
    """Write errors/CODE.yaml, to be filled in; `kb lint` names what is still open."""
    if re.fullmatch(CODE_FAMILY, str(code)) is None:
        raise BadInput(
            f"{code} is no SKMS code: recognition reads only numbers of the form {CODE_FAMILY}",
            hint="for another family, widen CODE_FAMILY in bot/models and the pattern in bot/recognition first",
        )
    folders = configured_folders()
    target = (folders[-1] if into is None else into).resolve()
    if not target.is_dir():
        raise NoInput(f"{target} is no folder", hint=f"make it first: mkdir -p {target}")
    path = target / "errors" / f"{code}.yaml"
    for there in (*(folder / "errors" / path.name for folder in folders), path):
        if there.exists():
            raise BadInput(f"{there} exists and is left as it is", hint=f"see it: skms-bot kb show {code}")
    try:
        path.parent.mkdir(exist_ok=True)
        with path.open("x", encoding="utf-8") as stream:
            stream.write(scaffold(code, SystemClock().now().date()))
    except OSError as error:
        raise NoInput(f"{path} cannot be written ({error.strerror})", hint="name another folder: --into") from None
    layers = f" {' '.join(map(str, folders))} {into}" if into is not None else ""
    print(f"wrote {path}\nfill in every TODO, then run: skms-bot kb lint{layers}")
