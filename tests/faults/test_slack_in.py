"""Faults of what Slack brings (F23 to F31), over Socket Mode and over HTTP, with a real bot process."""

import asyncio
import contextlib
import json
import resource
import socket
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.clock import SystemClock
from tests.fakes.slack import Message, Rules, Slow, pointing
from tests.fakes.slack.delivery import Delivery
from tests.fakes.slack.http import HttpPush, signature
from tests.faults.site import Site, site

PASTE = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009"}'
OTHER = '{"code": 40008, "message": "Key Vault Service Failed", "detail": "keyId : 0000003"}'
MENU = "answer_menu"
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


def brought(place: Site, paste: Message) -> Delivery:
    return next(one for one in place.slack.deliveries.all if one.event.get("ts") == paste.ts)


async def brings_again(place: Site, paste: Message, times: int) -> list[Delivery]:
    """Slack brings the same event again, as after acks that it missed."""
    first = brought(place, paste)
    again = [place.slack.deliveries.send(Delivery("events_api", first.payload)) for _ in range(times)]
    await place.slack.until(lambda: all(one.state != "pending" for one in again), "end of the repetitions")
    return again


@contextlib.asynccontextmanager
async def over_http(folder: Path) -> AsyncIterator[tuple[Site, HttpPush]]:
    """A site that Slack reaches over HTTP."""
    async with site(folder) as place:
        with contextlib.closing(socket.socket()) as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        push = place.slack.deliver_to(f"http://127.0.0.1:{port}/slack/events")
        place.environment |= {"SKMS_BOT_MODE": "http", "SKMS_BOT_HTTP_PORT": str(port)}
        await place.starts()
        yield place, push


def signed(place: Site, body: bytes, *, skew: int = 0, kind: str = JSON) -> dict[str, str]:
    moment = int(SystemClock().now().timestamp()) + skew
    return {
        "content-type": kind,
        "x-slack-request-timestamp": str(moment),
        "x-slack-signature": signature(place.slack.app.signing_secret, moment, body),
    }


async def test_f23_one_event_many_times_is_handled_once_also_over_a_restart(tmp_path: Path) -> None:
    """F23: the same event_id 4 times, then 4 times after a restart: one answer, its row kept before the ack."""
    async with site(tmp_path) as place:
        await place.starts()
        paste = place.pastes_in(place.slack.channel("ops"), PASTE)
        await place.slack.until(lambda: brought(place, paste).state == "acked", "ack")
        assert place.rows("SELECT event_id FROM event WHERE ts = ?", paste.ts)
        await brings_again(place, paste, 3)
        await place.answer_to(paste)
        await place.restarts()
        again = await brings_again(place, paste, 4)
        await place.slack.settles()

    assert [one.state for one in again] == ["acked"] * 4
    assert len(place.slack.ledger.said("chat.postMessage")) == 1


async def test_f24_a_request_replayed_a_hundred_times_has_one_effect(tmp_path: Path) -> None:
    """F24: the same signed request 100 times within its window: 200 each time, one answer."""
    async with over_http(tmp_path) as (place, push), ClientSession() as session:
        paste = place.pastes_in(place.slack.channel("ops"), PASTE)
        await place.answer_to(paste)
        body = json.dumps(brought(place, paste).payload).encode()
        headers = signed(place, body)
        statuses = set()
        for _ in range(100):
            async with session.post(push.url, data=body, headers=headers) as answer:
                statuses.add(answer.status)
        await place.slack.settles()

    assert statuses == {200}
    assert len(place.slack.ledger.said("chat.postMessage")) == 1


JUNK: dict[str, tuple[bytes, dict[str, str]]] = {
    "a timestamp that is none": (b"{}", {"x-slack-request-timestamp": "abc"}),
    "a timestamp of 5000 digits": (b"{}", {"x-slack-request-timestamp": "9" * 5000}),
    "a timestamp of other digits": (b"{}", {"x-slack-request-timestamp": "١٢٣٤٥٦٧٨٩٠"}),
    "a signature that is not ASCII": (b"{}", {"x-slack-signature": "v0=서명"}),
    "no signature": (b"{}", {"x-slack-signature": ""}),
    "no UTF-8": (b"\xff\xfe\x00", {}),
    "a list": (b"[1]", {}),
    "half an object": (b"{", {}),
    "100,000 levels": (b'{"a":' * 100_000, {}),
    "a number of 5000 digits": (b'{"type": ' + b"9" * 5000 + b"}", {}),
    "a lone surrogate": (b'{"type": "\\ud800"}', {}),
    "events of no shape": (b'{"type": "event_callback", "event": []}', {}),
    "a form that is none": (b"payload=%ff%fe", {"content-type": FORM}),
    "a payload that is a list": (b"payload=[1]", {"content-type": FORM}),
}
SIGNED_WELL = {"a lone surrogate", "events of no shape"}


