"""How the process logs: structlog as JSON or for a console, other libraries only from warnings on, secrets never."""

import contextlib
import logging
import re
import sys
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from typing import Any, Literal, TextIO

import structlog
from typing_extensions import override

from bot.recognition.redact import redact

FOREIGN = ("aiohttp", "asyncio", "httpcore", "httpx", "slack_bolt", "slack_sdk", "sqlalchemy", "alembic", "uvicorn")
"""They print addresses with tickets and whole payloads below warning, whatever level is asked for."""

HARMLESS = ("As you gave `client` as well",)
"""Bolt reads SLACK_BOT_TOKEN by itself and warns that it does not use it: we give it a client that knows the token."""

_ADDRESS = re.compile(r"\b((?:https?|wss?)://[^\s/?#\"'<>]+)[^\s\"'<>]*")
_LONGEST = 2000
_REDACT_FROM = 12

Secrets = Callable[[], Iterable[str]]
Values = MutableMapping[str, Any]


class Scrubber:
    """Takes secrets out of a log line: those that we know, and all that look like one; of addresses the host stays."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets

    def text(self, words: str) -> str:
        """The words without secrets, and not too long."""
        for secret in self._secrets():
            if secret and secret in words:
                words = words.replace(secret, "[hidden]")
        if len(words) < _REDACT_FROM:
            return words
        return redact(_ADDRESS.sub(r"\1/…", words[: 4 * _LONGEST])).text[:_LONGEST]

    def __call__(self, _logger: object, _method: str, values: Values) -> Values:
        """As a processor of structlog; our own ids and numbers stay as they are."""
        for name, value in values.items():
            if isinstance(value, str) and name not in {"timestamp", "level", "logger"}:
                values[name] = self.text(value)
        return values


class Quiet(logging.Filter):
    """Lets other libraries' records pass from warnings on, as their first line: a trace may quote a payload."""

    @override
    def filter(self, record: logging.LogRecord) -> bool:
        if not record.name.split(".")[0].startswith(FOREIGN):
            return True
        if record.levelno < logging.WARNING or str(record.msg).startswith(HARMLESS):
            return False
        if record.exc_info and record.exc_info[0] is not None:
            record.msg, record.args = f"{record.getMessage()} [{record.exc_info[0].__name__}]", None
        record.exc_info = record.exc_text = record.stack_info = None
        record.msg, record.args = record.getMessage().split("{", 1)[0].split("\n", 1)[0], None
        return True


class Counting(logging.Handler):
    """Counts what warns or worse: ours by the name of the event, others' by the name of the library."""

    def __init__(self, count: Callable[[str], None]) -> None:
        super().__init__(logging.WARNING)
        self.addFilter(Quiet())
        self._count = count

    @override
    def emit(self, record: logging.LogRecord) -> None:
        told = record.msg
        self._count(str(told["event"])[:60] if isinstance(told, dict) else record.name.split(".")[0])


@contextlib.contextmanager
def counted(count: Callable[[str], None]) -> Iterator[None]:
    """While this is open, every line that warns is counted as well as written."""
    handler = Counting(count)
    logging.getLogger().addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(handler)


def set_up_logs(
    form: Literal["text", "json"], level: str, secrets: Secrets = tuple, stream: TextIO | None = None
) -> None:
    """Send everything, ours and others', through one handler on standard error."""
    shared: list[Any] = [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    stream = stream or sys.stderr
    renderer: Any = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=stream.isatty(), sort_keys=False)
    )
    scrub = Scrubber(secrets)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.addFilter(Quiet())
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, _without_trace, scrub, renderer],
    )
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in FOREIGN:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def _without_trace(_logger: object, _method: str, values: Values) -> Values:
    """A trace quotes values; where something broke is told by name and place (bot.slack.inbox)."""
    for name in ("exc_info", "stack_info", "exception"):
        values.pop(name, None)
    return values
