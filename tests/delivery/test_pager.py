from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.delivery.heartbeat import DeadMansSwitch
from bot.delivery.lease import Lease
from bot.delivery.outgoing import Outgoing
from bot.delivery.pager import PagerDuty, Pages, Webhook, write_event
from bot.delivery.sender import Desk, Sender
from bot.incidents.engine import Actor
from bot.models.delivery import Delivery
from bot.models.incident import Incident
from bot.models.showing import NotShown, Shown, Unsure
from tests.fakes.delivering import Heard, World
from tests.fakes.incidents import alerting
from tests.fakes.receivers import Receiver
from tests.fakes.slack.world import Json

ANA = Actor("U1", "T1")


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as made:
        yield made


@pytest.fixture
async def outgoing() -> AsyncIterator[Outgoing]:
    made = Outgoing(seconds=0.3)
    yield made
    await made.close()


def word(incident: Incident) -> str:
    return f"Key vault #{incident.number} " + "x" * 2_000


class Night:
    """Pages on their way to a receiver on loopback."""

    def __init__(self, world: World, pager: PagerDuty | Webhook) -> None:
        world.alerting = alerting(policy={"pager": True})
        self.world = world
        self.heard = Heard()
        self.lease = Lease(world.store.lease, world.hours)
        desk = Desk(self.lease, world.hours, self.heard)
        self.sender = Sender(world.store.deliveries, Pages(pager, word), desk, ("page",))

    async def turn(self) -> None:
        await self.lease.renew()
        await self.sender.step()
        await self.sender.settle()

    async def page(self) -> Delivery:
        (row,) = [one for one in await self.world.rows() if one.kind == "page"]
        return row


def bodies(receiver: Receiver) -> list[Json]:
    return [body for _, _, body in receiver.calls]


async def test_pagerduty_is_told_of_the_beginning_who_has_it_and_the_end_under_one_key(
    world: World, receiver: Receiver, outgoing: Outgoing
) -> None:
    night = Night(world, PagerDuty(outgoing, lambda: "not-a-key", receiver.url))
    await world.begin()
    await night.turn()
    await world.engine.acknowledge(1, ANA, world.hours.now())
    await night.turn()
    await world.end()
    await night.turn()

    told = bodies(receiver)
    assert [one["event_action"] for one in told] == ["trigger", "acknowledge", "resolve"]
    assert len({one["dedup_key"] for one in told}) == 1
    assert {one["routing_key"] for one in told} == {"not-a-key"}
    payload = told[0]["payload"]
    assert (payload["severity"], payload["source"], len(payload["summary"])) == ("error", "skms-bot", 1_024)
    assert None not in payload.values()
    assert "payload" not in told[2]


async def test_what_is_over_before_the_pager_could_be_told_wakes_nobody(
    world: World, receiver: Receiver, outgoing: Outgoing
) -> None:
    night = Night(world, PagerDuty(outgoing, lambda: "not-a-key", receiver.url))
    await world.begin()
    await world.end()

    await night.turn()

    assert [one["event_action"] for one in bodies(receiver)] == ["resolve"]


@pytest.mark.parametrize("status", [500, 503, 429])
async def test_what_the_pager_did_not_surely_take_is_sent_again_under_the_same_key(
    world: World, receiver: Receiver, outgoing: Outgoing, status: int
) -> None:
    receiver.statuses = [status]
    night = Night(world, Webhook(outgoing, lambda: f"{receiver.url}/hook", lambda: "not-a-token"))
    await world.begin()
    await night.turn()
    assert (await night.page()).sent_rev == 0
    await world.hours.pass_by(2)
    await night.turn()

    assert [call[:2] for call in receiver.calls] == [("/hook", "Bearer not-a-token")] * 2
    assert bodies(receiver)[0] == bodies(receiver)[1]
    row = await night.page()
    assert (row.state, row.sent_rev) == ("idle", 1)


@pytest.mark.parametrize("status", [400, 401])
async def test_a_pager_that_refuses_is_told_of_and_tried_again_later(
    world: World, receiver: Receiver, outgoing: Outgoing, status: int
) -> None:
    receiver.statuses = [status]
    night = Night(world, Webhook(outgoing, lambda: receiver.url, lambda: None))
    await world.begin()
    await night.turn()
    assert night.heard.kinds == ["pager"]

    await world.hours.pass_by(301)
    await night.turn()

    assert (await night.page()).sent_rev == 1


async def test_an_incident_as_an_event_is_flat_and_complete(world: World) -> None:
    await world.begin()
    (incident,) = await world.engine.open()

    event = write_event(incident, "Key vault DOWN")

    assert event["id"] == incident.key
    assert (event["action"], event["severity"], event["environment"]) == ("trigger", "error", "prod")
    assert not any(isinstance(value, dict | list) for value in event.values())


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (204, Shown(ts="204")),
        (302, NotShown(why="refused", reason="status 302")),
        (403, NotShown(why="token", reason="status 403")),
        (429, NotShown(why="limited", reason="status 429")),
        (502, Unsure(reason="status 502")),
    ],
)
async def test_an_answer_means_what_its_status_says_and_no_redirect_is_followed(
    receiver: Receiver, outgoing: Outgoing, status: int, outcome: Any
) -> None:
    receiver.statuses = [status]

    assert await outgoing.post(receiver.url, {}) == outcome
    assert [path for path, _, _ in receiver.calls] == ["/"]


async def test_a_receiver_that_hangs_is_left_and_one_that_is_not_there_was_certainly_not_told(
    receiver: Receiver, outgoing: Outgoing
) -> None:
    receiver.hangs = True

    assert isinstance(await outgoing.post(receiver.url, {}), Unsure)
    assert await outgoing.get("http://127.0.0.1:9/") == NotShown(why="unreachable", reason="ClientConnectorError")
    assert isinstance(await outgoing.get("no address"), NotShown)


async def test_a_dead_mans_switch_is_touched_where_there_is_one(receiver: Receiver, outgoing: Outgoing) -> None:
    touch = DeadMansSwitch(outgoing, lambda: f"{receiver.url}/beat")

    assert await touch()
    receiver.statuses = [500]
    assert not await touch()
    assert await DeadMansSwitch(outgoing, lambda: None)()
    assert [path for path, _, _ in receiver.calls] == ["/beat", "/beat"]
