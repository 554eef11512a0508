"""The page of numbers: `python -m tests.benchmarks [PART …]`, some minutes; ends with 1 where a budget is missed."""

import asyncio
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

import trustme

from bot.catalog.loader import open_catalog
from bot.cli.findings import describe_diagnosis, list_findings
from bot.clock import SystemClock
from bot.recognition import recognise
from bot.recognition import scan as scanning
from bot.storage.store import open_store
from tests.benchmarks import test_scan_speed as scans
from tests.benchmarks.load import BOLT, BOT, MESSAGES_OF_AN_HOUR, RATE, under_load
from tests.benchmarks.page import LINES, Measured, Missing, Outcome, missed, write_page
from tests.benchmarks.test_front_speed import front_beside_bolt
from tests.benchmarks.test_intake_speed import intake_beside_bare
from tests.benchmarks.test_probe_speed import Servers, probe_beside_others
from tests.benchmarks.test_recognition_speed import CATALOG, CHAT, HOSTILE, PASTE, best_of_five
from tests.benchmarks.test_start_speed import IMPORTS_OF_RUN, explain_beside_imports, processor_seconds
from tests.benchmarks.test_storage import best_of_five as units_a_second
from tests.corpus.score import read_cases, score_details, score_pastes
from tests.fakes.asking import serving
from tests.fakes.memories import an_event

Outcomes = dict[str, Outcome]
KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
SMALL_LOG = 8 << 20
FEW, MANY = 150, 2_000
BOLTS_MESSAGES = 20 * RATE


def corpus(_folder: Path) -> Outcomes:
    """The scores on the corpus."""
    catalog = open_catalog([KNOWLEDGE])
    pastes = score_pastes(read_cases("pastes"), lambda text: list(list_findings(text, catalog)))
    details = score_details(read_cases("details"), describe_diagnosis)
    return {
        "precision": Measured(pastes.precision),
        "recall": Measured(pastes.recall),
        "silence": Measured(pastes.answered_in_silence),
        "fields": Measured(pastes.all_fields),
        "cause": Measured(details.cause),
        "detail_fields": Measured(details.all_fields),
    }


def recognition(_folder: Path) -> Outcomes:
    """What recognising costs."""
    hostile = max(best_of_five(lambda text=text: recognise(text, CATALOG)) for text in HOSTILE.values())  # type: ignore[misc]
    return {
        "recognise_nothing": Measured(best_of_five(lambda: recognise(CHAT, CATALOG), 500) * 1e6),
        "recognise_paste": Measured(best_of_five(lambda: recognise(PASTE, CATALOG), 20) * 1e6),
        "recognise_hostile": Measured(hostile * 1e3),
    }


def front(folder: Path) -> Outcomes:
    """A message that nobody wants, in this process."""
    ours, bolts = asyncio.run(front_beside_bolt(folder))
    return {"front": Measured(ours * 1e6, bolts * 1e6)}


def start(_folder: Path) -> Outcomes:
    """A whole explain."""
    ours, bare = explain_beside_imports()
    return {"explain": Measured(ours * 1e3, bare * 1e3)}


def log(folder: Path) -> Outcomes:
    """A log beside ripgrep and jq, where they are."""
    found: Outcomes = {}
    jq = shutil.which("jq")
    small = scans.written(folder / "small.log", SMALL_LOG)
    if jq is None:
        found["jq"] = Missing("jq is not installed")
    else:
        theirs = scans.outside([jq, "-R", "-c", f'select(test("{scans.CODES}"))'], small, times=1)
        found["jq"] = Measured(scans.ours(small, fast=False) * 1e3, theirs * 1e3)
    if scans.RG is None:
        return found | dict.fromkeys(("ripgrep", "hyperscan"), Missing("ripgrep (rg) is not installed"))
    large = scans.written(folder / "large.log")
    theirs = scans.ripgrep(scans.BOUNDED, large) * 1e3
    found["ripgrep"] = Measured(scans.ours(large, fast=False) * 1e3, theirs)
    found["hyperscan"] = (
        Measured(scans.ours(large, fast=True) * 1e3, theirs)
        if scanning.FAST
        else Missing("the extra fast is not installed")
    )
    return found


