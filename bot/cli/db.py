"""The verb `db`: brings the configured database up, checks it, copies it; holds no SQL."""

from pathlib import Path
from typing import Annotated

import typer

from bot.settings import read_settings
from bot.storage import upkeep
from bot.storage.address import Address, read_address

verb = typer.Typer(no_args_is_help=True, help="Upgrade, check or copy the database that the setting `database` names.")


@verb.command()
def upgrade() -> None:
    """Create the tables or bring them up to this skms-bot; refuses while the bot runs on the file."""
    address = _configured()
    before, after = upkeep.upgrade(address)
    if before == after:
        print(f"{address}: schema {after}, nothing to do")
    else:
        print(f"{address}: schema {before or 'none'} → {after}")


@verb.command()
def check() -> None:
    """Look for damage, compare the schema, count the rows; changes nothing and works while the bot runs."""
    address = _configured()
    health = upkeep.check(address)
    print(f"{address}: sound, {health.engine}, schema {health.schema}")
    for table, rows in health.rows.items():
        print(f"{rows:>10}  {table}")


@verb.command()
def backup(path: Annotated[Path, typer.Argument(metavar="PATH", help="A new file; nothing is overwritten.")]) -> None:
    """Copy the SQLite database into a new file that only its owner reads; works while the bot runs."""
    size = upkeep.backup(_configured(), path)
    print(f"{path}: {size} bytes, checked")


def _configured() -> Address:
    return read_address(read_settings().database.get_secret_value())
