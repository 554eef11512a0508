import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot.catalog.loader import find_knowledge, open_catalog
from bot.demo.bodies import SPECIFICATION
from bot.demo.skms import FLAPS_AFTER, LICENCE, Fault, SimulatedSkms, trusting_context
from bot.recognition.health import recognise_health

HEALTH = f"/api/healthCheck/{LICENCE}"


@pytest.fixture
async def skms() -> AsyncIterator[SimulatedSkms]:
    async with SimulatedSkms() as simulation:
        yield simulation


async def health(skms: SimulatedSkms, path: str = HEALTH) -> dict[str, Any]:
    async with aiohttp.ClientSession() as session, session.get(f"{skms.url('container')}{path}") as answer:
        found: dict[str, Any] = await answer.json()
        return found


async def connects(skms: SimulatedSkms, service: Any) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", skms.ports[service])
    except ConnectionRefusedError:
        return False
    writer.close()
    return True


def test_its_errors_are_those_of_the_specification() -> None:
    entries = open_catalog([find_knowledge(None)]).entries

    words = {code: entries[code].vendor for code in SPECIFICATION}

    assert {code: (said.http_status, said.message) for code, said in words.items()} == SPECIFICATION


async def test_all_is_well_until_something_is_broken(skms: SimulatedSkms) -> None:
    report = recognise_health(json.dumps(await health(skms)))

    assert report is not None
    assert report.code == 0
    assert [item.ok for item in report.items] == [True] * 5
    assert json.loads(await skms.decrypt()) == {"code": 0, "message": "success"}


@pytest.mark.parametrize(
    ("path", "item", "code"),
    [
        ("/api/healthCheck/DEMO-00000-DEMO-99999", "licenseCheck", 40107),
        (f"{HEALTH}?sciServerId=SCAM-0000-0000-0000-9999", "keyCheck", 40112),
    ],
)
async def test_a_wrong_licence_or_server_fails_its_item(skms: SimulatedSkms, path: str, item: str, code: int) -> None:
    found = await health(skms, path)

    assert found["code"] == code
    assert [name for name, value in found.items() if value != code and not value["result"]] == [item]


@pytest.mark.parametrize(
    ("fault", "code", "words", "items"),
    [
        ("key-missing", 40013, "keyId : 0000009", []),
        ("key-vault", 50001, "failed: Connection refused", ["keyCheck"]),
        ("sci", 50002, "failed: Connection refused", ["keyCheck"]),
        ("auth", 40006, "/oauth2/token", ["healthCheck"]),
        ("hanging", 50001, "Read timed out", ["keyCheck"]),
        ("certificate", 50001, "PKIX path validation failed", ["healthCheck", "keyCheck"]),
        ("flapping", 40008, "503 Service Unavailable", ["keyCheck"]),
        ("slow", 0, "", []),
    ],
)
async def test_a_fault_shows_where_the_specification_has_it(
    skms: SimulatedSkms, fault: Fault, code: int, words: str, items: list[str]
) -> None:
    await skms.break_(fault)

    body = json.loads(await skms.decrypt())
    found = await health(skms)

    assert body["code"] == code
    assert words in body.get("detail", "")
    assert [name for name, value in found.items() if isinstance(value, dict) and not value["result"]] == items


@pytest.mark.parametrize("service", ["key-vault", "sci", "auth"])
async def test_what_is_down_refuses_connections_and_comes_back_on_its_port(skms: SimulatedSkms, service: Any) -> None:
    port = skms.ports[service]
    await skms.break_(service)
    down = await connects(skms, service)
    await skms.mend()

    assert not down
    assert await connects(skms, service)
    assert skms.ports[service] == port


async def test_flapping_is_down_and_up_again_for_longer_than_a_verdict_takes(skms: SimulatedSkms) -> None:
    await skms.break_("flapping")

    codes = [json.loads(await skms.decrypt())["code"] for _ in range(3 * FLAPS_AFTER)]

    assert codes == [40008] * FLAPS_AFTER + [0] * FLAPS_AFTER + [40008] * FLAPS_AFTER


async def test_the_wrong_certificate_is_an_expired_one_and_the_right_one_comes_back(skms: SimulatedSkms) -> None:
    async def greet() -> None:
        _, writer = await asyncio.open_connection("127.0.0.1", skms.ports["skms"], ssl=trusting_context())
        writer.close()

    await skms.break_("certificate")
    with pytest.raises(ssl.SSLCertVerificationError, match="expired"):
        await greet()
    await skms.mend("certificate")
    await greet()


async def test_what_hangs_answers_at_last_when_it_is_mended(skms: SimulatedSkms) -> None:
    await skms.break_("hanging")
    async with aiohttp.ClientSession() as session:
        asked = asyncio.ensure_future(session.get(f"{skms.url('key-vault')}/drm/company/key/0000001"))
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.shield(asked), 0.1)
        await skms.mend()

        assert (await asyncio.wait_for(asked, 1)).status == 200


async def test_faults_are_mended_one_by_one_or_together(skms: SimulatedSkms) -> None:
    await skms.break_("auth")
    await skms.break_("sci")
    await skms.mend("auth")
    left = json.loads(await skms.decrypt())["code"]
    await skms.mend()

    assert left == 50002
    assert json.loads(await skms.decrypt())["code"] == 0
