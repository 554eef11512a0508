"""What a `detail` says: the cause, the peer, the exception chain, the names in it; holds data only."""

from typing import Literal

from bot.models.text import Value

CauseId = Literal[
    "connect_timeout",
    "read_timeout",
    "connection_refused",
    "connection_reset",
    "dns_failure",
    "no_route",
    "tls_untrusted",
    "tls_expired",
    "tls_hostname",
    "tls_handshake",
    "pool_exhausted",
    "proxy_auth",
    "http_4xx",
    "http_5xx",
    "auth_expired_or_invalid",
    "permission_denied",
    "rate_limited",
    "not_found",
    "parse_error",
    "null_pointer",
    "other",
]


class Diagnosis(Value):
    """What a detail says, and the very words that say it.

    `host`, `port` and `ip` are those of the peer that failed; a port that the text does not state is None.
    `http_status` is the one inside the text. `exceptions` runs outermost to innermost as named in the text;
    `final_exception` is the innermost class by its simple name. `company_id` is masked. `inner_code` is the
    crypto module's number where the detail is one. `words` are the characters the cause rests on.
    """

    cause: CauseId
    host: str | None = None
    port: int | None = None
    ip: str | None = None
    method: str | None = None
    path: str | None = None
    http_status: int | None = None
    exceptions: tuple[str, ...] = ()
    final_exception: str | None = None
    key_id: str | None = None
    company_id: str | None = None
    inner_code: int | None = None
    words: str = ""
