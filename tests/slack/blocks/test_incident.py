"""What people see of incidents in Slack, in every kind and state."""

import asyncio
import json
import re

import pytest

from bot.explain.fold import ROOM
from bot.explain.incident import compose_incident, write_row
from bot.explain.incident_note import compose_note
from bot.explain.templates import Phrases
from bot.models.answer import CheckResult, Reader
from bot.models.catalog import Audience
from bot.models.incident import Evidence
from bot.slack.blocks import ids, incident, incident_words
from bot.slack.blocks.page import Message
from bot.slack.explaining import explain_code
from tests.fakes.incident_scenes import CATALOG, Scene, scenes, telling
from tests.fakes.incidents import MINUTE, NOW
from tests.fakes.slack_limits import PUSH, refuse_message

LOCALES = ("en", "ko")
READER = Reader(locale="en")
LIVE = re.compile(r"<[@!#][^>]*>|<https?:[^>]*>")


@pytest.fixture(scope="module")
def shown() -> dict[str, Scene]:
    return {scene.name: scene for scene in asyncio.run(scenes())}


def show(scene: Scene, locale: str = "en", audience: Audience = "operator") -> Message:
    card = compose_incident(scene.incident, telling(scene.now, locale, audience))
    return incident.render(card, Phrases(CATALOG.phrases, locale), incident.Showing(locale=locale))


def notes(scene: Scene, locale: str = "en") -> list[Message]:
    told = telling(scene.now, locale)
    return [incident.render_note(compose_note(one, scene.incident, told)) for one in scene.told]


def everything(scene: Scene, locale: str) -> list[Message]:
    audiences: tuple[Audience, ...] = ("operator", "external")
    return [*(show(scene, locale, audience) for audience in audiences), *notes(scene, locale)]


@pytest.mark.parametrize("locale", LOCALES)
def test_slack_would_take_every_message(shown: dict[str, Scene], locale: str) -> None:
    for scene in shown.values():
        for message in everything(scene, locale):
            assert refuse_message(message.as_arguments()) == [], scene.name


@pytest.mark.parametrize("locale", LOCALES)
def test_no_phrase_is_missing_or_left_with_a_brace(shown: dict[str, Scene], locale: str) -> None:
    for scene in shown.values():
        for message in everything(scene, locale):
            assert not re.search(r"\{[a-z_]+\}|incident-[a-z]+-|span-|reason-", json.dumps(message.text)), scene.name
            assert message.text != "–", scene.name


@pytest.mark.parametrize("locale", LOCALES)
def test_the_push_shows_the_verdict_within_eighty_characters(shown: dict[str, Scene], locale: str) -> None:
    for scene in shown.values():
        card = compose_incident(scene.incident, telling(scene.now, locale))
        assert 0 < len(card.headline) <= PUSH, scene.name
        assert len(card.lines) + 2 <= ROOM


@pytest.mark.parametrize("locale", LOCALES)
def test_only_people_and_the_group_are_live(shown: dict[str, Scene], locale: str) -> None:
    for scene in shown.values():
        for message in everything(scene, locale):
            live = set(LIVE.findall(json.dumps(message.as_arguments(), ensure_ascii=False)))
            assert live <= {"<@U0AAA>", "<@U0BBB>", "<!subteam^S0ONCALL>"}, scene.name
    alert = json.dumps(show(shown["alert"], locale).as_arguments())
    assert "<@" not in alert


