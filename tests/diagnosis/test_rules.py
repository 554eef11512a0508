import json

import pytest

from bot.diagnosis import diagnose, diagnose_detail
from bot.masking import mask_name
from bot.models.sighting import Layer, Sighting, SkmsError
from tests.fakes.knowledge import specification_catalog

COMPANY = "ABCD1234-EFGH5678-IJKL9012-MNOP3456"
CATALOG = specification_catalog()


def sighting(code: int, message: str | None, detail: str | None, key_id: str | None = None) -> Sighting:
    error = SkmsError(code=code, message=message, detail=detail)
    return Sighting(
        error=error,
        layers=(Layer(product="skms", code=code, message=message),),
        key_id=key_id,
        form="json",
        span=(0, 1),
        confidence="certain",
        why="test",
    )


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (400, "http_4xx"),
        (401, "auth_expired_or_invalid"),
        (403, "permission_denied"),
        (404, "not_found"),
        (407, "proxy_auth"),
        (408, "http_4xx"),
        (429, "rate_limited"),
        (500, "http_5xx"),
        (504, "http_5xx"),
    ],
)
def test_a_status_alone_reads_as_its_cause(status: int, cause: str) -> None:
    diagnosis = diagnose_detail(f"{status} : [no body]")
    assert (diagnosis.cause, diagnosis.http_status) == (cause, status)


def test_a_reason_phrase_is_no_root_cause_of_its_own() -> None:
    assert diagnose_detail("408 Request Timeout from GET http://kms.example.test/drm").cause == "http_4xx"
    assert diagnose_detail("504 Gateway Timeout").cause == "http_5xx"


def test_a_refused_connection_inside_a_500_body_is_connection_refused() -> None:
    detail = '500 Internal Server Error: "{"message":"Connect to kms.example.test:8080 failed: Connection refused"}"'
    diagnosis = diagnose_detail(detail)
    assert (diagnosis.cause, diagnosis.http_status, diagnosis.host) == ("connection_refused", 500, "kms.example.test")


def test_the_innermost_of_several_statuses_decides() -> None:
    detail = '500 Internal Server Error: "{"status":404,"error":"Not Found","path":"/drm"}"'
    diagnosis = diagnose_detail(detail)
    assert (diagnosis.cause, diagnosis.http_status) == ("not_found", 404)


def test_a_pool_that_was_shut_down_is_not_an_exhausted_one() -> None:
    assert diagnose_detail("Connection pool shut down").cause == "other"
    assert diagnose_detail("Timeout waiting for connection from pool").cause == "pool_exhausted"


def test_a_port_that_is_not_written_is_never_taken_from_the_scheme() -> None:
    diagnosis = diagnose_detail('I/O error on GET request for "https://kms.example.test/drm": Read timed out')
    assert (diagnosis.host, diagnosis.port) == ("kms.example.test", None)


def test_an_address_in_the_place_of_a_host_fills_both() -> None:
    diagnosis = diagnose_detail('I/O error on GET request for "http://192.0.2.8:8080/drm": Connection refused')
    assert (diagnosis.host, diagnosis.ip, diagnosis.port) == ("192.0.2.8", "192.0.2.8", 8080)


def test_an_ipv6_address_is_told_apart_from_its_port() -> None:
    diagnosis = diagnose_detail("dial tcp [2001:db8::1]:8443: connect: connection refused")
    assert (diagnosis.host, diagnosis.ip, diagnosis.port) == ("2001:db8::1", "2001:db8::1", 8443)


def test_the_local_end_is_never_the_peer() -> None:
    detail = "failed to connect to kms.example.test/192.0.2.1 (port 8080) from /198.51.100.2 (port 51234) after 10000ms"
    diagnosis = diagnose_detail(detail)
    assert (diagnosis.host, diagnosis.ip, diagnosis.port) == ("kms.example.test", "192.0.2.1", 8080)


def test_links_to_documents_are_no_peers() -> None:
    detail = "AADSTS7000215: Invalid client secret provided. See https://aka.ms/NewClientSecret for details."
    assert diagnose_detail(detail).host is None


def test_the_chain_runs_outermost_to_innermost_as_named() -> None:
    detail = (
        "org.springframework.web.client.ResourceAccessException: I/O error; "
        "nested exception is java.net.ConnectException: Connection refused"
    )
    diagnosis = diagnose_detail(detail)
    assert diagnosis.exceptions == (
        "org.springframework.web.client.ResourceAccessException",
        "java.net.ConnectException",
    )
    assert diagnosis.final_exception == "ConnectException"


