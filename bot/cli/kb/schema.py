"""The verb `kb schema`: the JSON Schemas of knowledge files, shown, or written where editors look for them."""

from typing import Annotated

import typer

from bot.catalog.kinds import KINDS
from bot.catalog.schema import write_schema
from bot.cli.kb.folders import configured_folders
from bot.errors import BadInput, NoInput

verb = typer.Typer()


@verb.command()
def schema(
    kind: Annotated[str | None, typer.Argument(help="A kind of file, such as error; without it their names.")] = None,
    *,
    write: Annotated[bool, typer.Option("--write", help="Write schema/<kind>.json (all without KIND).")] = False,
) -> None:
    """Show the JSON Schema of a kind of knowledge file, or write all of them."""
    if kind is not None and kind not in KINDS:
        raise BadInput(f"no kind {kind!r}", hint=f"known are {', '.join(KINDS)}")
    kinds = [kind] if kind is not None else list(KINDS)
    if write:
        _write(kinds)
    elif kind is None:
        print("\n".join(KINDS))
    else:
        print(write_schema(kind), end="")


def _write(kinds: list[str]) -> None:
    folder = configured_folders()[0] / "schema"
    try:
        folder.mkdir(exist_ok=True)
        for name in kinds:
            (folder / f"{name}.json").write_text(write_schema(name), encoding="utf-8")
    except OSError as error:
        raise NoInput(f"{folder} cannot be written ({error.strerror})", hint="run this in a checkout") from None
    print(f"wrote {len(kinds)} to {folder}")
