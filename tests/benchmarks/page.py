"""The lines of the page: what is measured, beside what, and the budget; judges and writes, measures nothing."""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple


class Line(NamedTuple):
    """One line; the budget is of the ratio to the peer, or of the figure itself."""

    name: str
    unit: str
    budget: float
    peer: str = ""
    of: Literal["figure", "ratio"] = "figure"
    least: bool = False
    """Whether the budget is a floor."""

    @property
    def words(self) -> str:
        """The budget as the page and the README write it."""
        bound = "at least" if self.least else "at most"
        return f"{bound} {self.budget:g} times" if self.of == "ratio" else f"{bound} {write(self.budget, self.unit)}"


class Measured(NamedTuple):
    """What came out: ours and the peer's, in the line's unit."""

    ours: float
    peer: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times the peer's ours is."""
        return self.ours / self.peer if self.peer else None


class Missing(NamedTuple):
    """Why a line could not be measured here."""

    reason: str


Outcome = Measured | Missing

LINES: Mapping[str, Line] = {
    "precision": Line("codes in pastes, precision", "", 0.995, least=True),
    "recall": Line("codes in pastes, recall", "", 0.98, least=True),
    "silence": Line("texts to be silent about, answered", "", 0.005),
    "fields": Line("pastes with all fields right", "", 0.92, least=True),
    "cause": Line("details, cause", "", 0.96, least=True),
    "detail_fields": Line("details with all fields right", "", 0.90, least=True),
    "recognise_nothing": Line("recognising: a chat message with nothing in it", "µs", 20),
    "recognise_paste": Line("recognising: a usual paste", "µs", 1000),
    "recognise_hostile": Line("recognising: the worst 64 KiB of hostile text", "ms", 100),
    "front": Line(
        "a message that nobody wants, from its frame to its ack",
        "µs",
        0.1,
        "Bolt, a listener that does nothing",
        "ratio",
    ),
    "nothing": Line(
        "a message with nothing in it, whole process", "µs", 1, "Bolt, a listener that does nothing", "ratio"
    ),
    "paste": Line("a paste, answered, whole process", "µs", 40, "Bolt, a listener that does nothing", "ratio"),
    "mention": Line(
        "a mention with a code, answered, whole process", "µs", 40, "Bolt, a listener that does nothing", "ratio"
    ),
    "ripgrep": Line(
        "a log of 100 MiB, an error every 1,000 lines", "ms", 3, "ripgrep, the codes between non-digits", "ratio"
    ),
    "hyperscan": Line(
        "the same with the extra fast (hyperscan)", "ms", 1, "ripgrep, the codes between non-digits", "ratio"
    ),
    "jq": Line("a log of 8 MiB, an error every 1,000 lines", "ms", 0.1, "jq -R, the codes", "ratio"),
    "ack_p50": Line("ack under 200 messages a second, p50", "ms", 50, "Bolt, a listener that does nothing"),
    "ack_p99": Line("ack under 200 messages a second, p99", "ms", 250, "Bolt, a listener that does nothing"),
    "storage": Line("events kept in SQLite in a second, each synced to disk", "/s", 5000, least=True),
    "intake": Line(
        "errors taken in a second, each synced to disk",
        "/s",
        0.4,
        "a bare Starlette route that validates and keeps nothing",
        "ratio",
        least=True,
    ),
    "batches": Line("the same in batches of 100", "/s", 8000, least=True),
    "probe_http": Line("asking a target over HTTP", "µs", 4, "bare aiohttp", "ratio"),
    "probe_https": Line("asking a target over HTTPS", "µs", 4, "bare aiohttp", "ratio"),
    "rest": Line("memory at rest", "MB", 200, "Bolt, a listener that does nothing"),
    "worked": Line("memory after an hour's messages", "MB", 300, "Bolt, a listener that does nothing"),
    "explain": Line("explain of one paste, whole process", "ms", 2.5, "the bare imports", "ratio"),
    "start": Line("run until it listens to Slack, processor time", "ms", 2.5, "the bare imports", "ratio"),
}


def write(value: float, unit: str) -> str:
    """A figure in four characters or so, with its unit."""
    if not unit:
        return f"{value:.4f}".rstrip("0").rstrip(".")
    digits = 0 if value >= 100 or value == int(value) else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}{'' if unit.startswith('/') else ' '}{unit}"


def holds(line: Line, outcome: Measured) -> bool:
    """Whether the budget is kept; a ratio without its peer is not."""
    value = outcome.ratio if line.of == "ratio" else outcome.ours
    if value is None:
        return False
    return value >= line.budget if line.least else value <= line.budget


def write_line(line: Line, outcome: Outcome | None) -> tuple[str, ...]:
    """The cells of a line: name, ours, the peer's, ratio, budget, verdict; None is what broke while it was measured."""
    match outcome:
        case None:
            return (line.name, "-", "-", "-", line.words, "FAIL: broke while it was measured")
        case Missing():
            return (line.name, "-", "-", "-", line.words, f"not measured: {outcome.reason}")
        case Measured():
            peer = f"{write(outcome.peer, line.unit)} ({line.peer})" if outcome.peer is not None else "-"
            ratio = f"{outcome.ratio:.2f}" if outcome.ratio is not None else "-"
            verdict = "pass" if holds(line, outcome) else "FAIL"
            return (line.name, write(outcome.ours, line.unit), peer, ratio, line.words, verdict)


def write_page(outcomes: Mapping[str, Outcome | None]) -> Iterator[str]:
    """The page as a table that Markdown and people read."""
    yield "| what | ours | beside | ratio | budget | |"
    yield "|---|---|---|---|---|---|"
    for key, outcome in outcomes.items():
        yield f"| {' | '.join(write_line(LINES[key], outcome))} |"


def missed(outcomes: Mapping[str, Outcome | None]) -> list[str]:
    """The lines whose budget was not kept, or that broke; what a missing tool prevented is none."""
    return [
        LINES[key].name
        for key, outcome in outcomes.items()
        if outcome is None or (isinstance(outcome, Measured) and not holds(LINES[key], outcome))
    ]
