import json
import time

import pytest

from bot.models.sighting import HealthReport
from bot.recognition.health import recognise_health

WELL = {
    "code": 0,
    "message": "success",
    "healthCheck": {"result": True, "error": None},
    "licenseCheck": {"result": True, "error": None},
    "keyCheck": {"result": True, "error": None},
    "azureInfoCheck": {"result": True, "error": ""},
    "azureInfoValidCheck": {"result": True},
}
SICK = {**WELL, "code": 1, "keyCheck": {"result": False, "error": "DS_CUSTOM_HEADER_KEY is Empty"}}


def read(text: str) -> HealthReport:
    report = recognise_health(text)
    assert report is not None
    return report


def failing(text: str) -> list[tuple[str, str | None]]:
    return [(item.name, item.error) for item in read(text).items if not item.ok]


def test_a_report_in_which_all_is_well_has_five_good_items_in_the_order_of_the_text() -> None:
    report = read(json.dumps(WELL))
    assert report.code == 0
    assert [item.name for item in report.items] == list(WELL)[2:]
    assert all(item.ok and item.error is None for item in report.items)


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(SICK),
        json.dumps(SICK, indent=2),
        f"```\n{json.dumps(SICK, indent=4)}\n```\n위처럼 나옵니다",
        json.dumps(json.dumps(SICK)),
        json.dumps({"log": json.dumps({"body": json.dumps(SICK)})}),
        json.dumps({"data": SICK}),
        f"$ curl -s http://127.0.0.1:8181/api/healthCheck/x\nHTTP/1.1 200\n\n{json.dumps(SICK)}",
        str(SICK),
        json.dumps(SICK)[:-40],
        json.dumps(SICK).replace("healthCheck", "HealthCheck"),
    ],
)
def test_a_failing_item_is_found_in_whatever_wrapping(text: str) -> None:
    assert ("keyCheck", "DS_CUSTOM_HEADER_KEY is Empty") in failing(text)
    assert read(text).code in {1, None}


@pytest.mark.parametrize("good", ["true", '"OK"', '"success"', "0", '"true"', '"정상"', "200"])
def test_what_says_yes_is_a_pass(good: str) -> None:
    assert failing(f'{{"keyCheck": {{"result": {good}}}, "licenseCheck": {{"result": {good}}}}}') == []


@pytest.mark.parametrize("bad", ["false", '"FAIL"', "1", '"error"', '"실패"', "500", '"??"'])
def test_what_says_no_or_nothing_known_is_no_pass(bad: str) -> None:
    assert [name for name, _ in failing(f'{{"code": 1, "keyCheck": {{"result": {bad}}}}}')] == ["keyCheck"]


def test_items_as_plain_words_are_read() -> None:
    assert failing('{"healthCheck":"OK","keyCheck":"FAIL","azureInfoCheck":"OpenidTenant is Empty"}') == [
        ("keyCheck", None),
        ("azureInfoCheck", "OpenidTenant is Empty"),
    ]


def test_items_in_lines_are_read() -> None:
    assert failing("healthCheck : OK\nlicenseCheck : OK\nkeyCheck : FAIL\n") == [("keyCheck", None)]


def test_items_that_carry_their_name_are_read() -> None:
    text = '[{"name":"healthCheck","result":"success"},{"name":"keyCheck","result":"fail","error":"gone"}]'
    assert failing(text) == [("keyCheck", "gone")]


@pytest.mark.parametrize(
    "text",
    [
        (
            '{"keyCheck":[{"sciServerId":"SCAM-AAAA-BBBB-CCCC-0001","result":true},'
            '{"sciServerId":"SCAM-AAAA-BBBB-CCCC-0002","result":false,"error":"x"}]}'
        ),
        (
            '{"keyCheck":{"SCAM-AAAA-BBBB-CCCC-0001":{"result":true},'
            '"SCAM-AAAA-BBBB-CCCC-0002":{"result":false,"error":"x"}}}'
        ),
        (
            '{"SCAM-AAAA-BBBB-CCCC-0001":{"keyCheck":{"result":true}},'
            '"SCAM-AAAA-BBBB-CCCC-0002":{"keyCheck":{"result":false,"error":"x"}}}'
        ),
    ],
)
def test_several_servers_are_told_apart_and_masked(text: str) -> None:
    first, second = read(text).items
    assert (first.ok, second.ok, second.error) == (True, False, "x")
    assert first.sci_server_id != second.sci_server_id
    assert first.sci_server_id is not None
    assert "AAAA" not in first.sci_server_id


def test_a_licence_inside_an_error_is_hidden() -> None:
    ((_, error),) = failing('{"licenseCheck":{"result":false,"error":"licence 1A2B-3C4D5-6E7F-8A9B0 is off"}}')
    assert error == "licence [hidden:licence] is off"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "curl http://127.0.0.1:8181/api/healthCheck/1A2B-3C4D5-6E7F-8A9B0",
        "what does keyCheck: mean?",
        "the keyCheck of the health check fails, healthCheck itself is fine",
        '{"code": 40013, "message": "Key not found in the keyVault"}',
        '{"healthCheck": "/actuator/health"}',
    ],
)
def test_what_only_speaks_of_the_check_is_no_report(text: str) -> None:
    assert recognise_health(text) is None


@pytest.mark.parametrize(
    "hostile", ["{", "[", '"keyCheck":', '"keyCheck":{', '\\"', "keyCheck ", '{"a":', "'", "\\\\\\"]
)
def test_hostile_text_of_64_kib_costs_little(hostile: str) -> None:
    text = '{"keyCheck" ' + (hostile * 65536)[:65536]
    begun = time.process_time()
    recognise_health(text)
    assert time.process_time() - begun < 1.5
