from typing import Any

import pytest

from bot.slack.words import words_of

BODY = '{"code": 40013}'
RICH = {
    "type": "rich_text",
    "elements": [
        {"type": "rich_text_section", "elements": [{"type": "text", "text": "look: "}]},
        {
            "type": "rich_text_preformatted",
            "elements": [
                {"type": "text", "text": '{"code": 40013, "detail": "'},
                {"type": "link", "url": "http://kms.example.test/key/7"},
                {"type": "text", "text": '"}'},
            ],
        },
    ],
}


@pytest.mark.parametrize(
    "message",
    [
        {"text": BODY},
        {"text": "", "attachments": [{"fallback": BODY}]},
        {"text": "an alert", "attachments": [{"fields": [{"title": "body", "value": BODY}]}]},
        {"text": "an alert", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": BODY}}]},
        {"blocks": [{"type": "table", "rows": [[{"type": "raw_text", "text": BODY}]]}]},
    ],
)
def test_what_is_said_is_read_wherever_it_stands(message: dict[str, Any]) -> None:
    assert BODY in words_of(message)


def test_rich_text_without_a_text_is_read_as_its_lines() -> None:
    said = words_of({"blocks": [RICH]})

    assert said.splitlines() == ["look: ", '{"code": 40013, "detail": "http://kms.example.test/key/7"}']


def test_nothing_is_read_twice() -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": BODY}}

    assert words_of({"text": BODY, "blocks": [RICH, section], "attachments": [{"text": BODY}]}) == BODY


@pytest.mark.parametrize("message", [{}, {"text": None}, {"text": 7, "blocks": "no", "attachments": {"text": 3}}])
def test_a_silent_message_says_nothing(message: dict[str, Any]) -> None:
    assert words_of(message) == ""


def test_a_nest_without_end_is_left_alone() -> None:
    nest: list[Any] = []
    nest.append(nest)

    assert words_of({"text": "deep", "attachments": nest}) == "deep"
