"""Writes the conversations down for the reader of a failed test."""

from collections.abc import Iterator

from tests.fakes.slack.core import Core
from tests.fakes.slack.world import Message


def transcript(core: Core) -> str:
    """Channel by channel, thread by thread, then what was refused, undelivered or odd."""
    return "\n".join(_lines(core))


def _lines(core: Core) -> Iterator[str]:
    for channel in core.workspace.channels.values():
        if not channel.history and not channel.ephemerals:
            continue
        yield f"#{channel.name} ({channel.id})"
        for message in channel.messages:
            yield from _message(core, message)
        for whisper in channel.ephemerals:
            reader = core.workspace.users[str(whisper.ephemeral_to)].name
            yield f"  only {reader} sees{' (gone)' if whisper.deleted else ''}:"
            yield from _message(core, whisper)
    yield from _failures(core)


def _failures(core: Core) -> Iterator[str]:
    for call in core.ledger.calls:
        if not call.ok:
            yield f"refused: {call.method} {call.status} {call.answer or 'without an answer'}"
    for delivery in core.deliveries.all:
        if delivery.state != "acked":
            problems = [attempt.problem for attempt in delivery.attempts]
            yield f"{delivery.state}: {delivery.event.get('type', delivery.kind)} {problems}"
    yield from (f"odd: {words}" for words in core.ledger.oddities)


def _message(core: Core, message: Message) -> Iterator[str]:
    indent = "    " if message.is_reply else "  "
    marks = "".join(f" :{name}:×{len(users)}" for name, users in message.reactions.items())
    edited = " (edited)" if message.edited else ""
    author = core.workspace.users[message.user].name if message.user in core.workspace.users else message.user
    for number, line in enumerate(message.shown.splitlines() or [""]):
        yield f"{indent}{author + ': ' if number == 0 else '  '}{line}"
    if marks or edited:
        yield f"{indent} {edited}{marks}"
