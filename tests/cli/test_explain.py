import gzip
import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.terminal import ROOT, run

KEY_PASTE = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000731"}'
FOUND, NOTHING, USAGE, BAD_INPUT, NO_INPUT, READ_ERROR, BAD_SETTINGS = 0, 1, 2, 65, 66, 74, 78


def test_an_error_given_as_argument_is_explained() -> None:
    done = run("explain", KEY_PASTE)

    assert done.code == FOUND
    assert done.out.splitlines()[0] == "🟡 Key 0000731 not found · 40013"
    assert done.err == ""


def test_an_error_piped_in_is_explained() -> None:
    assert run("explain", stdin=KEY_PASTE.encode()).out.startswith("🟡 Key 0000731")


def test_an_error_in_a_file_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "error.json"
    path.write_text(KEY_PASTE, encoding="utf-8")

    assert run("explain", str(path)).out.startswith("🟡 Key 0000731")


def test_a_code_alone_is_explained_when_asked_for() -> None:
    done = run("explain", "--code", "40008")

    assert done.code == FOUND
    assert "40008" in done.out.splitlines()[0]


def test_the_language_follows_the_locale_of_the_environment() -> None:
    assert run("explain", KEY_PASTE, env={"LANG": "ko_KR.UTF-8"}).out.startswith("🟡 키 0000731 조회 안 됨")


def test_a_language_that_does_not_exist_is_refused_with_those_that_do() -> None:
    done = run("explain", "--lang", "xx", KEY_PASTE)

    assert done.code == USAGE
    assert "known are en, ko" in done.err


def test_the_json_form_carries_its_schema_version() -> None:
    document = json.loads(run("explain", "--json", KEY_PASTE).out)

    assert document["schema"] == 1
    assert document["answers"][0]["code"] == 40013


def test_the_receipts_command_shows_the_same_headline_again() -> None:
    answer = json.loads(run("explain", "--json", KEY_PASTE).out)["answers"][0]
    command = shlex.split(answer["receipt"]["command"])

    assert command[0] == "skms-bot"
    assert run(*command[1:]).out.splitlines()[0] == answer["headline"]


def test_a_text_without_a_code_says_so_and_offers_the_nearest_entries() -> None:
    done = run("explain", "the key vault service failed to answer")

    assert done.code == NOTHING
    assert "No SKMS error found" in done.out
    assert "40008" in done.out


def test_a_number_outside_the_table_is_said_to_be_outside() -> None:
    done = run("explain", "SKMS error 40010")

    assert done.code == NOTHING
    assert "40010 is not in the SKMS table" in done.out


def test_another_products_error_is_said_to_be_another_products() -> None:
    done = run("explain", '{"errcode": 40013, "errmsg": "invalid appid"}')

    assert done.code == NOTHING
    assert "WeChat" in done.out


def test_a_code_outside_the_table_is_said_to_be_outside_without_talk_of_a_text() -> None:
    done = run("explain", "--code", "40010")

    assert done.code == NOTHING
    assert "40010 is not in the SKMS table" in done.out
    assert "in this text" not in done.out


def test_with_a_code_alone_nothing_is_said_to_be_missing_in_a_paste() -> None:
    out = run("explain", "--code", "40013").out

    assert "Missing" not in out
    assert "Only the code was given" in out


def test_a_missing_file_is_never_read_as_text(tmp_path: Path) -> None:
    good = tmp_path / "good.json"
    good.write_text(KEY_PASTE, encoding="utf-8")

    for words in (["nofile.json"], ["./nofile"], [str(good), "nofile"]):
        done = run("explain", *words)
        assert done.code == NO_INPUT
        assert "no such file" in done.err


def test_several_files_are_answered_under_their_names(tmp_path: Path) -> None:
    for name in ("one.json", "two.json"):
        (tmp_path / name).write_text(KEY_PASTE, encoding="utf-8")

    out = run("explain", str(tmp_path / "one.json"), str(tmp_path / "two.json")).out

    assert out.count("🟡 Key 0000731") == 2
    assert "== " in out
    assert "two.json" in out


@pytest.mark.parametrize(
    "arguments",
    [
        ("--code", "40013", KEY_PASTE),
        ("--jsonl", "--json"),
        ("--redact", KEY_PASTE),
        ("--audience", "boss", KEY_PASTE),
        ("--knows", "weather", KEY_PASTE),
    ],
)
def test_options_that_do_not_go_together_are_a_usage_error(arguments: tuple[str, ...]) -> None:
    done = run("explain", *arguments)

    assert done.code == USAGE
    assert len(done.err.splitlines()) <= 2


