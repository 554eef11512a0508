import json
import os
from pathlib import Path

import yaml

from bot.slack.manifest import build_manifest
from bot.slack.scopes import Plan
from tests.fakes.terminal import Done, run


def manifest(folder: Path, *arguments: str, **environment: str) -> Done:
    return run("slack", "manifest", *arguments, folder=folder, env=environment)


def test_the_manifest_is_printed_as_json_and_as_yaml(tmp_path: Path) -> None:
    plain, asked, as_yaml = manifest(tmp_path), manifest(tmp_path, "--json"), manifest(tmp_path, "--yaml")

    assert (plain.code, plain.out) == (0, asked.out)
    assert json.loads(plain.out) == yaml.safe_load(as_yaml.out) == build_manifest(Plan())


def test_an_address_alone_means_http_mode_and_gets_the_path_that_is_set(tmp_path: Path) -> None:
    made = manifest(tmp_path, "--url", "https://bot.example.test", SKMS_BOT_HTTP_PATH="/hook")

    assert json.loads(made.out) == build_manifest(Plan(url="https://bot.example.test/hook"))


def test_least_privilege_and_groups_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "skms-bot.toml").write_text('[answers]\nwithdraw_groups = ["S0123"]\n')

    made = manifest(tmp_path, "--least-privilege")

    assert json.loads(made.out) == build_manifest(Plan(ambient=False, groups=True))


def test_http_mode_without_an_address_says_what_to_add(tmp_path: Path) -> None:
    for done in (manifest(tmp_path, "--mode", "http"), manifest(tmp_path, SKMS_BOT_MODE="http")):
        assert done.code == os.EX_DATAERR
        assert "--url https://" in done.err


def test_socket_mode_and_an_address_exclude_each_other(tmp_path: Path) -> None:
    assert manifest(tmp_path, "--mode", "socket", "--url", "https://a.test").code == os.EX_DATAERR


def test_the_page_for_the_admin_follows_the_settings(tmp_path: Path) -> None:
    text = '[feedback]\nkeep_cases = true\n[files]\nhosts = ["files.example.test"]\n'
    (tmp_path / "skms-bot.toml").write_text(text)

    done = manifest(tmp_path, "--explain")

    assert done.code == 0
    assert "switched on (`feedback.keep_cases`)" in done.out
    assert "`files.example.test`" in done.out
    assert "No AI" in done.out
