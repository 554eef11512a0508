import asyncio
import contextlib
import datetime as dt
import http.server
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from typing_extensions import override

from bot.clock import SystemClock
from bot.models.target import Reading, Standing
from bot.storage.store import open_store
from tests.fakes.terminal import ROOT, Done, run

KEY = "LICENCE-not-a-key"
WELL = {"code": 0, "data": {"healthCheck": {"result": True}, "keyCheck": {"result": True}}}
ILL = {"code": 1, "data": {"healthCheck": {"result": True}, "keyCheck": {"result": False, "error": "Key not found"}}}


class Health(http.server.ThreadingHTTPServer):
    """An SDF Container on loopback that answers its health check with `body`, and keeps the paths it was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answering)
        self.body: object = WELL
        self.paths: list[str] = []


class _Answering(http.server.BaseHTTPRequestHandler):
    server: Health

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        body = json.dumps(self.server.body).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    @override
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def health() -> Iterator[Health]:
    server = Health()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port of loopback where nothing listens, and nothing can begin to."""
    with contextlib.closing(socket.socket()) as bound:
        bound.bind(("127.0.0.1", 0))
        yield bound.getsockname()[1]


def a_site(folder: Path, health: Health, *more: str) -> Path:
    """A folder whose settings have one health check, and what else a test wants."""
    target = f"""
[[targets]]
name = "sdf"
kind = "sdf-health"
environment = "prod"
component = "sdf-container"
url = "http://127.0.0.1:{health.server_port}"
licence = "our monitoring licence"
licence_key_env = "LICENCE"
networks = ["127.0.0.0/8"]
"""
    (folder / "skms-bot.toml").write_text("\n".join((target, *more)), encoding="utf-8")
    return folder


def a_tcp(name: str, port: int, more: str = 'component = "key-vault"\nenvironment = "prod"') -> str:
    return f"""
[[targets]]
name = "{name}"
kind = "tcp"
place = "127.0.0.1:{port}"
networks = ["127.0.0.0/8"]
down_after = 2
{more}
"""


def status(folder: Path, *arguments: str, env: Mapping[str, str] | None = None) -> Done:
    return run("status", *arguments, folder=folder, env={"LICENCE": KEY, "TZ": "Asia/Seoul", **(env or {})})


def test_without_a_bot_and_a_database_it_asks_itself(tmp_path: Path, health: Health) -> None:
    done = status(a_site(tmp_path, health))

    assert done.code == 0, done.err
    lines = done.out.splitlines()
    assert lines[0].startswith("🟢 All UP [prod] · targets: 1 · oldest reading")
    assert "No bot runs on this database" in lines[1]
    assert any(line.startswith("sdf [prod]") and "🟢 UP" in line for line in lines)
    assert lines[-1] == "UP = our monitoring licence; other companies' keys are not seen"
    assert done.err == ""
    assert not (tmp_path / "skms-bot.db").exists()
    assert health.paths == [f"/api/healthCheck/{KEY}"]
    assert KEY not in done.out


def test_a_failing_item_is_asked_again_until_it_is_sure_and_ends_with_one(tmp_path: Path, health: Health) -> None:
    health.body = ILL

    done = status(a_site(tmp_path, health), "--lang", "ko")

    assert done.code == 1
    assert done.out.startswith("🔴 키볼트 장애 [prod]")
    assert "KST부터" in done.out
    assert "sdf: keyCheck: Key not found" in done.out
    assert len(health.paths) == 3


def test_a_refused_health_check_cannot_be_seen_and_a_refused_key_vault_is_down(
    tmp_path: Path, health: Health, closed_port: int
) -> None:
    site = a_site(tmp_path, health, a_tcp("kms", closed_port))
    assert status(site, "sdf").code == 0
    assert status(site, "key-vault").code == 1

    text = (site / "skms-bot.toml").read_text(encoding="utf-8")
    gone = text.replace(f"http://127.0.0.1:{health.server_port}", f"http://127.0.0.1:{closed_port}")
    (site / "skms-bot.toml").write_text(gone, encoding="utf-8")
    done = status(site, "sdf")

    assert done.code == 75
    assert "CANNOT SEE" in done.out


def test_where_the_witness_is_refused_too_nothing_is_called_down(
    tmp_path: Path, health: Health, closed_port: int
) -> None:
    witness = a_tcp("outside", closed_port, "witness = true")

    done = status(a_site(tmp_path, health, a_tcp("kms", closed_port), witness), "kms")

    assert done.code == 75
    assert "the witnesses do not answer, either" in done.out
    assert "DOWN" not in done.out


