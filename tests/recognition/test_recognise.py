"""What a sighting says besides its fields: span, confidence, form, success that is none, statuses that mislead."""

import pytest

from bot.models.sighting import Sighting
from bot.recognition import recognise
from tests.fakes.knowledge import specification_catalog

CATALOG = specification_catalog()
BODY = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009"}'
AZURE = '{\\"code\\":40011,\\"message\\":\\"Unable to AzureInfo\\",\\"detail\\":\\"OpenidTenant is Empty\\"}'


def only(text: str) -> Sighting:
    found = recognise(text, CATALOG)
    assert len(found) == 1
    return found[0]


def test_a_span_is_where_the_body_stands_in_the_text_as_given() -> None:
    text = f"&gt; look: &amp; here \u200b{BODY} thanks"
    start, end = only(text).span
    assert text[start:end] == BODY


def test_a_span_covers_all_the_layers() -> None:
    text = f'got {{"code":1,"message":"not Protected.","detail":"{AZURE}"}} today'
    start, end = only(text).span
    assert text[start:end] == text[4:-6]


def test_an_exact_body_is_certain() -> None:
    one = only(BODY)
    assert (one.confidence, one.form) == ("certain", "json")


def test_a_cut_body_without_a_message_is_likely() -> None:
    one = only('{"code": 40013, "me')
    assert (one.confidence, one.form, one.error.message) == ("likely", "fragment", None)


def test_a_body_with_nothing_but_a_code_is_at_most_possible() -> None:
    assert all(one.confidence == "possible" for one in recognise('{"code": 40013}', CATALOG))


def test_a_code_without_a_message_whose_detail_names_a_key_is_likely() -> None:
    one = only('{"code": 40013, "detail": "keyId : 0000009"}')
    assert (one.confidence, one.key_id) == ("likely", "0000009")


@pytest.mark.parametrize("outer", [0, 1, 200])
def test_an_outer_code_that_claims_success_is_a_false_success(outer: int) -> None:
    one = only(f'{{"code":{outer},"message":"fine","detail":"{AZURE}"}}')
    assert one.false_success
    assert [layer.code for layer in one.layers] == [outer, 40011]


def test_an_outer_error_is_no_false_success() -> None:
    assert not only(f'{{"code":50001,"message":"{AZURE}"}}').false_success


def test_an_outer_401_that_is_not_about_the_token_misleads() -> None:
    one = only(
        'HTTP/1.1 401\n\n{"code":40101,"message":"{\\"code\\":40107,\\"message\\":\\"No matching license found\\"}"}'
    )
    assert (one.error.code, one.misleading_status, one.http_status) == (40107, 401, 401)


def test_an_outer_500_that_is_no_crash_misleads() -> None:
    assert only(f'{{"code":50001,"message":"400 Bad Request: \\"{AZURE}\\""}}').misleading_status == 500


def test_an_error_without_wrapping_has_no_misleading_status() -> None:
    assert only(f"HTTP/1.1 500\n\n{BODY}").misleading_status is None


def test_an_outer_401_around_an_invalid_token_does_not_mislead() -> None:
    text = '{"code":40101,"message":"{\\"code\\":40101,\\"message\\":\\"Invalid token\\"}"}'
    assert only(text).misleading_status is None


def test_a_layer_keeps_its_own_message_and_status() -> None:
    one = only(f'{{"status":500,"code":50001,"message":"{AZURE}"}}')
    assert one.layers[0].http_status == 500
    assert (one.layers[0].message or "").startswith('{"code":40011')
    assert one.layers[-1].product == "skms"


def test_sightings_come_in_the_order_of_the_text() -> None:
    codes = [40101, 40013, 50002]
    bodies = [f'{{"code":{code},"message":"{CATALOG.vendor[code].message}"}}' for code in codes]
    assert [one.error.code for one in recognise("\n".join(bodies), CATALOG)] == codes


def test_the_same_error_is_counted_and_a_later_one_fills_in_its_status() -> None:
    one = only(f"{BODY}\n\nand again\n\nHTTP/1.1 400 Bad Request\n\n{BODY}")
    assert (one.count, one.http_status) == (2, 400)


def test_a_foreign_body_that_wraps_a_foreign_body_is_silence() -> None:
    assert not recognise('{"code":50001,"message":"{\\"code\\":40005,\\"message\\":\\"Invalid scLabelId\\"}"}', CATALOG)


def test_a_skms_body_that_wraps_a_foreign_one_decides() -> None:
    text = (
        '{"code":50001,"message":"An unexpected error has occurred in the internal system",'
        '"detail":"{\\"code\\":40005,\\"message\\":\\"Invalid scLabelId\\"}"}'
    )
    one = only(text)
    assert one.error.code == 50001
    assert one.error.detail == '{"code":40005,"message":"Invalid scLabelId"}'


@pytest.mark.parametrize(
    "text",
    [
        "\0" * 50 + "40013",
        '{"code":40013,"message":"\ud800"}',
        '{"code":40013,"detail":' + "9" * 5000 + "}",
        '{"code":NaN,"code":40013,"message":null}',
        '{"a":' * 100_000 + '{"code":40013}' + "}" * 100_000,
        '{"code":40013,"message":' + "[" * 100_000,
        '{"code":40013,"message":"Key not found in the keyVault","detail":' + '{"a":' * 5000 + "1" + "}" * 5000 + "}",
    ],
    ids=["nul", "surrogate", "digits", "nan", "deep", "brackets", "deep detail"],
)
def test_bad_input_never_raises(text: str) -> None:
    for one in recognise(text, CATALOG):
        one.model_dump_json()
