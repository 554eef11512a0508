"""The documented health check of the SDF Container (the domain page, section 6.3), asked and judged."""

import json
import socket

import pytest

from bot.status.probe import Prober
from tests.fakes.asking import KnownSecrets, health
from tests.fakes.loopback import Line, Loopback
from tests.status.conftest import Making

NAMES = ("healthCheck", "licenseCheck", "keyCheck", "azureInfoCheck", "azureInfoValidCheck")
WELL: dict[str, object] = {"code": 0, **{name: {"result": True, "error": None} for name in NAMES}}


def answering(*bodies: object, status: str = "200 OK") -> Loopback:
    left = [body if isinstance(body, str) else json.dumps(body) for body in bodies]

    async def answers(line: Line) -> None:
        await line.answer(left.pop(0) if len(left) > 1 else left[0], status)

    return Loopback(answers)


async def test_the_documented_address_is_asked_and_code_0_with_good_items_is_up(prober: Prober) -> None:
    async with answering(WELL) as server:
        reading = await prober.probe(health(server.port))

        assert server.asked[0].startswith("GET /api/healthCheck/LICENCE-not-a-key HTTP/1.1\r\n")
        assert (reading.verdict, reading.reason) == ("up", "")
        assert tuple(item.item for item in reading.items) == NAMES
        assert all(item.ok for item in reading.items)


async def test_items_that_are_words_are_read_as_well(prober: Prober) -> None:
    async with answering({"code": 0, **dict.fromkeys(NAMES, "OK")}) as server:
        reading = await prober.probe(health(server.port))

        assert (reading.verdict, len(reading.items)) == ("up", 5)


async def test_an_item_that_fails_is_down_and_says_what_it_reported(prober: Prober) -> None:
    failing = {**WELL, "code": 1, "keyCheck": {"result": False, "error": "DS_CUSTOM_HEADER_KEY missing"}}
    async with answering(failing) as server:
        reading = await prober.probe(health(server.port))

        assert (reading.verdict, reading.reason, reading.detail) == ("down", "item-failed", "failed: keyCheck")
        (failed,) = (item for item in reading.items if not item.ok)
        assert (failed.item, failed.error) == ("keyCheck", "DS_CUSTOM_HEADER_KEY missing")


async def test_an_item_that_fails_with_an_skms_error_is_kept_to_be_explained(prober: Prober) -> None:
    error = '{"code": 40008, "message": "Key Vault Service Failed", "detail": "connect timed out"}'
    async with answering({**WELL, "code": 1, "keyCheck": {"result": False, "error": error}}) as server:
        reading = await prober.probe(health(server.port))

        assert reading.error is not None
        assert reading.error.code == 40008


async def test_a_code_that_is_not_0_is_down_even_where_no_item_says_why(prober: Prober) -> None:
    async with answering({**WELL, "code": 9}) as server:
        reading = await prober.probe(health(server.port))

        assert (reading.verdict, reading.reason) == ("down", "health-code")


async def test_a_missing_code_is_not_well(prober: Prober) -> None:
    async with answering({name: WELL[name] for name in NAMES}) as server:
        assert (await prober.probe(health(server.port))).verdict == "down"


@pytest.mark.parametrize(
    "body",
    [
        "<!doctype html><title>Log in</title>",
        "",
        "{}",
        "[]",
        '{"code": 0}',
        '{"code": NaN, "healthCheck": {"result": true}, "keyCheck": {"result": true}}',
        '{"code": 0, "healthCheck": {"result": true}, "keyCheck": {"result": tr',
        '"healthCheck: ok, keyCheck: ok"',
    ],
)
async def test_what_is_no_health_check_is_not_up(prober: Prober, body: str) -> None:
    async with answering(body) as server:
        reading = await prober.probe(health(server.port))

        assert (reading.verdict, reading.reason, reading.cause) == ("down", "unexpected-content", "parse_error")


async def test_a_failing_status_with_the_items_tells_the_items(prober: Prober) -> None:
    failing = {**WELL, "code": 1, "licenseCheck": {"result": "fail", "error": "expired"}}
    async with answering(failing, status="500 Internal Server Error") as server:
        reading = await prober.probe(health(server.port))

        assert (reading.reason, reading.detail) == ("item-failed", "failed: licenseCheck")


async def test_a_failing_status_whose_items_are_all_well_is_down(prober: Prober) -> None:
    async with answering(WELL, status="503 Service Unavailable") as server:
        reading = await prober.probe(health(server.port))

        assert (reading.verdict, reading.reason) == ("down", "wrong-status")


async def test_each_sci_server_is_asked_for_and_its_items_carry_its_masked_name(prober: Prober) -> None:
    failing = {**WELL, "code": 1, "keyCheck": {"result": False, "error": "no keys"}}
    async with answering(WELL, failing, WELL) as server:
        servers = ("SCAM-0000-0011", "SCAM-0000-0022", "SCAM-0000-0033")
        reading = await prober.probe(health(server.port, sci_servers=servers))

        assert [head.split()[1].rpartition("?")[2] for head in server.asked] == [
            f"sciServerId={name}" for name in servers
        ]
        assert (reading.verdict, reading.detail, len(reading.items)) == ("down", "failed: keyCheck", 15)
        (failed,) = (item for item in reading.items if not item.ok)
        assert failed.server.startswith("SCAM-…22·")


async def test_one_answer_for_several_sci_servers_tells_them_apart(prober: Prober) -> None:
    several = [
        {"sciServerId": "SCAM-0000-0011", "result": True, "error": None},
        {"sciServerId": "SCAM-0000-0022", "result": False, "error": "no keys"},
    ]
    async with answering({**WELL, "code": 1, "keyCheck": several}) as server:
        reading = await prober.probe(health(server.port))

        (failed,) = (item for item in reading.items if not item.ok)
        assert failed.server.startswith("SCAM-…22·")


async def test_a_refused_connection_is_blind_and_not_down(prober: Prober) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        reading = await prober.probe(health(free.getsockname()[1]))

    assert (reading.verdict, reading.reason, reading.cause) == ("blind", "connect-refused", "connection_refused")
    assert "SDF Container" in reading.detail


async def test_the_licence_key_is_seen_nowhere_even_where_the_server_repeats_it(
    making: Making, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    key = "LICENCE/not a+key"
    prober = making(secrets=KnownSecrets(licence=key))
    error = f"no licence {key}, asked as LICENCE%2Fnot%20a%2Bkey or LICENCE\\/not a+key"
    async with answering({**WELL, "code": 1, "licenseCheck": {"result": False, "error": error}}) as server:
        target = health(server.port)
        reading = await prober.probe(target)

        assert "GET /api/healthCheck/LICENCE%2Fnot%20a%2Bkey " in server.asked[0]
        for shown in (reading.model_dump_json(), repr(reading), repr(target), repr(prober), caplog.text):
            assert "a+key" not in shown
            assert "a%2Bkey" not in shown


async def test_of_thousands_of_items_only_so_many_are_kept(prober: Prober) -> None:
    flood = [{"sciServerId": f"SCAM-0000-{number:04}", "result": True} for number in range(1000)]
    async with answering({**WELL, "keyCheck": flood}) as server:
        reading = await prober.probe(health(server.port))

        assert len(reading.items) == 100
