from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp

from tests.fakes.slack import FakeSlack, Person, Rules
from tests.slack_fake.conftest import Connect
from tests.slack_fake.pieces import actions, button, modal, plain, section


def field(action_id: str, kind: str = "plain_text_input", **more: Any) -> dict[str, Any]:
    element = {"type": kind, "action_id": action_id, **more}
    return {"type": "input", "block_id": f"{action_id}-block", "label": plain(action_id), "element": element}


def options(*words: str) -> list[dict[str, Any]]:
    return [{"text": plain(word), "value": word.lower()} for word in words]


FORM = modal(
    callback_id="form",
    submit=plain("Send"),
    blocks=[
        field("note", max_length=20),
        field("kind", "static_select", options=options("Key", "Vault"), initial_option=options("Key")[0]),
        {**field("marks", "checkboxes", options=options("Late", "Loud")), "optional": True},
    ],
)


@pytest.fixture
def mina(slack: FakeSlack) -> Person:
    return slack.person("mina")


async def opened(slack: FakeSlack, bolt: AsyncApp, mina: Person, view: dict[str, Any]) -> None:
    await bolt.client.views_open(trigger_id=slack.core.triggers.hand_out(mina.user), view=view)


async def test_a_form_arrives_with_everything_filled_in(
    slack: FakeSlack, bolt: AsyncApp, connect: Connect, mina: Person
) -> None:
    got: dict[str, Any] = {}

    @bolt.view("form")
    async def submitted(ack: Any, view: dict[str, Any]) -> None:
        got.update(view["state"]["values"])
        await ack()

    async with connect(bolt):
        await opened(slack, bolt, mina, FORM)
        with pytest.raises(AssertionError, match="lets nobody type"):
            await mina.submits(mina.view, {"note": "n" * 21})
        await mina.submits(mina.view, {"note": "40013", "kind": "Vault", "marks": ["loud"]})

    assert got["note-block"]["note"]["value"] == "40013"
    assert got["kind-block"]["kind"]["selected_option"]["value"] == "vault"
    assert [one["value"] for one in got["marks-block"]["marks"]["selected_options"]] == ["loud"]


async def test_a_submission_may_update_push_and_clear(
    slack: FakeSlack, bolt: AsyncApp, connect: Connect, mina: Person
) -> None:
    answers: list[dict[str, Any]] = [
        {"response_action": "update", "view": modal(**{**FORM, "title": plain("Again")})},
        {"response_action": "push", "view": modal(title=plain("Pushed"), callback_id="form", submit=plain("Go"))},
        {"response_action": "clear"},
    ]
    seen: list[list[str]] = []

    @bolt.view("form")
    async def submitted(ack: Any) -> None:
        await ack(**answers.pop(0))

    async with connect(bolt):
        await opened(slack, bolt, mina, FORM)
        for values in ({"note": "1"}, {"note": "2"}, {}):
            await mina.submits(mina.view, values)
            seen.append([view.body["title"]["text"] for view in mina.user.views])

    assert seen == [["Again"], ["Again", "Pushed"], []]
    assert slack.oddities == []


async def test_a_response_action_that_slack_refuses_is_seen_as_a_failure(
    slack: FakeSlack, bolt: AsyncApp, connect: Connect, mina: Person
) -> None:
    @bolt.view("form")
    async def submitted(ack: Any) -> None:
        await ack(response_action="errors", errors={"no such block": "wrong"})

    async with connect(bolt):
        await opened(slack, bolt, mina, FORM)
        done = await mina.submits(mina.view, {"note": "1"})

    assert done.failure == "invalid_errors"
    assert slack.oddities


async def test_closing_is_told_only_where_it_was_asked_for(
    slack: FakeSlack, bolt: AsyncApp, connect: Connect, mina: Person
) -> None:
    @bolt.view_closed("told")
    async def closed(ack: Any) -> None:
        await ack()

    async with connect(bolt):
        await opened(slack, bolt, mina, modal(callback_id="told", notify_on_close=True))
        told = await mina.closes(mina.view)
        await opened(slack, bolt, mina, modal(callback_id="quiet"))
        quiet = await mina.closes(mina.view)

    assert told is not None
    assert told.acked
    assert quiet is None


async def test_a_menu_of_the_apps_own_is_looked_up_and_picked_from(
    slack: FakeSlack, bolt: AsyncApp, connect: Connect, mina: Person
) -> None:
    picked: list[str] = []

    @bolt.options("entry")
    async def offer(ack: Any, body: dict[str, Any]) -> None:
        await ack(options=options(f"{body['value']} not found"))

    @bolt.action("entry")
    async def pick(ack: Any, action: dict[str, Any]) -> None:
        await ack()
        picked.append(action["selected_option"]["value"])

    async with connect(bolt):
        menu = {"type": "external_select", "action_id": "entry", "min_query_length": 2}
        await opened(slack, bolt, mina, modal(blocks=[section("Search", accessory=menu)]))
        await mina.looks_up(mina.view, "entry", "Key")
        await mina.picks(mina.view, "entry", "Key not found")

    assert picked == ["key not found"]


async def test_a_search_field_in_home_tells_the_app_at_once(bolt: AsyncApp, connect: Connect, mina: Person) -> None:
    searched: list[str] = []

    @bolt.action("search")
    async def search(ack: Any, action: dict[str, Any]) -> None:
        await ack()
        searched.append(action["value"])

    async with connect(bolt):
        home = {"type": "home", "blocks": [{**field("search"), "dispatch_action": True}, field("silent")]}
        await bolt.client.views_publish(user_id=mina.id, view=home)
        await mina.enters(mina.home, "search", "vault")
        with pytest.raises(AssertionError, match="tells the app nothing"):
            await mina.enters(mina.home, "silent", "vault")

    assert searched == ["vault"]


async def test_a_private_message_is_clicked_replaced_and_deleted(
    slack: FakeSlack, bolt: AsyncApp, connect: Connect, mina: Person
) -> None:
    @bolt.command("/skms")
    async def command(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="answer", blocks=[actions(button("share"), button("drop"))])

    @bolt.action("share")
    async def share(ack: Any, respond: Any, body: dict[str, Any]) -> None:
        assert body["container"]["is_ephemeral"]
        await ack()
        await respond(text="shared", blocks=[actions(button("drop"))], replace_original=True)

    @bolt.action("drop")
    async def drop(ack: Any, respond: Any) -> None:
        await ack()
        await respond(delete_original=True)

    ops = slack.channel("ops", with_bot=False)
    async with connect(bolt):
        await mina.command(ops, "/skms")
        await slack.until(lambda: mina.sees(ops), "private answer")
        private = mina.sees(ops)[0]
        await mina.clicks(private, "share")
        await slack.until(lambda: private.text == "shared", "replacement")
        await mina.clicks(private, "drop")
        await slack.until(lambda: private.deleted, "deletion")

    assert mina.sees(ops) == []


async def test_the_mention_may_arrive_before_the_message() -> None:
    async with FakeSlack(rules=Rules(mention_first=True)) as slack:
        slack.person("mina").says(slack.channel("ops"), "@skms 40013")

        assert [delivery.event["type"] for delivery in slack.deliveries.all] == ["app_mention", "message"]
