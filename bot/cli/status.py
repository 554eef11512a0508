"""The verb `status`: asks the configured targets from here and shows them beside what a bot keeps; judges nothing."""

import asyncio
import datetime as dt
import json
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.live import Live

from bot.cli.knowledge import choose_locale, open_configured_catalog
from bot.clock import SystemClock
from bot.errors import BadSettings, BadUsage, StorageError
from bot.explain.status import Wording
from bot.logs import set_up_logs
from bot.models.answer import Reader
from bot.models.target import Target
from bot.settings import Settings, read_settings
from bot.settings.status import StatusSettings, open_target_secrets, read_status_settings
from bot.status.overview import Overview, choose, look, nearest
from bot.status.probe import Prober
from bot.status.report import report
from bot.status.transport import shared_tls
from bot.status.understanding import understanding
from bot.status.watch import Watch
from bot.storage.address import read_address
from bot.storage.glimpse import Glimpse
from bot.terminal.page import open_console
from bot.terminal.status import draw_status, show_status

verb = typer.Typer()

DOWN = 1
CANNOT_SEE = 75
SURE_WITHIN = dt.timedelta(seconds=1)
"""Between two askings of a target that fails: somebody is waiting for the verdict."""
REDRAW_EVERY = 0.5


@verb.command()
def status(
    about: Annotated[
        str, typer.Argument(metavar="[TARGET]", help="A target, an environment or a component; all if none.")
    ] = "",
    *,
    watch: Annotated[bool, typer.Option("--watch", help="Go on asking, each target at its interval.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON, with --watch a line for each change.")] = False,
    lang: Annotated[str | None, typer.Option(help="Language: en, ko.")] = None,
) -> None:
    """Ask the targets of the settings whether SKMS works: exit code 0 all up, 1 something down, 75 cannot see."""
    settings, site = read_settings(), read_status_settings()
    catalog = open_configured_catalog(settings)
    site.demand_components(catalog.components)
    chosen = _choose(about, site.targets)
    reader = Reader(locale=choose_locale(lang, settings, catalog), contacts=settings.owners)
    here = SystemClock().now().astimezone().tzinfo or dt.UTC
    view = _View(chosen, Wording(catalog, reader, here), as_json=as_json)
    asyncio.run(_ask(view, settings, site, go_on=watch))
    raise typer.Exit(view.exit_code())


def _choose(about: str, targets: Sequence[Target]) -> tuple[Target, ...]:
    if not targets:
        raise BadSettings("no target is configured", hint="see [[targets]] in the README")
    chosen = choose(about, targets)
    if not chosen:
        known = ", ".join(nearest(about, targets))
        raise BadUsage(f"no target, environment or component {about!r}", hint=f"known are {known}")
    return chosen


class _View:
    """What is shown of the chosen targets, and how: a page that is drawn again, a page at the end, or JSON."""

    def __init__(self, chosen: Sequence[Target], wording: Wording, *, as_json: bool) -> None:
        self.chosen = chosen
        self.wording = wording
        self.as_json = as_json
        self.console = open_console()
        self.note = ""
        self.overview: Overview | None = None

    def look(self, watch: Watch, now: dt.datetime) -> Overview:
        """The overview as it is now."""
        self.overview = look(self.chosen, watch.standings, watch.pasts, self.wording.catalog, now)
        return self.overview

    def draw(self, live: Live, watch: Watch, now: dt.datetime) -> None:
        """Draw the page anew, in the place of the one before."""
        page = draw_status(self.look(watch, now), self.wording, self.console.width, self.note)
        live.update(page, refresh=True)

    def show(self, watch: Watch, now: dt.datetime) -> None:
        """Print what is held now, once."""
        overview = self.look(watch, now)
        if self.as_json:
            sys.stdout.write(json.dumps(report(overview), ensure_ascii=False) + "\n")
            sys.stdout.flush()
        else:
            show_status(overview, self.wording, self.console, self.note)

    def exit_code(self) -> int:
        """What a script wants to know of what was shown last."""
        views = self.overview.targets if self.overview is not None else ()
        verdicts = {view.standing.verdict for view in views}
        last = {view.standing.reading.verdict for view in views if view.standing.reading is not None}
        if "down" in verdicts | last:
            return DOWN
        return 0 if verdicts == {"up"} and last == {"up"} else CANNOT_SEE


async def _ask(view: _View, settings: Settings, site: StatusSettings, *, go_on: bool) -> None:
    clock, secrets = SystemClock(), open_target_secrets(site)
    set_up_logs("text", "WARNING", secrets.every)
    prober = Prober(
        clock,
        secrets,
        understanding(lambda: view.wording.catalog),
        shared_tls(site.ca_file),
    )
    targets = site.targets if go_on else [_impatient(target) for target in site.targets]
    address = read_address(settings.database.get_secret_value())
    known = address.path is None or address.path.is_file()
    watch = Watch(targets, prober, clock, keeps=Glimpse(address) if known else None)
    try:
        try:
            await watch.load()
        except StorageError as error:
            # The readings of a bot are a help, not a need.
            sys.stderr.write(f"skms-bot: no history: {error.message}\n")
        runs = any(one.age is not None and not one.stale for one in view.look(watch, clock.now()).targets)
        view.note = view.wording.phrases.say("status-bot-runs" if runs else "status-bot-is-away")
        if go_on:
            await _follow(view, watch, clock)
        else:
            await _ask_once(view, watch, clock)
    finally:
        await watch.close()
        await prober.aclose()


async def _ask_once(view: _View, watch: Watch, clock: SystemClock) -> None:
    asking = asyncio.create_task(watch.ask_until_sure(target.name for target in view.chosen))
    if view.console.is_terminal and not view.as_json:
        with Live(console=view.console, auto_refresh=False, transient=True) as live:
            while not asking.done():
                view.draw(live, watch, clock.now())
                await asyncio.wait({asking}, timeout=REDRAW_EVERY)
    await asking
    view.show(watch, clock.now())


async def _follow(view: _View, watch: Watch, clock: SystemClock) -> None:
    running = asyncio.create_task(watch.run())
    try:
        await watch.ask_now(target.name for target in view.chosen)
        if view.as_json or not view.console.is_terminal:
            await _tell_changes(view, watch, clock, running)
            return
        with Live(console=view.console, auto_refresh=False) as live:
            while not running.done():
                view.draw(live, watch, clock.now())
                await asyncio.wait({running}, timeout=REDRAW_EVERY)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def _tell_changes(view: _View, watch: Watch, clock: SystemClock, running: "asyncio.Task[None]") -> None:
    """Show all again whenever a verdict changed, and first of all."""
    told = None
    while not running.done():
        held = [watch.standings[target.name].verdict for target in view.chosen]
        if held != told:
            view.show(watch, clock.now())
            told = held
        await asyncio.wait({running}, timeout=REDRAW_EVERY)


def _impatient(target: Target) -> Target:
    return target.model_copy(update={"interval": min(target.interval, SURE_WITHIN)})
