"""Faults of Slack, outgoing (F01 to F22), with a real bot process on a Slack that misbehaves by script."""

from pathlib import Path

import pytest

from tests.fakes.slack import (
    Accepted,
    DropAnswer,
    DropRequest,
    Hold,
    OddlyLimited,
    RateLimited,
    Refuse,
    ServerError,
    Slow,
)
from tests.fakes.tcp_line import TcpLine
from tests.faults.site import Site, site

PASTE = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009"}'
OTHER = '{"code": 40008, "message": "Key Vault Service Failed", "detail": "keyId : 0000003"}'
long = pytest.mark.long
POST = "chat.postMessage"


def posts(place: Site) -> int:
    return len(place.slack.ledger.said(POST))


def lookups(place: Site) -> int:
    return sum(call.method in {"conversations.replies", "conversations.history"} for call in place.slack.calls)


async def test_f01_retry_after_is_obeyed_by_the_channel_also_over_a_restart(tmp_path: Path) -> None:
    """F01: 429 with Retry-After: no call before it is over, one after, others within 2 s, also over kill -9."""
    async with site(tmp_path) as place:
        ops, other = place.slack.channel("ops"), place.slack.channel("other")
        place.slack.faults.add(POST, RateLimited(4), channel=ops)
        await place.starts()
        place.pastes_in(ops, PASTE)
        await place.life.says("rate_limited", seconds=4)
        await place.answer_to(place.pastes_in(other, PASTE), within=2)
        await place.restarts()
        assert place.slack.rates.refused_for("another method", ops.id) == 0
        await place.comes_to_rest()

    assert len(ops.by_bots()) == 1


@pytest.mark.parametrize("header", [None, "0", "abc", "99999"])
async def test_f02_an_odd_retry_after_is_clamped_and_kept(tmp_path: Path, header: str | None) -> None:
    """F02: 429 without header, with 0, abc or 99999: no exception, next call in 1 to 600 s, kept over a restart."""
    async with site(tmp_path) as place:
        place.slack.faults.add(POST, OddlyLimited(header))
        await place.starts()
        paste = place.pastes_in(place.slack.channel("ops"), PASTE)
        told = await place.life.says("rate_limited")
        await place.keeps("SELECT 1 FROM gate")
        await place.is_killed()
        [(not_before, begun)] = place.rows("SELECT g.not_before, e.at FROM gate g, event e")
        # The rest of the wait is let pass by the hand of the test: what counts is that it was written down.
        place.change("UPDATE gate SET not_before = ?", begun)
        await place.starts()
        await place.answer_to(paste)

    assert 1 <= told["seconds"] <= 600
    assert 0 < (not_before - begun) / 1e6 <= 605
    assert posts(place) == 2


@pytest.mark.parametrize("error", ["ratelimited", "message_limit_exceeded"])
async def test_f03_a_limit_told_with_status_200_is_a_limit(tmp_path: Path, error: str) -> None:
    """F03: `ok: false` with ratelimited or message_limit_exceeded: as 429, parked and nothing lost."""
    async with site(tmp_path) as place:
        place.slack.faults.add(POST, Refuse(error))
        await place.starts()
        paste = place.pastes_in(place.slack.channel("ops"), PASTE)
        told = await place.life.says("rate_limited")
        await place.keeps("SELECT 1 FROM gate")
        await place.is_killed()
        place.change("UPDATE gate SET not_before = 0")
        await place.starts()
        await place.answer_to(paste)

    assert told["seconds"] == 30
    assert posts(place) == 2


async def test_f04_a_5xx_that_slack_did_not_accept_is_sent_again(tmp_path: Path) -> None:
    """F04: 500, 502, 503, 504 not accepted: looked up, then sent again; visible 1, two look-ups per attempt at most."""
    async with site(tmp_path) as place:
        channels = {status: place.slack.channel(f"ops-{status}") for status in (500, 502, 503, 504)}
        for status, channel in channels.items():
            place.slack.faults.add(POST, ServerError(status), channel=channel)
        await place.starts()
        for channel in channels.values():
            place.pastes_in(channel, PASTE)
        await place.comes_to_rest()

    assert posts(place) == 8
    assert lookups(place) <= 8


