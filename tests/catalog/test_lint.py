"""Each test breaks exactly one thing in a sound knowledge base and reads what lint says, with its line."""

import datetime as dt
from pathlib import Path

import pytest

from bot.catalog.lint import lint, owed
from bot.errors import NoInput
from tests.fakes.knowledge_folder import TODAY, KnowledgeFolder, recognise_codes

ENTRY = "errors/40013.yaml"
OTHER = "errors/50002.yaml"


def test_a_sound_knowledge_base_has_no_problem(folder: KnowledgeFolder) -> None:
    assert folder.told() == []


BROKEN_LINES = [
    # file, text, its replacement, the finding's words
    (ENTRY, "component: vault", "component: cellar", "component cellar is not in components.yaml"),
    (ENTRY, "role: ops, with_roles: []", "role: nobody, with_roles: []", "role nobody is not in roles.yaml"),
    (ENTRY, "with_roles: []", "with_roles: [ghost]", "`with_roles` names ghost, which does not exist"),
    (ENTRY, "  - use: look", "  - use: peek", "steps/peek.yaml does not exist"),
    (ENTRY, "    causes: [lost]\n  - step", "    causes: [lost, gone]\n  - step", "`causes` names gone"),
    (ENTRY, "    causes: [lost]\n    examples", "    causes: [gone]\n    examples", "`causes` names gone"),
    (ENTRY, "tells: [connect-timeout]", "tells: [boredom]", "`tells` names boredom"),
    (ENTRY, "id: ask-40013", "id: look", "step look also exists as steps/look.yaml"),
    (ENTRY, "      who: [ops]", "      who: [ghost]", "`who` names ghost"),
    (ENTRY, "      who: [ops]", "      who: []", "says nobody who does it"),
    (ENTRY, "code: 50002}", "code: 12345}", "looks up 12345, which is no SKMS code"),
    (ENTRY, "{kind: knowledge, code: 50002}", "{kind: dns, component: cellar}", "asks the component cellar"),
    (ENTRY, "when: [lost]", "when: [full-moon]", "`when` names full-moon"),
    (ENTRY, "when: [lost]", "when: []", "`when` is empty"),
    (ENTRY, "leads_to: []", "leads_to: [12345]", "`leads_to` names 12345, which is no SKMS code"),
    (ENTRY, "leads_to: []", "leads_to: [40013]", "`leads_to` names the entry itself"),
    (ENTRY, "leads_to: []", "leads_to: [50002]", "but `follows` of errors/50002.yaml lacks 40013"),
    (ENTRY, "http_status: 400", "http_status: 418", "is no status of the specification"),
    (ENTRY, "reviewed: 2026-03-01", "reviewed: 2026-03-12", "lies in the future"),
    (ENTRY, "states: everything", "states: TODO", "is unfinished"),
    (ENTRY, "states: everything", "states: kms.softcamp.example", "names a real host of the vendor"),
    (ENTRY, "{en: The log, ko: 로그}", "{en: The log}", "has no text in ko"),
    (ENTRY, "{en: The log, ko: 로그}", "{en: The log, ko: 로그, ja: ログ}", "the language ja is not in locales.yaml"),
    (ENTRY, "{en: The log, ko: 로그}", "{en: a b c d e f, ko: a b c d e f}", "repeats another language"),
    (ENTRY, "{en: Ask somebody,", "{en: Ask somebody who knows,", "the en text has 22 characters, 20 fit"),
    (ENTRY, "ko: 물어보기}", "ko: 물어보기 물어보기 물}", "the ko text has 11 characters, 10 fit"),
    (ENTRY, "{en: Others fail too,", "{en: Others fail too and again,", "20 fit on a phone"),
    (ENTRY, '"Key {key_id} is lost"', '"Key {key} is lost"', "uses {key}, which nothing fills in"),
    (ENTRY, '"키 {key_id} 없음"', '"키 없음"', "other placeholders than the en text"),
    (ENTRY, '"Key {key_id} is lost"', '"{key_id} || "', "has an empty alternative"),
    (ENTRY, '"Key {key_id} is lost"', '"Key {key_id is lost"', "is no template"),
    (ENTRY, "[0-9]+)'", "[0-9+)'", "is none that google-re2 takes"),
    (ENTRY, 'examples: ["key=12"]', 'examples: ["key:12"]', "does not match its example"),
    (ENTRY, 'lookalikes: ["monkey"]', 'lookalikes: ["key=1"]', "matches its look-alike"),
    (ENTRY, "- 'x {\"code\": 40013}'", "- 'x'", "is read as no SKMS error, not as 40013"),
    (ENTRY, "- 'x {\"code\": 40013}'", '- \'"code": 40013 "code": 50002\'', "is read as 40013 and 50002"),
    (ENTRY, "- 'room 40013'", "- '\"code\": 40013'", "the look-alike is read as 40013"),
    (OTHER, "id: ask-50002", "id: ask-40013", "stands in errors/40013.yaml as well: move it to steps/"),
    ("components.yaml", "to: vault", "to: cellar", "server calls cellar, which does not exist"),
    ("components.yaml", "codes: [40013]", "codes: [12345]", "names 12345, which is no SKMS code"),
    ("health.yaml", "codes: [40013]", "codes: [12345]", "names 12345, which is no SKMS code"),
    ("health.yaml", "component: vault", "component: cellar", "component cellar is not in components.yaml"),
    ("health.yaml", "component: vault", "component: vault\n  through: keyCheck", "`through` names keyCheck"),
    ("health.yaml", "component: vault", "component: vault\n  through: ghost", "`through` names ghost"),
    ("causes/other.yaml", "look_at: [ops]", "look_at: [ghost]", "`look_at` names ghost"),
    ("causes/other.yaml", "- use: look", "- use: peek", "steps/peek.yaml does not exist"),
    ("causes/other.yaml", "{host} is away || It is away", "{host} is away", "needs a last alternative without"),
    ("causes/other.yaml", "{host} is away ||", "{who} is away ||", "uses {who}, which nothing fills in"),
    ("steps/look.yaml", "who: [ops]", "who: [ghost]", "`who` names ghost"),
    ("neighbours/chat.yaml", "invalid appid", "Key is  AWAY.", "is SKMS's own"),
    ("phrases/ko.yaml", "담당: {owner}", "담당: {who}", "other placeholders than the en text"),
    ("phrases/ko.yaml", "담당: {owner}", "담당: {owner", "is no template"),
]


