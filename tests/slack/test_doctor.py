from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from bot.clock import SystemClock
from bot.models.finding import Finding
from bot.slack.doctor import Asked, Clock, examine
from bot.slack.manifest import build_manifest
from bot.slack.scopes import Plan
from tests.fakes.slack import App, FakeSlack, RateLimited, Refuse, Rules, ServerError

URL = "https://bot.example.test/slack/events"


class Shifted:
    """The system's clock, wrong by some seconds."""

    def __init__(self, seconds: float) -> None:
        self._shift = timedelta(seconds=seconds)

    def now(self) -> datetime:
        return SystemClock().now() + self._shift


def installed(plan: Plan) -> FakeSlack:
    return FakeSlack(App.from_manifest(build_manifest(plan)), Rules.quick())


@pytest.fixture
async def slack() -> AsyncIterator[FakeSlack]:
    async with installed(Plan()) as running:
        yield running


def asked(slack: FakeSlack, **changes: Any) -> Asked:
    values: dict[str, Any] = {
        "bot_token": SecretStr(slack.app.bot_token),
        "app_token": SecretStr(slack.app.app_token),
        "plan": Plan(),
        "api_url": slack.url,
    }
    return Asked(**{**values, **changes})


async def visit(slack: FakeSlack, clock: Clock | None = None, **changes: Any) -> dict[str, Finding]:
    found = await examine(asked(slack, **changes), clock or SystemClock())
    assert len({finding.name for finding in found}) == len(found)
    assert all(finding.mend for finding in found if finding.state == "mend")
    assert not any("not-a-token" in finding.said + finding.mend for finding in found)
    return {finding.name: finding for finding in found}


def ailing(found: dict[str, Finding]) -> list[str]:
    return [name for name, finding in found.items() if finding.state == "mend"]


@pytest.mark.parametrize("plan", [Plan(), Plan(groups=True), Plan(url=URL)], ids=["socket", "groups", "http"])
async def test_an_app_made_from_the_manifest_is_well(plan: Plan) -> None:
    async with installed(plan) as slack:
        found = await visit(slack, plan=plan)

    assert {finding.state for finding in found.values()} == {"ok"}
    assert ("socket mode" in found) == (plan.url is None)


async def test_doctor_opens_no_connection_and_writes_nothing(slack: FakeSlack) -> None:
    await visit(slack)

    assert sorted(call.method for call in slack.calls) == ["apps.connections.open", "auth.test"]


async def test_a_least_privilege_app_is_well_as_long_as_no_channel_is_to_be_read() -> None:
    async with installed(Plan(ambient=False)) as slack:
        alone = await visit(slack)
        reading = await visit(slack, allow=("C0123",))

    assert ailing(alone) == []
    assert "(least)" in alone["scopes"].said
    assert ailing(reading) == ["scopes"]
    assert "least privilege" in reading["scopes"].said
    assert reading["channels"].state == "unchecked"


async def test_a_missing_scope_is_named_with_what_stops(slack: FakeSlack) -> None:
    slack.app.granted.discard("files:read")
    slack.app.granted.discard("mpim:history")

    found = await visit(slack)

    assert ailing(found) == ["scopes"]
    assert "missing files:read, mpim:history" in found["scopes"].said
    assert "errors in files and snippets are not read" in found["scopes"].said
    assert "Reinstall" in found["scopes"].mend


async def test_a_scope_that_nothing_needs_is_named(slack: FakeSlack) -> None:
    slack.app.granted.add("users:read.email")

    found = await visit(slack)

    assert found["scopes"].said == "granted and not needed: users:read.email"


@pytest.mark.parametrize(
    ("error", "mend"),
    [
        ("invalid_auth", "OAuth & Permissions"),
        ("token_revoked", "Reinstall"),
        ("account_inactive", "Reinstall"),
        ("accesslimited", "allowed IP ranges"),
    ],
)
async def test_a_refused_bot_token_says_where_to_get_the_right_one(slack: FakeSlack, error: str, mend: str) -> None:
    slack.faults.add("auth.test", Refuse(error))

    found = await visit(slack)

    assert found["bot token"].said == f"Slack refuses it: {error}"
    assert mend in found["bot token"].mend
    assert found["socket mode"].state == "ok"