async def test_f25_junk_is_refused_cheaply_and_without_a_trace(tmp_path: Path) -> None:
    """F25: junk of every kind, signed and unsigned: 401 or 400, no 5xx, under 5 ms of processor each, no trace."""
    rounds = 10
    statuses: dict[str, set[int]] = {name: set() for name in JUNK}
    async with over_http(tmp_path) as (place, push), ClientSession() as session:
        await place.answer_to(place.pastes_in(place.slack.channel("ops"), PASTE))
        before = place.life.processor_seconds
        for _ in range(rounds):
            for name, (body, changed) in JUNK.items():
                headers = {**signed(place, body, kind=changed.get("content-type", JSON)), **changed}
                async with session.post(push.url, data=body, headers=headers) as answer:
                    statuses[name].add(answer.status)
        each = (place.life.processor_seconds - before) / (rounds * len(JUNK))
        await place.answer_to(place.pastes_in(place.slack.channel("kms"), PASTE))

    assert {name: found for name, found in statuses.items() if found - {400, 401} and name not in SIGNED_WELL} == {}
    assert all(status < 500 for name in SIGNED_WELL for status in statuses[name])
    assert each < 0.005


@pytest.mark.parametrize("skew", [-301, 301])
async def test_f26_a_clock_that_is_wrong_is_refused_told_and_forgiven(tmp_path: Path, skew: int) -> None:
    """F26: a signature 301 s off: 401 and a line that says by how much; what is in time goes on being answered."""
    async with over_http(tmp_path) as (place, push), ClientSession() as session:
        await place.answer_to(place.pastes_in(place.slack.channel("ops"), PASTE))
        payload = {**place.slack.deliveries.all[0].payload, "event_id": "Ev0OUTOFTIME"}
        body = json.dumps(payload).encode()
        async with session.post(push.url, data=body, headers=signed(place, body, skew=skew)) as answer:
            status = answer.status
        told = await place.life.says("signature_out_of_time")
        await place.answer_to(place.pastes_in(place.slack.channel("kms"), PASTE))

    assert status == 401
    assert abs(told["seconds"] + skew) <= 2


async def test_f27_a_slow_database_never_costs_an_event(tmp_path: Path) -> None:
    """F27: writing takes 5 s when events arrive: none is acked unless stored or answered; 0 lost after the retries."""
    async with site(tmp_path) as place:
        await place.starts()
        channels = [place.slack.channel(name) for name in ("ops", "kms", "qa")]
        with place.locked():
            pastes = [place.pastes_in(channel, PASTE) for channel in channels]
            await asyncio.sleep(5)
        await place.comes_to_rest(within=30)
        states = [brought(place, paste).state for paste in pastes]

    assert states == ["acked"] * 3
    assert place.life.said("events_not_recorded")


async def test_f28_what_breaks_after_its_ack_is_told_to_who_asked(tmp_path: Path) -> None:
    """F28: what a command started breaks after the ack: 200 in less than a second, then the person is told so."""
    async with over_http(tmp_path) as (place, _):
        ops, mina = place.slack.channel("ops"), place.slack.person("mina")
        place.storage_failed = True
        place.life.limit(resource.RLIMIT_FSIZE, 1)
        done = await mina.command(ops, "/skms", "lang ko")
        await place.slack.until(lambda: mina.sees(ops), "word about the failure", within=12)
        place.life.limit(resource.RLIMIT_FSIZE, resource.RLIM_INFINITY)
        await mina.command(ops, "/skms", "lang en")
        await place.slack.until(lambda: len(mina.sees(ops)) > 1, "answer", within=12)
        failed, well = [one.shown for one in mina.sees(ops)][:2]

    assert (done.acked, done.took < 1) == (True, True)
    assert "failed on my side" in failed
    assert "failed on my side" not in well


