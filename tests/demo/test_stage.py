import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_bolt.app.async_app import AsyncApp
from typing_extensions import override

from bot.app import Bot, build
from bot.demo.person import Person
from bot.demo.stage import APP_TOKEN, BOT_TOKEN, Stage
from bot.demo.workspace import BOT, CHANNEL, DIRECT, PERSON, TEAM, Happening, Kind, SlackSays
from bot.settings import read_settings
from bot.settings.slack import open_secrets, read_slack_settings
from bot.slack.messenger import Body, NotSent, Sent, Spot
from bot.slack.surface import Surface
from tests.fakes.slack_bot import PASTE, Echo

BUTTON = {"type": "button", "action_id": "more", "text": {"type": "plain_text", "text": "Full runbook"}, "value": "v"}
BLOCKS = [{"type": "actions", "block_id": "row", "elements": [BUTTON]}]
FIELD = {"type": "plain_text_input", "action_id": "field"}
LABEL = {"type": "plain_text", "text": "The error"}
MODAL = {
    "type": "modal",
    "callback_id": "asked",
    "title": {"type": "plain_text", "text": "Ask"},
    "blocks": [{"type": "input", "block_id": "place", "label": LABEL, "element": FIELD}],
}


@dataclass
class Talkative(Echo):
    """Echo, and more of what a bot does: opens a window at a button, says what was written into it, keeps payloads."""

    payloads: list[dict[str, Any]] = field(default_factory=list)

    @override
    def __call__(self, app: AsyncApp, surface: Surface) -> None:
        super().__call__(app, surface)

        async def on_button(ack: Callable[..., Any], body: dict[str, Any]) -> None:
            self.payloads.append(body)
            await ack()
            await surface.messenger.open_view(TEAM, body["trigger_id"], MODAL)

        async def on_written(ack: Callable[..., Any], body: dict[str, Any]) -> None:
            self.payloads.append(body)
            await ack()

        async def on_home(event: dict[str, Any]) -> None:
            await surface.messenger.publish_home(TEAM, event["user"], {"type": "home", "blocks": BLOCKS})

        app.action("more")(on_button)
        app.view("asked")(on_written)
        app.event("app_home_opened")(on_home)


@dataclass
class Theatre:
    """The stage with the real bot before it, and what an audience sees."""

    stage: Stage
    person: Person
    bot: Bot
    echo: Talkative
    seen: list[Happening]
    news: asyncio.Event

    async def until(self, kind: Kind, *, user: str = BOT) -> Happening:
        async with asyncio.timeout(3):
            while True:
                for happening in self.seen:
                    if happening.kind == kind and (happening.message is None or happening.message.user == user):
                        return happening
                self.news.clear()
                await self.news.wait()

    @property
    def messenger(self) -> Any:
        return self.bot.core.surface.messenger


@pytest.fixture
async def theatre(tmp_path: Path) -> AsyncIterator[Theatre]:
    seen: list[Happening] = []
    news, echo, stop = asyncio.Event(), Talkative(), asyncio.Event()

    def on_happening(happening: Happening) -> None:
        seen.append(happening)
        news.set()

    async with Stage(on_happening) as stage:
        tokens = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_APP_TOKEN": APP_TOKEN, "SLACK_API_URL": stage.url}
        slack = read_slack_settings(tokens, tmp_path)
        site = read_settings({"SKMS_BOT_DATABASE": f"sqlite:///{tmp_path / 'bot.db'}"}, tmp_path)
        async with build(site, slack, open_secrets(slack.slack), echo) as bot:
            serving = asyncio.ensure_future(bot.serve(stop))
            await stage.connected()
            yield Theatre(stage, Person(stage), bot, echo, seen, news)
            stop.set()
            await serving


async def test_a_paste_is_answered_in_its_thread(theatre: Theatre) -> None:
    assert await theatre.person.says(PASTE)
    answer = (await theatre.until("posted")).message

    assert answer is not None
    assert (answer.text, answer.thread_ts) == ("candidate", theatre.stage.workspace.messages[0].ts)


async def test_small_talk_gets_no_answer(theatre: Theatre) -> None:
    assert await theatre.person.says("lunch?")

    assert theatre.echo.seen == []


async def test_a_mention_and_a_direct_message_arrive_as_such(theatre: Theatre) -> None:
    await theatre.person.says("@skms 40013")
    await theatre.person.says("and 50001?", channel=DIRECT)
    await theatre.until("posted")

    assert set(theatre.echo.reasons) == {"mention", "direct"}


async def test_an_edit_and_a_deletion_are_told(theatre: Theatre) -> None:
    await theatre.person.says(PASTE)
    said = theatre.stage.workspace.messages[0]
    await theatre.person.edits(said, "never mind")
    await theatre.person.deletes(said)

    assert theatre.echo.reasons == ["candidate", "changed", "deleted"]


async def test_a_command_is_answered_privately(theatre: Theatre) -> None:
    assert await theatre.person.commands("status prod")
    answer = (await theatre.until("whispered")).message

    assert answer is not None
    assert (answer.text, answer.private) == ("you said status prod", True)