@pytest.mark.parametrize("lie", [Accepted(500), Accepted(error="internal_error"), Accepted(error="fatal_error")])
async def test_f05_what_slack_accepted_and_called_failed_is_found(tmp_path: Path, lie: Accepted) -> None:
    """F05: 500, internal_error or fatal_error though accepted: found by its metadata; one post, at no moment two."""
    async with site(tmp_path) as place:
        place.slack.faults.add(POST, lie)
        await place.starts()
        paste = place.pastes_in(place.slack.channel("ops"), PASTE)
        await place.answer_to(paste)
        await place.slack.until(lambda: lookups(place), "look-up")

    assert posts(place) == 1


async def test_f06_an_answer_of_slacks_that_got_lost_makes_no_second_post(tmp_path: Path) -> None:
    """F06: the response is lost after Slack accepted: posts received 1, since no client of ours retries a write."""
    async with site(tmp_path) as place:
        place.slack.faults.add(POST, DropAnswer())
        await place.starts()
        await place.answer_to(place.pastes_in(place.slack.channel("ops"), PASTE))
        await place.slack.until(lambda: lookups(place), "look-up")

    assert posts(place) == 1


async def test_f07_a_post_that_got_lost_is_sent_again_after_a_look(tmp_path: Path) -> None:
    """F07: the connection breaks and nothing was accepted: sent again after the grace of 4 s; visible 1."""
    async with site(tmp_path) as place:
        place.slack.faults.add(POST, DropRequest())
        await place.starts()
        await place.answer_to(place.pastes_in(place.slack.channel("ops"), PASTE), within=7)

    assert posts(place) == 2


@long
async def test_f08_what_slack_accepts_two_seconds_after_we_gave_up_is_found(tmp_path: Path) -> None:
    """F08: no response in time, accepted 2 s later, after a vain look-up: found by the next; visible 1."""
    async with site(tmp_path) as place:
        place.slack.faults.add(POST, Hold(12))
        await place.starts()
        await place.answer_to(place.pastes_in(place.slack.channel("ops"), PASTE), within=20)
        await place.slack.until(lambda: lookups(place) >= 2, "two look-ups", within=10)

    assert posts(place) == 1


async def test_f09_a_refused_connection_proves_that_nothing_was_sent(tmp_path: Path) -> None:
    """F09: connection refused: plain retry with growing rests and no look-up; visible 1 once Slack is back."""
    async with site(tmp_path) as place:
        port = int(place.slack.url.split(":")[2].split("/")[0])
        async with TcpLine(port) as line:
            place.environment["SLACK_API_URL"] = f"http://127.0.0.1:{line.port}/api/"
            await place.starts()
            await line.refuse()
            channels = [place.slack.channel(name) for name in ("ops", "kms", "qa")]
            pastes = [place.pastes_in(channel, PASTE) for channel in channels]
            await place.life.says("slack_unreachable")
            assert posts(place) == 0
            await line.restore()
            for paste in pastes:
                await place.answer_to(paste)
            told = len(place.life.said("slack_unreachable", method=POST))
            await place.ends()

    assert posts(place) == 3
    assert lookups(place) == 0
    assert told <= 3 * 4


@pytest.mark.parametrize("address", ["http://nobody-of-that-name:9/api/", "https://127.0.0.1:{port}/api/"])
async def test_f09_without_a_name_or_tls_the_start_waits_and_obeys_sigterm(tmp_path: Path, address: str) -> None:
    """F09: DNS or TLS fails at the start: it tries again, says why, and ends with 0 when asked to."""
    async with site(tmp_path) as place:
        port = place.slack.url.split(":")[2].split("/")[0]
        place.environment["SLACK_API_URL"] = address.format(port=port)
        life = await place.begins()
        await life.until(lambda: len(life.said("slack_unreachable")) >= 2, "second try")
        await life.stop()

    assert life.said("slack_unreachable")[0]["reason"].startswith("ClientConnector")
    assert posts(place) == 0


