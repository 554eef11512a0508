"""F42 to F44 of the reliability page: what names can do to those who ask."""

import asyncio
import socket
import threading
import time

import pytest

from bot.models.target import Place, Target
from bot.status.probe import owner_of
from bot.status.resolver import SUSPECT_THREADS, THREADS, Resolver
from tests.fakes.asking import QUICK, Names, StuckNames, http, tcp
from tests.fakes.loopback import Line, Loopback
from tests.status.conftest import Making

NAME = "skms.example.test"
GOOD = "127.0.0.1"


async def answers(line: Line) -> None:
    await line.answer("ready")


def named(port: int, host: str = NAME, **given: object) -> Target:
    return http(port, url=f"http://{host}:{port}/ready", **given)


@pytest.mark.parametrize(
    "bad",
    [
        ["169.254.169.254"],
        [GOOD, "169.254.169.254"],
        [GOOD, "10.0.0.1"],
        ["::ffff:169.254.169.254"],
        ["64:ff9b::7f00:1"],
        ["2002:7f00:1::1"],
        [],
    ],
    ids=["metadata", "mixed", "outside", "mapped", "nat64", "6to4", "none"],
)
async def test_a_name_that_turns_to_an_address_outside_is_not_connected_to(making: Making, bad: list[str]) -> None:
    async with Loopback(answers) as server:
        prober = making(Names({NAME: [[GOOD], bad]}))
        before = await prober.probe(named(server.port))
        after = await prober.probe(named(server.port))

        assert (before.verdict, server.connections) == ("up", 1)
        assert (after.verdict, after.reason, after.cause) == ("blind", "address-not-allowed", None)
        assert after.address == (bad[-1].removeprefix("::ffff:") if bad else "")


async def test_the_address_that_was_checked_is_the_one_that_is_connected_to(making: Making) -> None:
    names = Names({NAME: [[GOOD]]})
    async with Loopback(answers) as server:
        reading = await making(names).probe(named(server.port))

        assert (reading.verdict, reading.address) == ("up", GOOD)
        assert names.asked == [NAME]
        assert f"Host: {NAME}:{server.port}" in server.asked[0]


async def test_a_mapped_address_of_an_allowed_network_is_asked(making: Making) -> None:
    async with Loopback(answers) as server:
        reading = await making(Names({NAME: [["::ffff:127.0.0.1"]]})).probe(named(server.port))

        assert (reading.verdict, reading.address) == ("up", GOOD)


async def test_of_several_addresses_the_next_one_is_tried(making: Making) -> None:
    async with Loopback(answers) as server:
        reading = await making(Names({NAME: [["127.0.0.9", GOOD]]})).probe(named(server.port))

        assert (reading.verdict, reading.address) == ("up", GOOD)


@pytest.mark.parametrize(
    ("answer", "verdict", "reason"),
    [
        (socket.gaierror(socket.EAI_NONAME, "no such name"), "down", "dns-failure"),
        (socket.gaierror(socket.EAI_AGAIN, "try again"), "blind", "dns-unavailable"),
        (socket.gaierror(socket.EAI_FAIL, "failed"), "blind", "dns-unavailable"),
        (socket.gaierror(socket.EAI_SYSTEM, "system"), "blind", "dns-unavailable"),
    ],
)
async def test_an_unknown_name_is_down_and_a_resolver_that_cannot_tell_is_blind(
    making: Making, answer: OSError, verdict: str, reason: str
) -> None:
    reading = await making(Names({NAME: [answer]})).probe(named(1))

    assert (reading.verdict, reading.reason, reading.cause) == (verdict, reason, "dns_failure")


async def test_a_name_that_no_server_could_know_is_unknown(making: Making) -> None:
    label = "a" * 70
    reading = await making().probe(named(1, f"{label}.example.test"))

    assert (reading.verdict, reading.reason) == ("down", "dns-failure")


async def test_the_deadline_holds_for_the_resolver_too(making: Making) -> None:
    names = StuckNames()
    begun = time.monotonic()
    reading = await making(names).probe(named(1, deadline=QUICK))
    took = time.monotonic() - begun
    names.let_go()

    assert took <= QUICK.total_seconds() + 0.1
    assert (reading.verdict, reading.reason) == ("blind", "dns-deadline")


async def test_a_hundred_stuck_lookups_take_few_threads_and_none_of_the_loop(making: Making) -> None:
    names = StuckNames()
    prober = making(names)
    before = threading.active_count()
    targets = [named(1, f"stuck-{n}.example.test", name=f"stuck-{n}", deadline=QUICK) for n in range(100)]
    begun = time.monotonic()
    asking = asyncio.gather(*(prober.probe(target) for target in targets))
    elsewhere = await asyncio.to_thread(threading.active_count)
    readings = await asking
    took = time.monotonic() - begun
    names.let_go()

    assert {reading.reason for reading in readings} == {"dns-deadline"}
    assert took <= QUICK.total_seconds() + 0.1
    assert names.stuck == THREADS
    assert elsewhere <= before + THREADS + 1


async def test_names_that_are_slow_do_not_hold_up_the_others_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.status.resolver.SLOW", 0.05)
    names = StuckNames()
    resolver = Resolver(names)
    first = [asyncio.create_task(resolver.addresses(f"stuck-{n}.example.test")) for n in range(THREADS)]
    await asyncio.sleep(0.1)
    names.let_go()
    await asyncio.gather(*first, return_exceptions=True)

    again = StuckNames()
    resolver._lookup = again  # noqa: SLF001 - the same resolver, stuck once more
    stuck = [asyncio.create_task(resolver.addresses(f"stuck-{n}.example.test")) for n in range(THREADS)]
    async with asyncio.timeout(1):
        found = await resolver.addresses("healthy.example.test")
    begun = again.stuck
    again.let_go()
    await asyncio.gather(*stuck, return_exceptions=True)

    assert [str(address) for address in found] == [GOOD]
    assert begun == SUSPECT_THREADS


async def test_the_same_name_is_looked_up_once_for_all_who_ask_at_once(making: Making) -> None:
    names = Names({NAME: [[GOOD]]})
    async with Loopback(answers) as server:
        prober = making(names)
        readings = await asyncio.gather(*(prober.probe(named(server.port, name=f"t-{n}")) for n in range(5)))

        assert [reading.verdict for reading in readings] == ["up"] * 5
        assert len(names.asked) < 5


TARGETS = (
    tcp(8080, name="vault", also_allow=(Place(host="kms.example.test", port=8080),)),
    http(443, name="skms", url="https://skms.example.test/ready"),
)


@pytest.mark.parametrize(
    ("host", "port", "owner"),
    [
        ("127.0.0.1", 8080, "vault"),
        ("KMS.example.test", 8080, "vault"),
        ("skms.example.test", 443, "skms"),
        ("kms.example.test", 8081, None),
        ("skms.example.test", 80, None),
        ("127.1", 8080, None),
        ("2130706433", 8080, None),
        ("0x7f000001", 8080, None),
        ("localhost", 8080, None),
        ("169.254.169.254", 80, None),
    ],
)
def test_a_place_belongs_to_a_target_by_its_very_name_or_to_none(host: str, port: int, owner: str | None) -> None:
    found = owner_of(Place(host=host, port=port), TARGETS)

    assert (found and found.name) == owner


@pytest.mark.parametrize(
    "host", ["user@evil.example.test", "file:///etc/passwd", "ⓢkms.example.test", "a b", "", "kms.example.test."]
)
def test_what_is_no_host_is_no_place(host: str) -> None:
    with pytest.raises(ValueError, match="host"):
        Place(host=host, port=80)
