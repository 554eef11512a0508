"""Faults of knowledge, settings and operations (F82, F84 to F87, F90 to F97), with the real program."""

import asyncio
import resource
import shutil
import time
from pathlib import Path

import pytest

from bot.catalog.loader import load_catalog
from bot.errors import BadKnowledge
from tests.fakes.memory import memory_taken
from tests.fakes.slack import RateLimited, Refuse, ServerError
from tests.faults.life import ROOT
from tests.faults.machines import machines
from tests.faults.site import Site, site

PASTE = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009"}'
OTHER = '{"code": 40008, "message": "Key Vault Service Failed", "detail": "keyId : 0000003"}'
long = pytest.mark.long
SECRET = "hunter2-is-no-secret"  # noqa: S105 - plainly fake  # pragma: allowlist secret


def own_knowledge(place: Site) -> Path:
    folder = place.folder / "knowledge"
    shutil.copytree(ROOT / "knowledge", folder)
    place.environment["SKMS_BOT_KNOWLEDGE"] = str(folder)
    return folder


@pytest.mark.long
async def test_f82_a_canary_in_every_setting_is_seen_nowhere(tmp_path: Path) -> None:
    """F82: canaries in tokens, database address and pastes, in bad weather: in no call, log line or file."""
    async with site(tmp_path) as place:
        place.canaries += [SECRET, "canary-in-a-paste"]
        place.slack.app.bot_token = f"xoxb-{SECRET}"
        place.environment["SKMS_BOT_LOG_LEVEL"] = "DEBUG"
        for fault in (ServerError(500), Refuse("invalid_blocks"), RateLimited(1)):
            place.slack.faults.add("chat.postMessage", fault)
        await place.starts()
        text = f"Authorization: Bearer {'canary-in-a-paste'}-0123456789abcdef\n{PASTE}"
        await place.answer_to(place.pastes_in(place.slack.channel("ops"), text), within=20)
        place.slack.app.revoke_app_token()
        for connection in list(place.slack.sockets.live):
            place.slack.sockets.reset(connection)
        await place.life.says("slack_disconnected", within=20)


