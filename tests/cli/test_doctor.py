import asyncio
import json
import os
from pathlib import Path

import pytest

from bot.slack.manifest import build_manifest
from bot.slack.scopes import Plan
from tests.fakes.loopback import Line, Loopback
from tests.fakes.slack import App, FakeSlack, Rules
from tests.fakes.terminal import ROOT, Done, run

ROLES = ("key-vault-ops", "sci-admin", "skms-ops", "tenant-admin")
OWNERS = "".join(f'[owners.{role}]\nlabel = "crew"\nphone = "+82-2-555-0100"\n' for role in ROLES)
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-not-a-token", "SLACK_APP_TOKEN": "xapp-not-a-token"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "skms-bot.toml").write_text(OWNERS)
    return tmp_path


def doctor(folder: Path, *arguments: str, **environment: str) -> Done:
    return run("doctor", *arguments, folder=folder, env={**TOKENS, **environment})


def test_a_sound_installation_is_well_without_asking_slack(folder: Path) -> None:
    done = doctor(folder, "--local")

    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1] == "all well"
    assert "✓ tokens: set" in done.out
    assert "✓ database: skms-bot.db will be made at the first start" in done.out
    assert not (folder / "skms-bot.db").exists()


async def test_with_slack_everything_is_asked_and_no_token_is_printed(folder: Path) -> None:
    async with FakeSlack(App.from_manifest(build_manifest(Plan())), Rules.quick()) as slack:
        done = await asyncio.to_thread(doctor, folder, SLACK_API_URL=slack.url)
        slack.app.granted.discard("chat:write")
        again = await asyncio.to_thread(doctor, folder, "--json", SLACK_API_URL=slack.url)

    assert (done.code, done.err) == (0, "")
    for name in ("bot token", "workspace", "scopes", "socket mode", "clock"):
        assert f"✓ {name}: " in done.out
    told = json.loads(again.out)
    assert again.code == 1
    assert told["schema"] == 1
    (ailing,) = [finding for finding in told["findings"] if finding["state"] == "mend"]
    assert "missing chat:write" in ailing["said"]
    assert "not-a-token" not in done.out + again.out


def test_without_network_the_rest_is_looked_at_all_the_same(folder: Path) -> None:
    done = doctor(folder, SLACK_API_URL="http://127.0.0.1:9/api/")

    assert done.code == 1
    assert "✗ slack: 127.0.0.1 was not reached" in done.out
    assert "open 127.0.0.1:9 for this machine" in done.out
    assert "✓ knowledge base: " in done.out


def test_every_line_that_is_to_be_mended_says_how(tmp_path: Path) -> None:
    (tmp_path / "skms-bot.toml").write_text('[owners.key-valt-ops]\nlabel = "x"\n[work]\nreplicas = 9\n')

    done = run("doctor", "--local", folder=tmp_path, env={})
    wrong = [line for line in done.out.splitlines() if line.startswith("✗")]

    assert done.code == 1
    assert all(" → " in line for line in wrong)
    assert {line.split(": ")[0] for line in wrong} == {"✗ tokens", "✗ connections", "✗ owners", "✗ database"}
    assert "no such role: key-valt-ops" in done.out
    assert "2 x 9 = 18 of Slack's 10" in done.out
    assert "use PostgreSQL" in done.out


def test_an_owner_who_has_only_a_name_cannot_be_called(tmp_path: Path) -> None:
    (tmp_path / "skms-bot.toml").write_text(OWNERS.replace("phone", "hours", 1))

    done = doctor(tmp_path, "--local")

    assert "✗ owners: nobody to call for key-vault-ops →" in done.out


def test_what_it_says_of_a_missing_owner_is_all_that_is_needed(tmp_path: Path) -> None:
    hint = next(line for line in doctor(tmp_path, "--local").out.splitlines() if line.startswith("✗ owners"))

    assert "add [owners.key-vault-ops] with label and one of channel, user_group, phone, url" in hint


@pytest.mark.parametrize("section", ["Ask whether SKMS works"])
def test_the_section_of_the_readme_that_it_names_is_there(tmp_path: Path, section: str) -> None:
    assert f"README, {section}" in doctor(tmp_path, SLACK_API_URL="http://127.0.0.1:9/api/").out
    assert f"\n## {section}\n" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_a_broken_layer_of_the_knowledge_base_is_named_with_its_file(folder: Path) -> None:
    (folder / "site" / "errors").mkdir(parents=True)
    (folder / "site" / "errors" / "40013.yaml").write_text("code: [\n")
    (folder / "skms-bot.toml").write_text(f'knowledge_paths = ["site"]\n{OWNERS}')

    done = doctor(folder, "--local")

    assert done.code == 1
    assert done.out.count("40013.yaml") == 1
    assert "skms-bot kb lint" in done.out


def test_a_damaged_database_is_told_and_stays(folder: Path) -> None:
    (folder / "skms-bot.db").write_bytes(b"no database" * 1000)

    done = doctor(folder, "--local")

    assert done.code == 1
    assert "✗ database: " in done.out


@pytest.mark.parametrize(
    ("environment", "named"),
    [
        ({"SLACK_BOT_TOKEN": "xapp-not-a-token"}, "SLACK_BOT_TOKEN"),
        ({"SKMS_BOT_MOED": "http"}, "SKMS_BOT_MOED"),
        ({"SLACK_BOT_TOKN": "x"}, "SLACK_BOT_TOKN"),
        ({"SKMS_BOT_MODE": "ftp"}, "SKMS_BOT_MODE"),
    ],
)
def test_settings_that_cannot_be_read_end_it_with_the_name(
    folder: Path, environment: dict[str, str], named: str
) -> None:
    done = doctor(folder, "--local", **environment)

    assert done.code == os.EX_CONFIG
    assert named in done.err
    assert "not-a-token" not in done.out + done.err


TARGETS = """
[[targets]]
name = "vault"
kind = "tcp"
environment = "prod"
component = "key-vault"
place = "127.0.0.1:{port}"
networks = ["127.0.0.0/8"]

[[targets]]
name = "sdf"
kind = "sdf-health"
environment = "prod"
component = "skms"
url = "http://127.0.0.1:1"
networks = ["127.0.0.0/8"]
licence_key_env = "LICENCE"
"""


async def test_each_target_is_asked_once_and_what_fails_is_told_with_how_to_mend_it(folder: Path) -> None:
    async with Loopback(Line.ended) as vault:
        with (folder / "skms-bot.toml").open("a") as file:
            file.write(TARGETS.format(port=vault.port))
        done = await asyncio.to_thread(
            doctor, folder, SLACK_API_URL="http://127.0.0.1:9/api/", LICENCE="LICENCE-not-a-key"
        )
        local = await asyncio.to_thread(doctor, folder, "--local", LICENCE="LICENCE-not-a-key")
        asked = vault.connections

    assert asked == 1
    assert "✓ target vault: up, " in done.out
    assert "✗ target sdf: cannot see it at 127.0.0.1:1: Connection refused" in done.out
    assert "→ start what listens there" in done.out
    assert "LICENCE-not-a-key" not in done.out + done.err
    assert "target" not in local.out


def test_without_targets_doctor_says_what_is_not_known(folder: Path) -> None:
    assert "· targets: none configured" in doctor(folder, SLACK_API_URL="http://127.0.0.1:9/api/").out