def test_a_compressed_input_is_told_apart_from_a_text(tmp_path: Path) -> None:
    path = tmp_path / "app.log.gz"
    path.write_bytes(gzip.compress(KEY_PASTE.encode()))

    done = run("explain", str(path))

    assert done.code == BAD_INPUT
    assert "zcat" in done.err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("verb", ["explain", "diagnose", "kb"])
def test_a_full_disk_is_one_clear_line(verb: str) -> None:
    arguments = {"explain": ["--code", "40013"], "diagnose": ["connect timed out"], "kb": ["show", "40013"]}[verb]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bot", verb, *arguments],
            cwd=ROOT,
            env={"PATH": os.defpath, "PYTHONPATH": str(ROOT)},
            stdin=subprocess.DEVNULL,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert done.returncode == READ_ERROR
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_goes_away_is_no_error_to_tell() -> None:
    command = f"{shlex.quote(sys.executable)} -m bot explain --code 40013 --full | head -1"

    done = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert "40013" in done.stdout
    assert done.stderr == ""


def test_a_terminal_without_utf8_gets_marks_instead_of_a_fault() -> None:
    done = run("explain", "--code", "40013", env={"PYTHONIOENCODING": "ascii"})

    assert done.code == FOUND
    assert "40013" in done.out


@pytest.mark.parametrize("option", [(), ("--full",), ("--json",)], ids=["fold", "full", "json"])
def test_nothing_that_readers_outside_see_names_a_host_or_an_owner(option: tuple[str, ...]) -> None:
    body = {
        "code": 50001,
        "message": "An unexpected error has occurred in the internal system",
        "detail": "Connect to kms.example.test:8080 [kms.example.test/192.0.2.171] failed: connect timed out",
    }

    out = run("explain", "--audience", "external", *option, json.dumps(body)).out

    assert "50001" in out
    for word in ("kms.example", "192.0.2", "SKMS ops", "skms-ops", "key vault ops", "network ops"):
        assert word not in out


