"""People and incidents in Slack: buttons, forms, commands, mentions in the incident's thread; who may, what is kept."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from bot.models.alerting import Alerting, Route
from bot.models.incident import Incident
from tests.fakes.incident_poster import posted
from tests.fakes.incidents import a_target, an_error, observed
from tests.fakes.slack import FakeSlack, Message, Rules
from tests.fakes.slack.people import Person
from tests.fakes.slack.world import Channel
from tests.fakes.slack_talk import Talk, Told, installed, talking

MENU = "incident_menu"
VAULT = a_target()


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with FakeSlack(app=installed(groups=True), rules=Rules(retry_after=(0.0, 0.5))) as fake:
        yield fake
        assert fake.oddities == [], fake.transcript()


@pytest.fixture
def told(ops: Channel) -> Told:
    return Told(Alerting(routes=(Route(name="all", channels=(ops.id,)),)))


@pytest.fixture
def bot(slack: FakeSlack, told: Told, tmp_path: Path) -> AbstractAsyncContextManager[Talk]:
    return talking(slack, tmp_path / "bot.db", told=told)


async def vault_down(slack: FakeSlack, talk: Talk) -> Message:
    await talk.engine.observe([observed(VAULT, "down", talk.core.surface.clock.now())], talk.core.surface.clock.now())
    return await posted(slack, talk, 1)


async def one(talk: Talk, number: int = 1) -> Incident:
    found = await talk.engine.find(number, talk.core.surface.clock.now())
    assert found is not None
    return found


async def told_to(slack: FakeSlack, person: Person, channel: Channel) -> str:
    """What this person alone was told last."""
    await slack.until(lambda: person.sees(channel), "a private word")
    return person.sees(channel)[-1].shown


async def typed(slack: FakeSlack, person: Person, channel: Channel, words: str) -> Message:
    before = len(person.sees(channel))
    done = await person.command(channel, "/skms", words)
    assert done.acked, done.failure
    await slack.until(lambda: len(person.sees(channel)) > before, "a private answer")
    return person.sees(channel)[-1]


async def audit(talk: Talk) -> list[tuple[str, str, str]]:
    return [(row.actor, row.action, row.target) for row in await talk.store.audit.last(talk.core.surface.identity.team)]


async def test_whoever_takes_it_has_it_and_is_told_what_happened_since(
    slack: FakeSlack, bot: AbstractAsyncContextManager[Talk], ops: Channel
) -> None:
    mina = slack.person("mina")
    async with bot as talk:
        message = await vault_down(slack, talk)
        await talk.engine.report([an_error(40013, count=7)], talk.core.surface.clock.now())
        done = await mina.clicks(message, "I take it")
        private = await told_to(slack, mina, ops)
        incident = await one(talk)
        rows = await audit(talk)

    assert done.acked
    assert done.took < 0.5
    assert incident.holder == mina.id
    assert private.startswith("Incident #1 is yours")
    assert "Since you were paged: reported 7×" in private
    assert rows == [(mina.id, "acknowledged", "#1")]


async def test_the_second_learns_who_has_it_and_can_take_it_over(
    slack: FakeSlack, bot: AbstractAsyncContextManager[Talk], ops: Channel
) -> None:
    mina, jun = slack.person("mina"), slack.person("jun")
    async with bot as talk:
        message = await vault_down(slack, talk)
        await mina.clicks(message, "I take it")
        await told_to(slack, mina, ops)
        await jun.clicks(message, "I take it")
        private = await told_to(slack, jun, ops)
        between = (await one(talk)).holder
        await jun.clicks(jun.sees(ops)[-1], "Take it over")
        await slack.until(lambda: "is yours" in jun.sees(ops)[-1].shown, "the word that it is theirs")
        after = (await one(talk)).holder

    assert f"<@{mina.id}> has it" in private
    assert (between, after) == (mina.id, jun.id)


async def test_not_ours_leaves_it_to_nobody(
    slack: FakeSlack, bot: AbstractAsyncContextManager[Talk], ops: Channel
) -> None:
    mina = slack.person("mina")
    async with bot as talk:
        await mina.picks(await vault_down(slack, talk), MENU, "Not ours")
        private = await told_to(slack, mina, ops)
        incident = await one(talk)

    assert "not yours" in private
    assert incident.acknowledged is not None
    assert incident.acknowledged.how == "not-ours"
    assert incident.holder == ""


async def test_waiting_asks_for_whom_and_until_when(slack: FakeSlack, bot: AbstractAsyncContextManager[Talk]) -> None:
    mina = slack.person("mina")
    async with bot as talk:
        await mina.picks(await vault_down(slack, talk), MENU, "Waiting for …")
        await slack.until(lambda: mina.user.views, "the form")
        done = await mina.submits(mina.view, {"incident_span": "120", "incident_words": "the network team"})
        incident = await one(talk)
        now = talk.core.surface.clock.now()

    assert done.acked
    assert incident.acknowledged is not None
    assert incident.acknowledged.waits_for == "the network team"
    assert incident.acknowledged.until is not None
    assert 7_100 < (incident.acknowledged.until - now).total_seconds() <= 7_200
    assert "waits for the network team until" in mina.view.shown


async def test_a_mute_shows_first_what_it_would_hide(slack: FakeSlack, bot: AbstractAsyncContextManager[Talk]) -> None:
    mina = slack.person("mina")
    async with bot as talk:
        message = await vault_down(slack, talk)
        other = a_target("sci-1", "sci")
        at = talk.core.surface.clock.now()
        await talk.engine.observe([observed(VAULT, "down", at), observed(other, "down", at)], at)
        await mina.picks(message, MENU, "Mute …")
        await slack.until(lambda: mina.user.views, "the form")
        alone = mina.view.shown
        await mina.picks(mina.view, "incident_scope", "[prod]")
        await slack.until(lambda: "#2" in mina.view.shown, "what the wider mute hides")
        wide = mina.view.shown
        await mina.submits(mina.view, {"incident_span": "60", "incident_words": "moving the racks"})
        silences = await talk.engine.silences(talk.core.surface.clock.now())
        states = [(await one(talk, number)).muted(talk.core.surface.clock.now()) for number in (1, 2)]

    assert "Hides 1 open now" in alone
    assert "Hides 2 open now" in wide
    assert states == [True, True]
    assert [(silence.scope.environment, silence.reason, silence.by) for silence in silences] == [
        ("prod", "moving the racks", mina.id)
    ]
    assert "Muted until" in mina.view.shown


async def test_a_mute_without_a_reason_keeps_its_form(slack: FakeSlack, bot: AbstractAsyncContextManager[Talk]) -> None:
    mina = slack.person("mina")
    async with bot as talk:
        await mina.picks(await vault_down(slack, talk), MENU, "Mute …")
        await slack.until(lambda: mina.user.views, "the form")
        done = await mina.submits(mina.view, {"incident_words": "   "})
        silences = await talk.engine.silences(talk.core.surface.clock.now())

    assert done.response["response_action"] == "errors"
    assert silences == []


async def test_only_the_group_may_mute_where_one_is_set(
    slack: FakeSlack, bot: AbstractAsyncContextManager[Talk], told: Told, ops: Channel
) -> None:
    mina, jun = slack.person("mina"), slack.person("jun")
    told.alerting = told.alerting.model_copy(update={"groups": (slack.group(mina),)})
    async with bot as talk:
        message = await vault_down(slack, talk)
        await jun.picks(message, MENU, "Mute …")
        refused = await told_to(slack, jun, ops)
        typed_too = (await typed(slack, jun, ops, "mute #1 2h I want to sleep")).shown
        taken = (await typed(slack, jun, ops, "ack #1")).shown
        allowed = (await typed(slack, mina, ops, "mute #1 2h moving the racks")).shown
        muted = (await one(talk)).muted(talk.core.surface.clock.now())

    assert "Only the on-call group may mute" in refused
    assert "Only the on-call group may mute" in typed_too
    assert not jun.user.views
    assert "#1 is yours" in taken
    assert "Muted until" in allowed
    assert muted


async def test_a_wide_mute_that_is_typed_is_confirmed_after_a_look(
    slack: FakeSlack, bot: AbstractAsyncContextManager[Talk], ops: Channel
) -> None:
    mina = slack.person("mina")
    async with bot as talk:
        await vault_down(slack, talk)
        answer = await typed(slack, mina, ops, "mute prod key-vault 2h moving the racks")
        before = (await one(talk)).muted(talk.core.surface.clock.now())
        look = answer.shown
        await mina.clicks(answer, "Mute")
        await slack.until(lambda: "🔕 Muted until" in mina.sees(ops)[-1].shown, "the word that it is muted")
        after = (await one(talk)).muted(talk.core.surface.clock.now())
        lifted = (await typed(slack, mina, ops, "unmute prod key-vault")).shown
        lifted_too = (await one(talk)).muted(talk.core.surface.clock.now())
        rows = await audit(talk)

    assert "hides 1 open now" in look
    assert "#1" in look
    assert (before, after, lifted_too) == (False, True, False)
    assert "No longer muted" in lifted
    assert {action for _, action, _ in rows} == {"mute", "unmute"}


async def test_in_its_thread_an_incident_need_not_be_named(
    slack: FakeSlack, bot: AbstractAsyncContextManager[Talk], ops: Channel
) -> None:
    mina = slack.person("mina")
    async with bot as talk:
        message = await vault_down(slack, talk)
        # A second one that nobody has: outside the thread it would not be clear which one is meant.
        await talk.engine.report(
            [an_error(50001, host="h.example.test", environment="dev", count=99)], talk.core.surface.clock.now()
        )
        first = mina.says(ops, f"@{slack.bot.name} 제가 맡을게요", thread=message)
        await slack.until(lambda: any("#1 is yours" in one.shown for one in ops.thread(message)), "the answer")
        holder = (await one(talk)).holder
        mina.says(ops, f"@{slack.bot.name} mute 2h racks", thread=message)
        await slack.until(lambda: any("Muted until" in one.shown for one in ops.thread(message)), "the answer")
        muted = (await one(talk)).muted(talk.core.surface.clock.now())
        mina.says(ops, f"@{slack.bot.name} unmute", thread=message)
        await slack.until(lambda: any("No longer muted" in one.shown for one in ops.thread(message)), "the answer")
        after = (await one(talk)).muted(talk.core.surface.clock.now())

    assert first.thread_ts == message.ts
    assert holder == mina.id
    assert (muted, after) == (True, False)


async def test_the_list_tells_who_has_what_and_what_is_muted(
    slack: FakeSlack, bot: AbstractAsyncContextManager[Talk], ops: Channel
) -> None:
    mina = slack.person("mina")
    async with bot as talk:
        none = (await typed(slack, mina, ops, "incidents")).shown
        await vault_down(slack, talk)
        await typed(slack, mina, ops, "ack 1")
        await typed(slack, mina, ops, "mute #1 2h racks")
        listed = (await typed(slack, mina, ops, "장애 목록")).shown
        single = (await typed(slack, mina, ops, "incidents #1")).shown
        missing = (await typed(slack, mina, ops, "incidents #77")).shown

    assert "No open incident" in none
    assert "#1" in listed
    assert f"<@{mina.id}> has it" in listed
    assert "racks" in listed
    assert "Key vault DOWN" in single
    assert "no incident #77" in missing


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("mute #1", "Say what, how long and why"),
        ("mute #1 2h", "Say why"),
        ("mute #1 30d racks", "At most 7 d"),
        ("mute nonsense 2h racks", "I do not know “nonsense”"),
        ("mute #77 2h racks", "no incident #77"),
        ("mute 2h racks", "Say what, how long and why"),
        ("ack that", "Which one?"),
        ("ack #77", "no incident #77"),
        ("unmute #1", "Nothing to unmute"),
    ],
)
async def test_words_that_do_not_do_are_told_so(
    slack: FakeSlack, bot: AbstractAsyncContextManager[Talk], ops: Channel, words: str, said: str
) -> None:
    mina = slack.person("mina")
    async with bot as talk:
        await vault_down(slack, talk)
        answer = (await typed(slack, mina, ops, words)).shown
        incident = await one(talk)

    assert said in answer
    assert incident.acknowledged is None
    assert incident.mute is None


async def test_an_incident_that_is_over_is_nobodys_any_more(
    slack: FakeSlack, bot: AbstractAsyncContextManager[Talk], ops: Channel
) -> None:
    mina = slack.person("mina")
    async with bot as talk:
        message = await vault_down(slack, talk)
        at = talk.core.surface.clock.now()
        await talk.engine.observe([observed(VAULT, "up", at)], at)
        await mina.clicks(message, "I take it")
        private = await told_to(slack, mina, ops)

    assert "Incident #1 is over" in private


async def test_people_of_elsewhere_are_told_of_no_incident(
    slack: FakeSlack, bot: AbstractAsyncContextManager[Talk]
) -> None:
    partner = slack.organisation("partner")
    guest = slack.person("guest", team=partner)
    shared = slack.channel("shared", shared_with=[partner])
    async with bot as talk:
        await vault_down(slack, talk)
        asked = guest.says(shared, f"@{slack.bot.name} incidents")
        answer = (await slack.reply_to(asked)).shown

    assert "Key vault" not in answer
    assert "the people who run SKMS" in answer


async def test_without_alerts_the_verbs_say_so(slack: FakeSlack, tmp_path: Path, ops: Channel) -> None:
    mina = slack.person("mina")
    async with talking(slack, tmp_path / "bot.db"):
        answer = (await typed(slack, mina, ops, "incidents")).shown

    assert "No alerts are set up here" in answer
