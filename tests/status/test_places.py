"""A place that an error names is asked only where it belongs to a target, and tells how far one comes."""

import socket
from typing import get_args

import pytest
import trustme

from bot.models.target import Place
from bot.status.probe import PlaceKind, Prober
from tests.fakes.asking import KnownSecrets, Names, http, serving, tcp
from tests.fakes.loopback import Line, Loopback
from tests.status.conftest import Making


async def answers(line: Line) -> None:
    await line.answer("ready", "404 Not Found")


async def fails(line: Line) -> None:
    await line.answer("broken", "502 Bad Gateway")


@pytest.mark.parametrize("kind", get_args(PlaceKind))
async def test_a_place_of_nobody_is_not_even_resolved(making: Making, kind: PlaceKind) -> None:
    names = Names({})
    async with Loopback(answers) as server:
        prober = making(names)
        targets = [tcp(1, also_allow=(Place(host="kms.example.test", port=8080),))]
        for host, port in (("127.0.0.1", server.port), ("evil.example.test", 8080), ("kms.example.test", 22)):
            assert await prober.ask_place(Place(host=host, port=port), kind, targets) is None

        assert (server.connections, names.asked) == (0, [])


@pytest.mark.parametrize("kind", ["dns", "tcp", "http"])
async def test_an_allowed_place_is_asked_in_the_name_of_its_target(making: Making, kind: PlaceKind) -> None:
    prober = making(Names({"kms.example.test": [["127.0.0.1"]]}), KnownSecrets(headers={"Authorization": "no"}))
    async with Loopback(answers) as server:
        place = Place(host="kms.example.test", port=server.port)
        owner = http(1, name="skms", also_allow=(place,), headers={"X-Ask": "monitor"}, body_has="ready?")
        reading = await prober.ask_place(place, kind, [tcp(1, name="other"), owner])

        assert reading is not None
        assert (reading.target, reading.verdict, reading.address) == ("skms", "up", "127.0.0.1")
        assert reading.latency is not None
        for head in server.asked:
            assert head.startswith("GET / HTTP/1.1\r\n")
            assert "authorization" not in head.lower()
            assert "x-ask" not in head.lower()
        assert len(server.asked) == (kind == "http")


@pytest.mark.parametrize("kind", ["tls", "https"])
async def test_a_place_with_tls_tells_of_its_certificate(
    prober: Prober, authority: trustme.CA, kind: PlaceKind
) -> None:
    async with Loopback(answers, tls=serving(authority.issue_cert("localhost"))) as server:
        place = Place(host="localhost", port=server.port)
        reading = await prober.ask_place(place, kind, [tcp(1, also_allow=(place,))])

        assert reading is not None
        assert reading.verdict == "up"
        assert reading.certificate_days is not None


async def test_a_server_error_of_a_place_is_down(prober: Prober) -> None:
    async with Loopback(fails) as server:
        reading = await prober.ask_place(Place(host="127.0.0.1", port=server.port), "http", [tcp(server.port)])

        assert reading is not None
        assert (reading.verdict, reading.reason, reading.cause) == ("down", "wrong-status", "http_5xx")


async def test_a_place_that_refuses_is_down(prober: Prober) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        reading = await prober.ask_place(Place(host="127.0.0.1", port=port), "tcp", [tcp(port)])

    assert reading is not None
    assert (reading.verdict, reading.reason, reading.cause) == ("down", "connect-refused", "connection_refused")


async def test_an_allowed_place_is_still_bound_to_the_networks(making: Making) -> None:
    place = Place(host="kms.example.test", port=8080)
    prober = making(Names({"kms.example.test": [["10.0.0.1"]]}))
    reading = await prober.ask_place(place, "tcp", [tcp(1, also_allow=(place,))])

    assert reading is not None
    assert (reading.verdict, reading.reason) == ("blind", "address-not-allowed")
