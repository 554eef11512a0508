import asyncio
import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.demo.lines import split_script
from bot.demo.show import built_in
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_bot import PASTE
from tests.fakes.terminal import ROOT, Done, run

NOTHING_SET = {"HOME": "/nonexistent", "LANG": "en_US.UTF-8"}


class Played(NamedTuple):
    """What the demo printed by itself, how long it took, and what it left behind."""

    done: Done
    took: float
    left: list[Path]


@cache
def played(base: Path, locale: str) -> Played:
    """The conversation of its own, once for all who look at it."""
    folder = base / f"demo-{locale}"
    folder.mkdir()
    began = time.monotonic()
    done = run("demo", "--lang", locale, folder=folder, env=NOTHING_SET)
    return Played(done, time.monotonic() - began, list(folder.iterdir()))


def play(folder: Path, script: str, *options: str) -> Done:
    path = folder / "script.txt"
    path.write_text(script, encoding="utf-8")
    return run("demo", "--script", str(path), *options, folder=folder, env=NOTHING_SET)


@pytest.mark.parametrize(
    ("locale", "verdict", "other"),
    [
        ("en", "🟡 Key 0000009 not found; key vault UP [demo, ", "🟡 키 0000009 조회 안 됨 · 키볼트 정상 [demo, "),
        ("ko", "🟡 키 0000009 조회 안 됨 · 키볼트 정상 [demo, ", "🟡 Key 0000009 not found; key vault UP [demo, "),
    ],
)
def test_without_a_terminal_the_demo_plays_itself_and_ends_well(
    tmp_path_factory: pytest.TempPathFactory, locale: str, verdict: str, other: str
) -> None:
    done, took, left = played(tmp_path_factory.getbasetemp(), locale)

    assert (done.code, done.err) == (0, "")
    assert took < 30
    assert f"│ {verdict}" in done.out
    assert f"│ {other}" in done.out
    assert re.search("🔴 (Key vault DOWN|키볼트 장애) .* 50001", done.out)
    assert len(re.findall("│ 🟢 (?:All UP|모두 정상|전체 정상)", done.out)) == 1
    assert len(re.findall("│ 🔴 (?:Key vault DOWN|키볼트 장애) ", done.out)) >= 4
    assert "Full runbook" in done.out
    assert "전체 절차" in done.out
    assert left == []


INCIDENT = {
    "en": (
        "│ ACT NOW · incident #1: nobody has it",
        "│ Part of incident #1 since ",
        "> !click I take it",
        "│ ✎ ACT NOW · incident #1: @you has it · 1× pasted",
        "│ @you takes it, ",
        "│ ✎ 🟢 Resolved after ",
        "│ 🟢 Resolved after ",
    ),
    "ko": (
        "│ 즉시 대응 · 장애 #1: 맡은 사람 없음",
        "│ 장애 #1에 포함 (",
        "> !click 제가 맡습니다",
        "│ ✎ 즉시 대응 · 장애 #1: @you 담당 · 제보 1건",
        "│ @you 님이 맡음 ",
        "│ ✎ 🟢 ",
        "만에 해소: 키볼트 장애 [demo] @you",
    ),
}


@pytest.mark.parametrize("locale", INCIDENT)
def test_an_outage_is_told_once_taken_by_a_button_and_over_in_place(
    tmp_path_factory: pytest.TempPathFactory, locale: str
) -> None:
    out = played(tmp_path_factory.getbasetemp(), locale).done.out

    places = [out.index(words) for words in INCIDENT[locale]]
    assert places == sorted(places)
    assert len(re.findall(r"┌ skms · #skms-ops\n│ 🔴", out)) == 1
    shown = read_readme(r"```text\n> !break key-vault\n(.*?)```")
    if locale == "en":
        words = without_figures(out)
        assert [line for line in without_figures(shown).splitlines() if line.removeprefix("│ ") not in words] == []


