"""The numbers Slack goes by, in one place, so that a test can make an hour pass in a moment."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """Slack's deadlines, lifetimes and caps; where a number is a guess its line says so. Times are in seconds."""

    ack_deadline: float = 3.0
    retry_after: tuple[float, ...] = (0.0, 60.0, 300.0)
    trigger_lifetime: float = 3.0
    response_url_lifetime: float = 1800.0
    response_url_uses: int = 5
    ticket_lifetime: float = 30.0  # undocumented
    warning_before: float = 10.0
    ping_every: float = 5.0  # undocumented
    most_connections: int = 10
    connections_open_burst: int = 6  # undocumented: Tier 1 is "1+ a minute"
    channel_burst: int | None = None  # posts at once before 429; None: bursts are recorded, never refused
    mention_first: bool = False  # which of message and app_mention arrives first; Slack promises nothing
    echo: bool = True  # the bot's own writes come back as events, as from Slack
    ack_on_any_socket: bool = True  # undocumented: an ack that arrives on another connection counts
    strict_scopes: bool = True

    @classmethod
    def quick(cls) -> "Rules":
        """The same rules with acks due in half a second and all retries within a third of one."""
        return cls(ack_deadline=0.5, retry_after=(0.0, 0.1, 0.2), warning_before=0.1)
