import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.fakes.slack import (
    App,
    DropAnswer,
    DropRequest,
    FakeSlack,
    Hold,
    RateLimited,
    Refuse,
    Rules,
    ServerError,
    Slow,
)
from tests.slack_fake.pieces import actions, button, modal, section


async def refused(answer: Any) -> str:
    with pytest.raises(SlackApiError) as refusal:
        await answer
    return str(refusal.value.response["error"])


async def test_auth_test_tells_who_the_bot_is(slack: FakeSlack, client: AsyncWebClient) -> None:
    answer = await client.auth_test()

    assert answer["user_id"] == slack.bot.id
    assert answer["bot_id"] == slack.bot.user.bot_id


async def test_a_wrong_token_is_refused(slack: FakeSlack) -> None:
    assert await refused(AsyncWebClient(token="xoxb-another", base_url=slack.url).auth_test()) == "invalid_auth"  # noqa: S106 - no token


@pytest.mark.parametrize(
    ("kind", "with_bot", "error"),
    [("channel", False, "not_in_channel"), ("group", False, "channel_not_found")],
)
async def test_the_bot_posts_only_where_it_is_a_member(
    slack: FakeSlack, client: AsyncWebClient, kind: Any, with_bot: bool, error: str
) -> None:
    channel = slack.channel("ops", kind=kind, with_bot=with_bot)

    assert await refused(client.chat_postMessage(channel=channel.id, text="x")) == error


async def test_a_scope_that_was_not_granted_is_missing() -> None:
    async with FakeSlack(App(scopes=frozenset({"users:read"}))) as slack:
        client = AsyncWebClient(token=slack.app.bot_token, base_url=slack.url)
        ops = slack.channel("ops")
        with pytest.raises(SlackApiError) as refusal:
            await client.chat_postMessage(channel=ops.id, text="x")
        history = await refused(client.conversations_history(channel=ops.id))

    assert refusal.value.response["needed"] == "chat:write"
    assert refusal.value.response["provided"] == "users:read"
    assert history == "missing_scope"


async def test_an_app_hears_only_what_its_manifest_asks_for() -> None:
    manifest = {
        "features": {"bot_user": {"display_name": "skms"}, "slash_commands": [{"command": "/skms"}]},
        "oauth_config": {"scopes": {"bot": ["app_mentions:read", "chat:write"]}},
        "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}, "socket_mode_enabled": True},
    }
    async with FakeSlack(App.from_manifest(manifest)) as slack:
        mina, ops = slack.person("mina"), slack.channel("ops")
        mina.says(ops, "code 40013")
        mina.says(ops, "@skms 40013")

        assert [delivery.event["type"] for delivery in slack.deliveries.all] == ["app_mention"]
        with pytest.raises(AssertionError, match="not a valid command"):
            await mina.command(ops, "/other")


async def test_an_update_without_blocks_takes_the_blocks_away(slack: FakeSlack, client: AsyncWebClient) -> None:
    ops = slack.channel("ops")
    posted = await client.chat_postMessage(channel=ops.id, text="x", blocks=[section("a")])
    await client.chat_update(channel=ops.id, ts=str(posted["ts"]), text="y")

    assert ops.messages[0].blocks == []
    assert ops.messages[0].before[0][0] == "x"


async def test_only_the_bots_own_messages_can_be_changed(slack: FakeSlack, client: AsyncWebClient) -> None:
    ops = slack.channel("ops")
    paste = slack.person("mina").says(ops, "hello")

    assert await refused(client.chat_update(channel=ops.id, ts=paste.ts, text="x")) == "cant_update_message"
    assert await refused(client.chat_delete(channel=ops.id, ts=paste.ts)) == "cant_delete_message"
    assert await refused(client.chat_update(channel=ops.id, ts="1.2", text="x")) == "message_not_found"


async def test_history_and_replies_show_threads_and_metadata(slack: FakeSlack, client: AsyncWebClient) -> None:
    ops = slack.channel("ops")
    paste = slack.person("mina").says(ops, "hello")
    metadata = {"event_type": "answer", "event_payload": {"id": "1"}}
    await client.chat_postMessage(channel=ops.id, text="reply", thread_ts=paste.ts, metadata=metadata)

    history = await client.conversations_history(channel=ops.id)
    replies = await client.conversations_replies(channel=ops.id, ts=paste.ts, include_all_metadata=True)

    assert [message["text"] for message in history["messages"]] == ["hello"]
    assert [message["text"] for message in replies["messages"]] == ["hello", "reply"]
    assert replies["messages"][1]["metadata"] == metadata


async def test_history_comes_in_pages_newest_first(slack: FakeSlack, client: AsyncWebClient) -> None:
    ops, mina = slack.channel("ops"), slack.person("mina")
    for number in range(3):
        mina.says(ops, f"m{number}")

    first = await client.conversations_history(channel=ops.id, limit=2)
    rest = await client.conversations_history(
        channel=ops.id, limit=2, cursor=str(first["response_metadata"]["next_cursor"])
    )

    assert [message["text"] for message in first["messages"]] == ["m2", "m1"]
    assert [message["text"] for message in rest["messages"]] == ["m0"]


