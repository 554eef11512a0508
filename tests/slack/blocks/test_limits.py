"""Everything that we can send stays within Slack's limits, as the table of `slackblocks` has them."""

import json

import pytest

from bot.slack.blocks import page
from tests.fakes.slack_limits import PUSH, refuse_message, refuse_view
from tests.slack.scenes import SCENES


def test_slack_would_take_every_message_and_every_view() -> None:
    refused = {
        scene.name: findings
        for scene in SCENES
        if (findings := (refuse_view if scene.is_view else refuse_message)(scene.payload))
    }

    assert len(SCENES) > 1000
    assert refused == {}


def test_everything_can_be_written_as_json_with_plain_types() -> None:
    for scene in SCENES:
        assert json.loads(json.dumps(scene.payload)) == scene.payload


def test_every_answers_push_text_shows_the_verdict_within_eighty_characters() -> None:
    answers = [scene for scene in SCENES if scene.name.startswith(("answer-4", "answer-5", "private-"))]

    for scene in answers:
        code = scene.name.split("-")[1]
        verdict = scene.payload["text"].partition("\n")[0]
        assert len(verdict) <= PUSH
        assert verdict.endswith(f"· {code}")


def test_no_phrase_is_missing_or_left_with_a_brace() -> None:
    for scene in SCENES:
        text = json.dumps(scene.payload, ensure_ascii=False)
        assert "slack-" not in text.replace("slack-token", ""), scene.name
        assert "why-" not in text, scene.name
        assert "status-" not in text, scene.name
        assert "reason-" not in text, scene.name
        assert "heading-" not in text, scene.name


@pytest.mark.parametrize(
    "broken",
    [
        page.Message("", (page.section("x"),)),
        page.Message("x", ()),
        page.Message("x" * 4000, (page.section("x"),)),
        page.Message("x", (page.section("x"),) * 51),
        page.Message("x", ({"type": "section", "text": page.markup("x" * 3001)},)),
        page.Message("x", ({"type": "section", "text": {"type": "mrkdwn", "text": ""}},)),
        page.Message("x", (page.section("x" * 2900),) * 4),
        page.Message("x", tuple(page.actions(page.button("a", "x"), page.button("a", "y")))),
        page.Message("x", tuple(page.actions(page.button("a", "x", "v" * 2001)))),
        page.Message("x", tuple(page.actions(page.overflow("a", [page.option("x", "v" * 151)])))),
        page.Message("x", tuple(page.actions(page.overflow("a", [page.option("x", "v"), page.option("y", "v")])))),
    ],
)
def test_the_referee_refuses_what_slack_would_refuse(broken: page.Message) -> None:
    assert refuse_message(broken.as_arguments()) != []
