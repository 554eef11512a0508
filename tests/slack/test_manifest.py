import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BadInput
from bot.slack.manifest import build_manifest, request_url
from bot.slack.scopes import EVENT_SCOPES, FEATURES, METHOD_SCOPES, SCOPE_WORDS, Plan

NODE = Path(__file__).parents[1] / "node"
URL = "https://skms-bot.example.test/slack/events"
READY = shutil.which("node") is not None and (NODE / "node_modules" / "typescript").is_dir()
IN_CI = os.environ.get("CI") == "true"  # noqa: TID251 - in CI nothing here may be skipped
PLANS = {
    "socket": Plan(),
    "http": Plan(url=URL),
    "socket-least": Plan(ambient=False),
    "http-least": Plan(url=URL, ambient=False),
    "groups": Plan(groups=True),
}
EVERY_PLAN = pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)


def scopes_in(manifest: dict[str, Any]) -> set[str]:
    return set(manifest["oauth_config"]["scopes"]["bot"])


@EVERY_PLAN
def test_scopes_are_exactly_those_that_the_events_methods_and_commands_need(plan: Plan) -> None:
    manifest = build_manifest(plan)
    needed = {EVENT_SCOPES[event] for event in manifest["settings"]["event_subscriptions"]["bot_events"]}
    if manifest["features"]["slash_commands"] or manifest["features"]["shortcuts"]:
        needed.add("commands")
    for feature in plan.features:
        for method in feature.methods:
            needed |= {METHOD_SCOPES[method].format(place=place) for place in feature.places or ("",)}

    assert scopes_in(manifest) == needed - {""}


@EVERY_PLAN
def test_commands_and_shortcuts_are_exactly_those_of_the_features(plan: Plan) -> None:
    features = build_manifest(plan)["features"]
    offered = [item["command"] for item in features["slash_commands"]]
    offered += [item["callback_id"] for item in features["shortcuts"]]

    assert sorted(offered) == sorted(name for feature in plan.features for name in feature.commands)


def test_every_event_method_and_word_of_the_tables_is_used() -> None:
    assert {event for feature in FEATURES for event in feature.events} == set(EVENT_SCOPES)
    assert {method for feature in FEATURES for method in feature.methods} == set(METHOD_SCOPES)
    assert {scope for feature in FEATURES for scope in feature.scopes} == set(SCOPE_WORDS)


def test_with_least_privilege_nothing_is_read_unasked() -> None:
    manifest = build_manifest(Plan(ambient=False))

    assert scopes_in(manifest) == {
        "app_mentions:read",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "groups:read",
        "im:history",
        "mpim:read",
        "users:read",
    }
    assert manifest["settings"]["event_subscriptions"]["bot_events"] == [
        "app_home_opened",
        "app_mention",
        "app_uninstalled",
        "message.im",
        "tokens_revoked",
    ]


def test_groups_are_asked_for_only_where_a_setting_wants_them() -> None:
    assert scopes_in(build_manifest(Plan(groups=True))) - scopes_in(build_manifest(Plan())) == {"usergroups:read"}


def test_socket_mode_and_http_exclude_each_other() -> None:
    socket, http = build_manifest(Plan()), build_manifest(Plan(url=URL))

    assert socket["settings"]["socket_mode_enabled"]
    assert "http" not in json.dumps(socket)
    assert not http["settings"]["socket_mode_enabled"]
    assert http["settings"]["event_subscriptions"]["request_url"] == URL
    assert http["settings"]["interactivity"]["request_url"] == URL
    assert all(command["url"] == URL for command in http["features"]["slash_commands"])


@EVERY_PLAN
def test_lengths_and_numbers_are_what_the_schema_allows(plan: Plan) -> None:
    manifest = build_manifest(plan)
    display, features = manifest["display_information"], manifest["features"]

    assert manifest["_metadata"] == {"major_version": 2}
    assert len(display["name"]) <= 35
    assert len(display["description"]) <= 140
    assert 175 <= len(display["long_description"]) <= 4_000
    assert re.fullmatch("#[0-9a-f]{6}", display["background_color"])
    assert re.fullmatch(r"[a-z0-9._-]{1,80}", features["bot_user"]["display_name"])
    assert len(features["shortcuts"]) <= 10
    for shortcut in features["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["callback_id"]) <= 255
        assert len(shortcut["description"]) <= 150
    for command in features["slash_commands"]:
        assert re.fullmatch(r"/[a-z0-9_-]{1,31}", command["command"])
        assert len(command["description"]) <= 2_000
        assert len(command["usage_hint"]) <= 1_000
    assert len(manifest["settings"]["event_subscriptions"]["bot_events"]) <= 100
    assert not manifest["settings"]["token_rotation_enabled"]


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("https://skms-bot.example.test", URL),
        ("https://skms-bot.example.test/", URL),
        ("https://skms-bot.example.test/hooks/slack", "https://skms-bot.example.test/hooks/slack"),
    ],
)
def test_an_address_without_a_path_gets_the_one_the_bot_listens_at(given: str, made: str) -> None:
    assert request_url(given) == made


@pytest.mark.parametrize("given", ["http://skms-bot.example.test", "skms-bot.example.test", "https://a.test/?x=1", ""])
def test_slack_is_given_no_address_that_it_would_refuse(given: str) -> None:
    with pytest.raises(BadInput):
        request_url(given)


@pytest.mark.skipif(not READY and not IN_CI, reason="needs Node and `npm ci` in tests/node")
def test_slacks_own_types_accept_every_manifest_and_refuse_a_wrong_one(tmp_path: Path) -> None:
    good = [
        f"export const m{number}: Manifest = {json.dumps(build_manifest(plan))};"
        for number, plan in enumerate(PLANS.values())
    ]
    wrong = build_manifest(Plan())
    wrong["oauth_config"]["scopes"]["bot"].append("channels:histroy")

    assert compile_types(tmp_path, good) == ""
    assert "channels:histroy" in compile_types(tmp_path, [f"export const m: Manifest = {json.dumps(wrong)};"])


def compile_types(folder: Path, lines: list[str]) -> str:
    """What tsc says about the lines, with Slack's types at hand; empty where it is content."""
    modules = folder / "node_modules"
    if not modules.exists():
        modules.symlink_to(NODE / "node_modules")
    request = "@slack/web-api/dist/types/request/manifest.js"
    (folder / "manifest.ts").write_text(f'import type {{ Manifest }} from "{request}";\n' + "\n".join(lines))
    done = subprocess.run(
        [
            shutil.which("node") or "",
            str(NODE / "node_modules" / "typescript" / "bin" / "tsc"),
            *("--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext", "manifest.ts"),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout + done.stderr