async def test_a_message_only_one_person_sees_is_seen_by_that_person(slack: FakeSlack, client: AsyncWebClient) -> None:
    ops, mina, jun = slack.channel("ops"), slack.person("mina"), slack.person("jun")
    mina.says(ops, "hello")
    await client.chat_postEphemeral(channel=ops.id, user=mina.id, text="psst")

    assert [message.text for message in mina.sees(ops)] == ["psst"]
    assert await refused(client.chat_postEphemeral(channel=ops.id, user=jun.id, text="x")) == "user_not_in_channel"


async def test_a_user_id_is_the_way_to_a_direct_message(slack: FakeSlack, client: AsyncWebClient) -> None:
    mina = slack.person("mina")
    await client.chat_postMessage(channel=mina.id, text="hello")

    assert [message.text for message in slack.direct(mina).messages] == ["hello"]


async def test_a_reaction_is_added_once_and_removed_once(slack: FakeSlack, client: AsyncWebClient) -> None:
    ops = slack.channel("ops")
    paste = slack.person("mina").says(ops, "hello")
    which = {"channel": ops.id, "timestamp": paste.ts, "name": "eyes"}
    await client.reactions_add(**which)
    again = await refused(client.reactions_add(**which))
    shown = {name: list(users) for name, users in paste.reactions.items()}
    await client.reactions_remove(**which)

    assert shown == {"eyes": [slack.bot.id]}
    assert again == "already_reacted"
    assert paste.reactions == {}
    assert await refused(client.reactions_remove(**which)) == "no_reaction"


async def test_a_strangers_locale_is_not_told(slack: FakeSlack, client: AsyncWebClient) -> None:
    mina = slack.person("mina", locale="ko-KR")
    kim = slack.person("kim", team=slack.organisation("Partner"), locale="ko-KR")

    ours = await client.users_info(user=mina.id, include_locale=True)
    theirs = await client.users_info(user=kim.id, include_locale=True)

    assert ours["user"]["locale"] == "ko-KR"
    assert theirs["user"]["is_stranger"]
    assert "locale" not in theirs["user"]


async def test_groups_members_links_and_the_team_can_be_asked_for(slack: FakeSlack, client: AsyncWebClient) -> None:
    mina, ops = slack.person("mina"), slack.channel("ops")
    paste = mina.says(ops, "hello")

    assert (await client.usergroups_users_list(usergroup=slack.group(mina)))["users"] == [mina.id]
    assert (await client.conversations_members(channel=ops.id))["members"] == sorted([mina.id, slack.bot.id])
    assert (await client.conversations_info(channel=ops.id))["channel"]["is_member"]
    assert (await client.team_info())["team"]["id"] == slack.core.workspace.team.id
    assert ops.id in (await client.chat_getPermalink(channel=ops.id, message_ts=paste.ts))["permalink"]


async def test_a_trigger_opens_one_view_and_expires(slack: FakeSlack, client: AsyncWebClient) -> None:
    mina = slack.person("mina")
    used = slack.core.triggers.hand_out(mina.user)
    await client.views_open(trigger_id=used, view=modal())
    old = slack.core.triggers.hand_out(mina.user)
    slack.time.skip(3.1)

    assert await refused(client.views_open(trigger_id=used, view=modal())) == "exchanged_trigger_id"
    assert await refused(client.views_open(trigger_id=old, view=modal())) == "expired_trigger_id"
    assert mina.view.shown == "Runbook\nstep 1"


async def test_a_view_changes_under_its_hash_only(slack: FakeSlack, client: AsyncWebClient) -> None:
    mina = slack.person("mina")
    opened = await client.views_open(trigger_id=slack.core.triggers.hand_out(mina.user), view=modal())
    view = opened["view"]
    changed = {"view_id": view["id"], "hash": view["hash"], "view": modal(blocks=[section("step 2")])}
    await client.views_update(**changed)

    assert "step 2" in mina.view.shown
    assert await refused(client.views_update(**changed)) == "hash_conflict"


async def test_a_stack_has_three_views_at_most(slack: FakeSlack, client: AsyncWebClient) -> None:
    mina = slack.person("mina")
    await client.views_open(trigger_id=slack.core.triggers.hand_out(mina.user), view=modal())
    for _ in range(2):
        await client.views_push(trigger_id=slack.core.triggers.hand_out(mina.user, mina.view), view=modal())

    last = client.views_push(trigger_id=slack.core.triggers.hand_out(mina.user, mina.view), view=modal())
    assert await refused(last) == "push_limit_reached"


