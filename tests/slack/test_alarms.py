from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.delivery.self_alarm import SelfAlarm
from bot.explain.templates import Phrases
from bot.slack.alarms import KINDS, AlarmPost
from tests.fakes.hours import Hours
from tests.fakes.incident_scenes import CATALOG
from tests.fakes.slack import FakeSlack, Refuse, Rules
from tests.fakes.slack_bot import Echo, RunningBot, made


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(rules=Rules.quick()) as fake:
        yield fake


@pytest.fixture
async def bot(slack: FakeSlack, tmp_path: Path) -> AsyncIterator[RunningBot]:
    async with made(slack, tmp_path / "bot.db", Echo()) as running:
        yield running


def post_of(bot: RunningBot, slack: FakeSlack, locale: str = "en") -> AlarmPost:
    surface = bot.core.surface
    phrases = Phrases(CATALOG.phrases, locale)
    return AlarmPost(surface.messenger, surface.identity, slack.channel("ops").id, lambda: phrases)


@pytest.mark.parametrize("locale", ["en", "ko"])
@pytest.mark.parametrize("kind", [*KINDS, "something-new"])
async def test_each_alarm_says_something_in_each_language_with_facts_or_without(
    slack: FakeSlack, bot: RunningBot, kind: str, locale: str
) -> None:
    post = post_of(bot, slack, locale)
    facts = {"reason": "is_archived", "channel": "C1", "count": "2", "incidents": "#1 #2"}

    assert await post(kind, facts)
    assert await post(kind, {})

    full, bare = (message.text for message in slack.channel("ops").by_bots())
    assert full.startswith("⚠️")
    assert bare.startswith("⚠️")
    assert "{" not in full + bare


async def test_an_alarm_needs_no_database_and_its_facts_are_literal(slack: FakeSlack, bot: RunningBot) -> None:
    await bot.store.close()
    alarm = SelfAlarm(Hours(), post_of(bot, slack))

    await alarm.sound("database", {"reason": "<!channel> DatabaseFull"})

    (message,) = slack.channel("ops").by_bots()
    assert "DatabaseFull" in message.text
    assert "<!channel>" not in message.text + str(message.blocks)


async def test_an_alarm_that_slack_refuses_was_not_posted(slack: FakeSlack, bot: RunningBot) -> None:
    slack.faults.add("chat.postMessage", Refuse("invalid_auth"))

    assert not await post_of(bot, slack)("database", {})
