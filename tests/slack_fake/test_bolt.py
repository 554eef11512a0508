from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp

from tests.fakes.slack import FakeSlack
from tests.slack_fake.conftest import Connect

MODAL = {
    "type": "modal",
    "callback_id": "paste",
    "title": {"type": "plain_text", "text": "Explain"},
    "submit": {"type": "plain_text", "text": "Explain"},
    "blocks": [
        {
            "type": "input",
            "block_id": "what",
            "label": {"type": "plain_text", "text": "Error"},
            "element": {"type": "plain_text_input", "action_id": "text", "multiline": True},
        }
    ],
}
BUTTONS = [
    {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": "full", "text": {"type": "plain_text", "text": "Full runbook"}},
            {
                "type": "overflow",
                "action_id": "more",
                "options": [
                    {"text": {"type": "plain_text", "text": "Not SKMS"}, "value": "no"},
                    {"text": {"type": "plain_text", "text": "Share"}, "value": "share"},
                ],
            },
        ],
    }
]


async def test_a_real_bolt_app_answers_a_message_in_its_thread(
    slack: FakeSlack, bolt: AsyncApp, connect: Connect
) -> None:
    @bolt.event("message")
    async def answer(event: dict[str, Any], client: Any) -> None:
        await client.chat_postMessage(channel=event["channel"], text="Key not found", thread_ts=event["ts"])

    ops, mina = slack.channel("ops"), slack.person("mina")
    async with connect(bolt):
        paste = mina.says(ops, '{"code": 40013}')
        reply = await slack.reply_to(paste)

    assert reply.text == "Key not found"
    assert slack.oddities == []


async def test_a_real_bolt_app_answers_a_slash_command_privately(
    slack: FakeSlack, bolt: AsyncApp, connect: Connect
) -> None:
    @bolt.command("/skms")
    async def command(ack: Any, respond: Any, body: dict[str, Any]) -> None:
        await ack()
        await respond(f"about {body['text']}")

    ops, mina, jun = slack.channel("ops", with_bot=False), slack.person("mina"), slack.person("jun")
    async with connect(bolt):
        done = await mina.command(ops, "/skms", "40013")
        await slack.until(lambda: mina.sees(ops), "private answer")

    assert done.acked
    assert [message.text for message in mina.sees(ops)] == ["about 40013"]
    assert jun.sees(ops) == []
    assert ops.messages == []


async def test_a_command_that_is_not_acked_in_time_fails_before_the_persons_eyes(
    slack: FakeSlack, bolt: AsyncApp, connect: Connect
) -> None:
    @bolt.command("/skms")
    async def command() -> None:
        return

    async with connect(bolt):
        done = await slack.person("mina").command(slack.channel("ops"), "/skms")

    assert not done.acked
    assert done.failure == "operation_timeout"


async def test_an_ack_may_carry_the_answer(slack: FakeSlack, bolt: AsyncApp, connect: Connect) -> None:
    @bolt.command("/skms")
    async def command(ack: Any) -> None:
        await ack(text="help", response_type="in_channel")

    ops = slack.channel("ops")
    async with connect(bolt):
        await slack.person("mina").command(ops, "/skms", "help")

    assert [message.text for message in ops.messages] == ["help"]


