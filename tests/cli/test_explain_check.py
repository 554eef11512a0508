import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from bot.models.answer import Answer
from tests.explain.test_answers import KEY_PASTE
from tests.fakes.loopback import Line, Loopback
from tests.fakes.terminal import ROOT, Done, run

ENVIRONMENT = {"LICENCE": "LICENCE-not-a-key"}
TARGETS = """
[environments.prod]
words = ["prod"]

[[targets]]
name = "vault"
kind = "tcp"
environment = "prod"
component = "key-vault"
place = "127.0.0.1:{vault}"
networks = ["127.0.0.0/8"]

[[targets]]
name = "sdf"
kind = "sdf-health"
environment = "prod"
component = "skms"
url = "http://127.0.0.1:{sdf}"
networks = ["127.0.0.0/8"]
licence_key_env = "LICENCE"

[[targets]]
name = "gateway"
kind = "tcp"
witness = true
place = "127.0.0.1:{sdf}"
networks = ["127.0.0.0/8"]
"""
ITEMS = ("healthCheck", "licenseCheck", "keyCheck", "azureInfoCheck", "azureInfoValidCheck")


def timeout_of(port: int) -> str:
    detail = f"Connect to 127.0.0.1:{port} [/127.0.0.1] failed: Connection timed out"
    return json.dumps(
        {"code": 50001, "message": "An unexpected error has occurred in the internal system", "detail": detail}
    )


async def healthy(line: Line) -> None:
    await line.answer(json.dumps({"code": 0, "data": {item: {"result": "OK", "error": ""} for item in ITEMS}}))


async def hold(line: Line) -> None:
    await line.ended()


class Site:
    """A site whose SKMS is on loopback: where its parts listen, and the folder of its settings."""

    def __init__(self, folder: Path, vault: int, sdf: int) -> None:
        self.vault = vault
        self._folder = folder
        (folder / "skms-bot.toml").write_text(TARGETS.format(vault=vault, sdf=sdf), encoding="utf-8")

    async def explain(self, *arguments: str) -> Done:
        """`skms-bot explain --check …`, while the parts go on listening."""
        return await asyncio.to_thread(
            run, "explain", "--check", *arguments, "--lang", "en", env=ENVIRONMENT, folder=self._folder
        )


async def test_an_outage_that_the_bot_sees_too_is_told_first(tmp_path: Path) -> None:
    async with Loopback(healthy) as sdf:
        site = Site(tmp_path, vault=1, sdf=sdf.port)
        done = await site.explain(timeout_of(site.vault))

    lines = done.out.split("\n")
    assert done.code == 0, done.err
    assert lines[0] == "🔴 Key vault DOWN [prod, asked once] → this 50001"
    assert "TCP ✗ Connection refused · our side ✓" in done.out
    assert "Checked by the bot (its path may differ)" in lines
    assert "(bot: ✗)" in done.out


async def test_a_place_that_answers_now_is_told_so(tmp_path: Path) -> None:
    async with Loopback(healthy) as sdf, Loopback(hold) as vault:
        site = Site(tmp_path, vault=vault.port, sdf=sdf.port)
        done = await site.explain(timeout_of(site.vault))

    assert "key vault UP [prod, 0 s]" in done.out or "key vault UP [prod, 1 s]" in done.out
    assert "TCP ✓ · our side ✓" in done.out


async def test_a_place_that_is_no_target_is_never_contacted(tmp_path: Path) -> None:
    async with Loopback(healthy) as sdf, Loopback(hold) as elsewhere:
        site = Site(tmp_path, vault=1, sdf=sdf.port)
        done = await site.explain(timeout_of(elsewhere.port))

        assert elsewhere.connections == 0
    assert f"127.0.0.1:{elsewhere.port} – no target" in done.out


async def test_the_licence_key_is_nowhere_in_what_is_printed(tmp_path: Path) -> None:
    async with Loopback(healthy) as sdf:
        site = Site(tmp_path, vault=1, sdf=sdf.port)
        people, machines = await site.explain(KEY_PASTE), await site.explain(KEY_PASTE, "--json")

        assert any(ENVIRONMENT["LICENCE"] in head for head in sdf.asked)
    assert ENVIRONMENT["LICENCE"] not in people.out + people.err + machines.out + machines.err


async def test_machines_get_every_result_in_the_documented_form(tmp_path: Path) -> None:
    async with Loopback(healthy) as sdf:
        site = Site(tmp_path, vault=1, sdf=sdf.port)
        done = await site.explain(timeout_of(site.vault), "--json")

    [answer] = json.loads(done.out)["answers"]
    Draft202012Validator(Answer.model_json_schema(mode="serialization")).validate(answer)
    assert [(one["name"], one["mark"]) for one in answer["place_results"]] == [("TCP", "✗")]
    assert (answer["live"]["verdict"], answer["live"]["explains"], answer["live"]["now"]) == (
        "down",
        "certain",
        "failing",
    )
    results = {step["id"]: step["result"]["outcome"] for step in answer["steps"] if step["result"]}
    assert results["tcp-from-pod"] == "failed"


def test_a_site_without_targets_is_answered_and_told_that_nothing_was_asked(tmp_path: Path) -> None:
    done = run("explain", "--check", KEY_PASTE, "--lang", "en", folder=tmp_path)

    assert done.code == 0
    assert "Nothing asked: no [[targets]] in the settings" in done.out


@pytest.mark.parametrize("also", [("--jsonl",), ("--audience", "external")])
def test_checks_do_not_go_with_what_has_no_answer_to_show_them(also: tuple[str, ...]) -> None:
    done = run("explain", "--check", KEY_PASTE, *also)

    assert done.code == 2
    assert "--check goes with neither" in done.err


def test_a_log_is_not_checked(tmp_path: Path) -> None:
    log = tmp_path / "big.log"
    log.write_text("nothing here\n" * 8_000, encoding="utf-8")

    done = run("explain", "--check", str(log))

    assert done.code == 2
    assert "read as a log" in done.err


def test_an_answer_without_checks_loads_nothing_that_asks() -> None:
    code = (
        "import sys, bot.cli\n"
        f"sys.argv = ['skms-bot', 'explain', {KEY_PASTE!r}]\n"
        "try: bot.cli.main()\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, sep='\\n')"
    )
    environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT)}

    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True, timeout=60)

    loaded = set(done.stdout.decode().split("\n"))
    assert "bot.explain.compose" in loaded
    assert {
        "httpx",
        "asyncio",
        "ssl",
        "bot.status",
        "bot.checks",
        "bot.explain.live",
        "bot.models.live",
    } & loaded == set()
