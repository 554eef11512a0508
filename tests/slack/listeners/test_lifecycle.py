from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.models.conversation import UserLanguage
from tests.fakes.slack import FakeSlack, Rules
from tests.fakes.slack_talk import Talk, installed, talking


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(installed(), rules=Rules(retry_after=(0.0, 0.5))) as fake:
        yield fake


@pytest.fixture
async def talk(slack: FakeSlack, tmp_path: Path) -> AsyncIterator[Talk]:
    async with talking(slack, tmp_path / "bot.db") as running:
        for team in (slack.core.workspace.team.id, "T_OTHER"):
            at = running.core.surface.clock.now()
            await running.store.languages.choose(UserLanguage(team=team, user="U1", language="ko", at=at))
        yield running


async def kept(talk: Talk, slack: FakeSlack) -> tuple[str | None, str | None]:
    ours = await talk.store.languages.of(slack.core.workspace.team.id, "U1")
    return ours, await talk.store.languages.of("T_OTHER", "U1")


async def test_uninstalling_deletes_what_was_kept_of_the_workspace_alone(slack: FakeSlack, talk: Talk) -> None:
    slack.uninstall()
    await slack.settles()
    await talk.core.front.drain(2)
    await talk.core.inbox.drain(2)

    assert await kept(talk, slack) == (None, "ko")
    assert (await talk.store.counts())["event"] == 0
    assert slack.deliveries.failed == []


async def test_a_person_who_takes_their_own_token_back_uninstalls_nothing(slack: FakeSlack, talk: Talk) -> None:
    slack.publish({"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}, "event_ts": "1.0"})
    await slack.settles()
    await talk.core.inbox.drain(2)

    assert await kept(talk, slack) == ("ko", "ko")


async def test_a_bot_token_that_was_taken_away_ends_the_installation(slack: FakeSlack, talk: Talk) -> None:
    slack.publish({"type": "tokens_revoked", "tokens": {"bot": [slack.bot.id]}, "event_ts": "1.0"})
    await slack.settles()
    await talk.core.front.drain(2)
    await talk.core.inbox.drain(2)

    assert await kept(talk, slack) == (None, "ko")
