from collections.abc import AsyncIterator, Callable

import pytest
import trustme

from bot.catalog.files import find_knowledge
from bot.catalog.loader import load_catalog
from bot.clock import SystemClock
from bot.models.catalog import Catalog
from bot.status.probe import Prober
from bot.status.resolver import Lookup, Resolver, look_up
from bot.status.understanding import understanding
from tests.fakes.asking import KnownSecrets, trusting

Making = Callable[..., Prober]


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    return load_catalog([find_knowledge(None)])


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
async def making(catalog: Catalog, authority: trustme.CA) -> AsyncIterator[Making]:
    made: list[Prober] = []

    def make(lookup: Lookup = look_up, secrets: KnownSecrets | None = None, clock: SystemClock | None = None) -> Prober:
        understand = understanding(lambda: catalog)
        prober = Prober(
            clock or SystemClock(),
            secrets or KnownSecrets(),
            understand,
            trusting(authority),
            resolver=Resolver(lookup),
        )
        made.append(prober)
        return prober

    yield make
    for prober in made:
        await prober.aclose()


@pytest.fixture
def prober(making: Making) -> Prober:
    return making()