async def test_f10_slack_is_away_while_an_error_is_pasted(tmp_path: Path) -> None:
    """F10: Slack takes nothing for a while: one answer once it does, which says how late it is; visible 1."""
    async with site(tmp_path) as place:
        ops = place.slack.channel("ops")
        place.slack.faults.add(POST, RateLimited(120), channel=ops)
        await place.starts()
        paste = place.pastes_in(ops, PASTE)
        await place.life.says("rate_limited")
        await place.keeps("SELECT 1 FROM gate")
        await place.is_killed()
        # Two minutes pass for Slack, for what the bot wrote down, and for the event.
        place.slack.time.skip(125)
        place.change("UPDATE gate SET not_before = not_before - 125000000")
        place.change("UPDATE event SET at = at - 125000000")
        await place.starts()
        answer = await place.answer_to(paste)

    assert "late" in answer.shown
    assert len(ops.by_bots()) == 1


async def test_f13_killed_before_anything_was_sent(tmp_path: Path) -> None:
    """F13: kill -9 between the ack and the post: answered by the next life; visible 1."""
    async with site(tmp_path) as place:
        place.slack.faults.add("users.info", Slow(2))
        await place.starts()
        paste = place.pastes_in(place.slack.channel("ops"), PASTE)
        await place.slack.until(lambda: place.slack.deliveries.all[0].state == "acked", "ack")
        assert posts(place) == 0
        await place.restarts()
        await place.answer_to(paste)

    assert posts(place) == 1


async def test_f14_killed_after_slack_took_the_answer(tmp_path: Path) -> None:
    """F14: kill -9 after Slack accepted, before its response: found by its metadata; visible 1, posts 1."""
    async with site(tmp_path) as place:
        place.slack.faults.add(POST, Slow(2))
        await place.starts()
        paste = place.pastes_in(place.slack.channel("ops"), PASTE)
        await place.answer_to(paste)
        await place.restarts()
        await place.slack.until(lambda: lookups(place) >= 2, "look-up", within=20)

    assert posts(place) == 1


async def test_f15_killed_after_the_response_before_the_commit(tmp_path: Path) -> None:
    """F15: kill -9 after Slack's response, before it is kept: found by its metadata; visible 1, posts 1."""
    async with site(tmp_path) as place:
        place.slack.faults.add(POST, Slow(0.5))
        await place.starts()
        paste = place.pastes_in(place.slack.channel("ops"), PASTE)
        await place.answer_to(paste)
        with place.locked():
            await place.slack.until(lambda: not place.slack.ledger.in_flight, "response")
            await place.is_killed()
        assert place.rows("SELECT state FROM answer") == [("pending",)]
        await place.starts()
        await place.slack.until(lambda: lookups(place) >= 2, "look-up", within=20)

    assert posts(place) == 1


async def test_f17_where_history_fails_too_nothing_is_said_twice(tmp_path: Path) -> None:
    """F17: response lost and history refused as well: not repeated blindly; the next paste of the error settles it."""
    async with site(tmp_path) as place:
        ops = place.slack.channel("ops")
        place.slack.faults.add(POST, DropAnswer())
        place.slack.faults.add("conversations.replies", ServerError(500), times=2)
        await place.starts()
        await place.answer_to(place.pastes_in(ops, PASTE))
        await place.life.until(lambda: len(place.life.said("lookup_failed")) == 2, "two vain look-ups")
        again = place.pastes_in(ops, PASTE, by="joon")
        await place.slack.until(lambda: again.reactions, "mark", within=10)

    assert posts(place) == 1
    assert len(ops.by_bots()) == 1


async def test_f18_a_channel_that_takes_nothing_costs_one_try_and_harms_no_other(tmp_path: Path) -> None:
    """F18: channel_not_found, is_archived, not_in_channel, restricted_action: told once, not repeated, others go on."""
    errors = ("channel_not_found", "is_archived", "not_in_channel", "restricted_action")
    async with site(tmp_path) as place:
        await place.starts()
        for error in errors:
            channel = place.slack.channel(error)
            place.slack.faults.add(POST, Refuse(error), channel=channel)
            place.pastes_in(channel, PASTE, owed=False)
        for error in errors:
            await place.life.says("slack_refused", reason=error, method=POST)
        await place.answer_to(place.pastes_in(place.slack.channel("ops"), PASTE))

    assert posts(place) == len(errors) + 1


