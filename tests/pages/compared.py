"""Every page there is: where it is kept, and what writes it anew."""

from collections.abc import Callable, Iterator
from pathlib import Path

from tests.pages import alerts, answers, messages, screens

TESTS = Path(__file__).parents[1]
EXPLAIN = TESTS / "explain" / "pages"
BLOCKS = TESTS / "slack" / "blocks" / "pages"
Lines = Callable[[], Iterator[str]]

OF_EXPLAIN: dict[str, Lines] = {
    "whole-answers": answers.whole_answers,
    "folded-answers": answers.folded_answers,
    "squeezed-answers": answers.squeezed_answers,
    "live-answers": answers.live_answers,
    "check-results": answers.check_results,
    "outages": answers.outages,
    "health-checks": answers.health_checks,
    "routing": alerts.routing,
    "silences": alerts.silences,
    "incident-words": alerts.incident_words,
}
OF_BLOCKS: dict[str, Lines] = {
    "answers": messages.shown_answers,
    "several-answers": messages.several_answers,
    "small-messages": messages.small_messages,
    "lists-and-words": messages.lists_and_words,
    "runbooks": messages.runbooks,
    "incident-cards": screens.incident_cards,
    "incident-notes": screens.incident_notes,
    "statuses": screens.statuses,
    "views": screens.views,
}


def path_of(folder: Path, name: str) -> Path:
    return folder / f"{name}.txt"


def kept(folder: Path, name: str) -> list[str]:
    return path_of(folder, name).read_text(encoding="utf-8").splitlines()


def write_all() -> Iterator[Path]:
    for folder, pages in ((EXPLAIN, OF_EXPLAIN), (BLOCKS, OF_BLOCKS)):
        folder.mkdir(exist_ok=True)
        for name, lines in pages.items():
            path = path_of(folder, name)
            path.write_text("".join(f"{line}\n" for line in lines()), encoding="utf-8")
            yield path
