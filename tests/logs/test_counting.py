import logging
from collections import Counter
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import counted, set_up_logs
from bot.metrics import MOST_TROUBLES, OTHER, Metrics


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    set_up_logs("json", "INFO")
    yield
    root.handlers[:], level = before
    root.setLevel(level)
    structlog.reset_defaults()


def test_what_warns_is_counted_by_its_event_and_of_libraries_by_their_name() -> None:
    found = Counter[str]()
    with counted(lambda what: found.update([what])):
        log = structlog.get_logger("skms_bot.test")
        log.info("started", port=1)
        log.warning("not_shown", channel="C1")
        log.error("not_shown", channel="C2")
        logging.getLogger("aiohttp.client").warning("Unclosed %s", "connection")
        logging.getLogger("aiohttp.client").info("connected")
    structlog.get_logger("skms_bot.test").warning("not_shown")

    assert found == {"not_shown": 2, "aiohttp": 1}


def test_names_without_end_make_no_series_without_end() -> None:
    metrics = Metrics()

    for number in range(MOST_TROUBLES + 50):
        metrics.count_trouble(f"trouble-{number}")

    (family,) = [one for one in metrics.registry.collect() if one.name == "skms_bot_troubles"]
    counts = {sample.labels["what"]: sample.value for sample in family.samples if sample.name.endswith("_total")}
    assert len(counts) == MOST_TROUBLES + 1
    assert counts[OTHER] == 50