@pytest.mark.parametrize(
    ("name", "headline"),
    [
        ("firing", "🔴 Key vault DOWN [prod] since 02:51 KST"),
        ("held", "🔴 Key vault DOWN [prod] since 02:51 KST"),
        ("resolved", "🟢 Resolved after 19 min: Key vault DOWN [prod]"),
        ("flapping", "🔴 Key vault FLAPPING 4× in 20 min, 60 % bad [prod]"),
        ("stale", "⚪ Key vault DOWN [prod]: no news, state unknown"),
        ("errors", "🟡 Key not found in the key vault [prod] since 02:51 KST · 40013"),
        ("people", "🟡 Pasted 3×: Key not found in the key vault [prod] since 02:51 KST · 40013"),
        ("blind", "⚪ Bot blind (targets: 2) since 02:51 KST"),
        ("storm", "🟡 Storm: 290 incidents in one message since 02:51 KST"),
    ],
)
def test_the_first_line_says_what_where_and_since_when(shown: dict[str, Scene], name: str, headline: str) -> None:
    scene = shown[name]

    assert compose_incident(scene.incident, telling(scene.now)).headline == headline


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("firing", ()),
        ("blind", ()),
        ("alert", ()),
        ("errors", ("Last seen 02:51 KST",)),
        ("stale", ("Not seen since 02:56 KST",)),
    ],
)
def test_only_what_is_counted_or_silent_says_when_it_was_last_seen(
    shown: dict[str, Scene], name: str, told: tuple[str, ...]
) -> None:
    lines = compose_incident(shown[name].incident, telling(shown[name].now)).lines

    assert tuple(line for line in lines if "seen" in line) == told


def test_an_incident_in_english(shown: dict[str, Scene]) -> None:
    card = compose_incident(shown["firing"].incident, telling(shown["firing"].now))

    assert card.lines == (
        "ACT NOW · incident #1: nobody has it · 7× reported",
        "vault-1: Connection timed out",
        "skms-1: Connection timed out",
        "40013 Hanbit Paper (7×)",
        "Also failing: SKMS",
        "Breaks: No keys, so documents neither open nor get protected, in every company that uses it.",
        "40008, 40013, 40110, 40111 may follow: same cause",
    )
    assert card.small == "Owner: key vault ops #kms-oncall"


def test_what_is_over_is_told_without_what_to_do(shown: dict[str, Scene]) -> None:
    scene = shown["resolved"]
    explained = explain_code(40008, CATALOG, READER, at=scene.now)
    card = compose_incident(scene.incident, telling(scene.now), explained.answers[0])

    assert card.lines == (
        "Resolved · incident #1: \0U0AAA\0 had it",
        "02:51 KST to 03:10 KST",
        "vault-1: Connection timed out",
        "skms-1: Connection timed out",
        "Also failing: SKMS",
    )


def test_evidence_that_says_no_more_than_the_code_is_left_out(shown: dict[str, Scene]) -> None:
    bare = shown["errors"].incident.model_copy(update={"evidence": (Evidence(kind="error", at=NOW, name="40013"),)})

    assert "40013" not in compose_incident(bare, telling(shown["errors"].now)).lines


@pytest.mark.parametrize("locale", LOCALES)
def test_what_stays_in_a_channel_tells_times_and_no_ages(shown: dict[str, Scene], locale: str) -> None:
    going_on = [scene.incident for scene in shown.values() if scene.incident.state == "firing"]
    now, later = (
        [compose_incident(one, telling(NOW + minutes * MINUTE, locale)) for one in going_on] for minutes in (9, 55)
    )

    assert [(card.headline, card.lines) for card in later] == [(card.headline, card.lines) for card in now]


def test_the_runbook_shows_what_its_checks_found_and_the_cascade_is_never_lost(shown: dict[str, Scene]) -> None:
    reader = telling(NOW).reader
    (answer,) = explain_code(40008, CATALOG, reader, at=NOW).answers
    first, *others = answer.steps
    result = CheckResult(name="vault-1", outcome="failed", mark="✗", expected="opens", actual="refused")
    steps = (first.model_copy(update={"result": result}), *others)
    checked = answer.model_copy(update={"check_line": "Bot at 02:52 KST: vault-1 ✗", "steps": steps})
    crowded = shown["firing"].incident
    more = tuple(one.model_copy(update={"name": f"vault-{number}"}) for number, one in enumerate(crowded.evidence * 2))

    card = compose_incident(crowded.model_copy(update={"evidence": more}), telling(NOW), checked)

    assert len(card.lines) == ROOM - 2
    assert "Bot at 02:52 KST: vault-1 ✗" in card.lines
    assert any(line.startswith("1 ") and "✗" in line for line in card.lines)
    assert card.lines[-1] == "40008, 40013, 40110, 40111 may follow: same cause"


