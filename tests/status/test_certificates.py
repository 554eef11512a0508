"""F38 of the reliability page: each thing that can be wrong with TLS has its own name, and none is overlooked."""

import asyncio
import datetime as dt
import ssl
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import trustme

from bot.clock import SystemClock
from bot.errors import BadSettings
from bot.models.target import Target
from bot.status.probe import Prober
from bot.status.transport import shared_tls
from tests.fakes.asking import QUICK, http, serving, tls
from tests.fakes.loopback import Line, Loopback

DAY = dt.timedelta(days=1)


async def answers(line: Line) -> None:
    await line.answer("ready")


async def is_silent(line: Line) -> None:
    await line.ended()


async def speaks_no_tls(line: Line) -> None:
    await line.send(b"220 mail.example.test ready\r\n")
    await line.ended()


async def hangs_up(_line: Line) -> None:
    return


def https(port: int, **given: object) -> Target:
    return http(port, url=f"https://localhost:{port}/ready", **given)


def dated(authority: trustme.CA, begin: dt.timedelta, end: dt.timedelta) -> trustme.LeafCert:
    now = SystemClock().now()
    return authority.issue_cert("localhost", not_before=now + begin, not_after=now + end)


KINDS = pytest.mark.parametrize("kind", [tls, https])


@KINDS
@pytest.mark.parametrize(
    ("leaf", "reason", "cause"),
    [
        (lambda own: own.issue_cert("other.example.test"), "certificate-name", "tls_hostname"),
        (lambda _own: trustme.CA().issue_cert("localhost"), "certificate-untrusted", "tls_untrusted"),
        (lambda own: dated(own, -9 * DAY, -2 * DAY), "certificate-expired", "tls_expired"),
        (lambda own: dated(own, 2 * DAY, 9 * DAY), "certificate-not-yet-valid", "tls_expired"),
    ],
    ids=["name", "authority", "expired", "early"],
)
async def test_each_wrong_certificate_has_its_own_reason_and_nothing_is_asked_over_it(
    prober: Prober,
    authority: trustme.CA,
    leaf: Callable[[trustme.CA], trustme.LeafCert],
    reason: str,
    cause: str,
    kind: Callable[[int], Target],
) -> None:
    async with Loopback(answers, tls=serving(leaf(authority))) as server:
        reading = await prober.probe(kind(server.port))

        assert (reading.verdict, reading.reason, reading.cause) == ("down", reason, cause)
        assert reading.detail
        assert server.asked == []


@KINDS
async def test_a_handshake_that_stalls_ends_with_the_deadline(prober: Prober, kind: Callable[..., Target]) -> None:
    async with Loopback(is_silent) as server:
        begun = time.monotonic()
        reading = await prober.probe(kind(server.port, deadline=QUICK))

        assert time.monotonic() - begun <= QUICK.total_seconds() + 0.1
        assert (reading.verdict, reading.reason, reading.cause) == ("down", "tls-deadline", "tls_handshake")
        async with asyncio.timeout(1):
            await server.all_gone()


@KINDS
@pytest.mark.parametrize(("script", "reason"), [(speaks_no_tls, "tls-failed"), (hangs_up, "connection-reset")])
async def test_who_speaks_no_tls_is_down(
    prober: Prober, script: Callable[[Line], asyncio.Future[None]], reason: str, kind: Callable[[int], Target]
) -> None:
    async with Loopback(script) as server:
        reading = await prober.probe(kind(server.port))

        assert (reading.verdict, reading.reason) == ("down", reason)


@KINDS
async def test_a_good_certificate_tells_how_many_days_it_has(
    prober: Prober, authority: trustme.CA, kind: Callable[[int], Target]
) -> None:
    async with Loopback(answers, tls=serving(dated(authority, -DAY, 90.5 * DAY))) as server:
        reading = await prober.probe(kind(server.port))

        assert (reading.verdict, reading.reason, reading.certificate_days) == ("up", "", 90)
        assert reading.latency is not None
        assert 0 < reading.latency < 1


@KINDS
async def test_a_certificate_that_ends_soon_is_up_and_says_so(
    prober: Prober, authority: trustme.CA, kind: Callable[[int], Target]
) -> None:
    async with Loopback(answers, tls=serving(dated(authority, -DAY, 13.5 * DAY))) as server:
        reading = await prober.probe(kind(server.port))

        assert (reading.verdict, reading.reason) == ("up", "certificate-ends-soon")
        assert reading.detail == "the certificate ends in 13 days"


async def test_the_name_in_the_certificate_can_be_another_than_the_host(prober: Prober, authority: trustme.CA) -> None:
    async with Loopback(answers, tls=serving(authority.issue_cert("skms.example.test"))) as server:
        named = await prober.probe(https(server.port, server_name="skms.example.test"))
        ended = await prober.probe(tls(server.port, server_name="skms.example.test"))

        assert (named.verdict, ended.verdict) == ("up", "up")


def test_the_shared_context_always_checks_chain_and_name() -> None:
    context = shared_tls()

    assert context.verify_mode is ssl.CERT_REQUIRED
    assert context.check_hostname


def test_a_site_can_add_its_own_authority(tmp_path: Path, authority: trustme.CA) -> None:
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    known = shared_tls(tmp_path / "ca.pem").get_ca_certs()

    assert any("trustme" in str(one["subject"]) for one in known)


def test_a_file_without_an_authority_is_a_wrong_setting() -> None:
    with pytest.raises(BadSettings, match=r"ca_file: .*cannot be used"):
        shared_tls(Path(__file__))
