"""The scene: simulated SKMS, stage and the real bot, brought up in their order and taken down again; says nothing."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.app import Bot, build, read_asked
from bot.demo.chat import Chat, Directions, Elsewhere
from bot.demo.person import Person
from bot.demo.screen import Screen
from bot.demo.site import write_site
from bot.demo.skms import SimulatedSkms
from bot.demo.stage import APP_TOKEN, BOT_TOKEN, Stage
from bot.errors import SlackUnreachable
from bot.settings import read_settings
from bot.settings.slack import open_secrets, read_slack_settings
from bot.status.watch import Watch

LOOK_EVERY = 0.05
QUIET_FOR = 0.4
SETTLED_WITHIN = 8.0
READY_WITHIN = 10.0
CHECKED_WITHIN = 5.0


@dataclass(frozen=True, slots=True)
class Scene:
    """What is up: the conversation, the bot, and the stage where the messages do not go elsewhere."""

    chat: Directions
    bot: Bot
    stage: Stage | None

    async def settled(self) -> None:
        """Wait until the bot has answered what was said and nothing has changed on the screen for a moment."""
        loop = asyncio.get_running_loop()
        quiet_since, until = loop.time(), loop.time() + SETTLED_WITHIN
        shown = self.chat.screen.shown
        while loop.time() < until and loop.time() - quiet_since < QUIET_FOR:
            await asyncio.sleep(LOOK_EVERY)
            if self._busy() or shown != self.chat.screen.shown:
                quiet_since, shown = loop.time(), self.chat.screen.shown

    def _busy(self) -> bool:
        return bool(len(self.bot.core.inbox)) or (self.stage is not None and self.stage.busy)


@contextlib.asynccontextmanager
async def on_stage(screen: Screen, locale: str, folder: Path) -> AsyncIterator[Scene]:
    """The scene with the terminal in Slack's place; its files go into `folder`.

    Raises SkmsBotError where the bot cannot start.
    """
    async with contextlib.AsyncExitStack() as stack:
        skms = await stack.enter_async_context(SimulatedSkms())
        stage = await stack.enter_async_context(Stage(screen.on_happening, locale))
        tokens = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_API_URL": stage.url}
        write_site(folder, skms, locale)
        bot = await stack.enter_async_context(_serving(folder, tokens))
        await stage.connected()
        yield Scene(Chat(skms, screen, Person(stage), stage.workspace), bot, stage)


@contextlib.asynccontextmanager
async def elsewhere(screen: Screen, locale: str, folder: Path, slack: Mapping[str, str]) -> AsyncIterator[Scene]:
    """The same scene with the messages in another Slack; `slack` holds SLACK_API_URL and the tokens for it.

    Raises SlackUnreachable where nobody answers there, SlackRefused for a token that will not do.
    """
    async with contextlib.AsyncExitStack() as stack:
        skms = await stack.enter_async_context(SimulatedSkms())
        write_site(folder, skms, locale)
        try:
            async with asyncio.timeout(READY_WITHIN):
                bot = await stack.enter_async_context(_serving(folder, slack))
        except TimeoutError:
            raise SlackUnreachable(
                f"no Slack answers at {slack['SLACK_API_URL']}",
                hint="is it running, and does its address end in /api/?",
            ) from None
        yield Scene(Elsewhere(skms, screen), bot, None)


@contextlib.asynccontextmanager
async def _serving(folder: Path, slack: Mapping[str, str]) -> AsyncIterator[Bot]:
    """The real bot at work; what ends it early ends the scene, too."""
    site, settings = read_settings({}, folder), read_slack_settings(slack, folder)
    secrets = open_secrets(settings.slack)
    secrets.demand(settings.slack.mode)
    stop = asyncio.Event()
    async with (
        build(site, settings, secrets, asked=read_asked({}, folder)) as bot,
        contextlib.AsyncExitStack() as stack,
    ):
        serving = asyncio.ensure_future(bot.serve(stop))
        here = asyncio.current_task()

        def on_end(_task: asyncio.Future[None]) -> None:
            if not stop.is_set() and here is not None:
                here.cancel()

        serving.add_done_callback(on_end)
        stack.push_async_callback(_end, serving, stop)
        await _checked_once(bot)
        yield bot


async def _checked_once(bot: Bot) -> None:
    """Wait until every target has a verdict, so that the first answer knows how SKMS stands; not for ever."""
    watching = bot.beside.watching
    if watching is None:
        return
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(CHECKED_WITHIN):
            while not _all_checked(watching.watch):  # noqa: ASYNC110 - the watch has no bell for the last verdict
                await asyncio.sleep(LOOK_EVERY)


def _all_checked(watch: Watch) -> bool:
    return len([one for one in watch.standings.values() if one.verdict]) >= len(watch.targets)


async def _end(serving: asyncio.Future[None], stop: asyncio.Event) -> None:
    stop.set()
    await serving