@pytest.mark.parametrize(("name", "old", "new", "words"), BROKEN_LINES)
def test_one_broken_line_is_found_where_it_stands(
    folder: KnowledgeFolder, name: str, old: str, new: str, words: str
) -> None:
    before = folder.read(name).splitlines()
    folder.change(name, old, new)
    after = folder.read(name).splitlines()
    line = next(number for number, pair in enumerate(zip(before, after, strict=False), 1) if pair[0] != pair[1])
    found = [problem for problem in folder.problems() if words in problem.message]
    assert len(found) == 1, folder.told()
    assert found[0].path == name
    assert found[0].line == line


@pytest.mark.parametrize(
    ("removed", "path", "words"),
    [
        (OTHER, OTHER, "is missing: it is a code of rules.yaml, so write it (skms-bot kb new 50002)"),
        ("http/400.yaml", "http/400.yaml", "is missing: it is a status of rules.yaml"),
        ("causes/read-timeout.yaml", "causes/read-timeout.yaml", "is missing: it is a cause that a diagnosis can name"),
        ("samples/50002--body.txt", "samples/50002--*.txt", "does not exist: add a paste"),
        ("rules.yaml", "rules.yaml", "is missing"),
        ("phrases/ko.yaml", "phrases/en.yaml", "phrase owner is missing in ko"),
    ],
)
def test_what_is_not_there_is_missed(folder: KnowledgeFolder, removed: str, path: str, words: str) -> None:
    folder.remove(removed)
    assert [p.path for p in folder.problems() if words in p.message] == [path], folder.told()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("samples/12345--x.txt", "x", "is a sample of 12345, which is no SKMS code"),
        ("samples/whatever.txt", "x", "is named in no known way"),
        ("samples/40013--other.txt", '{"code": 50002}', "is read as 50002, but its name says 40013"),
        ("samples/none--other.txt", '{"code": 50002}', "is read as 50002, but its name says no SKMS error"),
        ("samples/40013--other.txt", "hello", "is read as no SKMS error, but its name says 40013"),
        ("samples/40013--other.txt", b"\xff", "is not UTF-8"),
        ("samples/40013.md", "x", "is read by nothing: name it *.txt"),
        ("errors/40014.yml", "x", "is read by nothing: name it *.yaml"),
        ("notes.txt", "x", "is read by nothing"),
    ],
)
def test_a_file_too_many_is_found(folder: KnowledgeFolder, name: str, text: str, words: str) -> None:
    folder.write(name, text)
    assert [p.path for p in folder.problems() if words in p.message] == [name], folder.told()


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("steps/look.yaml", "id: look", "id: idle", "is used by no runbook"),
        ("roles.yaml", "- {id: ops", "- {id: idle", "idle is named by no step, entry or component"),
        ("components.yaml", "- id: server", "- id: server\n  owner: ops\n", "stands here a second time"),
    ],
)
def test_a_renamed_or_repeated_thing_is_found(
    folder: KnowledgeFolder, name: str, old: str, new: str, words: str
) -> None:
    if name == "steps/look.yaml":
        folder.write("steps/idle.yaml", folder.read(name).replace(old, new))
    elif name == "roles.yaml":
        folder.write(name, folder.read(name) + folder.read(name).splitlines()[1].replace(old, new) + "\n")
    else:
        folder.change(name, old, new)
    assert sum(words in p.message for p in folder.problems()) == 1, folder.told()