def read_readme(pattern: str) -> str:
    """The one place that the page has of it."""
    (found,) = re.findall(pattern, (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    return str(found)


def test_the_readme_shows_how_the_conversation_begins(tmp_path: Path) -> None:
    shown = read_readme(r"```text\n\$ skms-bot demo\n(.*?)```")
    first = split_script(built_in("en"))[0]
    printed = play(tmp_path, first).out

    assert len(shown.splitlines()) > 10
    assert without_figures(printed).startswith(without_figures(shown))


def without_figures(text: str) -> str:
    """Ages and ports differ from one showing to the next."""
    return re.sub(r"\d+", "0", text)


def test_a_script_is_played_to_its_end(tmp_path: Path) -> None:
    done = play(tmp_path, "/skms 40008\n\n!break sci\n!call\n!quit\n/skms 40011\n")

    assert (done.code, done.err) == (0, "")
    assert "skms, only visible to you" in done.out
    assert "40008" in done.out
    assert "50002" in done.out
    assert "40011" not in done.out


def test_what_is_waited_for_by_its_words_comes_before_what_follows(tmp_path: Path) -> None:
    done = play(tmp_path, "!break sci\n!wait incident #1\n!mend\n!wait Resolved after\n!quit\n")

    assert done.code == 0
    told = ("🔴 SCI server DOWN [demo]", "Mended.", "🟢 Resolved after")
    assert [done.out.index(words) for words in told] == sorted(done.out.index(words) for words in told)


def test_a_window_opens_scrolls_and_closes(tmp_path: Path) -> None:
    done = play(tmp_path, "/skms 40013\n!click Full runbook\n!more\n!close\n!close\n")
    window = done.out.partition("window: Runbook 40013")[2]

    assert "Never re-create the key" in window
    assert "[ Fixed it ]" in window
    assert window.index("Window closed.") < window.index("No window is open.")


def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    done = play(tmp_path, "!break everything\n!jump\n!click Nowhere\n!write words\n!delete\n!mend the roof\n")

    assert done.code == 0
    for words in ("no fault “everything”", "no !jump", "“Nowhere”", "No window with a field", "You have said nothing"):
        assert words in done.out


def test_an_edit_and_a_deletion_are_followed(tmp_path: Path) -> None:
    done = play(tmp_path, f'{PASTE}\n\n!edit {{"code": 40008, "message": "Key Vault Service Failed"}}\n!delete\n')

    assert re.search(r"edited · #skms-ops, thread\n(│ .*\n)*│ ✎ .*40008", done.out)
    assert "deleted · #skms-ops, thread" in done.out


def test_a_missing_script_is_named(tmp_path: Path) -> None:
    done = run("demo", "--script", "no-such.txt", folder=tmp_path, env=NOTHING_SET)

    assert (done.code, "no-such.txt" in done.err) == (66, True)


def test_an_operators_settings_do_not_disturb_it(tmp_path: Path) -> None:
    (tmp_path / "skms-bot.toml").write_text('lang = "xx"\nnonsense = 1\n', encoding="utf-8")

    assert play(tmp_path, "!help\n").code == 0


class Terminal:
    """The demo on a terminal of its own, with somebody at the keys."""

    def __init__(self, folder: Path) -> None:
        self.ours, theirs = pty.openpty()
        environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), "TERM": "dumb", "COLUMNS": "100", **NOTHING_SET}
        environment["TMPDIR"] = str(folder)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo"],
            stdin=theirs,
            stdout=theirs,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=environment,
            start_new_session=True,
        )
        os.close(theirs)
        self.shown = ""

    def types(self, text: str) -> None:
        os.write(self.ours, text.encode())

    def until(self, words: str) -> None:
        while words not in self.shown:
            try:
                part = os.read(self.ours, 4096)
            except OSError:
                part = b""
            assert part, f"no {words!r} in:\n{self.shown}"
            self.shown += part.decode("utf-8", "replace")

    def ends(self) -> int:
        while True:
            try:
                if not os.read(self.ours, 4096):
                    break
            except OSError:
                break
        return self.process.wait(15)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal(tmp_path)
    watchdog = _alarm(made.process.kill)
    with watchdog:
        yield made
    made.process.kill()
    made.process.wait()
    if made.process.stderr is not None:
        made.process.stderr.close()
    os.close(made.ours)


@contextmanager
def _alarm(ring: Callable[[], None], seconds: int = 40) -> Iterator[None]:
    before = signal.signal(signal.SIGALRM, lambda *_: ring())
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("way", ["!quit", "end of input", "ctrl-c"])
def test_somebody_at_a_terminal_pastes_reads_and_leaves(terminal: Terminal, way: str) -> None:
    terminal.until("!quit.")
    terminal.types(
        '{\n  "code": 40013,\n  "message": "Key not found in the keyVault",\n  "detail": "keyId : 0000007"\n}\n'
    )
    terminal.until("Key 0000007 not found")
    match way:
        case "ctrl-c":
            terminal.process.send_signal(signal.SIGINT)
        case "end of input":
            terminal.types("\x04")
        case _:
            terminal.types("!quit\n")

    assert terminal.ends() == 0
    assert terminal.process.stderr is not None
    assert terminal.process.stderr.read() == b""


def test_an_interrupted_start_ends_cleanly_and_leaves_nothing(terminal: Terminal, tmp_path: Path) -> None:
    terminal.until("This is the real bot")
    terminal.process.send_signal(signal.SIGINT)

    assert terminal.ends() == 0
    assert list(tmp_path.iterdir()) == []
    assert terminal.process.stderr is not None
    assert terminal.process.stderr.read() == b""


@asynccontextmanager
async def beside(slack: FakeSlack, folder: Path, *options: str) -> AsyncIterator[asyncio.subprocess.Process]:
    environment = {"PATH": os.defpath, "PYTHONPATH": str(ROOT), **NOTHING_SET, **slack.environment()}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "demo", "--slack-url", slack.url, *options),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        cwd=folder,
        env=environment,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_the_same_scene_plays_in_a_slack_stand_in(tmp_path: Path) -> None:
    async with FakeSlack() as slack, beside(slack, tmp_path) as process:
        await slack.connected(within=20)
        paste = slack.person("mina").says(slack.channel("ops"), PASTE)
        answer = await slack.reply_to(paste, within=10)
        process.send_signal(signal.SIGTERM)
        out, errors = await process.communicate()

    assert "0000009" in answer.text
    assert (process.returncode, errors) == (0, b"")
    assert slack.app.bot_token.encode() not in out


async def test_a_stand_in_without_tokens_is_refused_with_the_names_of_what_is_missing(tmp_path: Path) -> None:
    done = await asyncio.to_thread(run, "demo", "--slack-url", "http://127.0.0.1:9/api/", folder=tmp_path)

    assert done.code == 78
    assert "SLACK_BOT_TOKEN, SLACK_APP_TOKEN" in done.err