def test_a_knowledge_folder_that_is_none_refuses_to_start(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        done = run("explain", "--code", "40013", env={"SKMS_BOT_KNOWLEDGE": str(folder)})
        assert done.code == BAD_SETTINGS
        assert "SKMS_BOT_KNOWLEDGE" in done.err or "knowledge" in done.err


def test_a_configured_language_or_owner_that_does_not_exist_refuses_to_start(tmp_path: Path) -> None:
    assert run("explain", KEY_PASTE, env={"SKMS_BOT_LANG": "xx"}).code == BAD_SETTINGS
    (tmp_path / "skms-bot.toml").write_text('[owners.nosuch]\nlabel = "x"\n', encoding="utf-8")

    done = run("explain", KEY_PASTE, folder=tmp_path)

    assert done.code == BAD_SETTINGS
    assert "nosuch" in done.err


def test_lines_of_json_are_answered_line_by_line() -> None:
    lines = [json.dumps({"id": 1, "text": KEY_PASTE}), json.dumps({"id": "b", "text": "lunch at 12?"})]

    done = run("explain", "--jsonl", stdin="\n".join(lines).encode())
    first, second = map(json.loads, done.out.splitlines())

    assert second == {"id": "b", "findings": []}
    assert first == {
        "id": 1,
        "findings": [
            {
                "code": 40013,
                "message": "Key not found in the keyVault",
                "detail": "keyId : 0000731",
                "http_status": None,
                "key_id": "0000731",
                "confidence": "certain",
                "layers": [40013],
                "cause": "not_found",
                "host": None,
                "port": None,
                "ip": None,
                "method": None,
                "final_exception": None,
            }
        ],
    }


def test_details_are_masked_only_where_asked_for() -> None:
    company = "ABCD1234-EFGH5678-IJKL9012-MNOP3456"
    body = json.dumps({"code": 40102, "message": "No matching company ID found", "detail": company})
    line = json.dumps({"id": 1, "text": body}).encode()

    assert company in run("explain", "--jsonl", stdin=line).out
    assert company not in run("explain", "--jsonl", "--redact", stdin=line).out


def test_a_bad_line_is_named_and_the_good_ones_are_answered() -> None:
    done = run("explain", "--jsonl", stdin=b'{"id": 1, "text": "x"}\nnot json\n{"id": 2, "text": "y"}\n')

    assert done.code == BAD_INPUT
    assert [json.loads(line)["id"] for line in done.out.splitlines()] == [1, 2]
    assert "line 2" in done.err


def test_a_detail_alone_is_diagnosed() -> None:
    line = json.dumps({"id": 7, "text": "Connect to kms.example.test:8080 failed: Connection refused"}).encode()

    result = json.loads(run("diagnose", "--jsonl", stdin=line).out)

    assert result["id"] == 7
    assert result["result"]["cause"] == "connection_refused"
    assert result["result"]["port"] == 8080


@pytest.mark.parametrize(
    "paste",
    [
        b"\xff\xfe\x00\x01 40013 \xc3\x28",
        b'{"code": 40013, "message": "Key not found in the keyVault\x00"}',
        b"[" * 60_000 + b'{"code": 40013}',
        b'{"code": ' + b"4" * 5_000 + b"}",
        b'{"code": NaN, "code": 40013, "message": "Key not found in the keyVault"}',
        b'{"code": 40013, "code": 40008, "message": "Key Vault Service Failed"}',
        b'"\\ud800 40013"',
    ],
    ids=["invalid-utf8", "nul", "deep", "long-number", "nan", "duplicate-keys", "lone-surrogate"],
)
@pytest.mark.parametrize(
    "verb", [("explain",), ("explain", "--json"), ("diagnose",)], ids=["explain", "json", "diagnose"]
)
def test_bad_input_never_shows_a_traceback(verb: tuple[str, ...], paste: bytes) -> None:
    done = run(*verb, stdin=paste)

    assert done.code in {FOUND, NOTHING, BAD_INPUT}
    assert "Traceback" not in done.err


def test_json_nested_a_hundred_thousand_deep_is_answered_with_a_clear_line() -> None:
    line = b'{"id": 1, "text": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n"

    done = run("explain", "--jsonl", stdin=line)

    assert done.code == BAD_INPUT
    assert "line 1" in done.err
    assert "Traceback" not in done.err


def test_a_lone_surrogate_in_a_json_line_comes_back_as_it_was() -> None:
    done = run("explain", "--jsonl", stdin=b'{"id": "\\ud800", "text": "\\ud800 40013"}\n')

    assert done.code == FOUND
    assert json.loads(done.out)["id"] == "\ud800"


@pytest.mark.parametrize("paste", [b"", b"  \n\t", b"\0\0"], ids=["nothing", "blank", "nul"])
def test_an_empty_paste_is_one_clear_line(paste: bytes) -> None:
    done = run("explain", stdin=paste)

    assert done.code == BAD_INPUT
    assert "empty" in done.err


def test_a_directory_is_refused_in_one_line(tmp_path: Path) -> None:
    done = run("explain", str(tmp_path))

    assert done.code == NO_INPUT
    assert "is a directory" in done.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_an_unreadable_file_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "secret.log"
    path.write_text("x", encoding="utf-8")
    path.chmod(0)

    done = run("explain", str(path))

    assert done.code == NO_INPUT
    assert "cannot be read" in done.err


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that opens and cannot be read")
def test_a_file_whose_reading_fails_is_refused_in_one_line() -> None:
    done = run("explain", "/proc/self/mem")

    assert done.code in {NO_INPUT, READ_ERROR}
    assert "Traceback" not in done.err


def test_an_unknown_verb_is_a_usage_error() -> None:
    assert run("explode").code == USAGE


def test_a_wrong_name_in_the_settings_refuses_to_start_and_names_it(tmp_path: Path) -> None:
    (tmp_path / "skms-bot.toml").write_text('langg = "ko"\n', encoding="utf-8")

    done = run("explain", KEY_PASTE, folder=tmp_path)

    assert done.code == BAD_SETTINGS
    assert "langg: unknown name" in done.err


def test_an_unknown_variable_of_ours_refuses_to_start_and_names_it() -> None:
    done = run("explain", KEY_PASTE, env={"SKMS_BOT_LANGUAGE": "ko"})

    assert done.code == BAD_SETTINGS
    assert "SKMS_BOT_LANGUAGE" in done.err


def test_owners_of_the_settings_become_contacts(tmp_path: Path) -> None:
    (tmp_path / "skms-bot.toml").write_text(
        '[owners.key-vault-ops]\nlabel = "Key vault crew"\nchannel = "#drm-keys"\n', encoding="utf-8"
    )

    assert "Owner: Key vault crew #drm-keys" in run("explain", KEY_PASTE, folder=tmp_path).out


def test_no_colour_reaches_a_pipe() -> None:
    assert "\x1b" not in run("explain", KEY_PASTE).out


def test_control_characters_of_a_paste_never_reach_the_terminal() -> None:
    paste = b'{"code":40013,"message":"Key not found in the keyVault","detail":"keyId : \x1b[31m7"}'

    assert "\x1b" not in run("explain", stdin=paste).out


def test_the_version_is_printed() -> None:
    assert run("--version").out.startswith("skms-bot ")