def test_a_component_that_nothing_names_is_found(folder: KnowledgeFolder) -> None:
    text = folder.read("components.yaml")
    folder.write(
        "components.yaml", text + text[text.index("- id: vault") : text.index("- id: server")].replace("vault", "idle")
    )
    assert folder.told() == ["components.yaml:16: idle is named by no entry, step or other part: use it or remove it"]


def test_an_item_that_stands_twice_in_a_list_is_found(folder: KnowledgeFolder) -> None:
    folder.write("inner/more.yaml", folder.read("inner/scsl.yaml"))
    told = folder.told()
    assert told == ["inner/scsl.yaml:2: 4020 stands here a second time (first at inner/more.yaml:2): remove one"]


def test_a_cause_that_no_step_tells_apart_is_found(folder: KnowledgeFolder) -> None:
    folder.change(ENTRY, "causes:\n", "causes:\n  - {id: gone, basis: judged, text: {en: Gone, ko: 사라짐}}\n")
    line = folder.line(ENTRY, "id: gone")
    assert folder.told() == [
        f"{ENTRY}:{line}: no step of the runbook tells the cause gone apart: name it in a step's `causes`, or remove it"
    ]


def test_a_step_that_stands_twice_in_one_runbook_is_found(folder: KnowledgeFolder) -> None:
    folder.change(ENTRY, "runbook:\n", "runbook:\n  - use: look\n")
    assert folder.told() == [
        f"{ENTRY}:{folder.line(ENTRY, 'runbook') + 2}: step look stands twice in this list: remove one"
    ]


def test_an_irreversible_step_without_precondition_is_found(folder: KnowledgeFolder) -> None:
    folder.change("steps/look.yaml", "who: [ops]", "who: [ops]\nrisk: irreversible")
    assert folder.told() == ["steps/look.yaml:1: the file: an irreversible step needs a precondition: correct it"]


def test_a_code_that_can_destroy_something_needs_an_irreversible_never(folder: KnowledgeFolder) -> None:
    folder.change(ENTRY, "irreversible: true", "irreversible: false")
    [problem] = folder.problems()
    assert problem.line == folder.line(ENTRY, "never:")
    assert problem.message.startswith("has no `never` with `irreversible: true`")


def test_a_missing_schema_comment_is_found(folder: KnowledgeFolder) -> None:
    folder.change(ENTRY, "# yaml-language-server: $schema=../schema/error.json\n", "")
    assert folder.told() == [
        (
            f"{ENTRY}:1: does not name its schema for editors: "
            "begin with `# yaml-language-server: $schema=../schema/error.json`"
        )
    ]


def test_a_file_named_otherwise_than_its_code_is_found(folder: KnowledgeFolder) -> None:
    folder.change(ENTRY, "  code: 40013\n", "  code: 40014\n")
    told = [line for line in folder.told() if line.startswith(f"{ENTRY}:3:")]
    assert told == [
        (
            f"{ENTRY}:3: `vendor.code` is 40014, but the file is named 40013.yaml: "
            "rename the file to 40014.yaml or correct the value"
        )
    ]


def test_a_retired_entry_that_is_live_is_found(folder: KnowledgeFolder) -> None:
    folder.write(f"retired/{ENTRY.partition('/')[2]}", folder.read(ENTRY))
    assert folder.told() == ["retired/40013.yaml:1: errors/40013.yaml exists as well: keep only one of them"]


