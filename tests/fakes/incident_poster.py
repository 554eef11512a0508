"""Shows an incident in its channels as the sender does, at once and once: for talks about it."""

from sqlalchemy import update

from bot.explain.incident import Telling, compose_incident
from bot.models.answer import Reader
from bot.slack.blocks import incident as blocks
from bot.slack.messenger import Body, Sent, Spot
from bot.storage.schema import delivery
from tests.fakes.slack import FakeSlack, Message
from tests.fakes.slack_talk import Talk, knowledge


async def posted(slack: FakeSlack, talk: Talk, number: int) -> Message:
    """The message of an incident, in the first of its channels; the row knows where it is."""
    found = await talk.engine.find(number, talk.core.surface.clock.now())
    assert found is not None
    now = talk.core.surface.clock.now().astimezone(talk.core.surface.zone)
    assert now.tzinfo is not None
    telling = Telling(knowledge(), Reader(locale="en", audience="operator"), now, now.tzinfo)
    message = blocks.render(compose_incident(found, telling), telling.phrases)
    row = next(row for row in await talk.store.incidents.deliveries(number) if row.kind == "parent")
    spot = Spot(talk.core.surface.identity.team, row.channel)
    sent = await talk.core.surface.messenger.post(spot, Body(message.text, message.blocks), own_id=row.id)
    assert isinstance(sent, Sent)
    await talk.store.write(
        lambda connection: connection.execute(update(delivery).where(delivery.c.id == row.id).values(ts=sent.id))
    )
    shown = slack.channel(row.channel).find(sent.id)
    assert shown is not None
    return shown
