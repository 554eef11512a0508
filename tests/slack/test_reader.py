from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import DatabaseUnavailable
from bot.models.answer import Contact
from bot.models.conversation import UserLanguage
from bot.settings.slack import SlackSettings
from bot.slack import reader
from bot.slack.reader import Readers
from tests.fakes.slack import FakeSlack, Hold, Refuse
from tests.fakes.slack_talk import Talk, installed, talking

OWNERS = {"key-vault-ops": Contact(label="key vault ops", channel="C0000042")}
SETTINGS = SlackSettings.model_validate({"channels": {"default": {"audience": "integrator"}}})


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(app=installed()) as fake:
        yield fake


@pytest.fixture
async def talk(slack: FakeSlack, tmp_path: Path) -> AsyncIterator[Talk]:
    async with talking(slack, tmp_path / "bot.db", SETTINGS) as running:
        yield running


@pytest.fixture
def readers(talk: Talk) -> Readers:
    return Readers(replace(talk.core.surface, contacts=OWNERS))


@pytest.fixture
def team(talk: Talk) -> str:
    return talk.core.surface.identity.team


async def test_people_read_their_language_as_chosen_else_as_in_slack_else_the_sites(
    slack: FakeSlack, talk: Talk, readers: Readers, team: str
) -> None:
    mina, kim = slack.person("mina", locale="ko-KR"), slack.person("kim", locale="xx-XX")
    before = await readers.for_person(team, mina.id)
    at = talk.core.surface.clock.now()
    await talk.store.languages.choose(UserLanguage(team=team, user=mina.id, language="en", at=at))
    after = await readers.for_person(team, mina.id)
    unknown = await readers.for_person(team, kim.id)

    assert (before.locale, after.locale, unknown.locale) == ("ko", "en", "en")
    assert before.audience == "integrator"
    assert before.contacts == OWNERS


async def test_slack_is_asked_once_for_a_person_and_a_channel(slack: FakeSlack, readers: Readers, team: str) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    for _ in range(3):
        await readers.for_channel(team, ops.id, mina.id)
        await readers.for_person(team, mina.id, ops.id)

    assert len(slack.ledger.said("users.info")) == 1
    assert len(slack.ledger.said("conversations.info")) == 1


async def test_what_is_shared_with_others_is_written_for_others(slack: FakeSlack, readers: Readers, team: str) -> None:
    partner = slack.organisation("partner")
    mina, kim = slack.person("mina"), slack.person("kim", team=partner)
    ops, shared = slack.channel("ops"), slack.channel("shared", shared_with=[partner])
    for_all = [
        await readers.for_channel(team, shared.id, mina.id),
        await readers.for_channel(team, ops.id, mina.id, shared=True),
        await readers.for_channel(team, ops.id, kim.id),
        await readers.for_person(team, mina.id, shared.id),
        await readers.for_person(team, kim.id),
        await readers.for_channel(team, slack.direct(kim).id, kim.id),
    ]
    ours = await readers.for_channel(team, ops.id, mina.id)

    assert [(one.audience, one.contacts) for one in for_all] == [("external", {})] * len(for_all)
    assert (ours.audience, ours.contacts) == ("integrator", OWNERS)


async def test_where_slack_cannot_say_the_answer_is_careful_until_it_can(
    slack: FakeSlack, readers: Readers, team: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "UNKNOWN_FOR", 0.0)
    mina, ops = slack.person("mina"), slack.channel("ops")
    slack.faults.add("conversations.info", Refuse("channel_not_found"), times=2)
    slack.faults.add("users.info", Refuse("internal_error"), times=1)
    unsure = await readers.for_channel(team, ops.id, mina.id)
    stranger = await readers.for_person(team, mina.id, ops.id)
    alone = await readers.for_person(team, mina.id, ops.id)
    sure = await readers.for_channel(team, ops.id, mina.id)

    assert [one.audience for one in (unsure, stranger, alone, sure)] == [
        "external",
        "external",
        "integrator",
        "integrator",
    ]


async def test_a_slow_slack_holds_nobody_up(
    slack: FakeSlack, readers: Readers, team: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "ASK_WITHIN", 0.1)
    mina = slack.person("mina")
    slack.faults.add("users.info", Hold(2))

    assert (await readers.for_person(team, mina.id)).audience == "external"


async def test_a_bot_that_is_read_like_a_person_is_not_asked_about(
    slack: FakeSlack, readers: Readers, team: str
) -> None:
    reads = await readers.for_channel(team, slack.channel("ops").id, "B0000007", shared=False)

    assert reads.audience == "integrator"
    assert slack.ledger.said("users.info") == []


async def test_without_a_database_the_settings_hold(talk: Talk, readers: Readers, team: str) -> None:
    async def away(*_: object) -> None:
        raise DatabaseUnavailable("the database is away")

    talk.store.channels.of = talk.store.languages.of = away  # type: ignore[method-assign, assignment]

    assert (await readers.conduct_in(team, "C0000001")).mode == "on"
    assert (await readers.for_person(team, "U0000001")).locale == "en"
