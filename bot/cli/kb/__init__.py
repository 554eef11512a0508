"""The verbs of `skms-bot kb`, each loaded when it is called, so that searching never pays for proving."""

from typing import ClassVar

import typer

from bot.cli import LazyVerbs


class KnowledgeVerbs(LazyVerbs):
    """The verbs for those who read, write and prove the knowledge base."""

    verbs: ClassVar[dict[str, str]] = {
        "lint": "bot.cli.kb.lint",
        "show": "bot.cli.kb.show",
        "preview": "bot.cli.kb.preview",
        "search": "bot.cli.kb.search",
        "new": "bot.cli.kb.new",
        "diff": "bot.cli.kb.diff",
        "schema": "bot.cli.kb.schema",
    }


verb = typer.Typer(
    cls=KnowledgeVerbs,
    no_args_is_help=True,
    help="Read, write and prove the knowledge base.",
    pretty_exceptions_enable=False,
)


@verb.callback()
def _knowledge() -> None:
    """Read, write and prove the knowledge base."""
