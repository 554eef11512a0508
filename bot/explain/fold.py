"""Chooses the lines of an answer that are shown at once: twelve at most, in the order of reading, on every surface."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from bot.explain.templates import Phrases
from bot.models.answer import Answer, AnswerStep

ROOM = 12
_BEFORE_OTHERS = 2
Kind = Literal["verdict", "hidden", "confidence", "never", "plain"]


@dataclass(frozen=True, slots=True)
class Line:
    """A raw line of an answer; where room is short, the one with the highest `rank` goes first, the lower of equals."""

    rank: int
    text: str
    kind: Kind = "plain"


def fold(answer: Answer, phrases: Phrases, room: int = ROOM) -> list[Line]:
    """The raw lines of an answer but the last (its scope), in the order of reading; `room` counts that one, too.

    What must not be lost goes last: verdict, hidden secret, urgency, the first thing said, the first two steps,
    the first warning, the owner. The line of the checks is held while they run, so that nothing moves when they are
    done.
    """
    return keep_within(_all_lines(answer, phrases), room - 1)


def keep_within(lines: Iterable[Line], room: int) -> list[Line]:
    """As many lines as there is room for: the weakest go, the lower of equals first."""
    kept = [line for line in lines if line.text]
    while len(kept) > room:
        weakest = max(line.rank for line in kept)
        position = max(index for index, line in enumerate(kept) if line.rank == weakest)
        del kept[position]
    return kept


def write_verdict(answer: Answer, phrases: Phrases) -> str:
    """The first line, with how often the paste holds this error where that is more than once."""
    if answer.count <= 1:
        return answer.headline
    return f"{answer.headline} · {phrases.say('times', count=answer.count)}"


def write_step(number: int, step: AnswerStep) -> str:
    """A step in one line: its number, who does it, what to do."""
    return f"{number} {step.who[0]}: {step.do}" if step.who else f"{number} {step.do}"


def write_checked_step(number: int, step: AnswerStep, phrases: Phrases) -> str:
    """A step, with what our own check of it found: one mark more, so that no line moves."""
    line = write_step(number, step)
    if step.result is None or step.result.outcome == "skipped":
        return line
    phrase = "step-checked-by-licence" if step.result.licence else "step-checked"
    return phrases.say(phrase, step=line, mark=step.result.mark)


def _all_lines(answer: Answer, phrases: Phrases) -> Iterator[Line]:
    yield Line(0, write_verdict(answer, phrases), "verdict")
    yield Line(0, answer.hidden_line, "hidden")
    yield Line(0, answer.urgency_line)
    yield Line(3, answer.confidence_why, "confidence")
    yield Line(3, answer.chain)
    for position, said in enumerate(answer.said):
        yield Line((1, 4)[position] if position < _BEFORE_OTHERS else 7, said)
    yield Line(5, answer.missing_line)
    yield Line(1, answer.check_line)
    above = [step for step in answer.steps if step.above_fold]
    for number, step in enumerate(above, start=1):
        yield Line((1, 2)[number - 1] if number <= _BEFORE_OTHERS else 6, write_checked_step(number, step, phrases))
    yield Line(2, answer.no_steps_line)
    yield Line(4, answer.follow_line)
    for position, warning in enumerate(answer.never):
        yield Line(7 if position else 1, phrases.say("never-mark", text=warning), "never")
    yield Line(2, answer.owner_line)