async def test_a_command_that_breaks_the_bot_is_seen_to_fail(theatre: Theatre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.demo.stage.ACK_WITHIN", 0.2)

    assert not await theatre.person.commands("break")


async def test_what_the_messenger_does_is_seen(theatre: Theatre) -> None:
    spot, messenger = Spot(TEAM, CHANNEL), theatre.messenger
    sent = await messenger.post(spot, Body("one"), own_id="a")
    await messenger.update(spot, sent.id, Body("two"))
    await messenger.update(spot, sent.id, Body("two"))
    await messenger.react(spot, sent.id, "eyes")
    await messenger.unreact(spot, sent.id, "eyes")
    await messenger.whisper(spot, PERSON, Body("psst"))
    await messenger.delete(spot, sent.id)

    assert [one.kind for one in theatre.seen] == [
        "posted",
        "edited",
        "reacted",
        "unreacted",
        "whispered",
        "deleted",
    ]


async def test_a_response_url_answers_edits_and_deletes(theatre: Theatre) -> None:
    workspace = theatre.stage.workspace
    url = f"{theatre.stage.base}/response/{workspace.hand_out_response(CHANNEL)}"
    for payload in ({"text": "one"}, {"text": "two", "replace_original": True}, {"delete_original": True}):
        assert await theatre.messenger.respond(url, payload) == Sent()

    assert [one.kind for one in theatre.seen] == ["whispered", "edited", "deleted"]
    assert await theatre.messenger.respond(f"{theatre.stage.base}/response/R9", {"text": "x"}) == NotSent("status 404")


async def test_a_button_opens_a_window_whose_words_reach_the_bot(theatre: Theatre) -> None:
    await theatre.messenger.post(Spot(TEAM, CHANNEL), Body("one", BLOCKS), own_id="a")

    assert await theatre.person.clicks("full RUN")
    assert (await theatre.until("modal")).view is not None
    assert await theatre.person.submits("40013")
    clicked, written = theatre.echo.payloads
    assert clicked["message"]["blocks"] == BLOCKS
    assert clicked["actions"][0]["value"] == "v"
    assert written["view"]["state"]["values"]["place"]["field"]["value"] == "40013"
    assert not theatre.person.closes()


async def test_nothing_to_click_is_not_a_failure_of_the_bot(theatre: Theatre) -> None:
    assert await theatre.person.clicks("Full runbook") is None
    assert await theatre.person.submits("words") is None


async def test_the_home_tab_is_shown_and_can_be_clicked(theatre: Theatre) -> None:
    await theatre.person.opens_home()
    await theatre.until("home")

    assert await theatre.person.clicks("Full runbook")
    assert theatre.echo.payloads[0]["view"]["type"] == "home"


async def test_messages_are_read_again_by_their_place_and_their_metadata(theatre: Theatre) -> None:
    clients = theatre.bot.core.surface.clients
    await theatre.person.says(PASTE)
    answer = (await theatre.until("posted")).message
    assert answer is not None
    root = str(answer.thread_ts)
    history = await clients.bot.conversations_history(channel=CHANNEL)
    replies = await clients.bot.conversations_replies(channel=CHANNEL, ts=root, include_all_metadata=True)

    assert [one["text"] for one in history["messages"]] == [PASTE]
    assert [one.get("metadata", {}).get("event_type") for one in replies["messages"]] == [None, "skms_answer"]


async def test_who_and_where_can_be_looked_up(theatre: Theatre) -> None:
    clients = theatre.bot.core.surface.clients
    person = await clients.bot.users_info(user=PERSON, include_locale=True)
    channel = await clients.bot.conversations_info(channel=CHANNEL)

    assert person["user"]["locale"] == "en-US"
    assert channel["channel"]["is_ext_shared"] is False


@pytest.mark.parametrize(
    ("method", "token", "error"),
    [
        ("auth.test", "xoxb-wrong", "invalid_auth"),
        ("apps.connections.open", BOT_TOKEN, "invalid_auth"),
        ("chat.scheduleMessage", BOT_TOKEN, "unknown_method"),
        ("chat.postMessage", BOT_TOKEN, "invalid_arguments"),
        ("chat.postMessage?channel=C999", BOT_TOKEN, "channel_not_found"),
        (f"chat.delete?channel={CHANNEL}&ts=1.0", BOT_TOKEN, "message_not_found"),
    ],
)
async def test_slack_refuses_what_slack_refuses(theatre: Theatre, method: str, token: str, error: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(f"{theatre.stage.url}{method}") as answer,
    ):
        assert (await answer.json())["error"] == error


def test_a_view_changes_only_under_the_hash_that_was_meant() -> None:
    workspace = Stage(lambda _happening: None).workspace
    view = workspace.show_modal({"type": "modal", "blocks": []})

    with pytest.raises(SlackSays, match="hash_conflict"):
        workspace.change_view(view.id, {"type": "modal", "blocks": BLOCKS}, "an older hash")
    assert workspace.change_view(view.id, {"type": "modal", "blocks": BLOCKS}, view.hash).body["blocks"] == BLOCKS