async def test_swapped_tokens_are_recognised(slack: FakeSlack) -> None:
    found = await visit(slack, bot_token=SecretStr(slack.app.app_token), app_token=SecretStr(slack.app.bot_token))

    assert ailing(found) == ["bot token", "socket mode"]
    assert "swapped" in found["bot token"].mend


async def test_a_revoked_app_token_is_told_by_its_own(slack: FakeSlack) -> None:
    slack.app.revoke_app_token()

    found = await visit(slack)

    assert ailing(found) == ["socket mode"]
    assert "App-Level Tokens" in found["socket mode"].mend


async def test_socket_mode_that_is_switched_off_is_told() -> None:
    async with installed(Plan(url=URL)) as slack:
        found = await visit(slack, plan=Plan())

    assert "switch Socket Mode on" in found["socket mode"].mend


@pytest.mark.parametrize(("seconds", "way"), [(600, "ahead of"), (-600, "behind")])
async def test_a_wrong_clock_is_told_with_its_direction(slack: FakeSlack, seconds: int, way: str) -> None:
    found = await visit(slack, Shifted(seconds))

    assert ailing(found) == ["clock"]
    assert f"s {way} Slack's" in found["clock"].said


async def test_a_workspace_that_is_not_configured_is_told(slack: FakeSlack) -> None:
    assert ailing(await visit(slack, workspaces=("T9999",))) == ["workspace"]
    assert ailing(await visit(slack, workspaces=("T9999", slack.core.workspace.team.id))) == []


async def test_allowed_channels_that_the_bot_is_not_in_are_named_and_none_is_read(slack: FakeSlack) -> None:
    inside = slack.channel("drm")
    outside = slack.channel("other", with_bot=False)

    found = await visit(slack, allow=(inside.id, outside.id, "C0NOTTHERE"))
    history = [call for call in slack.calls if call.method == "conversations.history"]

    assert ailing(found) == ["channels"]
    assert f"{outside.id} (not_in_channel), C0NOTTHERE (channel_not_found)" in found["channels"].said
    assert inside.id not in found["channels"].said
    assert history[0].answer is not None
    assert history[0].answer["messages"] == []
    assert ailing(await visit(slack, allow=(inside.id,))) == []


@pytest.mark.parametrize("allow", [None, ()], ids=["wherever", "nowhere"])
async def test_without_a_list_no_channel_is_asked_for(slack: FakeSlack, allow: Sequence[str] | None) -> None:
    assert "channels" not in await visit(slack, allow=allow)


async def test_a_rate_limit_and_a_sulking_slack_are_no_crash(slack: FakeSlack) -> None:
    slack.faults.add("auth.test", ServerError(503))
    assert ailing(await visit(slack)) == ["slack"]

    slack.faults.add("conversations.history", RateLimited(3))
    found = await visit(slack, allow=(slack.channel("drm").id,))
    assert found["channels"].state == "unchecked"


async def test_without_network_one_line_says_so() -> None:
    nobody = Asked(
        bot_token=SecretStr("xoxb-not-a-token"),
        app_token=SecretStr("xapp-not-a-token"),
        plan=Plan(),
        api_url="http://127.0.0.1:9/api/",
    )

    (finding,) = await examine(nobody, SystemClock())

    assert (finding.name, finding.state) == ("slack", "mend")
    assert "127.0.0.1 was not reached" in finding.said
    assert "HTTPS_PROXY" in finding.mend


async def test_with_the_app_token_alone_the_connection_is_asked_for(slack: FakeSlack) -> None:
    found = await visit(slack, bot_token=None)

    assert found["scopes"].state == "unchecked"
    assert found["socket mode"].state == "ok"


def test_the_shifted_clock_is_aware() -> None:
    assert Shifted(0).now().tzinfo is UTC