async def test_home_is_published_per_person_and_under_its_hash(slack: FakeSlack, client: AsyncWebClient) -> None:
    mina = slack.person("mina")
    home = {"type": "home", "blocks": [section("hello")]}
    await client.views_publish(user_id=mina.id, view=home)

    assert await refused(client.views_publish(user_id=mina.id, view=home, hash="old")) == "hash_conflict"
    assert await refused(client.views_publish(user_id=mina.id, view=modal())) == "invalid_arguments"
    assert "hello" in mina.home.shown


async def test_429_lasts_as_long_as_it_says_and_only_there(slack: FakeSlack, client: AsyncWebClient) -> None:
    ops, dev = slack.channel("ops"), slack.channel("dev")
    slack.faults.add("chat.postMessage", RateLimited(5), channel=ops)
    with pytest.raises(SlackApiError) as first:
        await client.chat_postMessage(channel=ops.id, text="1")
    early = await refused(client.chat_postMessage(channel=ops.id, text="2"))
    await client.chat_postMessage(channel=dev.id, text="elsewhere")
    slack.time.skip(5)
    await client.chat_postMessage(channel=ops.id, text="3")

    assert first.value.response.headers["Retry-After"] == "5"
    assert early == "ratelimited"
    assert [(told.method, told.channel) for told in slack.rates.too_early] == [("chat.postMessage", ops.id)]
    assert [message.text for message in ops.messages] == ["3"]


async def test_a_burst_is_measured_and_refused_where_the_rules_say_so() -> None:
    async with FakeSlack(rules=Rules(channel_burst=2)) as slack:
        client = AsyncWebClient(token=slack.app.bot_token, base_url=slack.url)
        ops = slack.channel("ops")
        for number in range(2):
            await client.chat_postMessage(channel=ops.id, text=str(number))

        assert await refused(client.chat_postMessage(channel=ops.id, text="2")) == "ratelimited"
        assert slack.rates.shortest_gap(ops.id) < 1


async def test_a_dropped_answer_was_done_and_a_dropped_request_was_not(
    slack: FakeSlack, client: AsyncWebClient
) -> None:
    ops = slack.channel("ops")
    slack.faults.add("chat.postMessage", DropAnswer())
    slack.faults.add("chat.postMessage", DropRequest())
    for text in ("done", "not done"):
        with pytest.raises(aiohttp.ClientError):
            await client.chat_postMessage(channel=ops.id, text=text)

    assert [message.text for message in ops.messages] == ["done"]


async def test_scripted_refusals_pages_and_slowness_are_met_in_order(slack: FakeSlack, client: AsyncWebClient) -> None:
    ops = slack.channel("ops")
    slack.faults.add("chat.postMessage", Refuse("ekm_access_denied"))
    slack.faults.add("*", ServerError(502))
    slack.faults.add("chat.postMessage", Slow(0.2))
    assert await refused(client.chat_postMessage(channel=ops.id, text="1")) == "ekm_access_denied"
    with pytest.raises(SlackApiError, match="502"):
        await client.chat_postMessage(channel=ops.id, text="2")
    slow = asyncio.ensure_future(client.chat_postMessage(channel=ops.id, text="3"))
    await slack.until(lambda: ops.messages, "message before its answer")

    assert not slow.done()
    assert (await slow)["ok"]


async def test_a_held_request_is_done_late(slack: FakeSlack, client: AsyncWebClient) -> None:
    slack.faults.add("auth.test", Hold(0.1))
    started = slack.time.now()
    await client.auth_test()

    assert slack.time.now() - started >= 0.1


async def test_uninstalling_kills_the_token_and_tells_the_app(slack: FakeSlack, client: AsyncWebClient) -> None:
    await client.apps_uninstall(client_id="1.2", client_secret="none")  # noqa: S106 - none

    assert [delivery.event["type"] for delivery in slack.deliveries.all] == ["tokens_revoked", "app_uninstalled"]
    assert await refused(client.auth_test()) == "account_inactive"


async def test_arguments_that_are_no_numbers_are_refused(slack: FakeSlack, client: AsyncWebClient) -> None:
    ops = slack.channel("ops")

    async def history(**arguments: Any) -> str:
        return await refused(client.api_call("conversations.history", params={"channel": ops.id, **arguments}))

    assert await history(limit="many") == "invalid_limit"
    assert await history(cursor="next") == "invalid_cursor"
    assert await history(oldest="yesterday") == "invalid_ts_oldest"


async def test_an_unknown_method_is_unknown(slack: FakeSlack, client: AsyncWebClient) -> None:
    assert await refused(client.api_call("chat.shout")) == "unknown_method"
    assert slack.ledger.said("chat.shout")[0].error == "unknown_method"


async def test_what_people_see_is_kept_as_sent_with_ids_added(slack: FakeSlack, client: AsyncWebClient) -> None:
    ops = slack.channel("ops")
    element = {name: value for name, value in button().items() if name != "action_id"}
    await client.chat_postMessage(channel=ops.id, text="x", blocks=[actions(element)])

    kept = ops.messages[0].blocks[0]
    assert kept["block_id"]
    assert kept["elements"][0]["action_id"]