def test_a_phrase_in_two_files_is_found(folder: KnowledgeFolder) -> None:
    folder.write("phrases/more.en.yaml", folder.read("phrases/en.yaml"))
    assert folder.told() == ["phrases/more.en.yaml:2: phrase owner also stands in phrases/en.yaml: remove one"]


@pytest.mark.parametrize("place", [ENTRY, "phrases/ko.yaml"])
@pytest.mark.parametrize(
    ("since", "problems", "notes"),
    [("2026-03-09", 0, 1), ("2026-02-24", 0, 1), ("2026-02-23", 1, 0), ("2026-04-01", 1, 1)],
)
def test_a_translation_may_be_owed_for_fourteen_days(
    folder: KnowledgeFolder, place: str, since: str, problems: int, notes: int
) -> None:
    old, new = (
        ("ko: 로그}", f"ko: {{pending: {since}}}}}") if place == ENTRY else ('"담당: {owner}"', f"{{pending: {since}}}")
    )
    folder.change(place, old, new)
    assert len(folder.told()) == problems, folder.told()
    waiting = owed([folder.path], TODAY)
    assert len(waiting) == notes
    if notes:
        assert waiting[0].message == f"the ko translation is owed since {since}"
        assert waiting[0].path == place


def test_every_bad_file_is_reported_and_not_just_the_first(folder: KnowledgeFolder) -> None:
    folder.change(ENTRY, "kind: key-data", "kind: nonsense")
    folder.change("steps/look.yaml", "id: look", "idd: look")
    folder.write("inner/scsl.yaml", b"\xff\xfe")
    told = folder.told()
    assert [line.partition(": ")[0] for line in told[:4]] == [
        f"{ENTRY}:13",
        "inner/scsl.yaml:1",
        "steps/look.yaml:1",
        "steps/look.yaml:2",
    ]


def test_a_reference_to_a_broken_file_is_not_reported_as_dangling(folder: KnowledgeFolder) -> None:
    folder.change("steps/look.yaml", "basis: judged", "basis: guessed")
    assert [p.path for p in folder.problems()] == ["steps/look.yaml"]


def test_without_a_recogniser_examples_and_samples_are_not_tried(folder: KnowledgeFolder) -> None:
    folder.write("samples/40013--log.txt", "nothing")
    assert lint([folder.path], TODAY, None) == []
    assert len(lint([folder.path], TODAY, recognise_codes)) == 1


def test_a_review_dated_in_a_zone_that_is_ahead_is_no_future(folder: KnowledgeFolder) -> None:
    folder.change(ENTRY, "reviewed: 2026-03-01", f"reviewed: {TODAY + dt.timedelta(days=1)}")
    assert folder.told() == []


def test_a_missing_folder_is_no_input(tmp_path: Path) -> None:
    with pytest.raises(NoInput):
        lint([tmp_path / "nowhere"], TODAY, None)


def test_a_site_layer_is_proved_together_with_the_base(folder: KnowledgeFolder, tmp_path: Path) -> None:
    site = tmp_path / "site"
    (site / "steps").mkdir(parents=True)
    (site / "steps" / "look.yaml").write_text(folder.read("steps/look.yaml").replace("who: [ops]", "who: [desk]"))
    assert [str(p).partition(" names")[0] for p in folder.problems(site)] == ["site/steps/look.yaml:5: `who`"]


def test_a_code_that_recognition_never_reads_is_refused_where_it_is_listed(folder: KnowledgeFolder) -> None:
    folder.change("rules.yaml", "codes: [40013, 50002]", "codes: [40013, 40213, 50002]")
    line = folder.line("rules.yaml", "codes:")
    assert f"rules.yaml:{line}: 40213 is outside [45]0[013][01][0-9], so recognition never reads it" in "\n".join(
        folder.told()
    )


def test_a_finding_about_a_layers_file_begins_with_the_layers_name(folder: KnowledgeFolder, tmp_path: Path) -> None:
    layer = tmp_path / "site"
    (layer / "errors").mkdir(parents=True)
    (layer / "errors" / "40015.yaml").write_text(folder.read(ENTRY).replace("40013", "40015"), encoding="utf-8")
    found = [line for line in folder.told(layer) if "40015.yaml" in line.partition(": ")[0]]
    assert any("is not a code of rules.yaml" in line for line in found)
    assert all(line.startswith("site/errors/40015.yaml:") for line in found)
