"""The process of a bot: its log, its signals, its start and its end; builds no part of it."""

import asyncio
import gc
import signal
from collections.abc import Callable, Iterable

import structlog

from bot.app.asked import Asked
from bot.app.build import build
from bot.logs import set_up_logs
from bot.settings import Settings
from bot.settings.slack import Secrets, SlackSettings
from bot.slack.bolt import Register
from bot.slack.listeners import register as register_all

log = structlog.get_logger("skms_bot.app")


async def run_bot(
    site: Settings,
    slack: SlackSettings,
    secrets: Secrets,
    register: Register = register_all,
    asked: Asked | None = None,
) -> None:
    """Run until SIGTERM or SIGINT; raises SkmsBotError where it cannot start."""
    set_up_logs(slack.log.format, slack.log.level, _known(secrets, site, asked))
    stop, serving = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)

    async def serve() -> None:
        async with build(site, slack, secrets, register, asked) as bot:
            # What stays for ever need not be looked at by each collection.
            gc.collect()
            gc.freeze()
            log.info("started", mode=slack.slack.mode, knowledge=bot.knowledge.current.revision)
            serving.set()
            await bot.serve(stop)

    work, stopped = asyncio.ensure_future(serve()), asyncio.ensure_future(stop.wait())
    await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if stop.is_set() and not serving.is_set():
        # Nothing was taken in from Slack yet: there is nothing to drain, and Slack may be away for hours.
        work.cancel()
        await asyncio.wait({work})
    else:
        await work
    log.info("stopped")


def _known(secrets: Secrets, site: Settings, asked: Asked | None) -> Callable[[], Iterable[str]]:
    """The secrets as they are at the moment of logging."""

    def now() -> Iterable[str]:
        shown = (secret.reveal() for secret in (secrets.bot_token, secrets.app_token, secrets.signing_secret))
        others = asked.every() if asked else ()
        return [secret for secret in (*shown, *others, site.database.get_secret_value()) if secret]

    return now
