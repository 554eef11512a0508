import asyncio
from pathlib import Path

import pytest

from bot.errors import DatabaseUnavailable
from bot.models.conversation import UserLanguage
from bot.models.setup import Work
from bot.settings.slack import SlackSettings
from bot.slack import private
from bot.slack.inbox import PROMPT_WORKERS
from bot.slack.surface import Job
from tests.fakes.slack import DropAnswer, DropRequest, FakeSlack, Message, Refuse, ServerError, Slow
from tests.fakes.slack.people import Person
from tests.fakes.slack.world import Channel
from tests.fakes.slack_talk import Talk, talking

BODY = """{
  "code": 40013,
  "message": "Key not found in the keyVault",
  "detail": "keyId : 0000731"
}"""

LISTENING = pytest.mark.usefixtures("talk")


@pytest.fixture
def away(slack: FakeSlack) -> Channel:
    return slack.channel("strangers-only", kind="group", with_bot=False)


async def told(slack: FakeSlack, person: Person, channel: Channel, text: str, number: int = 1) -> Message:
    done = await person.command(channel, "/skms", text)
    assert done.acked, done.failure
    assert done.took < 0.5
    await slack.until(lambda: len(person.sees(channel)) >= number, f"private answer {number}")
    return person.sees(channel)[number - 1]


@LISTENING
async def test_a_code_is_explained_privately_where_the_bot_is_no_member(slack: FakeSlack, away: Channel) -> None:
    mina = slack.person("mina")

    answer = await told(slack, mina, away, "40013")

    assert answer.shown.splitlines()[0].endswith("· 40013*")
    assert {"Full runbook", "Share"} <= set(answer.shown.splitlines())
    assert away.by_bots() == []
    assert slack.person("jun").sees(away) == []


@LISTENING
async def test_a_body_of_several_lines_is_explained_with_its_detail(slack: FakeSlack, away: Channel) -> None:
    answer = await told(slack, slack.person("mina"), away, BODY)

    assert "Key 0000731 not found" in answer.shown


@LISTENING
async def test_a_korean_gets_korean(slack: FakeSlack, away: Channel) -> None:
    answer = await told(slack, slack.person("jiwoo", locale="ko-KR"), away, BODY)

    assert "키 0000731 조회 안 됨" in answer.shown
    assert "공유" in answer.shown


@LISTENING
async def test_a_language_is_chosen_and_given_up_again(slack: FakeSlack, away: Channel) -> None:
    mina = slack.person("mina")

    chosen = await told(slack, mina, away, "lang ko", 1)
    korean = await told(slack, mina, away, "40013", 2)
    automatic = await told(slack, mina, away, "언어 자동", 3)
    english = await told(slack, mina, away, "40013", 4)
    unknown = await told(slack, mina, away, "lang tlh", 5)

    assert "한국어" in chosen.shown
    assert "담당" in korean.shown
    assert "language of your Slack" in automatic.shown
    assert "Owner" in english.shown
    assert "en, ko, auto" in unknown.shown


@LISTENING
async def test_the_knowledge_base_is_searched(slack: FakeSlack, away: Channel) -> None:
    mina = slack.person("mina")

    found = await told(slack, mina, away, "search key vault", 1)
    korean = await told(slack, mina, away, "키볼트 검색해줘", 2)
    nothing = await told(slack, mina, away, "search <!channel> zzzzzz", 3)

    assert "Found for “key vault”" in found.shown
    assert "40013" in found.shown
    assert "40013" in korean.shown
    assert "Nothing found" in nothing.shown
    assert "<!channel>" not in nothing.shown


@LISTENING
async def test_a_card_is_a_text_to_copy(slack: FakeSlack, away: Channel) -> None:
    mina = slack.person("mina")

    card = await told(slack, mina, away, "card 40013", 1)
    unknown = await told(slack, mina, away, "card 40999", 2)
    which = await told(slack, mina, away, "card", 3)

    assert card.blocks[0]["text"]["text"].startswith("```")
    assert "40999 is not in the SKMS table" in unknown.shown
    assert "Which code?" in which.shown


@LISTENING
async def test_help_and_about_are_given_for_the_asking(slack: FakeSlack, away: Channel) -> None:
    mina = slack.person("mina")

    assert "`/skms search key vault`" in (await told(slack, mina, away, "help", 1)).shown
    assert "`/skms search key vault`" in (await told(slack, mina, away, "", 2)).shown
    assert "no message text" in (await told(slack, mina, away, "about", 3)).shown
    assert "try help" in (await told(slack, mina, away, "serach key", 4)).shown


@LISTENING
async def test_words_without_an_error_say_so_and_offer_what_comes_nearest(slack: FakeSlack, away: Channel) -> None:
    mina = slack.person("mina")

    words = await told(slack, mina, away, "the key vault is down", 1)
    stranger = await told(slack, mina, away, '{"errcode": 40013, "errmsg": "invalid appid"}', 2)

    assert "No SKMS error found" in words.shown
    assert "Nearest" in words.shown
    assert "WeChat" in stranger.shown


@LISTENING
@pytest.mark.parametrize(
    "junk",
    [
        "<!channel> <@U0000001> <https://evil.example.test|40013> *bold* ```",
        '{"code": 40013, "message": "Key not found in the keyVault <!here> ```", "detail": "<@U1> *x* `y`"}',
        "\x00\u202e40013\ud7ff\u2028",
        "{" * 3000,
        "40013 " * 1500,
        "9" * 5000,
        "search " + "<!everyone>" * 15,
        "lang <!here>",
        "card <!here>",
    ],
)
async def test_junk_is_answered_and_nothing_in_it_is_alive(slack: FakeSlack, away: Channel, junk: str) -> None:
    answer = await told(slack, slack.person("mina"), away, junk)

    for alive in ("<!", "<@", "<http"):
        assert alive not in answer.shown
        assert alive not in answer.text


