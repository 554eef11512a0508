"""What the README says of the status, against the real thing: its output, its settings, its manifest."""

import asyncio
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import read_settings
from bot.settings.slack import read_slack_settings
from bot.settings.status import StatusTable, TargetTable, read_status_settings
from tests.cli.test_explain_check import healthy, hold
from tests.fakes.loopback import Loopback
from tests.fakes.terminal import ROOT, run

README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```console\n\$ skms-bot ((?:status|explain --check).*)\n([^`]*)```", README)
(MANIFEST,) = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
(EXAMPLE,) = re.findall(r"```toml\n(timezone.*?)```", README, re.DOTALL)
KEY = {"SKMS_LICENCE_KEY": "LICENCE-not-a-key"}
CHANGING = re.compile(r" *\d+ m?s|█|·{3,}")


def manifest() -> dict[str, Any]:
    return {document["kind"]: document for document in yaml.safe_load_all(MANIFEST)}


def settings_in(folder: Path, text: str) -> Path:
    (folder / "skms-bot.toml").write_text(text, encoding="utf-8")
    return folder


def plain(text: str) -> list[str]:
    """The lines without what is different each time: times, and what is drawn or laid out by them."""
    return [" ".join(CHANGING.sub(" ", line).split()) for line in text.splitlines()]


def site(vault: int, sdf: int) -> str:
    """The README's example, its hosts on loopback."""
    text = EXAMPLE.replace("kms.prod.example.test:8080", f"127.0.0.1:{vault}").replace("192.0.2.0/24", "127.0.0.0/8")
    text = text.replace("gateway.example.test:443", f"127.0.0.1:{sdf}").replace(":8181", f":{sdf}")
    return f'lang = "en"\n{text}'


@pytest.mark.parametrize(("command", "shown"), SHOWN, ids=[command[:20] for command, _ in SHOWN])
async def test_what_the_readme_shows_of_the_status_is_what_is_printed(command: str, shown: str, tmp_path: Path) -> None:
    async with Loopback(healthy) as sdf, Loopback(hold) as vault:
        settings_in(tmp_path, site(1 if "--check" in command else vault.port, sdf.port))
        done = await asyncio.to_thread(run, *shlex.split(command), env={**KEY, "COLUMNS": "120"}, folder=tmp_path)

    assert plain(done.out) == plain(shown), done.err


def test_the_readme_shows_the_status_and_a_checked_paste() -> None:
    assert [command.split()[0] for command, _ in SHOWN] == ["status", "explain"]


def test_the_example_of_targets_is_read_without_complaint(tmp_path: Path) -> None:
    folder = settings_in(tmp_path, EXAMPLE)
    found = read_status_settings({}, folder)

    assert [target.name for target in found.targets] == ["vault-prod", "skms-prod", "gateway"]
    assert [sign.name for sign in found.environments] == ["prod"]
    assert str(read_settings({}, folder).zone) == "Asia/Seoul"


@pytest.mark.parametrize("field", sorted(TargetTable.model_fields))
def test_every_field_of_a_target_is_in_the_readme(field: str) -> None:
    assert re.search(rf"^\| [^|]*`{field}`", README, re.MULTILINE)


@pytest.mark.parametrize("field", sorted(StatusTable.model_fields))
def test_every_setting_of_the_status_is_in_the_readme(field: str) -> None:
    assert f"| `status.{field}` |" in README


def test_the_settings_in_the_manifest_are_read_without_complaint(tmp_path: Path) -> None:
    folder = settings_in(tmp_path, manifest()["ConfigMap"]["data"]["skms-bot.toml"])
    found = read_status_settings({}, folder)

    assert [target.kind for target in found.targets] == ["sdf-health", "tcp"]
    assert found.targets[0].asked.host == "127.0.0.1"
    assert read_slack_settings({}, folder).slack.bot_token_file == Path("/run/secrets/skms-bot/bot-token")
    assert read_settings({}, folder).database.get_secret_value().startswith("sqlite:////var/lib/skms-bot/")


def test_the_manifest_runs_one_bot_beside_an_sdf_container_of_its_own() -> None:
    spec = manifest()["Deployment"]["spec"]
    pod = spec["template"]["spec"]
    bot, sidecar = pod["containers"]
    (user,) = re.findall(r"^USER (\d+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)

    assert (spec["replicas"], spec["strategy"]["type"]) == (1, "Recreate")
    assert bot["args"] == ["run"]
    assert sidecar["name"] == "sdf-container"
    assert bot["securityContext"]["runAsUser"] == int(user) == pod["securityContext"]["fsGroup"]
    assert pod["terminationGracePeriodSeconds"] > 20


def test_every_path_that_the_manifest_names_is_mounted() -> None:
    documents = manifest()
    pod = documents["Deployment"]["spec"]["template"]["spec"]
    bot = pod["containers"][0]
    mounted = tuple(mount["mountPath"] for mount in bot["volumeMounts"])
    toml = documents["ConfigMap"]["data"]["skms-bot.toml"]
    paths = [*re.findall(r'"(?:sqlite:///)?(/[a-z][^"]+)"', toml), bot["env"][0]["value"]]

    assert tomllib.loads(toml)
    assert len(paths) == 5
    assert all(path.startswith(mounted) for path in paths)
    assert {mount["name"] for mount in bot["volumeMounts"]} == {volume["name"] for volume in pod["volumes"]}


def test_the_health_check_in_the_manifest_is_asked_on_loopback_alone() -> None:
    toml = tomllib.loads(manifest()["ConfigMap"]["data"]["skms-bot.toml"])
    health = next(target for target in toml["targets"] if target["kind"] == "sdf-health")

    assert health["networks"] == ["127.0.0.1/32"]
