import time

import pytest

from bot.models.entry import Fact
from bot.recognition.facts import facts_of
from bot.recognition.redact import redact
from tests.fakes.secrets import COMPANY, SERVER


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("company-id", f"company {COMPANY} fails"),
        ("company-id", '{"companyId": "acme"}'),
        ("company-id", "GET /drm/acme/key/0000003"),
        ("company-id", "회사 ID: acme"),
        ("sci-server-id", SERVER),
        ("sci-server-id", "sciServerId=abc"),
        ("licence", "1A2B-3C4D5-6E7F-8A9B0"),
        ("licence", '{"licenseKey":"abc"}'),
        ("licence", "/api/healthCheck/abc"),
        ("key-id", "keyId : 0000009"),
        ("key-id", "https://kms.example.test/drm/x/key/0000003"),
        ("key-id", '{\\"keyId\\":\\"0000009\\"}'),
        ("environment", "since noon on prod"),
        ("environment", "https://dev-kms.example.test/"),
        ("environment", "https://stg.kms.example.test/"),
        ("environment", "운영에서만 납니다"),
        ("time", "2026-11-22T02:51:13Z"),
        ("time", "22/Nov/2026:02:51:13 +0900"),
        ("time", "2026년 11월 22일 오전 2:51"),
        ("endpoint", "POST /api/encryption"),
        ("endpoint", "https://kms.example.test:8080/x"),
        ("http-status", "HTTP/1.1 400"),
        ("http-status", "Status code : 400 Bad Request"),
        ("http-status", '400 : "{'),
        ("detail", '{"code":40013,"detail":"x"}'),
        ("trace-id", "traceId=SHIELD-1"),
        ("system-name", '{"serviceLinker":{"systemName":"SDF"}}'),
        ("document", "plan_2026.docx does not open"),
        ("document", "보고서.hwp 파일"),
    ],
)
def test_a_fact_that_stands_there_is_seen(fact: Fact, text: str) -> None:
    assert fact in facts_of(text)


@pytest.mark.parametrize(
    ("fact", "text"),
    [
        ("company-id", "No matching company ID found"),
        ("company-id", '{"companyId": null}'),
        ("company-id", "/drm/{companyId}/key/{keyId}"),
        ("sci-server-id", "No matching SCI ServerID found"),
        ("licence", "No matching license found"),
        ("key-id", "Key not found in the keyVault"),
        ("environment", "the device is delivered"),
        ("time", "took 12:34"),
        ("endpoint", "and/or"),
        ("http-status", "code 40013"),
        ("detail", '{"code":40013,"detail":null}'),
        ("document", "c.e.d.SkmsClient"),
    ],
)
def test_a_name_without_a_value_is_no_fact(fact: Fact, text: str) -> None:
    assert fact not in facts_of(text)


def test_facts_are_the_same_after_redaction() -> None:
    text = f"licence 1A2B-3C4D5-6E7F-8A9B0 of {COMPANY} at {SERVER}, https://kms.example.test/drm/{COMPANY}/key/0000003"
    assert facts_of(redact(text).text) == facts_of(text)


def test_nothing_is_found_in_nothing() -> None:
    assert facts_of("") == frozenset()


@pytest.mark.parametrize(
    "hostile", ["a", "a-", "1:", "/", "key id ", "\\", ".doc", "4", "detail=", "https://", "2026-"]
)
def test_hostile_text_of_64_kib_costs_little(hostile: str) -> None:
    text = (hostile * 65536)[:65536]
    begun = time.process_time()
    facts_of(text)
    assert time.process_time() - begun < 0.25