def test_suppressed_exceptions_never_decide() -> None:
    detail = (
        "java.io.IOException: Broken pipe\n"
        "\tat java.base/sun.nio.ch.IOUtil.write(IOUtil.java:10)\n"
        "\tSuppressed: java.net.UnknownHostException: other.example.test\n"
        "\t\tat java.base/java.net.InetAddress.getAllByName(InetAddress.java:1)\n"
        "\tCaused by: java.net.SocketException: Broken pipe\n"
    )
    diagnosis = diagnose_detail(detail.replace("\tCaused", "Caused"))
    assert (diagnosis.cause, diagnosis.host, diagnosis.final_exception) == ("connection_reset", None, "SocketException")


def test_a_cause_inside_a_suppressed_exception_is_suppressed_with_it() -> None:
    detail = (
        "java.io.IOException: Broken pipe\n"
        "\tSuppressed: java.io.IOException: no\n"
        "\tCaused by: java.net.ConnectException: Connection refused\n"
    )
    assert diagnose_detail(detail).final_exception == "IOException"


def test_stack_frames_name_no_exception() -> None:
    detail = (
        "java.net.SocketTimeoutException: Read timed out\n"
        "\tat feign.FeignException.errorExecuting(FeignException.java:67)\n"
        "\tat com.example.KeyException$Factory.of(KeyException.java:9) ~[app.jar:1.0]"
    )
    assert diagnose_detail(detail).exceptions == ("java.net.SocketTimeoutException",)


def test_the_exception_field_of_a_body_stands_outside_its_message() -> None:
    detail = (
        '{"message":"I/O error; nested exception is java.net.ConnectException: Connection refused",'
        '"exception":"org.springframework.web.client.ResourceAccessException"}'
    )
    assert diagnose_detail(detail).final_exception == "ConnectException"


def test_a_body_escaped_twice_reads_like_a_plain_one() -> None:
    plain = '{"message":"I/O error on GET request for \\"http://kms.example.test:8080/drm\\": Connection reset"}'
    detail = "500 : " + json.dumps(json.dumps(plain))
    diagnosis = diagnose_detail(detail)
    assert (diagnosis.cause, diagnosis.host, diagnosis.port, diagnosis.method) == (
        "connection_reset",
        "kms.example.test",
        8080,
        "GET",
    )


def test_ids_are_read_and_the_company_is_masked() -> None:
    detail = (
        f'I/O error on GET request for "https://kms.example.test:8080/drm/{COMPANY}/key/0000003": Connection refused'
    )
    diagnosis = diagnose_detail(detail)
    assert (diagnosis.key_id, diagnosis.company_id) == ("0000003", mask_name(COMPANY))
    assert diagnosis.path == f"/drm/{COMPANY}/key/0000003"


def test_a_query_is_no_part_of_the_path() -> None:
    diagnosis = diagnose_detail("503 Service Unavailable from GET https://kms.example.test/drm?licence=x")
    assert diagnosis.path == "/drm"


def test_a_key_id_alone_is_not_found() -> None:
    diagnosis = diagnose_detail("keyId : 0000009")
    assert (diagnosis.cause, diagnosis.key_id, diagnosis.words) == ("not_found", "0000009", "keyId : 0000009")


@pytest.mark.parametrize(("detail", "number"), [("4020", 4020), (" 1 ", 1), ("-36", -36)])
def test_a_number_alone_is_an_inner_code_and_no_cause(detail: str, number: int) -> None:
    diagnosis = diagnose_detail(detail, code=40003)
    assert (diagnosis.cause, diagnosis.inner_code) == ("other", number)


def test_a_status_number_of_a_code_that_carries_none_is_no_inner_code() -> None:
    assert diagnose_detail("503", code=50001).inner_code is None


def test_an_error_without_detail_is_read_from_its_message_unless_that_is_the_vendors_own() -> None:
    own = sighting(40008, "Key Vault Service Failed", None)
    foreign = sighting(50001, "Connection refused: kms.example.test/192.0.2.1:8080", None)
    assert diagnose(own, CATALOG).cause == "other"
    assert diagnose(foreign, CATALOG).cause == "connection_refused"


