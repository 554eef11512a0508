import gc
import signal
from collections.abc import Iterator

import pytest

from tests.fakes.postgres import Postgres


def pytest_configure() -> None:
    """Hear the interrupt key again where the suite was started in the background of a shell, which ignores it.

    What is ignored stays so in every process that a test starts, and a test that interrupts one would wait for ever.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Keep ten thousand collected tests out of each full collection, as a running bot does with what it loaded.

    A third of a second per collection otherwise, in the middle of whatever a test measures.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    server = Postgres()
    yield server
    server.remove()
