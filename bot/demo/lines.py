"""What was typed, as one thing to do: a direction of the demo, a command, or something said; does nothing itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.demo.person import COMMAND

DIRECTION = "!"
COMMENT = "#"
FENCE = "```"
ALONE = (DIRECTION, COMMENT)
BEGINNINGS = (*ALONE, f"{COMMAND} ", "@skms ")


@dataclass(frozen=True, slots=True)
class Line:
    """`verb` is a direction without its mark, `command`, or `say`; `words` is all that follows."""

    verb: str
    words: str
    typed: str


def read_line(typed: str) -> Line | None:
    """The thing to do; None where nothing was typed."""
    text = typed.strip()
    if not text:
        return None
    if text.startswith(DIRECTION) and text[1:2].isalpha():
        verb, _, words = text[1:].partition(" ")
        return Line(verb.casefold(), words.strip(), text)
    if text == COMMAND or text.startswith((f"{COMMAND} ", f"{COMMAND}\n")):
        return Line("command", text[len(COMMAND) :].strip(), text)
    return Line("say", text, text)


def split_script(text: str) -> list[str]:
    """A script's messages: lines up to a blank one, or up to what begins a new one; a fenced paste stays whole."""
    return [message for message in _messages(text.splitlines()) if message and not message.startswith(COMMENT)]


def _messages(lines: Iterable[str]) -> Iterator[str]:
    held: list[str] = []
    fenced = False
    for line in lines:
        starts = line.startswith(BEGINNINGS) or line.strip() == COMMAND
        if held and not fenced and (starts or not line.strip() or held[0].startswith(ALONE)):
            yield "\n".join(held)
            held = []
        if fenced or line.strip():
            held.append(line)
        fenced ^= line.count(FENCE) % 2 == 1
    yield "\n".join(held)