def test_the_key_id_seen_in_the_paste_stands_in_for_a_missing_one() -> None:
    assert diagnose(sighting(40013, "Key not found in the keyVault", None, "0000731"), CATALOG).key_id == "0000731"
    assert diagnose(sighting(40013, None, "keyId : 0000009", "0000731"), CATALOG).key_id == "0000009"


@pytest.mark.parametrize(
    ("detail", "path"),
    [
        ('I/O error on POST request for "https://kms.example.test/drm/header": Read timed out', "/drm/header"),
        (
            (
                "HTTPConnectionPool(host='kms.example.test', port=8080): Max retries exceeded with url: /drm/key?id=1 "
                "(Caused by NewConnectionError('Connection refused'))"
            ),
            "/drm/key",
        ),
        ("Connect to kms.example.test:8080 failed: Connection refused with url: /drm", "/drm"),
        (
            (
                'Get "https://kms.example.test/drm": proxyconnect tcp: dial tcp 192.0.2.9:3128: connect: '
                "connection refused (see https://other.example.test/why)"
            ),
            "/drm",
        ),
        ("Connection refused: kms.example.test/192.0.2.1:8080", None),
    ],
)
def test_the_path_is_that_of_the_request_that_failed(detail: str, path: str | None) -> None:
    assert diagnose_detail(detail).path == path


@pytest.mark.parametrize(
    ("detail", "status", "cause"),
    [
        ("302 Found from GET https://kms.example.test/drm", 302, "other"),
        ("HTTP/1.1 200 OK, then HTTP/1.1 204 No Content", 204, "other"),
        ("status code: 201", 201, "other"),
        ("took 20 ms", None, "other"),
    ],
)
def test_a_status_that_is_no_failure_is_told_and_blames_nobody(detail: str, status: int | None, cause: str) -> None:
    diagnosis = diagnose_detail(detail)

    assert (diagnosis.http_status, diagnosis.cause) == (status, cause)


@pytest.mark.parametrize(
    "detail",
    [
        "I/O error on GET request for &quot;http://kms.example.test:8080/drm&quot;: Connection reset",
        "I/O error on GET request for &#34;http://kms.example.test:8080/drm&#34;: Connection reset",
        "I/O error on GET request for “http://kms.example.test:8080/drm”: Connection reset",
        'I/O error on GET request for \\"http:\\/\\/kms.example.test:8080\\/drm\\": Connection reset',
        "I/O error on GET request for \\u0022http://kms.example.test:8080/drm\\u0022: Connection reset",
        "I/O error on GET request for \\'http://kms.example.test:8080/drm\\': Connection reset",
    ],
    ids=["entities", "numbered entities", "typographic", "json", "numbered escapes", "apostrophes"],
)
def test_whatever_escaped_it_an_address_is_read_as_it_was(detail: str) -> None:
    diagnosis = diagnose_detail(detail)

    assert (diagnosis.cause, diagnosis.method) == ("connection_reset", "GET")
    assert (diagnosis.host, diagnosis.port, diagnosis.path) == ("kms.example.test", 8080, "/drm")


def test_a_stack_trace_on_one_line_is_read_without_what_was_suppressed() -> None:
    detail = (
        "java.io.IOException: Broken pipe Suppressed: reactor.core.publisher.FluxOnAssembly$OnAssemblyException: "
        "Error has been observed at the following site(s): *__checkpoint ⇢ Request to GET "
        "http://kms.example.test:8080/drm [DefaultWebClient] Caused by: java.net.SocketException: Broken pipe"
    )

    diagnosis = diagnose_detail(detail)

    assert diagnosis.exceptions == ("java.io.IOException", "java.net.SocketException")
    assert (diagnosis.host, diagnosis.port, diagnosis.method) == ("kms.example.test", 8080, "GET")


def test_what_lies_under_a_wide_gap_is_one_text() -> None:
    gap = "\t" * 14

    assert diagnose_detail(f"java.net.SocketTimeoutException:{gap}Read timed out").cause == "read_timeout"


def test_of_a_giant_detail_the_head_and_the_tail_are_read() -> None:
    middle = "x" * 200_000

    assert diagnose_detail(f"Connection refused {middle}").cause == "connection_refused"
    assert diagnose_detail(f"{middle} Connection refused").cause == "connection_refused"
