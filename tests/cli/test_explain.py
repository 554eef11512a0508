import json
import os
import shlex
from pathlib import Path

import pytest

from tests.fakes.terminal import run

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

    assert done.code == BAD_INPUT
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