def test_json_is_one_object_for_programs(tmp_path: Path, health: Health) -> None:
    done = status(a_site(tmp_path, health), "--json")

    written = json.loads(done.out)
    assert written["verdict"] == "up"
    (target,) = written["targets"]
    assert target["name"] == "sdf"
    assert target["reading"]["latency"] > 0
    assert KEY not in done.out


def test_beside_a_bot_its_standing_counts_and_its_database_is_left_alone(tmp_path: Path, health: Health) -> None:
    site = a_site(tmp_path, health)
    now = SystemClock().now()
    since = now - dt.timedelta(hours=3)

    async def fill() -> None:
        store = await open_store(f"sqlite:///{site / 'skms-bot.db'}", SystemClock())
        reading = Reading(target="sdf", verdict="up", at=now, latency=0.02)
        await store.readings.keep(Standing(target="sdf", verdict="up", since=since, reading=reading, proof=reading))
        try:
            done = await asyncio.to_thread(status, site, "--json")
        finally:
            rows = await store.counts()
            await store.close()
        assert done.code == 0, done.err
        (target,) = json.loads(done.out)["targets"]
        assert target["since"] == since.isoformat()
        assert rows["reading"] == 1
        assert "A bot runs on this database" in (await asyncio.to_thread(status, site)).out

    asyncio.run(fill())


def test_a_database_that_cannot_be_read_is_told_and_the_targets_are_asked(tmp_path: Path, health: Health) -> None:
    site = a_site(tmp_path, health)
    (site / "skms-bot.db").write_bytes(b"this is no database, whatever its name says" * 100)

    done = status(site)

    assert done.code == 0
    assert "no history" in done.err
    assert "🟢 All UP" in done.out


def test_an_unknown_name_is_refused_with_those_that_are_like_it(tmp_path: Path, health: Health) -> None:
    done = status(a_site(tmp_path, health), "prdo")

    assert done.code == 2
    assert "known are prod" in done.err
    assert health.paths == []


def test_without_targets_it_says_where_they_are_set_up(tmp_path: Path) -> None:
    done = status(tmp_path)

    assert done.code == 78
    assert "[[targets]]" in done.err


def test_watching_tells_changes_until_it_is_interrupted(tmp_path: Path, health: Health) -> None:
    site = a_site(tmp_path, health)
    text = (site / "skms-bot.toml").read_text(encoding="utf-8")
    (site / "skms-bot.toml").write_text(text + 'interval = "1s"\ndown_after = 1\n', encoding="utf-8")
    environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "LICENCE": KEY}
    watching = subprocess.Popen(
        [sys.executable, "-u", "-m", "bot", "status", "--watch", "--json"],
        cwd=site,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert watching.stdout is not None

    first = json.loads(watching.stdout.readline())
    health.body = ILL
    second = json.loads(watching.stdout.readline())
    watching.send_signal(signal.SIGINT)
    _, err = watching.communicate(timeout=20)

    assert (first["verdict"], second["verdict"]) == ("up", "down")
    assert watching.returncode == 130
    assert "Traceback" not in err


@pytest.mark.parametrize("arguments", [(), ("--watch",)])
def test_on_a_terminal_the_page_is_drawn_again_in_its_place(
    tmp_path: Path, health: Health, arguments: tuple[str, ...]
) -> None:
    ours, theirs = os.openpty()
    environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "LICENCE": KEY, "TERM": "xterm", "COLUMNS": "120"}
    asking = subprocess.Popen(
        [sys.executable, "-m", "bot", "status", *arguments],
        cwd=a_site(tmp_path, health),
        env=environment,
        stdout=theirs,
        stderr=subprocess.STDOUT,
    )
    os.close(theirs)

    drawn, going_on = b"", bool(arguments)
    with contextlib.suppress(OSError):  # how a terminal says that the other side is gone
        while chunk := os.read(ours, 65_536):
            drawn += chunk
            if going_on and "🟢 UP".encode() in drawn:
                asking.send_signal(signal.SIGINT)
                going_on = False
    os.close(ours)

    assert asking.wait(20) == (130 if arguments else 0)
    assert "🟢 All UP [prod]".encode() in drawn
    assert b"Traceback" not in drawn
