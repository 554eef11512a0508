"""F40 and F41 of the reliability page, and what is said of proper answers: statuses, bodies, SKMS errors, secrets."""

import pytest

from bot.models.sighting import SkmsError
from bot.status.probe import Prober
from tests.fakes.asking import KnownSecrets, health, http
from tests.fakes.loopback import Line, Loopback
from tests.status.conftest import Making

LOGIN = "<!doctype html><title>Log in</title><form action=/login>"
KEY_GONE = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009"}'


def answering(body: str, status: str = "200 OK", fields: str = "") -> Loopback:
    async def answers(line: Line) -> None:
        await line.answer(body, status, fields)

    return Loopback(answers)


async def test_the_expected_status_is_up(prober: Prober) -> None:
    async with answering("anything") as server:
        reading = await prober.probe(http(server.port))

        assert (reading.verdict, reading.reason, reading.http_status) == ("up", "", 200)
        assert reading.address == "127.0.0.1"


async def test_each_asking_is_a_connection_of_its_own(prober: Prober) -> None:
    async with answering("anything", fields="Connection: keep-alive\r\n") as server:
        await prober.probe(http(server.port))
        await prober.probe(http(server.port))

        assert server.connections == 2


@pytest.mark.parametrize("body", [LOGIN, "", "{}", '{"state": NaN}', '{"state": "starting"}'])
async def test_a_body_without_the_expected_text_is_not_up(prober: Prober, body: str) -> None:
    async with answering(body) as server:
        reading = await prober.probe(http(server.port, body_has='"state": "ready"'))

        assert (reading.verdict, reading.reason, reading.cause) == ("down", "unexpected-content", "parse_error")


async def test_a_body_with_the_expected_text_is_up(prober: Prober) -> None:
    async with answering('{"state": "ready"}') as server:
        assert (await prober.probe(http(server.port, body_has='"state": "ready"'))).verdict == "up"


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        ("401 Unauthorized", "auth_expired_or_invalid"),
        ("403 Forbidden", "permission_denied"),
        ("404 Not Found", "not_found"),
        ("429 Too Many Requests", "rate_limited"),
        ("418 Teapot", "http_4xx"),
        ("503 Service Unavailable", "http_5xx"),
    ],
)
async def test_an_unexpected_status_is_down_with_its_cause(prober: Prober, status: str, cause: str) -> None:
    async with answering("no", status) as server:
        reading = await prober.probe(http(server.port))

        assert (reading.verdict, reading.reason, reading.cause) == ("down", "wrong-status", cause)
        assert reading.detail == f"answered {status[:3]}"


async def test_a_status_that_is_expected_is_up_whatever_it_is(prober: Prober) -> None:
    async with answering(KEY_GONE, "400 Bad Request") as server:
        reading = await prober.probe(http(server.port, statuses=(400,)))

        assert reading.verdict == "up"
        assert reading.error is not None
        assert reading.error.code == 40013


@pytest.mark.parametrize("status", ["200 OK", "400 Bad Request"])
async def test_a_body_that_is_an_skms_error_is_down_and_kept_to_be_explained(prober: Prober, status: str) -> None:
    async with answering(KEY_GONE, status) as server:
        reading = await prober.probe(http(server.port))

        assert reading.verdict == "down"
        assert reading.error == SkmsError(code=40013, message="Key not found in the keyVault", detail="keyId : 0000009")


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"])
@pytest.mark.parametrize("kind", [http, health])
async def test_no_redirection_is_followed(making: Making, status: str, kind: type) -> None:
    prober = making(secrets=KnownSecrets(headers={"Authorization": "Bearer not-a-token"}))
    async with answering("stolen") as elsewhere:
        places = ("http://169.254.169.254/latest/", f"http://127.0.0.1:{elsewhere.port}/", "/ready", "//")
        for place in places:
            async with answering("", status, f"Location: {place}\r\n") as server:
                reading = await prober.probe(kind(server.port))

                assert (reading.verdict, reading.reason) == ("down", "redirected")
                assert server.connections == 1
        assert elsewhere.connections == 0


async def test_no_cookie_and_no_proxy_of_the_environment_is_used(
    prober: Prober, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with answering("stolen") as proxy, answering("ready", fields="Set-Cookie: a=b\r\n") as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        await prober.probe(http(server.port))
        await prober.probe(http(server.port))

        assert proxy.connections == 0
        assert "cookie:" not in server.asked[1].lower()


async def test_headers_are_sent_and_a_secret_one_is_seen_nowhere(
    making: Making, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    held = 'Bearer not"a/token'
    prober = making(secrets=KnownSecrets(headers={"Authorization": held}))
    echoes = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "got Bearer not\\"a/token"}'
    async with answering(echoes, "500 Internal Server Error") as server:
        reading = await prober.probe(http(server.port, headers={"X-Ask": "monitor"}))

        assert f"Authorization: {held}\r\n" in server.asked[0]
        assert "X-Ask: monitor\r\n" in server.asked[0]
        assert reading.error is not None
        assert "a/token" not in reading.model_dump_json()
        assert "a/token" not in caplog.text