async def test_a_button_opens_a_modal_and_a_menu_replaces_the_message(
    slack: FakeSlack, bolt: AsyncApp, connect: Connect
) -> None:
    @bolt.action("full")
    async def full(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @bolt.action("more")
    async def more(ack: Any, respond: Any, action: dict[str, Any]) -> None:
        await ack()
        await respond(text=f"chose {action['selected_option']['value']}", replace_original=True)

    ops, mina = slack.channel("ops"), slack.person("mina")
    async with connect(bolt):
        await bolt.client.chat_postMessage(channel=ops.id, text="answer", blocks=BUTTONS)
        answer = ops.messages[0]
        await mina.clicks(answer, "Full runbook")
        await slack.until(lambda: mina.user.views, "modal")
        await mina.picks(answer, "more", "Not SKMS")
        await slack.until(lambda: answer.edited, "edit")

    assert "Explain" in mina.view.shown
    assert answer.text == "chose no"


async def test_a_modal_is_submitted_shows_errors_and_closes(slack: FakeSlack, bolt: AsyncApp, connect: Connect) -> None:
    @bolt.shortcut("explain")
    async def shortcut(ack: Any, body: dict[str, Any], client: Any) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

    @bolt.view("paste")
    async def submitted(ack: Any, view: dict[str, Any]) -> None:
        text = view["state"]["values"]["what"]["text"]["value"]
        if "code" in text:
            await ack()
        else:
            await ack(response_action="errors", errors={"what": "no code in it"})

    mina = slack.person("mina")
    async with connect(bolt):
        await mina.shortcut("explain")
        await slack.until(lambda: mina.user.views, "modal")
        with pytest.raises(AssertionError, match="Error"):
            await mina.submits(mina.view)
        refused = await mina.submits(mina.view, {"text": "hello"})
        still_open = list(mina.user.views)
        done = await mina.submits(mina.view, {"text": '{"code": 1}'})

    assert refused.errors == {"what": "no code in it"}
    assert len(still_open) == 1
    assert done.acked
    assert mina.user.views == []


async def test_home_is_published_when_it_is_opened(slack: FakeSlack, bolt: AsyncApp, connect: Connect) -> None:
    @bolt.event("app_home_opened")
    async def home(event: dict[str, Any], client: Any) -> None:
        blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "Welcome"}}]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    mina = slack.person("mina")
    async with connect(bolt):
        mina.opens_home()
        await slack.until(lambda: mina.user.home, "Home")

    assert "Welcome" in mina.home.shown


async def test_a_message_shortcut_brings_the_message(slack: FakeSlack, bolt: AsyncApp, connect: Connect) -> None:
    @bolt.shortcut("explain_message")
    async def shortcut(ack: Any, body: dict[str, Any], respond: Any) -> None:
        await ack()
        await respond(f"you meant {body['message']['text']}")

    ops, mina = slack.channel("ops", with_bot=False), slack.person("mina")
    async with connect(bolt):
        paste = mina.says(ops, "code 40013")
        await mina.message_shortcut("explain_message", paste)
        await slack.until(lambda: mina.sees(ops), "private answer")

    assert mina.sees(ops)[0].text == "you meant code 40013"


async def test_an_event_nobody_listens_to_is_retried_three_times_with_its_reason(
    slack: FakeSlack, bolt: AsyncApp, connect: Connect
) -> None:
    ops = slack.channel("ops")
    async with connect(bolt) as handler:
        slack.person("mina").says(ops, "hello")
        await slack.until(lambda: slack.deliveries.failed, "failed delivery", within=5)
        sent = slack.sockets.live[0].sent
        assert handler.client is not None

    envelopes = [body for body in sent if body["type"] == "events_api"]
    assert [body["retry_attempt"] for body in envelopes] == [0, 1, 2, 3]
    assert [body["retry_reason"] for body in envelopes] == ["", "timeout", "timeout", "timeout"]
    assert len({body["payload"]["event_id"] for body in envelopes}) == 1
    assert len({body["envelope_id"] for body in envelopes}) == 4


async def test_a_mention_is_two_events_with_two_ids(slack: FakeSlack, bolt: AsyncApp, connect: Connect) -> None:
    heard: list[tuple[str, str, str]] = []

    @bolt.event("message")
    @bolt.event("app_mention")
    async def hear(event: dict[str, Any], body: dict[str, Any]) -> None:
        heard.append((event["type"], body["event_id"], event["ts"]))

    async with connect(bolt):
        slack.person("mina").says(slack.channel("ops"), "hey @skms what is 40013?")
        await slack.until(lambda: len(heard) == 2, "two events")

    assert {kind for kind, _, _ in heard} == {"message", "app_mention"}
    assert len({event_id for _, event_id, _ in heard}) == 2
    assert len({ts for _, _, ts in heard}) == 1
