from typing import Any

import pytest

from tests.fakes.slack import FakeSlack
from tests.fakes.slack.mangle import as_blocks, as_text, curly


def events(slack: FakeSlack) -> list[dict[str, Any]]:
    return [delivery.event for delivery in slack.deliveries.all]


@pytest.mark.parametrize(
    ("typed", "arrives"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("see https://kms.example.test/a?b=1&c=2", "see <https://kms.example.test/a?b=1&amp;c=2>"),
        ('"owner": "mina@example.com"', '"owner": "<mailto:mina@example.com|mina@example.com>"'),
        ("host kms.example.com down", "host <http://kms.example.com|kms.example.com> down"),
        ("hey @mina and @nobody", "hey <@U1> and @nobody"),
        ("@here it burns 🔥", "<!here> it burns :fire:"),
        ("<@U1> said", "<@U1> said"),
    ],
)
def test_typed_text_arrives_mangled(typed: str, arrives: str) -> None:
    assert as_text(typed, {"mina": "U1"}) == arrives


def test_rich_text_keeps_fences_and_is_not_escaped() -> None:
    blocks = as_blocks('look:\n```\n{"a": "<b>"}\n```\n`code`', {})

    parts = blocks[0]["elements"]
    assert [part["type"] for part in parts] == ["rich_text_section", "rich_text_preformatted", "rich_text_section"]
    assert parts[1]["elements"] == [{"type": "text", "text": '{"a": "<b>"}'}]
    assert {"type": "text", "text": "code", "style": {"code": True}} in parts[2]["elements"]


def test_a_mac_makes_quotes_curly() -> None:
    assert curly('{"code": 1} -- it\'s') == "{\u201ccode\u201d: 1} \u2014 it\u2019s"


async def test_a_message_event_has_what_slack_puts_in_it(slack: FakeSlack) -> None:
    ops, mina = slack.channel("ops"), slack.person("mina")
    paste = mina.says(ops, "code 40013")

    delivery = slack.deliveries.all[0]
    assert delivery.payload["type"] == "event_callback"
    assert delivery.payload["authorizations"][0]["user_id"] == slack.bot.id
    assert delivery.event["channel_type"] == "channel"
    assert delivery.event["ts"] == paste.ts
    assert delivery.event["blocks"][0]["type"] == "rich_text"
    assert delivery.event["client_msg_id"]


async def test_replies_name_their_thread_and_its_author(slack: FakeSlack) -> None:
    ops, mina, jun = slack.channel("ops"), slack.person("mina"), slack.person("jun")
    paste = mina.says(ops, "hello")
    reply = jun.says(ops, "hi", thread=paste)
    jun.broadcasts(paste, "hi all")

    assert ops.thread(paste)[0] is reply
    assert events(slack)[1]["thread_ts"] == paste.ts
    assert events(slack)[1]["parent_user_id"] == mina.id
    assert events(slack)[2]["subtype"] == "thread_broadcast"


async def test_edits_deletes_and_unfurls_are_hidden_messages(slack: FakeSlack) -> None:
    ops, mina = slack.channel("ops"), slack.person("mina")
    paste = mina.says(ops, "cod 40013")
    mina.edits(paste, "code 40013")
    slack.unfurl(paste)
    mina.deletes(paste)

    _, edited, unfurled, deleted = events(slack)
    assert (edited["subtype"], edited["message"]["text"]) == ("message_changed", "code 40013")
    assert edited["previous_message"]["text"] == "cod 40013"
    assert unfurled["message"]["text"] == unfurled["previous_message"]["text"]
    assert unfurled["message"]["attachments"]
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", paste.ts)
    assert ops.messages == []


async def test_a_deleted_message_with_replies_is_a_tombstone_until_the_last_reply_goes(slack: FakeSlack) -> None:
    ops, mina, jun = slack.channel("ops"), slack.person("mina"), slack.person("jun")
    paste = mina.says(ops, "code 40013")
    reply = jun.says(ops, "looking", thread=paste)
    mina.deletes(paste)
    buried = [message.shown for message in ops.messages]
    jun.deletes(reply)

    _, _, changed, reply_gone, gone = events(slack)
    assert buried == ["This message was deleted.", "looking"]
    assert (changed["subtype"], changed["message"]["subtype"]) == ("message_changed", "tombstone")
    assert changed["message"]["user"] == "USLACKBOT"
    assert changed["previous_message"]["text"] == "code 40013"
    assert (reply_gone["deleted_ts"], gone["deleted_ts"]) == (reply.ts, paste.ts)
    assert ops.messages == []


async def test_a_direct_message_has_no_mention_event(slack: FakeSlack) -> None:
    mina = slack.person("mina")
    mina.says(slack.direct(mina), "@skms 40013")

    assert [(event["type"], event["channel_type"]) for event in events(slack)] == [("message", "im")]


async def test_where_the_bot_is_not_it_hears_nothing(slack: FakeSlack) -> None:
    slack.person("mina").says(slack.channel("secret", kind="group", with_bot=False), "code 40013")

    assert slack.deliveries.all == []


async def test_joins_topics_bots_and_reactions_are_told_as_slack_tells_them(slack: FakeSlack) -> None:
    ops, mina = slack.channel("ops"), slack.person("mina")
    mina.joins(ops)
    mina.sets_topic(ops, "night shift")
    alert = slack.other_bot("alerts").posts(ops, "code 40013")
    mina.reacts(alert, "eyes")

    told = [(event["type"], event.get("subtype")) for event in events(slack)]
    assert told == [
        ("member_joined_channel", None),
        ("message", "channel_join"),
        ("message", "channel_topic"),
        ("message", "bot_message"),
        ("reaction_added", None),
    ]
    assert events(slack)[3]["bot_id"]


async def test_shared_channels_are_marked_and_strangers_have_no_commands(slack: FakeSlack) -> None:
    partner = slack.organisation("Partner")
    shared, kim = slack.channel("shared", shared_with=[partner]), slack.person("kim", team=partner)
    kim.says(shared, "code 40013")

    assert slack.deliveries.all[0].payload["is_ext_shared_channel"]
    assert events(slack)[0]["user_team"] == partner.id
    with pytest.raises(AssertionError, match="another organisation"):
        await kim.command(shared, "/skms")


async def test_a_paste_may_be_split_and_a_client_may_repeat_itself(slack: FakeSlack) -> None:
    ops, mina = slack.channel("ops"), slack.person("mina")
    parts = mina.says_in_parts(ops, "x" * 9_000)
    again = mina.repeats(parts[0])

    assert [len(part.text) for part in parts] == [4_000, 4_000, 1_000]
    assert again.client_msg_id == parts[0].client_msg_id
    assert again.ts != parts[0].ts


async def test_a_click_on_nothing_names_what_there_is(slack: FakeSlack) -> None:
    paste = slack.person("mina").says(slack.channel("ops"), "hello")

    with pytest.raises(AssertionError, match="there is no 'Full runbook' to click"):
        await slack.person("mina").clicks(paste, "Full runbook")


async def test_a_failed_wait_shows_the_conversation(slack: FakeSlack) -> None:
    paste = slack.person("mina").says(slack.channel("ops"), "code 40013")

    with pytest.raises(AssertionError, match="mina: code 40013"):
        await slack.reply_to(paste, within=0.05)