@pytest.mark.long
async def test_f29_whatever_becomes_of_the_connections_each_event_has_one_effect(tmp_path: Path) -> None:
    """F29: connections that are reset, half open, refreshed: back within two pings; one answer to each paste."""
    async with site(
        tmp_path, rules=Rules(ack_deadline=1.0, retry_after=(0.0, 1.0, 4.0), connections_open_burst=50)
    ) as place:
        sockets = place.slack.sockets
        await place.starts()
        first, second = sockets.live
        sockets.silence(first)
        dead = place.pastes_in(place.slack.channel("dead"), PASTE)
        sockets.reset(second)
        lost = place.pastes_in(place.slack.channel("lost"), PASTE)
        began = time.monotonic()
        await place.slack.until(lambda: first not in sockets.connections, "end of the silent one", within=15)
        await place.slack.until(lambda: len(sockets.live) == 2, "two connections", within=12)
        gap = time.monotonic() - began
        for connection in list(sockets.live):
            await sockets.warn(connection)
        refreshed = place.pastes_in(place.slack.channel("refreshed"), PASTE)
        for paste in (dead, lost, refreshed):
            await place.answer_to(paste, within=20)
        ended = {line["reason"] for line in place.life.said("connection_ended")}

    assert gap < 15
    assert ended


async def test_f29_an_outage_of_socket_mode_ends_by_itself(tmp_path: Path) -> None:
    """F29: every connection is refused for a while: tried with growing rests, and what Slack re-sends is answered."""
    async with site(tmp_path, rules=Rules(retry_after=(0.0, 2.0, 8.0), connections_open_burst=50)) as place:
        sockets = place.slack.sockets
        await place.starts()
        sockets.refusing = True
        for connection in list(sockets.live):
            sockets.reset(connection)
        paste = place.pastes_in(place.slack.channel("ops"), PASTE)
        await place.life.until(lambda: len(place.life.said("connection_ended")) >= 6, "vain tries")
        sockets.refusing = False
        await place.answer_to(paste, within=20)


async def test_f30_a_revoked_app_token_is_an_alarm_and_hardly_tried(tmp_path: Path) -> None:
    """F30: invalid_auth for ever: an alarm within a minute, one try a minute and line at most."""
    async with site(tmp_path) as place:
        await place.starts()
        place.slack.app.revoke_app_token("invalid_auth")
        for connection in list(place.slack.sockets.live):
            place.slack.sockets.reset(connection)
        told = await place.life.says("slack_disconnected", within=20)
        tries = [call for call in place.slack.ledger.said("apps.connections.open") if call.error]
        rests = [line["next_try_in"] for line in place.life.said("connection_ended", reason="invalid_auth")]

    assert told["refused"] is True
    assert told["reason"] == "invalid_auth"
    assert len(tries) == 2
    assert min(rests) >= 60


async def withdrawn(place: Site, answer: Message) -> bool:
    return [row[0] for row in place.rows("SELECT state FROM answer WHERE message_ts = ?", answer.ts)] == ["withdrawn"]


async def test_f31_buttons_of_others_forged_and_doubled_change_nothing_twice(tmp_path: Path) -> None:
    """F31: a button pressed by others, with a forged value, twice, by two at once: one effect, each told."""
    async with site(tmp_path) as place:
        ops, mina, joon = place.slack.channel("ops"), place.slack.person("mina"), place.slack.person("joon")
        await place.starts()
        answer = await place.answer_to(place.pastes_in(ops, PASTE))
        await joon.picks(answer, MENU, "Not SKMS")
        await place.slack.settles()
        assert not await withdrawn(place, answer)
        option = next(one for one in pointing.find(answer.blocks, MENU)[1]["options"] if "Not SKMS" in str(one))
        true = option["value"]
        for forged in ("{}", "' OR 1=1 --", "40013|en|C999|1.1", "9" * 140, true.replace("40013", "40008")):
            option["value"] = forged
            await joon.picks(answer, MENU, "Not SKMS")
        option["value"] = true
        await place.slack.settles()
        assert not await withdrawn(place, answer)
        await asyncio.gather(*(person.picks(answer, MENU, "Not SKMS") for person in (mina, mina, joon)))
        await place.slack.settles()
        done = await withdrawn(place, answer)
        place.mentions.add(mina.id)
        told = [one.shown for one in joon.sees(ops)]

    assert done
    assert ops.by_bots() == [answer]
    assert answer.shown.count("withdrawn by") == 1
    assert mina.id in answer.shown
    assert len(told) >= 6


async def test_f64_sigterm_with_six_hundred_clients_that_stall(tmp_path: Path) -> None:
    """F64: HTTP mode, 600 connections that send half a request, a post under way, SIGTERM twice: exit 0 under 25 s."""
    async with over_http(tmp_path) as (place, push):
        host, port = push.url.split("/")[2].split(":")
        place.slack.faults.add("chat.postMessage", Slow(1.0))
        stalled = [await asyncio.open_connection(host, int(port)) for _ in range(600)]
        for _, writer in stalled:
            writer.write(b"POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
        paste = place.pastes_in(place.slack.channel("ops"), PASTE)
        await place.answer_to(paste)
        await place.life.stop(again=True)
        for _, writer in stalled:
            writer.close()
