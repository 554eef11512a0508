"""Shows one Answer on a terminal: twelve short lines, and the whole runbook where asked; decides nothing."""

from collections.abc import Iterable, Iterator

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from bot.explain.fold import fold
from bot.explain.results import write_line
from bot.explain.templates import Phrases
from bot.models.answer import Answer, AnswerStep, HealthAnswer
from bot.terminal.page import literal

STYLES = {"red": "bold red", "yellow": "bold yellow", "green": "bold green", "blue": "bold blue", "white": "bold"}
STYLE_OF = {"hidden": "bold red", "confidence": "italic", "never": "bold"}


def show_answer(answer: Answer, console: Console, phrases: Phrases, *, full: bool = False) -> None:
    """Print the lines above the fold and what checks found, and with `full` everything that is known."""
    for line in draw_fold(answer, phrases):
        console.print(line)
    if full:
        show_runbook(answer, console, phrases)
        return
    console.print(literal(phrases.say("more"), "dim"))
    steps = [f"{step.do} {write_line(step.result, phrases)}" for step in answer.steps if step.result]
    _section(console, phrases.say("heading-checks"), [*_of_place(answer, phrases), *steps])


def draw_fold(answer: Answer, phrases: Phrases) -> Iterator[Text]:
    """The lines above the fold, in the order of the yardstick: verdict first, scope last."""
    for line in fold(answer, phrases):
        yield literal(line.text, STYLES[answer.mark] if line.kind == "verdict" else STYLE_OF.get(line.kind, ""))
    if answer.scope_line:
        yield literal(answer.scope_line, "dim")


def _of_place(answer: Answer, phrases: Phrases) -> list[str]:
    return [write_line(result, phrases) for result in answer.place_results]


def show_runbook(answer: Answer, console: Console, phrases: Phrases) -> None:
    """Print what stands below the fold: meaning, causes, every step, how to verify, what never to do, sources."""
    known = answer.background
    _section(console, phrases.say("heading-checks"), _of_place(answer, phrases))
    basis = phrases.say(f"basis-{known.meaning_basis}")
    _section(console, phrases.say("heading-meaning"), [f"{known.meaning} ({basis})"])
    _section(console, phrases.say("heading-impact"), [known.impact])
    _section(console, phrases.say("heading-severity"), known.severity)
    _section(console, phrases.say("heading-causes"), [f"- {cause}" for cause in known.causes])
    if answer.steps:
        console.print()
        console.print(literal(phrases.say("heading-runbook"), "bold"))
    for number, step in enumerate(answer.steps, start=1):
        _show_step(number, step, console, phrases)
    never = [phrases.say("never-mark", text=warning) for warning in (*answer.never, *known.never)]
    _section(console, phrases.say("heading-never"), never)
    _section(console, phrases.say("heading-retry"), [known.retry])
    _section(console, phrases.say("heading-verify"), [known.verify])
    _section(console, phrases.say("heading-evidence"), [f"- {item}" for item in known.evidence])
    _section(console, phrases.say("heading-oddities"), [f"- {item}" for item in known.oddities])
    vendor = f"{answer.code} {known.vendor_message}: {known.vendor_description} (HTTP {known.http_status})"
    _section(console, phrases.say("heading-vendor"), [vendor])
    console.print()
    console.print(literal(phrases.say("footer", revision=answer.receipt.knowledge), "dim"))
    console.print(literal(phrases.say("rebuild", command=answer.receipt.command), "dim"))


def _section(console: Console, heading: str, lines: Iterable[str]) -> None:
    lines = [line for line in lines if line]
    if not lines:
        return
    console.print()
    console.print(literal(heading, "bold"))
    for line in lines:
        console.print(Padding(literal(line), (0, 0, 0, 2)))


def _show_step(number: int, step: AnswerStep, console: Console, phrases: Phrases) -> None:
    do = phrases.say("locked", text=step.do) if step.locked else step.do
    console.print(Padding(literal(f"{number} {do}"), (0, 0, 0, 2)))
    who = phrases.say("who", roles=", ".join(step.who))
    basis = phrases.say(f"basis-{step.basis}")
    console.print(Padding(literal(f"{who} · {basis}", "dim"), (0, 0, 0, 4)))
    if step.precondition:
        console.print(Padding(literal(phrases.say("precondition", text=step.precondition), "bold"), (0, 0, 0, 4)))
    if step.more:
        console.print(Padding(literal(step.more), (0, 0, 0, 4)))
    console.print(Padding(literal(phrases.say("expect", text=step.expect)), (0, 0, 0, 4)))
    if step.result:
        line = phrases.say("checked", result=write_line(step.result, phrases))
        console.print(Padding(literal(line), (0, 0, 0, 4)))


def show_health(answer: HealthAnswer, console: Console, phrases: Phrases) -> None:
    """Print an explained health check: the verdict, then each item, failing ones with what to do."""
    console.print(literal(answer.headline, "bold"))
    for item in answer.lines:
        console.print(Padding(literal(item.line), (0, 0, 0, 2)))
        if item.action:
            console.print(Padding(literal(item.action), (0, 0, 0, 4)))
            codes = phrases.say("health-codes", codes=", ".join(map(str, item.codes)))
            console.print(Padding(literal(codes, "dim"), (0, 0, 0, 4)))
