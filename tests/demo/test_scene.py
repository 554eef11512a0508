import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.catalog.loader import find_knowledge, open_catalog
from bot.demo.chat import play
from bot.demo.scene import elsewhere, on_stage
from bot.demo.screen import Screen
from bot.errors import SlackRefused, SlackUnreachable
from bot.explain.templates import Phrases
from bot.terminal.page import open_console
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_bot import PASTE


class Paper(Screen):
    """A screen whose words can be read afterwards."""

    def __init__(self) -> None:
        self.stream = io.StringIO()
        super().__init__(open_console(stream=self.stream), Phrases(open_catalog([find_knowledge(None)]).phrases, "en"))

    @property
    def words(self) -> str:
        return self.stream.getvalue()


async def said(*lines: str) -> AsyncIterator[str]:
    for line in lines:
        yield line


async def test_each_thing_is_answered_before_the_next_is_said(tmp_path: Path) -> None:
    paper = Paper()
    async with on_stage(paper, "en", tmp_path) as scene:
        await play(scene.chat, said(PASTE, "@skms 40008", "!quit", "@skms 40011"), scene, echo=True)

    order = [paper.words.index(words) for words in ("Key 0000009 not found", "> @skms 40008", "│ 🔴 Key vault failed")]
    assert order == sorted(order)
    assert "40011" not in paper.words


async def test_what_broke_is_asked_for_and_pasted_by_a_call(tmp_path: Path) -> None:
    paper = Paper()
    async with on_stage(paper, "en", tmp_path) as scene:
        await play(scene.chat, said("!break auth", "!call"), scene, echo=True)

    assert '"code": 40006' in paper.words
    assert "│ 🔴" in paper.words


async def test_elsewhere_the_words_are_only_named_and_the_faults_work(tmp_path: Path) -> None:
    paper = Paper()
    async with FakeSlack() as slack, elsewhere(paper, "en", tmp_path, slack.environment()) as scene:
        await play(scene.chat, said(PASTE, "!break sci", "!call", "!quit"), scene, echo=True)
        oddities = slack.oddities

    assert "Say this in Slack." in paper.words
    assert '"code": 50002' in paper.words
    assert oddities == []


async def test_a_stand_in_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.demo.scene.READY_WITHIN", 0.3)
    slack = {"SLACK_API_URL": "http://127.0.0.1:9/api/", "SLACK_BOT_TOKEN": "xoxb-not", "SLACK_APP_TOKEN": "xapp-not"}

    with pytest.raises(SlackUnreachable, match=r"127\.0\.0\.1:9"):
        async with elsewhere(Paper(), "en", tmp_path, slack):
            pass


async def test_a_token_that_the_stand_in_refuses_ends_the_scene(tmp_path: Path) -> None:
    async with FakeSlack() as slack:
        slack.app.revoke_bot_token()
        with pytest.raises(SlackRefused, match="token_revoked"):
            async with elsewhere(Paper(), "en", tmp_path, slack.environment()):
                pass