@LISTENING
async def test_a_slow_slack_delays_the_answer_and_never_the_ack(slack: FakeSlack, away: Channel) -> None:
    slack.faults.add("users.info", Slow(0.6))

    answer = await told(slack, slack.person("mina"), away, "40013")

    assert "40013" in answer.shown


async def test_work_that_fails_says_so(
    slack: FakeSlack, talk: Talk, away: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(choice: UserLanguage) -> None:
        raise DatabaseUnavailable(f"no database for {choice.language}")

    monkeypatch.setattr(talk.store.languages, "choose", fail)

    answer = await told(slack, slack.person("jiwoo", locale="ko-KR"), away, "lang en")

    assert "봇에서 오류가 났습니다" in answer.shown


async def test_too_much_work_is_said_with_the_ack(slack: FakeSlack, tmp_path: Path) -> None:
    away = slack.channel("strangers-only", with_bot=False)
    settings = SlackSettings(work=Work(workers=1, queue=1))
    async with talking(slack, tmp_path / "bot.db", settings) as talk:
        go = asyncio.Event()
        for _ in range(PROMPT_WORKERS + 1):
            talk.core.inbox.submit(Job("busy", go.wait, prompt=True))  # type: ignore[arg-type]  # the result is not looked at
        answer = await told(slack, slack.person("mina"), away, "40013")
        go.set()

    assert "Too many requests at once" in answer.shown


async def test_what_a_shutdown_cuts_short_says_so(slack: FakeSlack, talk: Talk, away: Channel) -> None:
    slack.faults.add("users.info", Slow(5.0))
    mina = slack.person("mina")

    done = await mina.command(away, "/skms", "40013")
    await slack.until(lambda: any(call.method == "users.info" for call in slack.calls), "question about the person")
    left = await talk.core.inbox.drain(0.0)

    assert done.acked
    assert left == 1
    assert "That failed" in mina.sees(away)[0].shown


@LISTENING
async def test_commands_of_one_person_are_answered_in_their_order(slack: FakeSlack, away: Channel) -> None:
    mina = slack.person("mina")
    slack.faults.add("users.info", Slow(0.3))

    for text in ("help", "about", "40013"):
        await mina.command(away, "/skms", text)
    await slack.until(lambda: len(mina.sees(away)) == 3, "three answers")

    first, second, third = (message.shown for message in mina.sees(away))
    assert "search key vault" in first
    assert "no message text" in second
    assert "40013" in third


async def test_a_command_does_not_wait_behind_a_channel_that_slack_closed(slack: FakeSlack, tmp_path: Path) -> None:
    away = slack.channel("strangers-only", with_bot=False)
    async with talking(slack, tmp_path / "bot.db", SlackSettings(work=Work(workers=1))) as talk:
        go = asyncio.Event()
        talk.core.inbox.submit(Job("busy", go.wait))  # type: ignore[arg-type]  # the result is not looked at
        answer = await told(slack, slack.person("mina"), away, "40013")
        go.set()

    assert "40013" in answer.shown


@LISTENING
@pytest.mark.parametrize("weather", [ServerError(), DropRequest(), DropAnswer()])
async def test_an_answer_that_was_lost_on_its_way_is_shown_once(
    slack: FakeSlack, monkeypatch: pytest.MonkeyPatch, away: Channel, weather: ServerError | DropRequest | DropAnswer
) -> None:
    monkeypatch.setattr(private, "RESTS", (0.05, 0.1))
    slack.faults.add("response_url", weather)
    mina = slack.person("mina")

    answer = await told(slack, mina, away, "40013")
    await slack.until(lambda: len(slack.ledger.said("response_url")) == 2, "second attempt")
    await slack.settles()

    assert "40013" in answer.shown
    assert mina.sees(away) == [answer]


@LISTENING
async def test_an_answer_whose_blocks_slack_refuses_is_shown_as_text(slack: FakeSlack, away: Channel) -> None:
    slack.faults.add("response_url", Refuse("invalid_blocks"))

    answer = await told(slack, slack.person("mina"), away, BODY)

    assert answer.blocks == []
    assert answer.text.startswith("🟡 Key 0000731 not found")


@LISTENING
async def test_nothing_is_tried_for_ever(slack: FakeSlack, monkeypatch: pytest.MonkeyPatch, away: Channel) -> None:
    monkeypatch.setattr(private, "RESTS", (0.05, 0.1))
    slack.faults.add("response_url", ServerError(), times=99)

    done = await slack.person("mina").command(away, "/skms", "40013")
    await slack.until(lambda: len(slack.ledger.said("response_url")) == 3, "three attempts")
    await slack.settles(quiet=0.3)

    assert done.acked
    assert len(slack.ledger.said("response_url")) == 3


@LISTENING
async def test_a_command_that_comes_down_both_connections_is_answered_once(slack: FakeSlack, away: Channel) -> None:
    mina = slack.person("mina")
    await told(slack, mina, away, "40013")
    carrier = next(one for one in slack.sockets.live if "/skms" in str(one.sent[-1]))
    other = next(one for one in slack.sockets.live if one is not carrier)
    envelope = carrier.sent[-1]["envelope_id"]

    await slack.sockets.copy_to_others(carrier)
    await slack.until(lambda: any(ack["envelope_id"] == envelope for ack in other.acks), "ack of the copy")
    await told(slack, mina, away, "40105", number=2)

    assert [message.shown.splitlines()[0][-6:-1] for message in mina.sees(away)] == ["40013", "40105"]