def spoilt(folder: Path, how: str) -> None:
    """What editors, copies and mistakes do to a folder that is in use."""
    file = folder / "errors" / "40013.yaml"
    good = file.read_text(encoding="utf-8")
    match how:
        case "half":
            file.write_text(good[: len(good) // 2] + "\n  : [", encoding="utf-8")
        case "twice":
            file.with_name("49999.yaml").write_text(good, encoding="utf-8")
        case "gone":
            shutil.rmtree(folder)
        case "emptied":
            shutil.rmtree(folder / "errors")
        case _:
            file.write_text(f"nobody_knows_this: 1\n{good}", encoding="utf-8")


@pytest.mark.parametrize(
    "spoil", ["half", "emptied", *(pytest.param(how, marks=long) for how in ("twice", "gone", "schema"))]
)
async def test_f84_knowledge_broken_while_it_runs_changes_no_answer(tmp_path: Path, spoil: str) -> None:
    """F84: half written, doubled, deleted, of the wrong shape: last good one used, told once, adopted when mended."""
    async with site(tmp_path) as place:
        folder = own_knowledge(place)
        file = folder / "errors" / "40013.yaml"
        await place.starts()
        spoilt(folder, spoil)
        told = await place.life.says("knowledge_is_broken", within=10)
        answer = await place.answer_to(place.pastes_in(place.slack.channel("ops"), PASTE))
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(ROOT / "knowledge", folder)
        changed = file.read_text(encoding="utf-8").replace("Key not found", "Key was not found", 1)
        file.write_text(changed, encoding="utf-8")
        began = time.monotonic()
        await place.life.says("knowledge_loaded", within=10)
        took = time.monotonic() - began
        notices = place.life.said("knowledge_is_broken")

    assert "40013" in answer.shown
    assert told["problems"]
    assert len(notices) <= 2
    assert took < 10


async def test_f85_broken_knowledge_at_a_cold_start_is_replaced_by_the_last_good_one(tmp_path: Path) -> None:
    """F85: invalid knowledge at a cold start: the last good copy serves, within 10 s, and what is wrong is told."""
    async with site(tmp_path) as place:
        folder = own_knowledge(place)
        await place.starts()
        await place.life.stop()
        (folder / "errors" / "40013.yaml").write_text("{", encoding="utf-8")
        began = time.monotonic()
        await place.starts()
        took = time.monotonic() - began
        await place.life.says("knowledge_is_broken")
        answer = await place.answer_to(place.pastes_in(place.slack.channel("ops"), PASTE))

    assert took < 10
    assert "Key 0000009 not found" in answer.shown


async def test_f85_without_a_good_copy_the_start_says_what_is_wrong(tmp_path: Path) -> None:
    """F85: invalid knowledge and no copy of a good one: exit 78 with file and line, no trace."""
    async with site(tmp_path) as place:
        folder = own_knowledge(place)
        (folder / "errors" / "40013.yaml").write_text("{", encoding="utf-8")
        life = await place.begins()
        code = await life.ended()

    assert code == 78
    assert "errors/40013.yaml:" in life.log


BOMBS = {
    "aliases": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + "\n".join(f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]" for n in range(8)),
    "object": "!!python/object/apply:os.system ['true']",
    "nesting": "[" * 20_000,
    "size": "x: " + "y" * 50_000_000,
}


@pytest.mark.parametrize("bomb", sorted(BOMBS))
def test_f86_a_bomb_in_the_knowledge_is_refused_cheaply(tmp_path: Path, bomb: str) -> None:
    """F86: alias bomb, Python objects, 20,000 levels, 50 MB: refused within 200 ms and 20 MB."""
    folder = tmp_path / "knowledge"
    shutil.copytree(ROOT / "knowledge", folder)
    began = time.process_time()
    load_catalog([folder])
    usual = time.process_time() - began
    (folder / "errors" / "40013.yaml").write_text(BOMBS[bomb], encoding="utf-8")
    began = time.process_time()
    with pytest.raises(BadKnowledge) as refused:
        load_catalog([folder])
    took = time.process_time() - began
    with memory_taken() as taken, pytest.raises(BadKnowledge):
        load_catalog([folder])

    assert any("40013.yaml" in problem.path for problem in refused.value.problems)
    assert took - usual < 0.2
    assert taken.most < 20_000_000


PATTERNS = ["(a+)+$", "(?=a)a+", "("]
MORE_PATTERNS = ["(a|aa)+$", "(.*)*x", r"(a)\1", "(((a{1,100}){1,100}){1,100})"]


@pytest.mark.parametrize("pattern", [*PATTERNS, *(pytest.param(one, marks=long) for one in MORE_PATTERNS)])
async def test_f87_a_hostile_pattern_in_the_knowledge_costs_nobody_an_answer(tmp_path: Path, pattern: str) -> None:
    """F87: a pattern that explodes elsewhere, or that google-re2 refuses: answered on 30 KiB, at the usual cost."""
    async with site(tmp_path) as place:
        file = own_knowledge(place) / "errors" / "40013.yaml"
        good = file.read_text(encoding="utf-8")
        start = good.index("    pattern: ") + len("    pattern: ")
        file.write_text(f"{good[:start]}'{pattern}'{good[good.index(chr(10), start) :]}", encoding="utf-8")
        await place.starts()
        before = place.life.processor_seconds
        paste = place.slack.person("mina").says_by_api(
            place.slack.channel("ops"), PASTE.replace("0000009", "a" * 30_000 + "!")
        )
        answer = await place.answer_to(place.pasted(paste))
        cost = place.life.processor_seconds - before

    assert "40013" in answer.shown
    assert cost < 1


WRONG = {
    "unknown variable": ({"SKMS_BOT_DEBUG": "1"}, ""),
    "typo of a variable": ({"SLACK_BOT_TOKN": f"xoxb-{SECRET}"}, ""),
    "unknown key": ({}, "[slack]\nmodus = 1\n"),
    "wrong value": ({}, '[http]\nport = "many"\n'),
    "no TOML": ({}, "[slack\n"),
    "secret in the file": ({}, f'[slack]\nbot_token = "xoxb-{SECRET}"\n'),
    "swapped tokens": ({"SLACK_BOT_TOKEN": f"xapp-{SECRET}"}, ""),
    "no token": ({"SLACK_BOT_TOKEN": ""}, ""),
    "wrong database": ({"SKMS_BOT_DATABASE": f"mysql://root:{SECRET}@192.0.2.7/x"}, ""),
}


@pytest.mark.parametrize("wrong", sorted(WRONG))
async def test_f90_a_wrong_setting_is_refused_with_its_name_and_no_secret(tmp_path: Path, wrong: str) -> None:
    """F90: missing, misspelt, unknown or impossible settings: exit 78 with name and reason; no secret, no trace."""
    variables, text = WRONG[wrong]
    async with site(tmp_path) as place:
        place.canaries.append(SECRET)
        if text:
            place.settings(text)
        place.environment |= variables
        life = await place.begins()
        code = await life.ended()

    assert code == 78, life.log
    assert life.lines[0].startswith("skms-bot: ")
    assert place.slack.calls == []


LOCKED = (
    'mount --bind "$0" "$0" && mount -o remount,bind,ro / && exec unshare -U --map-user=10001 --map-group=10001 "$@"'
)
"""As in the image: a user of its own without any right, and nothing to be written but the folder of its data."""


async def test_f91_without_any_right_and_with_one_folder_to_write_to_it_works(tmp_path: Path) -> None:
    """F91: read-only root, user 10001, no capability: pastes and errors are answered, kept over a kill and shown."""
    inside = ("unshare", "-Urm", "sh", "-c", LOCKED, str(tmp_path))
    trial = await asyncio.create_subprocess_exec(*inside, "true", stderr=asyncio.subprocess.DEVNULL)
    if await trial.wait():
        pytest.skip("here nobody may make name spaces")
    async with machines(tmp_path) as sent:
        place = sent.place
        place.inside = inside
        # A library asks for it; in the image it comes with the user.
        place.environment["HOME"] = "/nonexistent"
        await place.starts()
        status = Path(f"/proc/{place.life.pid}/status").read_text(encoding="ascii")
        mounts = Path(f"/proc/{place.life.pid}/mountinfo").read_text(encoding="utf-8").splitlines()
        await place.answer_to(place.pastes_in(place.slack.channel("ops"), PASTE))
        accepted = await sent.report({"code": 40008, "message": "Key Vault Service Failed"})
        await place.restarts()
        await sent.sees("40008")
        await place.answer_to(place.pastes_in(place.slack.channel("kms"), PASTE))

    assert accepted == 202
    assert "CapEff:\t0000000000000000" in status
    assert [line.split()[5].split(",")[0] for line in mounts if line.split()[4] in ("/", str(tmp_path))] == ["ro", "rw"]


@pytest.mark.parametrize(
    "spoil",
    [None, *(pytest.param(text, marks=long) for text in ("", "\n\n", "xapp-not-a-bot-token", "xoxb-with a blank"))],
)
async def test_f92_a_secret_file_that_is_spoilt_leaves_the_old_secret_in_use(tmp_path: Path, spoil: str | None) -> None:
    """F92: a secret's file is emptied, removed or wrong: the old secret stays in use, told once, no restart."""
    async with site(tmp_path) as place:
        token = tmp_path / "token"
        token.write_text(f"{place.slack.app.bot_token}\n")
        place.environment |= {"SLACK_BOT_TOKEN": "", "SLACK_BOT_TOKEN_FILE": str(token)}
        await place.starts()
        if spoil is None:
            token.unlink()
        else:
            token.write_text(spoil)
        told = await place.life.says("secret_file", within=15)
        await place.answer_to(place.pastes_in(place.slack.channel("ops"), PASTE))

    assert told["what"] == "kept"


async def test_f94_with_few_files_to_open_it_goes_on_and_recovers(tmp_path: Path) -> None:
    """F94: no further file or connection can be opened: nothing ends, and it recovers by itself."""
    async with site(tmp_path) as place:
        await place.starts()
        place.life.limit(resource.RLIMIT_NOFILE, 8)
        for connection in list(place.slack.sockets.live)[:1]:
            place.slack.sockets.reset(connection)
        paste = place.pastes_in(place.slack.channel("ops"), PASTE)
        await place.life.says("connection_ended", reason="ClientConnectorError", within=20)
        place.life.limit(resource.RLIMIT_NOFILE, resource.RLIM_INFINITY)
        await place.answer_to(paste, within=20)
        await place.slack.connected(2, within=20)
