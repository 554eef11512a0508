"""A paste while an incident is open: one line with its link, age and holder; the paste counts; nothing ever waits."""

import asyncio
import time
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from bot.errors import DatabaseUnavailable
from bot.models.alerting import Alerting, Route
from bot.models.incident import Incident
from bot.models.setup import Channels, Conduct
from bot.settings.slack import SlackSettings
from tests.fakes.incident_poster import posted
from tests.fakes.incidents import a_target, observed
from tests.fakes.loopback_skms import LoopbackSkms
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.world import Channel
from tests.fakes.slack_talk import Talk, Told, talking

VAULT_FAILED = '{"code": 40008, "message": "Key Vault Service Failed", "detail": "Connection refused"}'
KEY_PASTE = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009"}'
IN_PROD = SlackSettings(channels=Channels(default=Conduct(environment="prod")))


@pytest.fixture
def told(ops: Channel) -> Told:
    return Told(Alerting(routes=(Route(name="all", channels=(ops.id,)),)))


@pytest.fixture
def bot(slack: FakeSlack, told: Told, tmp_path: Path) -> AbstractAsyncContextManager[Talk]:
    return talking(slack, tmp_path / "bot.db", IN_PROD, told=told)


async def vault_down(slack: FakeSlack, talk: Talk) -> str:
    now = talk.core.surface.clock.now()
    await talk.engine.observe([observed(a_target(), "down", now)], now)
    message = await posted(slack, talk, 1)
    return f"archives/{message.channel.id}/p{message.ts.replace('.', '')}"


async def counted(slack: FakeSlack, talk: Talk, number: int, pastes: int) -> Incident:
    async def enough() -> bool:
        found = await talk.engine.find(number, talk.core.surface.clock.now())
        return found is not None and found.pastes >= pastes

    async with asyncio.timeout(5):
        while not await enough():
            await slack.settles()
    found = await talk.engine.find(number, talk.core.surface.clock.now())
    assert found is not None
    return found


async def test_the_answer_links_the_incident_and_names_who_has_it_without_calling_them(
    slack: FakeSlack, bot: AbstractAsyncContextManager[Talk], ops: Channel
) -> None:
    mina, jun = slack.person("mina"), slack.person("jun")
    async with bot as talk:
        link = await vault_down(slack, talk)
        await mina.command(ops, "/skms", "ack #1")
        await slack.until(lambda: mina.sees(ops), "the word that it is theirs")
        answer = await slack.reply_to(jun.says(slack.channel("devs"), VAULT_FAILED))
        incident = await counted(slack, talk, 1, 1)

    shown = str(answer.blocks)
    assert f"{link}|Part of incident #1 since " in shown
    assert "mina has it" in answer.text
    assert f"<@{mina.id}>" not in shown + answer.text
    assert incident.pastes == 1
    assert [one.kind for one in incident.evidence] == ["target-down", "paste"]


async def test_an_error_of_another_environment_is_no_part_of_it(slack: FakeSlack, told: Told, tmp_path: Path) -> None:
    settings = SlackSettings(channels=Channels(default=Conduct(environment="stage")))
    async with talking(slack, tmp_path / "bot.db", settings, told=told) as talk:
        await vault_down(slack, talk)
        answer = await slack.reply_to(slack.person("jun").says(slack.channel("devs"), VAULT_FAILED))

    assert "Part of incident" not in answer.shown


async def test_what_is_known_of_targets_and_the_incident_stand_in_one_answer_and_stay_there(
    slack: FakeSlack, told: Told, tmp_path: Path
) -> None:
    async with LoopbackSkms() as skms:
        await skms.vault.shut()
        await skms.settle()
        async with talking(slack, tmp_path / "bot.db", IN_PROD, status=skms.status, told=told) as talk:
            await vault_down(slack, talk)
            answer = await slack.reply_to(slack.person("jun").says(slack.channel("devs"), skms.timeout))
            first = answer.text
            await slack.until(lambda: "Bot is checking" not in answer.shown, "the checks' results")
            await slack.settles()

    for text in (one.replace("\u2060", "") for one in (first, answer.text)):
        assert "ACT NOW · incident #1: nobody has it" in text
        assert "Part of incident #1 since" in text


async def test_several_who_paste_the_same_are_a_suggestion_and_no_page(
    slack: FakeSlack, bot: AbstractAsyncContextManager[Talk]
) -> None:
    devs = slack.channel("devs")
    async with bot as talk:
        for name in ("mina", "jun", "sora"):
            slack.person(name).says(devs, KEY_PASTE)
        incident = await counted(slack, talk, 1, 3)
        rows = await talk.store.incidents.deliveries(1)

    assert incident.subject.kind == "people"
    assert incident.subject.urgency != "act-now"
    assert [row.kind for row in rows] == ["parent"]


async def test_one_person_who_pastes_often_is_no_crowd_and_naming_a_code_is_no_paste(
    slack: FakeSlack, bot: AbstractAsyncContextManager[Talk]
) -> None:
    devs, mina = slack.channel("devs"), slack.person("mina")
    async with bot as talk:
        for _ in range(4):
            mina.says(devs, KEY_PASTE)
        asked = [slack.person(name).says(devs, f"@{slack.bot.name} 40013") for name in ("jun", "sora", "hana")]
        for one in asked:
            await slack.reply_to(one)
        await slack.settles()
        found = await talk.engine.open()

    assert found == []


@pytest.mark.parametrize("trouble", ["down", "stuck"])
async def test_an_answer_comes_in_time_whatever_the_engine_does(
    slack: FakeSlack, bot: AbstractAsyncContextManager[Talk], monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    async def never(*_: object) -> list[Incident]:
        if trouble == "down":
            raise DatabaseUnavailable("the database is away")
        await asyncio.Event().wait()
        return []

    async with bot as talk:
        await vault_down(slack, talk)
        monkeypatch.setattr(talk.engine, "open", never)
        monkeypatch.setattr(talk.engine, "paste", never)
        began = time.monotonic()
        answer = await slack.reply_to(slack.person("jun").says(slack.channel("devs"), VAULT_FAILED))
        took = time.monotonic() - began
        monkeypatch.undo()

    assert "40008" in answer.text
    assert "Part of incident" not in answer.shown
    assert took < 1


async def test_many_pastes_at_once_read_the_incidents_once(
    slack: FakeSlack, bot: AbstractAsyncContextManager[Talk], monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = 0
    async with bot as talk:
        await vault_down(slack, talk)
        real = talk.engine.open

        async def watched(most: int = 1_000) -> list[Incident]:
            nonlocal reads
            reads += 1
            return await real(most)

        monkeypatch.setattr(talk.engine, "open", watched)
        pastes = [slack.person(f"p{n}").says(slack.channel(f"devs-{n}"), VAULT_FAILED) for n in range(30)]
        for paste in pastes:
            await slack.reply_to(paste)
        incident = await counted(slack, talk, 1, 30)

    assert incident.pastes == 30
    assert reads <= 4
