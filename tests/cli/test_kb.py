"""`skms-bot kb` as people run it: a process of its own, its output, its exit codes."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakes.knowledge_folder import KnowledgeFolder

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Done:
    code: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Checkout:
    """A copy of the package with a small knowledge folder beside it, as in a checkout of its own."""

    path: Path
    knowledge: KnowledgeFolder

    def kb(self, *arguments: str, **environment: str) -> Done:
        return run(self.path, "kb", *arguments, **environment)

    def git(self, *arguments: str) -> None:
        names = ["-c", "user.name=Test", "-c", "user.email=test@example.test", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *names, *arguments], cwd=self.path, check=True, capture_output=True)  # noqa: S607 - git is found on the PATH


def run(folder: Path, *arguments: str, **environment: str) -> Done:
    clean = {"PATH": os.environ.get("PATH", os.defpath), "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"}  # noqa: TID251 - git may stand anywhere on the PATH
    command = [sys.executable, "-m", "bot", *arguments]
    done = subprocess.run(
        command, cwd=folder, env={**clean, **environment}, capture_output=True, timeout=60, check=False
    )
    return Done(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    shutil.copytree(ROOT / "bot", tmp_path / "bot", ignore=shutil.ignore_patterns("__pycache__"))
    return Checkout(tmp_path, KnowledgeFolder(tmp_path / "knowledge"))


def assert_one_clear_line(done: Done, code: int, words: str) -> None:
    assert done.code == code, done
    assert done.err.startswith("skms-bot: ")
    assert words in done.err
    assert "Traceback" not in done.err


def test_lint_names_path_line_and_what_to_do_and_ends_with_a_count(checkout: Checkout) -> None:
    checkout.knowledge.change("steps/look.yaml", "who: [ops]", "who: [ghost]")
    done = checkout.kb("lint", str(checkout.knowledge.path))
    lines = done.out.splitlines()
    assert done.code == 1
    assert "steps/look.yaml:5: `who` names ghost, which does not exist (known: ops)" in lines
    assert lines[-1].endswith(f"in {checkout.knowledge.path}")
    assert lines[-1].split()[0] == str(sum(":" in line and not line.startswith("note: ") for line in lines[:-1]))
    assert done.err == ""


def test_lint_shows_what_is_owed_and_does_not_fail_for_it(checkout: Checkout) -> None:
    checkout.knowledge.change("steps/look.yaml", "ko: 확인", "ko: {pending: 2999-01-01}")
    out = checkout.kb("lint").out
    assert "note: steps/look.yaml:4: the ko translation is owed since 2999-01-01\n" in out


@pytest.mark.parametrize("what", ["missing", "file"])
def test_lint_of_what_is_no_folder_is_no_input(checkout: Checkout, what: str) -> None:
    path = checkout.path / "nowhere" if what == "missing" else checkout.knowledge.path / "rules.yaml"
    assert_one_clear_line(checkout.kb("lint", str(path)), 66, "is no folder")


def test_show_prints_everything_in_the_language_asked_for(checkout: Checkout) -> None:
    english, korean = checkout.kb("show", "40013"), checkout.kb("show", "40013", "--lang", "ko")
    assert english.code == korean.code == 0
    assert english.out.startswith("40013 Title 40013\nKey is away: It did not work (HTTP 400)\n")
    assert "Look there" in english.out
    assert "key vault: operations" in english.out
    assert korean.out.startswith("40013 제목 40013\n")
    assert "키볼트: 운영" in korean.out
    assert "Look there" not in korean.out


def test_show_is_plain_text_when_it_is_no_terminal_and_keeps_to_the_width(checkout: Checkout) -> None:
    done = checkout.kb("show", "40013", "--width", "30", FORCE_COLOR="", NO_COLOR="1")
    assert "\x1b" not in done.out
    assert max(len(line) for line in done.out.splitlines()) <= 30


def test_show_as_json_is_the_entry_in_all_languages(checkout: Checkout) -> None:
    entry = json.loads(checkout.kb("show", "40013", "--json").out)
    assert entry["vendor"]["code"] == 40013
    assert entry["title"] == {"en": "Title 40013", "ko": "제목 40013"}
    assert entry["urgency"]["is"] == "can-wait"


def test_show_of_a_code_that_is_not_there_names_its_neighbours(checkout: Checkout) -> None:
    assert_one_clear_line(checkout.kb("show", "40014"), 1, "no entry 40014\n  near it: 40013, 50002")


def test_an_unknown_language_is_told_with_the_known_ones(checkout: Checkout) -> None:
    assert_one_clear_line(checkout.kb("show", "40013", "--lang", "xx"), 2, "no language 'xx'\n  known are en, ko")


def test_a_broken_entry_is_told_with_its_line(checkout: Checkout) -> None:
    checkout.knowledge.change("errors/40013.yaml", "kind: key-data", "kind: nonsense")
    assert_one_clear_line(checkout.kb("show", "40013"), 78, "errors/40013.yaml:13: `kind` is 'nonsense'")


def test_search_prints_the_best_first_and_says_when_there_is_nothing(checkout: Checkout) -> None:
    done = checkout.kb("search", "sevrer", "away", "--lang", "ko")
    assert done.code == 0
    assert done.out.splitlines()[0].startswith("50002  제목 50002  (message, ")
    nothing = checkout.kb("search", "xyzzy")
    assert (nothing.code, nothing.out) == (1, "nothing found: try fewer or other words\n")
    assert [hit["code"] for hit in json.loads(checkout.kb("search", "400", "--json").out)] == [40013]


def test_new_writes_a_scaffold_that_fails_lint_and_overwrites_nothing(checkout: Checkout) -> None:
    checkout.knowledge.change("rules.yaml", "codes: [40013, 50002]", "codes: [40013, 40015, 50002]")
    done = checkout.kb("new", "40015")
    assert done.code == 0
    written = checkout.knowledge.read("errors/40015.yaml")
    assert written.startswith("# yaml-language-server: $schema=../schema/error.json\nvendor:")
    told = checkout.kb("lint").out
    assert "errors/40015.yaml:5: is unfinished (TODO): fill it in" in told
    assert "errors/40015.yaml:1: is not YAML" not in told
    assert_one_clear_line(checkout.kb("new", "40015"), 65, "exists and is left as it is")
    assert checkout.knowledge.read("errors/40015.yaml") == written
    assert_one_clear_line(checkout.kb("new", "7"), 65, "7 is no SKMS code")


def test_new_refuses_a_code_that_recognition_would_never_read(checkout: Checkout) -> None:
    assert_one_clear_line(checkout.kb("new", "40020"), 65, "40020 is no SKMS code: recognition reads only")
    assert not (checkout.knowledge.path / "errors" / "40020.yaml").exists()


def test_new_writes_into_the_last_layer_and_says_the_whole_path(checkout: Checkout) -> None:
    site = checkout.path / "site"
    site.mkdir()
    (checkout.path / "skms-bot.toml").write_text('knowledge_paths = ["site"]\n', encoding="utf-8")
    done = checkout.kb("new", "40015")
    assert done.code == 0, done
    assert done.out.startswith(f"wrote {site.resolve() / 'errors' / '40015.yaml'}\n")
    assert_one_clear_line(checkout.kb("new", "40013"), 65, "exists and is left as it is")
    assert not (site / "errors" / "40013.yaml").exists()


def test_a_draft_in_a_folder_of_its_own_is_proved_and_previewed_while_answers_go_on(checkout: Checkout) -> None:
    drafts = checkout.path / "drafts"
    assert_one_clear_line(checkout.kb("new", "40015", "--into", "drafts"), 66, f"{drafts.resolve()} is no folder")
    drafts.mkdir()
    done = checkout.kb("new", "40015", "--into", "drafts")
    assert done.code == 0, done
    assert "skms-bot kb lint" in done.out
    told = checkout.kb("lint", "knowledge", "drafts").out
    assert "drafts/errors/40015.yaml:5: is unfinished (TODO): fill it in" in told
    assert checkout.kb("show", "40013").code == 0
    broken = checkout.kb("preview", "40015", "--knowledge", "drafts")
    assert_one_clear_line(broken, 78, "drafts/errors/40015.yaml:6: `vendor.http_status`")
    entry = checkout.knowledge.read("errors/40013.yaml").replace("40013", "40015")
    (drafts / "errors" / "40015.yaml").write_text(entry, encoding="utf-8")
    assert "Title 40015" in checkout.kb("preview", "40015", "--knowledge", "drafts").out


def test_schema_lists_shows_and_writes(checkout: Checkout) -> None:
    assert checkout.kb("schema").out.split()[:2] == ["error", "http"]
    assert json.loads(checkout.kb("schema", "error").out)["title"] == "ErrorEntry"
    assert checkout.kb("schema", "--write").code == 0
    assert checkout.knowledge.read("schema/error.json") == checkout.kb("schema", "error").out
    assert_one_clear_line(checkout.kb("schema", "nonsense"), 65, "no kind 'nonsense'")


def test_diff_names_the_fields_that_changed_since_a_revision(checkout: Checkout) -> None:
    checkout.git("init", "-q")
    checkout.git("add", "knowledge")
    checkout.git("commit", "-qm", "Begin")
    checkout.knowledge.change("errors/40013.yaml", "level: P3", "level: P2")
    done = checkout.kb("diff", "HEAD")
    assert done.code == 0, done
    assert done.out.startswith("changed  errors/40013.yaml\n    severity.level: 'P3' -> 'P2'\n1 ")
    assert_one_clear_line(checkout.kb("diff", "HEAD", "--lang", "xx"), 2, "no language 'xx'")
    assert_one_clear_line(checkout.kb("diff", "nonsense"), 65, "'nonsense' is no revision of")
    assert_one_clear_line(checkout.kb("diff", "--", "--output=x"), 65, "'--output=x' is no revision of")


def test_diff_outside_a_repository_says_so(checkout: Checkout) -> None:
    done = checkout.kb("diff", "HEAD", GIT_CEILING_DIRECTORIES=str(checkout.path.parent))
    assert_one_clear_line(
        done, 66, "is in no git repository, so there is no earlier state to compare with\n  run this in"
    )


@pytest.mark.parametrize("arguments", [["search", "key"], ["show", "40013"], ["schema", "error"]])
def test_kb_loads_neither_slack_nor_web_nor_storage(arguments: list[str]) -> None:
    program = (
        "import sys; from bot.cli import app\n"
        f"app(['kb', *{arguments!r}], standalone_mode=False)\n"
        "print(sorted({'slack_bolt', 'slack_sdk', 'aiohttp', 'httpx', 'starlette', 'uvicorn', 'sqlalchemy', 'asyncio',"
        " 'bot.slack', 'bot.web', 'bot.storage'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, timeout=60, check=True)
    assert done.stdout.decode("utf-8").splitlines()[-1] == "[]"


def test_preview_shows_the_answer_to_a_detail_as_a_phone_would() -> None:
    done = run(ROOT, "kb", "preview", "40013", "--detail", "keyId : 0000731", "--lang", "ko", "--width", "40")
    assert done.code == 0, done
    assert "0000731" in done.out.splitlines()[0]
    assert done.out.splitlines()[0].endswith("· 40013")
    assert max(len(line) for line in done.out.splitlines()) <= 40


def test_preview_does_not_ask_for_the_detail_it_was_given() -> None:
    done = run(ROOT, "kb", "preview", "40012", "--detail", "connect timed out", "--lang", "en")
    assert "Missing in the paste: environment" in done.out


def test_preview_of_a_code_that_is_not_there_is_told() -> None:
    assert_one_clear_line(run(ROOT, "kb", "preview", "40014"), 1, "no entry 40014")


def test_a_configured_layer_is_shown(checkout: Checkout) -> None:
    site = checkout.path / "site"
    (site / "steps").mkdir(parents=True)
    text = checkout.knowledge.read("steps/look.yaml").replace("Look there", "Look at our wiki")
    (site / "steps" / "look.yaml").write_text(text, encoding="utf-8")
    (checkout.path / "skms-bot.toml").write_text('knowledge_paths = ["site"]\n', encoding="utf-8")
    assert "Look at our wiki" in checkout.kb("show", "40013").out
