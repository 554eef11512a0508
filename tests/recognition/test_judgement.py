"""Whose an error is: the same number with SKMS's message, with another's, with none."""

import pytest

from bot.recognition.judgement import judge
from tests.fakes.knowledge import specification_catalog, specification_words

CATALOG = specification_catalog()
GENERIC = {40101, 40105, 40108}


@pytest.mark.parametrize("code", sorted(specification_words()))
def test_the_exact_message_is_skms_for_certain_unless_others_share_it(code: int) -> None:
    verdict = judge(code, specification_words()[code].message, CATALOG)
    assert (verdict.product, verdict.confidence) == ("skms", "likely" if code in GENERIC else "certain")


@pytest.mark.parametrize("code", sorted(specification_words()))
def test_every_message_survives_a_full_stop_a_wrap_and_a_cut(code: int) -> None:
    message = specification_words()[code].message
    cut = message[: -(len(message) * 3 // 10)]
    for said in (f"{message}.", message.replace(" ", "\n  "), f"“{message}”", f"{cut}...", message.replace("'", "’")):
        verdict = judge(code, said, CATALOG)
        assert verdict.product == "skms", said
        assert verdict.confidence in {"certain", "likely"}, said


@pytest.mark.parametrize(
    ("code", "message", "confidence"),
    [
        (40013, "  key not found in the KEYVAULT ", "certain"),
        (40013, "Key not found in the key vault", "likely"),
        (40301, "You don\\u0027t have permission this service", "likely"),
        (40301, "You don&#39;t have permission this service", "likely"),
        (40101, "Invalid token.", "likely"),
        (50001, "An unexpected error has occurred in the internal system.", "likely"),
        (40013, "키볼트 키 조회 실패", "likely"),
        (40008, "キーボルトサービスの失敗", "likely"),
        (40003, "Header creation failed", "likely"),
        (40003, "Failed create header (4020)", "likely"),
        (40013, "[SKMS] Key not found in the keyVault", "likely"),
        (40301, "Access Denied", "possible"),
        (40013, None, "possible"),
        (40013, "  ", "possible"),
    ],
)
def test_loose_forms_are_less_certain(code: int, message: str | None, confidence: str) -> None:
    verdict = judge(code, message, CATALOG)
    assert (verdict.product, verdict.confidence) == ("skms", confidence)


@pytest.mark.parametrize(
    ("code", "message", "product"),
    [
        (40013, "invalid appid", "wechat"),
        (40013, "invalid appid rid: 6302e9ee-1-2", "wechat"),
        (50001, "Missing Access", "discord"),
        (40005, "Invalid scLabelId", "sdf-container"),
        (40010, "File is already encrypted.", "sdf-container"),
        (40004, "Business Failed", "alipay"),
        (40104, "Timestamp not current", "ably"),
        (40009, "sign signature error", "crypto-exchanges"),
        (40013, "Key not", "unknown"),
        (40013, "Something else", "unknown"),
        (40013, "Key Vault Service Failed", "unknown"),
        (40101, "Invalid token specified", "unknown"),
        (40999, "Key not found in the keyVault", "unknown"),
        (40010, None, "unknown"),
        (40107, '{"code":40107,"message":"No matching license found"}', "unknown"),
    ],
)
def test_another_message_is_never_skms(code: int, message: str | None, product: str) -> None:
    verdict = judge(code, message, CATALOG)
    assert (verdict.product, verdict.confidence) == (product, None)
