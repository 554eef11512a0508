"""The verb `kb diff`: which entries, and which answers to the samples, a change of the knowledge base changes."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from bot.catalog.compare import Change, compare_files, compare_samples
from bot.catalog.document import decode
from bot.catalog.files import SAMPLES, read_files
from bot.catalog.loader import open_catalog
from bot.cli.kb.engine import answer_sighting
from bot.cli.kb.folders import check_locale, configured_folders
from bot.cli.kb.revision import extract_revision
from bot.errors import BadKnowledge
from bot.models.catalog import Catalog
from bot.recognition import recognise

verb = typer.Typer()
WIDTH = 80


@verb.command()
def diff(
    revision: Annotated[str, typer.Argument(metavar="REV", help="A git revision to compare the working tree with.")],
    *,
    lang: Annotated[str, typer.Option(help="Language of the compared answers: en, ko.")] = "en",
) -> None:
    """Show what changes between a git revision and the working tree: values by field, answers by line."""
    folder = configured_folders()[0]
    check_locale(lang, open_catalog([folder]))
    with TemporaryDirectory(prefix="skms-bot-kb-") as place:
        before = Path(place)
        extract_revision(folder, revision, before)
        changes = compare_files(read_files([before]), read_files([folder]))
        _print(changes)
        print(f"{len(changes)} knowledge {'file differs' if len(changes) == 1 else 'files differ'} from {revision}")
        _print_answers(before, folder, lang)


def _print_answers(before: Path, after: Path, lang: str) -> None:
    samples = read_files([after], (SAMPLES,), ".txt").found
    texts = {path: text for path, file in samples.items() if isinstance(text := decode(file), str)}
    try:
        old, new = _answers(before, lang), _answers(after, lang)
        changes = compare_samples(old, new, texts)
    except BadKnowledge as error:
        print(f"answers were not compared, since one of the two states is not sound:\n{error.message}")
        return
    _print(changes)
    print(f"{len(changes)} of {len(texts)} answers to the samples differ ({lang})")


def _answers(folder: Path, lang: str) -> Callable[[str], str]:
    catalog = open_catalog([folder])

    def answers(text: str) -> str:
        found = recognise(text, catalog)
        return "\n".join(answer_sighting(sighting, _undated(catalog), lang, WIDTH) for sighting in found)

    return answers


def _undated(catalog: Catalog) -> Catalog:
    """The catalogue under a constant revision, which would otherwise make every answer differ."""
    return replace(catalog, revision="")


def _print(changes: Iterable[Change]) -> None:
    for change in changes:
        print(f"{change.what:8} {change.path}")
        for line in change.lines:
            print(f"    {line}")