def intake(folder: Path) -> Outcomes:
    """Errors that are sent."""
    rounds = asyncio.run(intake_beside_bare(folder))
    # The best of each side: the best ratio of one round would flatter us where a neighbour disturbed the peer alone.
    kept, bare, batched = (max(rates) for rates in zip(*(one.rates for one in rounds), strict=True))
    return {"intake": Measured(kept, bare), "batches": Measured(batched)}


def storage(folder: Path) -> Outcomes:
    """Events kept, as each message that concerns the bot is."""
    return {"storage": Measured(asyncio.run(_storage(folder)))}


async def _storage(folder: Path) -> float:
    store = await open_store(f"sqlite:///{folder / 'bot.db'}", SystemClock())
    try:
        return await units_a_second(lambda number: store.events.record(an_event(number, client_msg_id=None)))
    finally:
        await store.close()


def probe(_folder: Path) -> Outcomes:
    """Asking a target."""
    authority = trustme.CA()
    servers = Servers(serving(authority.issue_cert("localhost")))
    found: Outcomes = {}
    try:
        for scheme in ("http", "https"):
            ours, bare, _ = asyncio.run(probe_beside_others(servers, authority, scheme))
            found[f"probe_{scheme}"] = Measured(ours * 1e6, bare * 1e6)
    finally:
        servers.stop()
    return found


def messages(folder: Path) -> Outcomes:
    """The bot and stock Bolt, one after the other, under the same messages."""
    return asyncio.run(_messages(folder))


async def _messages(folder: Path) -> Outcomes:
    figures: list[dict[str, float]] = []
    for command, connections, hour in ((BOT, 2, MESSAGES_OF_AN_HOUR), (BOLT, 1, BOLTS_MESSAGES)):
        ours = command is BOT
        async with under_load(command, folder, connections) as (load, begun):
            found = {"rest": begun.memory, "start": begun.busy * 1e3}
            found["nothing"] = await load.cost(load.nothing, MANY) * 1e6
            found["paste"] = await load.cost(load.paste, FEW, answered=ours) * 1e6
            found["mention"] = await load.cost(load.mention, FEW, answered=ours) * 1e6
            waits = await load.waits(hour)
            found |= {"ack_p50": waits.middle * 1e3, "ack_p99": waits.worst_but_one_percent * 1e3}
            found["worked"] = load.process.memory
        figures.append(found)
    bot, bolt = figures
    bolt["start"] = min(processor_seconds(IMPORTS_OF_RUN) for _ in range(3)) * 1e3
    return {name: Measured(value, bolt[name]) for name, value in bot.items()}


PARTS: Mapping[str, Callable[[Path], Outcomes]] = {
    "corpus": corpus,
    "recognition": recognition,
    "front": front,
    "start": start,
    "log": log,
    "storage": storage,
    "intake": intake,
    "probe": probe,
    "messages": messages,
}


def main() -> None:
    """Measure, one after another, since two at once would disturb each other; then the page."""
    wanted = sys.argv[1:] or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        sys.exit(f"there is no {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    outcomes: Outcomes = {}
    for name in wanted:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        with tempfile.TemporaryDirectory() as folder:
            try:
                outcomes |= PARTS[name](Path(folder))
            except Exception:  # noqa: BLE001 - shown, counted as missed, and the other lines are still measured
                traceback.print_exc()
    shown = [key for key in LINES if key in outcomes or len(wanted) == len(PARTS)]
    print(*write_page({key: outcomes.get(key) for key in shown}), sep="\n")
    if failed := missed({key: outcomes.get(key) for key in shown}):
        sys.exit(f"missed: {'; '.join(failed)}")


if __name__ == "__main__":
    main()
