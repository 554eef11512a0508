"""One showing of the demo, from welcome to end: chooses what is played and where; does no part of it itself."""

import asyncio
import signal
import tempfile
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import TextIO

from bot.demo.chat import play
from bot.demo.keyboard import typed
from bot.demo.lines import split_script
from bot.demo.scene import Scene, elsewhere, on_stage
from bot.demo.screen import Screen
from bot.demo.site import INTERVAL
from bot.explain.templates import Phrases
from bot.logs import set_up_logs
from bot.models.catalog import Catalog
from bot.terminal.page import open_console


@dataclass(frozen=True, slots=True)
class Show:
    """What is to be shown. `script` None: a person types, or without a terminal the built-in conversation is played.

    `slack` holds SLACK_API_URL and its tokens where the messages go to another Slack.
    """

    catalog: Catalog
    locale: str
    script: str | None = None
    slack: Mapping[str, str] = field(default_factory=dict)
    keyboard: TextIO | None = None

    @property
    def attended(self) -> bool:
        """Whether somebody sits at a terminal."""
        return self.script is None and self.keyboard is not None and self.keyboard.isatty()


def run_show(show: Show) -> None:
    """Show it to its end, or until SIGINT or SIGTERM; raises SkmsBotError where the bot cannot start."""
    # Around the loop, not within it: a thread of an interrupted start may still write there until the loop is closed.
    with tempfile.TemporaryDirectory(prefix="skms-bot-demo-") as folder:
        asyncio.run(_run(show, Path(folder)))


async def _run(show: Show, folder: Path) -> None:
    # Warnings of what was broken on purpose would stand between the lines of the conversation.
    set_up_logs("text", "ERROR")
    here, interrupted = asyncio.current_task(), asyncio.Event()

    def on_signal() -> None:
        interrupted.set()
        if here is not None:
            here.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, on_signal)
    try:
        await _play(show, folder)
    except asyncio.CancelledError:
        if here is None or not interrupted.is_set():
            raise
        here.uncancel()


async def _play(show: Show, folder: Path) -> None:
    screen = Screen(open_console(), Phrases(show.catalog.phrases, show.locale))
    screen.say("demo-welcome", interval=f"{INTERVAL:g}")
    async with _scene(show, screen, folder) as scene:
        screen.say("demo-elsewhere" if show.slack else "demo-invite", url=show.slack.get("SLACK_API_URL", "-"))
        await play(scene.chat, _lines(show), scene, echo=not show.attended)
    if not show.attended:
        screen.say("demo-end")


def _scene(show: Show, screen: Screen, folder: Path) -> AbstractAsyncContextManager[Scene]:
    if show.slack:
        return elsewhere(screen, show.locale, folder, show.slack)
    return on_stage(screen, show.locale, folder)


async def _lines(show: Show) -> AsyncIterator[str]:
    """What is said, in its order."""
    if show.attended and show.keyboard is not None:
        async for message in typed(show.keyboard.fileno()):
            yield message
    elif show.script is None and show.slack:
        # Whoever talks there says when it is over.
        await asyncio.Event().wait()
    else:
        for message in split_script(show.script if show.script is not None else built_in(show.locale)):
            yield message


def built_in(locale: str) -> str:
    """The conversation that is played where nobody types, in English where there is none in that language."""
    folder = files("bot.demo") / "conversations"
    own = folder / f"{locale}.txt"
    return (own if own.is_file() else folder / "en.txt").read_text(encoding="utf-8")