def test_an_incident_in_korean(shown: dict[str, Scene]) -> None:
    card = compose_incident(shown["firing"].incident, telling(shown["firing"].now, "ko"))

    assert card.headline == "🔴 키볼트 장애 [prod] 02:51 KST부터 지속"
    assert card.lines[0] == "즉시 대응 · 장애 #1: 맡은 사람 없음 · 발생 7건"


def test_who_has_it_stands_in_the_same_line_whoever_that_is(shown: dict[str, Scene]) -> None:
    lines = {name: compose_incident(shown[name].incident, telling(shown[name].now)).lines[0] for name in shown}

    assert lines["held"] == "ACT NOW · incident #1: \0U0BBB\0 has it"
    assert lines["waiting"] == "ACT NOW · incident #1: \0U0AAA\0 waits for network *team* until 04:21 KST"
    assert lines["not-ours"] == "ACT NOW · incident #1: nobody has it (\0U0AAA\0: not ours)"


def test_people_are_mentioned_in_what_is_told_in_private_as_well(shown: dict[str, Scene]) -> None:
    told = telling(shown["held"].now)
    message = incident_words.render(["Muted", write_row(shown["held"].incident, told)], told.phrases)

    assert "<@U0BBB> has it" in message.text
    assert "<@U0BBB> has it" in json.dumps(message.as_arguments()["blocks"])


def test_a_mute_is_seen_by_everybody(shown: dict[str, Scene]) -> None:
    card = compose_incident(shown["muted"].incident, telling(shown["muted"].now))

    assert card.lines[1] == "🔕 Muted until 03:51 KST by \0U0AAA\0: <!here> known"


def test_readers_outside_see_neither_hosts_nor_companies_nor_owners(shown: dict[str, Scene]) -> None:
    for name in ("firing", "errors"):
        text = show(shown[name], audience="external").text
        assert not re.search(r"vault-1|Hanbit|AB…56|kms-oncall|prod", text)


def test_the_buttons_stay_where_they_are_and_say_which_incident(shown: dict[str, Scene]) -> None:
    for name in ("firing", "held", "muted"):
        (row,) = [block for block in show(shown[name]).blocks if block["type"] == "actions"]
        elements = row["elements"]
        assert isinstance(elements, list)
        assert [one["action_id"] for one in elements] == [ids.INCIDENT_TAKE, ids.ANSWER_RUNBOOK, ids.INCIDENT_MENU]
        assert ids.unpack_incident(elements[0]["value"]) == ids.IncidentReference(1)
        reference = ids.unpack(elements[1]["value"])
        assert reference is not None
        assert reference.code in CATALOG.entries
        choices = [ids.unpack_incident(option["value"]) for option in elements[2]["options"]]
        last = ids.INCIDENT_UNMUTE if name == "muted" else ids.INCIDENT_MUTE
        wanted = (ids.INCIDENT_NOT_OURS, ids.INCIDENT_WAITING, last)
        assert choices == [ids.IncidentReference(1, choice) for choice in wanted]


@pytest.mark.parametrize("value", ["", "x", "1 delete", "1 mute extra", "-1", "9" * 20])
def test_a_forged_value_is_nobodys(value: str) -> None:
    assert ids.unpack_incident(value) is None


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_over_gives_no_more_advice_and_keeps_its_evidence(shown: dict[str, Scene], locale: str) -> None:
    scene = shown["resolved"]
    told = telling(scene.now, locale)
    answer = explain_code(40008, CATALOG, told.reader, at=told.now).answers[0]
    firing = compose_incident(shown["firing"].incident, told, answer)
    card = compose_incident(scene.incident, told, answer)

    assert any(line.startswith(("1 ", "⛔")) for line in firing.lines)
    assert not any(line.startswith(("1 ", "⛔")) for line in card.lines)
    assert any(line.startswith("vault-1") for line in card.lines)


