"""The conversation: does what was typed, on the stage or on the simulated SKMS; shows nothing but directions."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Protocol

from typing_extensions import override

from bot.demo.lines import Line, read_line
from bot.demo.mrkdwn import plain
from bot.demo.person import Person
from bot.demo.screen import Screen
from bot.demo.skms import FAULTS, KEY, Fault, SimulatedSkms
from bot.demo.workspace import BOT, DIRECT, PERSON, Message, Workspace

LONGEST_WAIT = 60.0
HEARD_WITHIN = 15.0
LISTEN_EVERY = 0.05

Do = Callable[[str], Awaitable[bool | None]]
"""Does something with words; False: the bot did not take it, None: said already why nothing was done."""


class Settles(Protocol):
    """Whoever knows when the bot has nothing left to do."""

    async def settled(self) -> None:
        """Wait until the bot is quiet, but not for ever."""
        ...


class Directions:
    """What is done to the simulated SKMS, and told to the person: the same wherever the messages go."""

    def __init__(self, skms: SimulatedSkms, screen: Screen) -> None:
        self.skms = skms
        self.screen = screen
        self.ended = False
        self.verbs: dict[str, Do] = {
            "help": self._help,
            "break": self._break,
            "mend": self._mend,
            "wait": self._wait,
            "quit": self._quit,
        }

    async def _help(self, _words: str) -> None:
        self.screen.say("demo-help", faults=", ".join(FAULTS))

    async def _break(self, words: str) -> None:
        fault = self._fault(words)
        if fault is None:
            self.screen.say("demo-no-fault", word=words or "–", faults=", ".join(FAULTS))
            return
        await self.skms.break_(fault)
        self.screen.say(f"demo-broke-{fault}")

    async def _mend(self, words: str) -> None:
        fault = self._fault(words)
        if words and fault is None:
            self.screen.say("demo-no-fault", word=words, faults=", ".join(FAULTS))
            return
        await self.skms.mend(*([fault] if fault else []))
        self.screen.say("demo-mended")

    async def _wait(self, words: str) -> None:
        try:
            seconds = min(max(float(words or 1), 0.0), LONGEST_WAIT)
        except ValueError:
            await self._hear(words)
        else:
            await asyncio.sleep(seconds)

    async def _hear(self, _words: str) -> None:
        """Wait until the bot has said that; nobody hears it where the messages go elsewhere."""
        await asyncio.sleep(1.0)

    async def _quit(self, _words: str) -> None:
        self.ended = True

    def _fault(self, word: str) -> Fault | None:
        known: dict[str, Fault] = {fault: fault for fault in FAULTS}
        return known.get(word.strip().casefold().replace(" ", "-"))


class Chat(Directions):
    """The conversation on the stage, with all that a person does in Slack."""

    def __init__(self, skms: SimulatedSkms, screen: Screen, person: Person, workspace: Workspace) -> None:
        super().__init__(skms, screen)
        self._person = person
        self._workspace = workspace
        self.verbs |= {
            "say": person.says,
            "command": person.commands,
            "dm": lambda words: person.says(words, channel=DIRECT),
            "reply": self._reply,
            "edit": self._edit,
            "delete": self._delete,
            "call": self._call,
            "click": self._click,
            "write": self._write,
            "close": self._close,
            "more": self._more,
            "home": lambda _words: person.opens_home(),
        }

    @override
    async def _hear(self, words: str) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(HEARD_WITHIN):
                while not any(self._said(words)):  # noqa: ASYNC110 - the workspace tells one listener, which is the screen
                    await asyncio.sleep(LISTEN_EVERY)

    def _said(self, words: str) -> Iterator[bool]:
        return (words in plain(message.text) for message in self._workspace.messages if message.user == BOT)

    async def _call(self, words: str) -> bool:
        """A business application asks SKMS, and what it got is pasted."""
        answer = await self.skms.decrypt(words or KEY)
        self.screen.say("demo-called")
        self.screen.show_typed(answer)
        return await self._person.says(answer)

    async def _reply(self, words: str) -> bool:
        last = next((message for message in reversed(self._workspace.messages) if not message.private), None)
        return await self._person.says(words, thread=last)

    async def _edit(self, words: str) -> bool | None:
        message = self._last_said()
        return None if message is None else await self._person.edits(message, words)

    async def _delete(self, _words: str) -> bool | None:
        message = self._last_said()
        return None if message is None else await self._person.deletes(message)

    async def _click(self, words: str) -> bool | None:
        taken = await self._person.clicks(words)
        if taken is None:
            self.screen.say("demo-no-button", label=words or "–")
        return taken

    async def _write(self, words: str) -> bool | None:
        taken = await self._person.submits(words)
        if taken is None:
            self.screen.say("demo-no-field")
        return taken

    async def _close(self, _words: str) -> None:
        self.screen.say("demo-closed" if self._person.closes() else "demo-no-modal")

    async def _more(self, _words: str) -> None:
        self.screen.scroll()

    def _last_said(self) -> Message | None:
        said = (message for message in reversed(self._workspace.messages) if message.user == PERSON)
        message = next((message for message in said if not message.gone), None)
        if message is None:
            self.screen.say("demo-nothing-said")
        return message


class Elsewhere(Directions):
    """The scene where the messages go to another Slack: what is to be said there is only named."""

    def __init__(self, skms: SimulatedSkms, screen: Screen) -> None:
        super().__init__(skms, screen)
        self.verbs |= {"say": self._name, "command": self._name, "call": self._call}

    async def _name(self, _words: str) -> None:
        self.screen.say("demo-say-there")

    async def _call(self, words: str) -> None:
        self.screen.say("demo-called")
        self.screen.show_typed(await self.skms.decrypt(words or KEY))
        self.screen.say("demo-say-there")


async def play(chat: Directions, lines: AsyncIterator[str], settles: Settles, *, echo: bool) -> None:
    """Do everything that comes, each when the one before has been answered; `echo`: show what nobody typed."""
    async for typed in lines:
        line = read_line(typed)
        if line is None:
            continue
        if echo and line.verb != "wait":
            chat.screen.show_typed(line.typed)
        await _do(chat, line)
        await settles.settled()
        if chat.ended:
            return


async def _do(chat: Directions, line: Line) -> None:
    do = chat.verbs.get(line.verb)
    if do is None:
        chat.screen.say("demo-unknown", word=line.verb)
    elif await do(line.words) is False:
        chat.screen.say("demo-not-taken")
