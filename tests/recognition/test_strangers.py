"""Numbers of the family that are not SKMS errors here, for direct questions."""

import pytest

from bot.recognition.strangers import find_strangers
from tests.fakes.knowledge import specification_catalog

CATALOG = specification_catalog()


@pytest.mark.parametrize(
    ("text", "code", "neighbour", "in_table"),
    [
        ("what is 40999?", 40999, None, False),
        ("error 40106", 40106, "ably", False),
        ("error 40010: File is already encrypted.", 40010, "sdf-container", False),
        ("wechat error 40013", 40013, "wechat", True),
        ('{"errcode":40013,"errmsg":"invalid appid"}', 40013, "wechat", True),
        ('{"message": "Missing Access", "code": 50001}', 50001, "discord", True),
        ("DiscordAPIError[50001]: Missing Access", 50001, "discord", True),
        ("alipay says 40004 Business Failed", 40004, "alipay", True),
    ],
)
def test_a_stranger_is_named_with_whose_it_may_be(
    text: str, code: int, neighbour: str | None, *, in_table: bool
) -> None:
    (stranger,) = find_strangers(text, CATALOG)
    assert (stranger.code, stranger.neighbour, stranger.in_table) == (code, neighbour, in_table)


@pytest.mark.parametrize("text", ["error 40013", "port 40010", "40999 rows", "nothing here", "SKMS 50001"])
def test_a_code_of_skms_or_another_reading_is_no_stranger(text: str) -> None:
    assert find_strangers(text, CATALOG) == []


def test_the_message_that_stands_by_is_told() -> None:
    (stranger,) = find_strangers('{"errcode":40013,"errmsg":"invalid appid"}', CATALOG)
    assert stranger.message == "invalid appid"
