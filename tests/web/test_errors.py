"""What log shippers send, through real sockets, the guard and the real engine."""

import asyncio
import datetime as dt
import gzip
import json
from typing import Any

import pytest

from bot.errors import DatabaseBusy
from bot.recognition.masks import mask_company
from tests.fakes.web import BODY, WATCHER, Web

WRAPPED = f"2026-11-22 02:51:00.123 ERROR [nio-8080-exec-4] c.s.KeyService - call failed: {json.dumps(BODY)}"
COMPANY = "A1B2C3D4-E5F6A7B8-C9D0E1F2-A3B4C556"
FLUENT_BIT = [
    {"date": 1790045460.5, "log": WRAPPED, "kubernetes": {"pod_name": "sdf-0", "host": "node-1"}},
    {"date": 1790045461.0, "log": "GET /health 200 40013 bytes", "kubernetes": {"pod_name": "sdf-0"}},
]
VECTOR = [
    {"message": WRAPPED, "timestamp": "2026-11-22T02:51:00.123Z", "host": "node-1", "source_type": "file"},
    {"message": "started", "timestamp": "2026-11-22T02:51:01Z", "host": "node-1", "source_type": "file"},
]
OTLP = {
    "resourceLogs": [
        {
            "resource": {"attributes": [{"key": "deployment.environment.name", "value": {"stringValue": "dev"}}]},
            "scopeLogs": [
                {
                    "logRecords": [
                        {"timeUnixNano": "1790045460500000000", "body": {"stringValue": WRAPPED}},
                        {
                            "body": {
                                "kvlistValue": {
                                    "values": [
                                        {"key": "code", "value": {"intValue": "40013"}},
                                        {"key": "message", "value": {"stringValue": "Key not found in the keyVault"}},
                                    ]
                                }
                            }
                        },
                    ]
                }
            ],
        }
    ]
}


async def test_one_body_is_counted_and_begins_its_incident(web: Web) -> None:
    answer = await web.post("/v1/errors", BODY, idempotency_key="first")

    assert (answer.status, answer.json) == (
        202,
        {"status": "accepted", "errors": 1, "ignored": 0, "incidents": [1]},
    )
    (report,) = web.engine.reports
    assert (report.code, report.source, report.environment) == (40008, "shipper", "prod")
    assert web.engine.rows.incidents[1].subject.code == 40008


@pytest.mark.parametrize(
    ("body", "kind", "codes", "ignored"),
    [
        ([BODY, {**BODY, "code": 40013, "message": "Key not found in the keyVault"}], "application/json", 2, 0),
        (b"\n".join(json.dumps(BODY).encode() for _ in range(3)), "application/x-ndjson", 3, 0),
        (b"\r\n".join(json.dumps(BODY).encode() for _ in range(3)), "application/json; charset=utf-8", 3, 0),
        (FLUENT_BIT, "application/json", 1, 1),
        (b"\n".join(json.dumps(one).encode() for one in FLUENT_BIT), "application/json", 1, 1),
        (VECTOR, "application/json", 1, 1),
        (OTLP, "application/json", 2, 0),
        (WRAPPED.encode(), "text/plain", 1, 0),
        ([WRAPPED, "started"], "application/json", 1, 1),
        ({"error": BODY, "level": "error"}, "application/json", 1, 0),
        ([], "application/json", 0, 0),
    ],
    ids=[
        "array", "ndjson", "lines-called-json", "fluent-bit", "fluent-bit-lines", "vector", "otlp", "text", "strings",
        "nested", "empty",
    ],
)  # fmt: skip
async def test_every_shipper_is_understood(web: Web, body: Any, kind: str, codes: int, ignored: int) -> None:
    answer = await web.post("/v1/errors", body, content_type=kind)

    assert (answer.status, answer.json["errors"], answer.json["ignored"]) == (202, codes, ignored)
    assert {one.code for one in web.engine.reports} <= {40008, 40013}
    assert len(web.engine.reports) == codes


