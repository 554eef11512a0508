from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.errors import DatabaseRefused
from bot.settings import Settings
from bot.storage.address import read_address


def test_an_address_never_shows_its_password() -> None:
    address = read_address("postgresql://bot:not-to-be-shown@db.example.test/skms")

    assert "not-to-be-shown" not in f"{address} {address!r} {address.url!r}"
    assert "db.example.test" in str(address)


def test_a_path_is_relative_to_the_working_directory_or_absolute() -> None:
    assert read_address("sqlite:///bot.db").path == Path("bot.db")
    assert read_address("sqlite:////var/lib/bot.db").path == Path("/var/lib/bot.db")


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_postgresql_is_spoken_to_through_psycopg(scheme: str) -> None:
    assert read_address(f"{scheme}://bot@db.example.test/skms").url.drivername == "postgresql+psycopg"


@pytest.mark.parametrize(
    "setting",
    ["", "nonsense", "sqlite://", "sqlite:///:memory:", "sqlite:///x.db?mode=ro", "postgresql://h", "mysql://h/x:1"],
)
def test_what_cannot_be_used_is_refused(setting: str) -> None:
    with pytest.raises(DatabaseRefused):
        read_address(setting)


def test_settings_show_no_password() -> None:
    settings = Settings.model_validate({"database": "postgresql://bot:not-to-be-shown@db.example.test/skms"})

    assert "not-to-be-shown" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    with pytest.raises(ValidationError):
        Settings.model_validate({"database": "oracle://h/x"})
