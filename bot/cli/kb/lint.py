"""The verb `kb lint`: proves the knowledge base and says what is wrong, where, and what to do; mends nothing."""

from pathlib import Path
from typing import Annotated

import typer

from bot.catalog.lint import lint as prove
from bot.catalog.lint import owed
from bot.cli.kb.folders import folders_of
from bot.clock import SystemClock
from bot.recognition import recognise

verb = typer.Typer()


@verb.command()
def lint(
    paths: Annotated[
        list[Path] | None, typer.Argument(metavar="[PATH]...", help="Knowledge folders, the base first, then layers.")
    ] = None,
) -> None:
    """Prove the knowledge base: coverage both ways, links, languages, examples, samples.

    Exit code 0 when all is well, 1 when something is wrong.
    """
    folders = folders_of(paths)
    today = SystemClock().now().date()
    for note in owed(folders, today):
        print(f"note: {note}")
    problems = prove(folders, today, recognise)
    for problem in problems:
        print(problem)
    print(f"{len(problems)} {'problem' if len(problems) == 1 else 'problems'} in {', '.join(map(str, folders))}")
    raise typer.Exit(1 if problems else 0)