@pytest.mark.parametrize(
    "error",
    ["token_revoked", pytest.param("invalid_auth", marks=long), pytest.param("account_inactive", marks=long)],
)
async def test_f19_a_token_taken_away_and_given_anew_loses_no_paste(tmp_path: Path, error: str) -> None:
    """F19: the bot token is revoked while it runs: hardly a call, all kept; with a new file all is answered once."""
    async with site(tmp_path) as place:
        app, ops = place.slack.app, place.slack.channel("ops")
        token = tmp_path / "token"
        token.write_text(app.bot_token)
        place.environment |= {"SLACK_BOT_TOKEN": "", "SLACK_BOT_TOKEN_FILE": str(token)}
        await place.starts()
        before = app.bot_token
        place.slack.faults.add("users.info", Slow(0.5))
        pastes = [place.pastes_in(ops, PASTE), place.pastes_in(place.slack.channel("kms"), OTHER)]
        # Slack brings no event to an app whose token is gone: these came just before.
        await place.slack.until(lambda: all(one.state == "acked" for one in place.slack.deliveries.all), "acks")
        app.revoke_bot_token(error)
        await place.life.says("token_refused", reason=error)
        refused = len([call for call in place.slack.calls if call.error == error])
        app.bot_token, app.bot_token_error = "xoxb-not-a-newer-token", None
        token.write_text(app.bot_token)
        place.canaries.append(before)
        for paste in pastes:
            await place.answer_to(paste, within=30)

    assert refused <= 8


async def test_f20_a_token_of_another_workspace_is_refused(tmp_path: Path) -> None:
    """F20: auth.test names another team than the settings: nothing is posted, exit 77 with one clear line."""
    async with site(tmp_path) as place:
        place.settings('[slack]\nworkspaces = ["T9999999"]\n')
        life = await place.begins()
        code = await life.ended()

    assert code == 77
    assert "T9999999" not in life.log
    assert "slack.workspaces does not name" in life.log
    assert [call.method for call in place.slack.calls] == ["auth.test"]


async def test_f21_an_answer_that_a_person_deleted_is_not_fought_over(tmp_path: Path) -> None:
    """F21: an answer deleted by a person, message_not_found at its update: no loop; the next paste gets a new one."""
    async with site(tmp_path) as place:
        ops = place.slack.channel("ops")
        await place.starts()
        first = place.pastes_in(ops, PASTE, owed=False)
        answer = await place.answer_to(first)
        place.slack.person("admin").deletes(answer)
        await place.slack.settles()
        again = place.pastes_in(ops, PASTE, by="joon")
        await place.slack.until(lambda: place.slack.ledger.said("chat.update"), "update")
        await place.slack.settles()
        third = place.pastes_in(ops, PASTE, by="sora")
        new = await place.answer_to(third)

    assert again.reactions
    assert ops.by_bots() == [new]
    assert len(place.slack.ledger.said("chat.update")) == 1


async def test_f22_blocks_that_slack_refuses_go_out_as_text_once(tmp_path: Path) -> None:
    """F22: invalid_blocks, whatever the reason: delivered as text, never invalid_blocks twice for one message."""
    async with site(tmp_path) as place:
        place.slack.faults.add(POST, Refuse("invalid_blocks"))
        await place.starts()
        answer = await place.answer_to(place.pastes_in(place.slack.channel("ops"), PASTE))
        told = place.life.said("blocks_refused")

    assert not answer.blocks
    assert "40013" in answer.text
    assert len(told) == 1
    assert posts(place) == 2


@pytest.mark.parametrize(
    "detail", ["A" * 60_000, "<b>" * 5_000, "\\n".join(["line"] * 4_000)], ids=["long", "escaped", "lines"]
)
async def test_f22_a_huge_text_is_clipped_by_rule(tmp_path: Path, detail: str) -> None:
    """F22: 60,000 characters in one field: Slack's limits are kept, so that it refuses nothing."""
    async with site(tmp_path) as place:
        place.settings('[files]\nhosts = ["127.0.0.1"]\n')
        await place.starts()
        body = f'{{"code": 40013, "message": "Key not found in the keyVault", "detail": "{detail}"}}'
        file = place.slack.file("error.json", body)
        answer = await place.answer_to(place.pastes_in(place.slack.channel("ops"), "see this", files=(file,)))
        refused = place.life.said("slack_refused")

    assert "40013" in answer.shown
    assert refused == []
    assert posts(place) == 1
