"""The verb `incidents`: shows what a bot keeps of incidents, beside that bot; judges and changes nothing."""

import datetime as dt
import json
import sys
from typing import Annotated, Any

import typer

from bot.cli.knowledge import choose_locale, open_configured_catalog
from bot.clock import SystemClock
from bot.errors import BadUsage
from bot.explain.incident import Telling, compose_incident, write_headline, write_row
from bot.explain.incident_note import compose_note
from bot.models.answer import Reader
from bot.models.incident import Incident
from bot.settings import read_settings
from bot.settings.alerts import read_alert_settings
from bot.storage.address import read_address
from bot.storage.glimpse import Glimpse
from bot.terminal.incident import show_incident, show_incidents
from bot.terminal.page import open_console

verb = typer.Typer()
MOST = 1_000


@verb.command()
def incidents(
    number: Annotated[
        int | None, typer.Argument(metavar="[NUMBER]", help="One incident; the open ones if none.")
    ] = None,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
    lang: Annotated[str | None, typer.Option(help="Language: en, ko.")] = None,
) -> None:
    """Show the open incidents, or one with all that was told of it; works while the bot runs."""
    settings = read_settings()
    catalog = open_configured_catalog(settings)
    reader = Reader(locale=choose_locale(lang, settings, catalog), audience="operator", contacts=settings.owners)
    now = SystemClock().now().astimezone(settings.zone)
    telling = Telling(catalog, reader, now, now.tzinfo or dt.UTC, read_alert_settings().companies)
    glimpse = Glimpse(read_address(settings.database.get_secret_value()))
    if number is None:
        found = glimpse.open_incidents(MOST)
        if as_json:
            _write({"incidents": [_row(one, telling) for one in found]})
        else:
            show_incidents([write_row(one, telling) for one in found], open_console(), telling.phrases)
        return
    known = glimpse.incident(number)
    if known is None:
        raise BadUsage(f"there is no incident #{number}", hint="skms-bot incidents lists the open ones")
    one, told = known
    if as_json:
        evidence = [piece.model_dump(mode="json") for piece in one.evidence]
        said = [announcement.model_dump(mode="json", exclude={"evidence"}) for announcement in told]
        _write({**_row(one, telling), "evidence": evidence, "told": said})
    else:
        notes = [compose_note(announcement, one, telling) for announcement in told]
        show_incident(compose_incident(one, telling), notes, open_console())


def _row(one: Incident, telling: Telling) -> dict[str, Any]:
    """An incident for machines: what it is about, how it stands, since when."""
    mute = one.mute if one.muted(telling.now) else None
    shown = {"number", "key", "state", "count", "pastes", "first_at", "last_at", "resolved_at", "storm", "channels"}
    return {
        "headline": write_headline(one, telling),
        **one.model_dump(mode="json", include=shown),
        "about": one.subject.model_dump(mode="json"),
        "holder": one.holder or None,
        "muted_until": mute.until.isoformat() if mute else None,
    }


def _write(page: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps({"schema": 1, **page}, ensure_ascii=False) + "\n")
