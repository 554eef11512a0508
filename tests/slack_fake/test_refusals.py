from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import FakeSlack
from tests.fakes.slack.shapes.blocks import check_blocks
from tests.fakes.slack.shapes.check import Findings
from tests.fakes.slack.shapes.views import check_view
from tests.slack_fake.pieces import actions, button, modal, plain, section


def refusals(blocks: list[Any], surface: str = "message") -> str:
    findings = Findings()
    check_blocks(blocks, surface, findings)
    return "\n".join(findings.words)


GOOD: list[list[dict[str, Any]]] = [
    [section("x" * 3000)],
    [section("x", accessory=button(style="primary", value="v" * 2000))],
    [{"type": "section", "fields": [plain("f" * 2000)] * 10}],
    [{"type": "header", "text": plain("h" * 150), "level": 2}],
    [{"type": "context", "elements": [plain("c")] * 10}],
    [actions(*[button(f"b{number}") for number in range(25)])],
    [{"type": "divider"}] * 50,
    [{"type": "markdown", "text": "m" * 12_000}],
    [{"type": "table", "rows": [[{"type": "raw_text", "text": "a"}] * 20] * 100}],
    [
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "{}"}], "border": 0}],
        }
    ],
]


@pytest.mark.parametrize("blocks", GOOD, ids=lambda blocks: blocks[0]["type"])
def test_what_slack_takes_is_taken(blocks: list[dict[str, Any]]) -> None:
    assert refusals(blocks) == ""


BAD: list[tuple[list[Any], str]] = [
    ([section("x" * 3001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    ([section("")], "/blocks/0/text/text"),
    ([{"type": "section"}], "must have one of: text, fields"),
    ([{"type": "section", "fields": [plain("f")] * 11}], "no more than 10 items"),
    ([{"type": "section", "fields": [plain("f" * 2001)]}], "less than 2001"),
    ([section("x", colour="red")], "no more fields allowed: colour"),
    ([{"type": "header", "text": {"type": "mrkdwn", "text": "h"}}], "unsupported type: mrkdwn"),
    ([{"type": "header", "text": plain("h" * 151)}], "less than 151"),
    ([{"type": "context", "elements": [plain("c")] * 11}], "no more than 10 items"),
    ([actions(*[button(f"b{number}") for number in range(26)])], "no more than 25 items"),
    ([actions()], "no fewer than 1"),
    ([actions(button(), button())], '`action_id` "go" already exists'),
    ([section("a", block_id="one"), section("b", block_id="one")], '`block_id` "one" already exists'),
    ([actions(button(value="v" * 2001))], "less than 2001"),
    ([actions(button(style="default"))], "must be one of: primary, danger"),
    ([actions({**button(), "text": plain("b" * 76)})], "less than 76"),
    ([actions({"type": "image", "alt_text": "a", "image_url": "b"})], "unsupported type: image"),
    (
        [actions({"type": "overflow", "options": [{"text": plain("o"), "value": "v" * 151}]})],
        "less than 151",
    ),
    (
        [actions({"type": "overflow", "options": [{"text": plain("o"), "value": str(n)} for n in range(6)]})],
        "no more than 5 items",
    ),
    ([{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    ([{"type": "alert", "text": plain("a")}], "unsupported type: alert"),
    ([{"type": "nonsense"}], "unsupported type: nonsense"),
    ([None], "must be an object"),
    ([{"type": "markdown", "text": "m" * 7_000}] * 2, "markdown text must total"),
    ([{"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]] * 101}], "no more than 100 items"),
    ([{"type": "table", "rows": [[{"type": "raw_text", "text": "a" * 1000}]] * 11}], "table text must total"),
    ([{"type": "task_card", "task_id": "1", "title": "t", "status": "pending"}], "must be one of: in_progress"),
    ([{"type": "image", "alt_text": "a"}], "exactly one of: image_url, slack_file"),
    (
        [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "user"}]}]}],
        "missing required field: user_id",
    ),
]


@pytest.mark.parametrize(("blocks", "words"), BAD, ids=[words[:40] for _, words in BAD])
def test_what_slack_refuses_is_refused_with_a_pointer(blocks: list[Any], words: str) -> None:
    assert words in refusals(blocks)


def view_refusals(**changes: Any) -> str:
    findings = Findings()
    check_view(modal(**changes), findings)
    return "\n".join(findings.words)


VIEWS: list[tuple[dict[str, Any], str]] = [
    ({"title": plain("t" * 25)}, "less than 25"),
    ({"title": None}, "/view/title"),
    ({"private_metadata": "m" * 3001}, "less than 3001"),
    ({"callback_id": "c" * 256}, "less than 256"),
    ({"blocks": [{"type": "divider"}] * 101}, "no more than 100"),
    ({"blocks": [{"type": "markdown", "text": "x"}]}, "unsupported type: markdown"),
    ({"colour": "red"}, "no more fields allowed: colour"),
    (
        {"blocks": [{"type": "input", "label": plain("l"), "element": {"type": "plain_text_input"}}]},
        "must be defined when an input block",
    ),
]


@pytest.mark.parametrize(("changes", "words"), VIEWS, ids=[words for _, words in VIEWS])
def test_views_have_limits_of_their_own(changes: dict[str, Any], words: str) -> None:
    assert words in view_refusals(**changes)


def test_a_plain_view_is_taken() -> None:
    assert view_refusals() == ""


async def test_the_refusal_reaches_the_app_as_slack_words_it(slack: FakeSlack, client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=slack.channel("ops").id, text="x", blocks=[section("x" * 3001)])

    body = refused.value.response
    assert body["error"] == "invalid_blocks"
    assert body["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]
    assert slack.channel("ops").messages == []


async def test_blocks_that_are_too_long_together_are_refused(slack: FakeSlack, client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="msg_blocks_too_long"):
        await client.chat_postMessage(channel=slack.channel("ops").id, text="x", blocks=[section("x" * 2_700)] * 5)


async def test_a_text_above_40000_is_truncated_with_a_warning(slack: FakeSlack, client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel=slack.channel("ops").id, text="x" * 40_001)

    assert answer["warning"] == "message_truncated"
    assert len(slack.channel("ops").messages[0].text) == 40_000


async def test_an_update_above_4000_is_refused(slack: FakeSlack, client: AsyncWebClient) -> None:
    ops = slack.channel("ops")
    posted = await client.chat_postMessage(channel=ops.id, text="x")

    with pytest.raises(SlackApiError, match="msg_too_long"):
        await client.chat_update(channel=ops.id, ts=str(posted["ts"]), text="x" * 4_001)


async def test_an_unknown_argument_is_let_pass_and_noted(slack: FakeSlack, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=slack.channel("ops").id, text="x", thread="1.2")

    assert slack.oddities == ["chat.postMessage knows no argument thread"]


async def test_blocks_inside_attachments_are_judged_too(slack: FakeSlack, client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="invalid_attachments"):
        await client.chat_postMessage(
            channel=slack.channel("ops").id, text="x", attachments=[{"blocks": [section("x" * 3_001)]}]
        )


async def test_json_that_is_none_is_refused(slack: FakeSlack, client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="invalid_blocks_format"):
        await client.chat_postMessage(channel=slack.channel("ops").id, text="x", blocks="[{")


_WORDS = st.sampled_from(["type", "text", "section", "actions", "elements", "fields", "block_id", "mrkdwn", "modal"])
_JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | _WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORDS, inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None)
@given(_JUNK)
def test_junk_is_refused_in_words(junk: Any) -> None:
    findings = Findings()
    check_blocks(junk, "message", findings)
    check_view(junk, findings)

    assert findings.words