@pytest.mark.parametrize("locale", LOCALES)
def test_who_is_called_reads_what_it_is_about_in_the_same_line(shown: dict[str, Scene], locale: str) -> None:
    about = {"en": "Key vault DOWN [prod]", "ko": "키볼트 장애 [prod]"}[locale]
    for name in ("escalated", "waiting", "resolved"):
        scene = shown[name]
        for told in scene.told:
            note = compose_note(told, scene.incident, telling(scene.now, locale))
            assert about in note.line or not (told.on_call or told.what in ("waiting-over", "resolved"))


def test_what_is_asked_all_the_time_is_not_said_to_be_last_seen(shown: dict[str, Scene]) -> None:
    lines = {name: compose_incident(shown[name].incident, telling(shown[name].now)).lines for name in shown}

    assert not any(line.startswith(("Last seen", "Not seen")) for line in lines["firing"] + lines["blind"])
    assert "Last seen 02:51 KST" in lines["errors"]
    assert "Not seen since 02:56 KST" in lines["stale"]


def test_what_is_over_has_nothing_to_take(shown: dict[str, Scene]) -> None:
    text = json.dumps(show(shown["resolved"]).as_arguments())

    assert ids.INCIDENT_TAKE not in text
    assert ids.ANSWER_RUNBOOK in text


def test_the_end_calls_whoever_took_it_in_push_and_message(shown: dict[str, Scene]) -> None:
    last = notes(shown["resolved"])[-1]

    assert last.text.startswith("🟢 Resolved after 19 min: Key vault DOWN [prod] <@U0AAA>")
    assert "<@U0AAA>" in json.dumps(last.blocks)


def test_an_escalation_calls_the_group(shown: dict[str, Scene]) -> None:
    first, second = notes(shown["escalated"])

    assert first.text.startswith("⏰ Key vault DOWN [prod]: nobody has it after 10 min <!subteam^S0ONCALL>")
    assert second.text.startswith("⏰ Key vault DOWN [prod]: still nobody has it after 40 min <!subteam^S0ONCALL>")


def test_who_takes_it_learns_what_happened_and_the_beginning_is_frozen(shown: dict[str, Scene]) -> None:
    first, second = shown["held"].told
    told = telling(shown["held"].now)

    note = compose_note(first, shown["held"].incident, told)
    assert note.line == "\0U0AAA\0 takes it, 4 min after it began"
    assert "02:51 KST vault-1: Connection timed out" in note.lines
    assert compose_note(second, shown["held"].incident, told).line == (
        "\0U0BBB\0 takes it over from \0U0AAA\0, 5 min after it began"
    )


def test_late_and_perhaps_repeated_messages_say_so(shown: dict[str, Scene]) -> None:
    card = compose_incident(shown["firing"].incident, telling(shown["firing"].now))
    showing = incident.Showing(late="7 min", repeat=True)

    text = json.dumps(incident.render(card, Phrases(CATALOG.phrases, "en"), showing).blocks, ensure_ascii=False)

    assert "delivered late by 7 min · possible repeat" in text


@pytest.mark.parametrize("locale", LOCALES)
def test_the_open_ones_are_listed_and_beyond_twenty_counted(shown: dict[str, Scene], locale: str) -> None:
    phrases = Phrases(CATALOG.phrases, locale)
    row = write_row(shown["firing"].incident, telling(shown["firing"].now, locale))

    for rows in ([], [row] * 3, [row] * 25):
        message = incident.render_list(rows, phrases)
        assert refuse_message(message.as_arguments()) == []
        assert message.text.count("[prod]") == min(len(rows), 20)