async def test_the_environment_is_the_records_else_its_resources_else_the_requests_else_the_sources(web: Web) -> None:
    await web.post("/v1/errors", [{**BODY, "environment": "qa"}, BODY])
    await web.post("/v1/errors?environment=drill", OTLP)
    await web.post("/v1/errors?environment=drill", BODY)
    await web.post("/v1/errors?environment=%3C!channel%3E", {**BODY, "environment": "<!channel>"})

    found = [one.environment for one in web.engine.reports]
    assert found == ["qa", "prod", "dev", "dev", "drill", "prod"]


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("time", "2026-11-22T02:51:00+09:00"),
        ("@timestamp", "2026-11-21T17:51:00Z"),
        ("date", 1795283460.0),
        ("ts", 1795283460000),
        ("timestamp", "1795283460000000000"),
    ],
)
async def test_the_time_is_the_records_own(web: Web, key: str, written: object, monkeypatch: Any) -> None:
    noon = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
    monkeypatch.setattr("bot.clock.SystemClock.now", lambda _self: noon)

    await web.post("/v1/errors", {**BODY, key: written})

    assert web.engine.reports[0].at == dt.datetime(2026, 11, 21, 17, 51, tzinfo=dt.UTC)


@pytest.mark.parametrize("written", ["tomorrow", 1e300, -5, True, "9999-12-31T23:59:59Z", "1e5", [], 10**17])
async def test_a_time_that_cannot_be_is_now(web: Web, written: object) -> None:
    begun = dt.datetime.fromtimestamp(0, dt.UTC)

    answer = await web.post("/v1/errors", {**BODY, "time": written})

    assert answer.status == 202
    age = web.engine.reports[0].at - begun
    assert age > dt.timedelta(days=365 * 50)


async def test_what_is_reported_is_what_the_diagnosis_read_and_never_a_secret(web: Web) -> None:
    detail = "Connect to vault.example.test:8080 timed out; password=hunter2-not-real-secret"

    await web.post("/v1/errors", {**BODY, "detail": detail, "companyId": COMPANY})

    (report,) = web.engine.reports
    assert report.host == "vault.example.test"
    assert report.company == mask_company(COMPANY)
    assert "hunter2" not in report.model_dump_json()


@pytest.mark.parametrize("named", [COMPANY, f" {COMPANY} ", mask_company(COMPANY), "hanbit", "한빛"])
async def test_a_company_is_masked_in_the_one_way_that_the_settings_name_it_by(web: Web, named: str) -> None:
    await web.post("/v1/errors", {**BODY, "company": named})

    (report,) = web.engine.reports
    assert report.company == mask_company(named)


async def test_another_products_error_with_our_number_is_not_counted(web: Web) -> None:
    answer = await web.post("/v1/errors", [{"code": 50001, "message": "Missing Access"}, BODY])

    assert (answer.json["errors"], answer.json["ignored"]) == (1, 1)


async def test_an_error_wrapped_in_a_detail_is_counted_as_the_inner_one(web: Web) -> None:
    inner = json.dumps({"code": 40013, "message": "Key not found in the keyVault"})

    await web.post("/v1/errors", {"code": 40008, "message": "Key Vault Service Failed", "detail": inner})

    assert [one.code for one in web.engine.reports] == [40013]


async def test_a_bad_line_does_not_cost_its_neighbours(web: Web) -> None:
    good = json.dumps(BODY).encode()

    answer = await web.post("/v1/errors", good + b'\n{"code": 4000\n' + good)

    assert (answer.status, answer.json) == (202, {"status": "accepted", "errors": 2, "ignored": 0, "unreadable": 1})


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"code": ' + b"9" * 5_000 + b"}", 400),
        (b'{"code": NaN, "message": "x"}', 400),
        (b'{"message": "\\ud800 40013"}', 400),
        (b"[1, 2, 3]", 422),
        (b"40013", 422),
        (b"{}", 422),
        (b'"' + b"a" * 100 + b'"', 422),
    ],
    ids=["cut", "no-text", "deep", "huge-number", "nan", "surrogate", "numbers", "number", "empty", "string"],
)  # fmt: skip
async def test_what_makes_no_sense_is_refused_for_good_with_a_short_reason(web: Web, body: bytes, status: int) -> None:
    answer = await web.post("/v1/errors", body)

    assert answer.status == status
    assert 0 < len(str(answer.json["error"])) < 100
    assert web.engine.units == 0


