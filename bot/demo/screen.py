"""Shows what happens on the stage as it reads in Slack, narrow, edits as edits; decides nothing."""

import difflib
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text

from bot.demo.looks import lines_of
from bot.demo.workspace import BOT, CHANNEL, DIRECT, NAMES, Happening, Message
from bot.explain.templates import Phrases
from bot.terminal.page import literal

WIDTH = 76
WINDOW = 16
"""Lines of a modal or the Home tab that are shown without scrolling."""
BESIDE = 1
"""Unchanged lines that are shown around a changed one."""
ELSEWHERE = "  ⋮"


class Screen:
    """A terminal in Slack's place; `shown` counts what happened on it."""

    def __init__(self, console: Console, phrases: Phrases) -> None:
        self._console = console
        self._phrases = phrases
        self._width = min(WIDTH, console.width)
        self.shown = 0
        self._below: list[Text] = []

    def on_happening(self, happening: Happening) -> None:
        """Show it."""
        self.shown += 1
        if happening.view is not None:
            body = happening.view.body
            title = body.get("title", {}).get("text", "")
            lines = lines_of("", body["blocks"])
            self._frame(self._phrases.say(f"demo-{happening.kind}", title=title or "-"), lines[:WINDOW])
            self._below = lines[WINDOW:]
            if self._below:
                self.say("demo-below", count=len(self._below))
        elif happening.message is not None:
            self._show_message(happening, happening.message)

    def say(self, phrase: str, **known: object) -> None:
        """A direction of the demo itself, by its phrase."""
        for line in self._phrases.say(phrase, **known).split("\n"):
            self._console.print(literal(line, "italic dim"), width=self._width)

    def scroll(self) -> None:
        """Show the rest of the last window; nothing where it was shown whole."""
        self._lines(self._below)
        self._below = []

    def show_typed(self, typed: str) -> None:
        """What a script types where nobody is at the keyboard."""
        self._console.print(literal(f"> {typed}", "bold"), width=self._width)

    def _show_message(self, happening: Happening, message: Message) -> None:
        if message.user != BOT:
            if happening.kind in {"edited", "deleted"}:
                self._frame(f"{self._phrases.say(f'demo-{happening.kind}')} · {self._place(message)}", [])
            return
        what = self._phrases.say(f"demo-{happening.kind}", name=happening.name or "-")
        head = f"{what} · {self._place(message)}"
        if happening.kind in {"posted", "whispered"}:
            self._frame(head, lines_of(message.text, message.blocks))
        elif happening.kind == "edited":
            self._frame(head, list(_changes(lines_of(*message.before), lines_of(message.text, message.blocks))))
        else:
            self._frame(head, [])

    def _place(self, message: Message) -> str:
        if message.channel == DIRECT:
            return self._phrases.say("demo-direct")
        place = f"#{NAMES[CHANNEL]}"
        return f"{place}, {self._phrases.say('demo-thread')}" if message.thread_ts else place

    def _frame(self, head: str, lines: Sequence[Text]) -> None:
        self._console.print(literal(f"┌ {head}", "magenta"), width=self._width)
        self._lines(lines)

    def _lines(self, lines: Sequence[Text]) -> None:
        for line in lines:
            for wrapped in line.wrap(self._console, self._width - 2):
                self._console.print(Text("│ ", "magenta").append_text(wrapped), soft_wrap=True)


def _changes(before: Sequence[Text], after: Sequence[Text]) -> Iterator[Text]:
    """The lines that are new, each with its neighbours; for what is unchanged in between a mark stands."""
    old, new = [line.plain for line in before], [line.plain for line in after]
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    changed = [range(first, last) for tag, _, _, first, last in matcher.get_opcodes() if tag != "equal"]
    near = {line for part in changed for line in range(max(0, part.start - BESIDE), min(len(new), part.stop + BESIDE))}
    touched = {line for part in changed for line in part}
    skipped = False
    for number, line in enumerate(after):
        if number in near:
            yield Text("✎ ", "yellow").append_text(line) if number in touched else Text("  ").append_text(line)
        elif not skipped:
            yield Text(ELSEWHERE, "dim")
        skipped = number not in near
