"""The figures that the process shows about itself, each with few labels whose values are known before."""

from collections.abc import Collection

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

OTHER = "other"
MOST_TROUBLES = 200


def bounded(value: str, known: Collection[str]) -> str:
    """A label's value: itself where it is known, else `other`, so that nobody can make series without end."""
    return value if value in known else OTHER


class Metrics:
    """All figures of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._troubles: set[str] = set()
        self.intake = Counter(
            "skms_bot_intake_total", "Requests of sources, by status.", ("source", "code"), registry=self.registry
        )
        self.records = Counter(
            "skms_bot_intake_records_total", "What requests held.", ("source", "result"), registry=self.registry
        )
        self.intake_seconds = Histogram(
            "skms_bot_intake_seconds",
            "From a request's first line to its answer.",
            buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
            registry=self.registry,
        )
        self.probes = Counter(
            "skms_bot_probe_total", "Askings of targets.", ("target", "verdict"), registry=self.registry
        )
        self.outbox_oldest = Gauge(
            "skms_bot_outbox_oldest_seconds", "Age of the oldest message to show.", ("lane",), registry=self.registry
        )
        self.outbox_unknown = Gauge("skms_bot_outbox_unknown", "Perhaps shown, to look up.", registry=self.registry)
        self.swept = Counter("skms_bot_duplicates_swept_total", "Second copies removed.", registry=self.registry)
        self.repeats = Counter(
            "skms_bot_possible_repeats_total", "Shown again after a doubt, and marked so.", registry=self.registry
        )
        self.part_restarts = Counter(
            "skms_bot_part_restarts_total", "Parts of delivery begun anew after a fault.", registry=self.registry
        )
        self.slack_refusals = Counter("skms_bot_slack_429_total", "Slack said: too much.", registry=self.registry)
        self.slack_connected = Gauge("skms_bot_slack_ws_connected", "Open Slack connections.", registry=self.registry)
        self.leader = Gauge("skms_bot_lease_is_leader", "1: this process probes and sends.", registry=self.registry)
        self.knowledge_broken = Gauge(
            "skms_bot_kb_reload_failed",
            "1: the files are wrong, the last good ones are in use.",
            registry=self.registry,
        )
        self.troubles = Counter(
            "skms_bot_troubles_total", "Warnings and errors in the log, by event.", ("what",), registry=self.registry
        )
        self.heartbeat = Gauge("skms_bot_heartbeat_ok", "1: what should be visible is.", registry=self.registry)

    def count_trouble(self, what: str) -> None:
        """One more line of the log that warns; names come from our own code, and are bounded all the same."""
        if what not in self._troubles and len(self._troubles) >= MOST_TROUBLES:
            what = OTHER
        self._troubles.add(what)
        self.troubles.labels(what).inc()

    def text(self) -> bytes:
        """All of them as Prometheus reads them (text format 0.0.4)."""
        return generate_latest(self.registry)