async def test_a_key_twice_the_last_one_counts_and_many_fields_are_no_harm(web: Web) -> None:
    body = b'{"code": 50001, "code": 40008, "message": "Key Vault Service Failed", %s}' % b", ".join(
        b'"label%d": "x"' % number for number in range(20_000)
    )

    answer = await web.post("/v1/errors", body)

    assert answer.json["errors"] == 1
    assert web.engine.reports[0].code == 40008


@pytest.mark.parametrize("kind", ["application/msgpack", "application/x-www-form-urlencoded", "text/html"])
async def test_another_content_type_is_refused(web: Web, kind: str) -> None:
    answer = await web.post("/v1/errors", BODY, content_type=kind)

    assert answer.status == 415


async def test_the_same_key_is_taken_once_and_not_with_another_body(web: Web) -> None:
    first = await web.post("/v1/errors", BODY, idempotency_key="k1")
    again = await web.post("/v1/errors", BODY, idempotency_key="k1")
    other = await web.post("/v1/errors", [BODY, BODY], idempotency_key="k1")

    assert [first.status, again.status, other.status] == [202, 200, 422]
    assert again.json["status"] == "duplicate"
    assert web.engine.rows.incidents[1].count == 1


@pytest.mark.parametrize("key", ["", "x" * 256, "caf\u00e9"])
async def test_a_key_that_cannot_be_kept_is_refused(web: Web, key: str) -> None:
    answer = await web.post("/v1/errors", BODY, idempotency_key=key)

    assert answer.status == 400


async def test_a_database_that_cannot_take_it_means_come_again(web: Web) -> None:
    web.engine.failure = DatabaseBusy("locked")

    answers = [await web.post("/v1/errors", BODY), await web.post("/v1/errors", BODY, idempotency_key="k")]

    assert [(one.status, one.headers["retry-after"]) for one in answers] == [(503, "5"), (503, "5")]
    web.engine.failure = None
    assert (await web.post("/v1/errors", BODY)).status == 202


async def test_nothing_is_accepted_before_it_is_kept(web: Web) -> None:
    web.engine.may_go_on.clear()
    waiting = asyncio.create_task(web.post("/v1/errors", BODY))
    await web.engine.asked.wait()

    assert not waiting.done()
    web.engine.may_go_on.set()
    assert (await waiting).status == 202
    assert web.engine.rows.incidents


async def test_what_the_engine_chokes_on_costs_its_sender_a_500_and_its_neighbours_nothing(web: Web) -> None:
    web.engine.chokes_on = 40013
    bad = {"code": 40013, "message": "Key not found in the keyVault"}

    answers = await asyncio.gather(*(web.post("/v1/errors", bad if one == 5 else BODY) for one in range(10)))

    assert sorted(one.status for one in answers) == [202] * 9 + [500]
    assert "Traceback" not in str([one.body for one in answers])


async def test_a_token_for_alerts_is_not_one_for_errors(web: Web) -> None:
    answer = await web.post("/v1/errors", BODY, token=WATCHER)

    assert answer.status == 403
    assert web.engine.units == 0


async def test_packed_bodies_are_unpacked(web: Web) -> None:
    packed = gzip.compress(json.dumps([BODY] * 50).encode())

    answer = await web.post("/v1/errors", packed, content_encoding="gzip")

    assert answer.json["errors"] == 50


async def test_a_source_that_sends_other_things_is_heard_but_not_with_each_of_them(web: Web) -> None:
    answers = [await web.post("/v1/errors", [{"message": "started"}]) for _ in range(10)]

    assert {one.status for one in answers} == {202}
    assert "shipper" in web.engine.rows.sources
    assert web.engine.units <= 2
