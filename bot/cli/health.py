"""The verb `health`: asks the bot that runs here whether it lives, for a container's health check; mends nothing."""

import datetime as dt
import http.client
import json
from importlib import import_module

import typer

from bot.clock import SystemClock
from bot.errors import BadSettings
from bot.settings import read_settings
from bot.settings.web import Web, read_web_settings

verb = typer.Typer()

AILING = 1
ANSWER_WITHIN = 3.0
HEARD_WITHIN = dt.timedelta(seconds=45)
"""The bot beats every ten seconds (bot.storage.pulse): four beats in a row may fail."""
LONGEST_ANSWER = 65_536
ON_THIS_MACHINE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - nothing listens here: it is asked where others do


@verb.command()
def health() -> None:
    """Ask the bot on this machine whether it lives: exit code 0 it does, 1 it does not, 78 wrong settings.

    Its web port is asked for /livez; where none is set, the heartbeat in its SQLite database is looked at.
    """
    web = read_web_settings().web
    lives, said = _ask(web, web.port) if web.port else _listen()
    print(f"{'lives' if lives else 'does not live'}: {said}")
    raise typer.Exit(0 if lives else AILING)


def _ask(web: Web, port: int) -> tuple[bool, str]:
    """What /livez answers, and where that was asked."""
    host = ON_THIS_MACHINE.get(web.host, web.host)
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    connection = http.client.HTTPConnection(host, port, timeout=ANSWER_WITHIN)
    try:
        connection.request("GET", "/livez")
        answer = connection.getresponse()
        failing = _failing(answer.read(LONGEST_ANSWER))
    except (OSError, http.client.HTTPException) as error:
        return False, f"{place} gives no answer ({str(error) or type(error).__name__})"
    finally:
        connection.close()
    stuck = f", stuck: {', '.join(failing)}" if failing else ""
    return answer.status == http.client.OK, f"{place} answers {answer.status}{stuck}"


def _failing(body: bytes) -> list[str]:
    """The loops that /livez names; none where the answer is somebody else's."""
    try:
        found = json.loads(body)
    except ValueError:
        return []
    named = found.get("failing") if isinstance(found, dict) else None
    return [str(name) for name in named] if isinstance(named, list) else []


def _listen() -> tuple[bool, str]:
    """How long ago the bot wrote its heartbeat; raises BadSettings where that would be another process's as well."""
    setting = read_settings().database.get_secret_value()
    address = import_module("bot.storage.address").read_address(setting)  # loads SQLAlchemy, which /livez does not need
    if address.path is None:
        raise BadSettings(
            "in PostgreSQL the heartbeats of several processes cannot be told apart",
            hint="set web.port (SKMS_BOT_WEB_PORT), so that this process can be asked itself",
        )
    beat: dt.datetime | None = import_module("bot.storage.glimpse").Glimpse(address).last_beat()
    if beat is None:
        return False, f"{address} has no heartbeat yet"
    age = SystemClock().now() - beat
    return abs(age) <= HEARD_WITHIN, f"{address} was written {age.total_seconds():.0f} s ago"
