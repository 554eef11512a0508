"""Whatever a paste, a file, a user or a log brings along, no block lets any of it come alive."""

from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.models.answer import Answer, Contact, HealthAnswer, HealthLine
from bot.models.sighting import SkmsError, Stranger
from bot.models.summary import CodeTally, LogSummary
from bot.slack.blocks import answer, card, health, home, ids, nothing, notices, runbook, search, status, summary
from bot.slack.blocks.answer import Showing
from bot.slack.blocks.ids import Reference
from bot.slack.blocks.page import Message
from bot.slack.blocks.rows import Row
from bot.status.overview import Overview, look
from tests.fakes.slack_limits import refuse_message, refuse_view
from tests.fakes.slack_reader import read, read_plain
from tests.fakes.statuses import CATALOG, NOW, a_past, worded
from tests.fakes.watched import a_health_target, a_standing, a_witness, items
from tests.slack.scenes import KEY_PASTE, LANGUAGES, SHOWING, answer_to, phrases_in
from tests.slack.test_escape import ANY

EN = phrases_in("en")
OURS = {"bold", "fence", "code"}
PLACE = Reference(40013, "en")
SOME = settings(max_examples=150, deadline=None)
GOOD = answer_to(KEY_PASTE)


def poisoned(text: str) -> Answer:
    """An answer with `text` in every field that can hold something from outside."""
    step = GOOD.steps[0].model_copy(
        update={"do": text, "more": f"{text}\n\n  {text}", "expect": text, "who": (text,), "precondition": text}
    )
    known = GOOD.background.model_copy(
        update={"meaning": text, "causes": (text,), "verify": text, "vendor_message": text, "never": (text,)}
    )
    return GOOD.model_copy(
        update={
            "headline": f"🟡 {text} · 40013",
            "said": (text, text),
            "chain": text,
            "owner_line": text,
            "never": (text,),
            "steps": (step, step.model_copy(update={"id": "second", "risk": "irreversible"})),
            "background": known,
            "hidden_line": text,
            "missing_line": text,
            "receipt": GOOD.receipt.model_copy(update={"command": text}),
        }
    )


def alive_in(value: object) -> Iterator[tuple[str, str]]:
    """What is alive in every text object, except what the blocks themselves set in bold or code."""
    if isinstance(value, Mapping):
        if value.get("type") == "mrkdwn":
            yield from (found for found in read(value["text"], verbatim=value["verbatim"]).live if found[0] not in OURS)
        if value.get("type") == "plain_text":
            assert value["emoji"] is False
            yield from read_plain(value["text"]).live
        for inner in value.values():
            yield from alive_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from alive_in(inner)


def assert_dead(message: Message) -> None:
    assert list(alive_in(message.blocks)) == []
    assert read(message.text, verbatim=False).live == []
    assert refuse_message(message.as_arguments()) == []


def assert_dead_view(view: dict[str, Any]) -> None:
    assert list(alive_in(view)) == []
    assert refuse_view(view) == []


@SOME
@given(ANY)
def test_answers_and_cards_show_everything_literally(text: str) -> None:
    one = poisoned(text)

    assert_dead(answer.render(one, EN, SHOWING))
    assert_dead(answer.render_several([one] * 7, EN, Showing(languages={**LANGUAGES, "ja": text})))
    assert_dead(answer.render_withdrawn(text, PLACE, EN))
    assert_dead(card.render(one, EN))


@SOME
@given(ANY)
def test_a_runbook_shows_everything_literally(text: str) -> None:
    shelf = runbook.Shelf(languages={"ja": text or "x"}, noted={"second": ids.STEP_WRONG})

    assert_dead_view(runbook.render(poisoned(text), EN, PLACE, shelf))


@SOME
@given(ANY)
def test_searches_strangers_notices_and_home_show_everything_literally(text: str) -> None:
    rows = [Row(40013, text)]
    stranger = Stranger(code=40013, message=text, neighbour="n", in_table=True, span=(0, 5))
    visit = home.Visit("en", "en", LANGUAGES, {"key-vault": text or "x"}, "abc", query=text)

    assert_dead(search.render(text, rows, "en", EN))
    assert_dead(search.render(text, (), "en", EN))
    assert_dead(nothing.render([stranger], {"n": text}, rows, "en", EN))
    assert_dead(notices.render(notices.Notice.UNKNOWN_VERB, EN, words=text or "x"))
    assert_dead_view(home.render(visit, EN))


@SOME
@given(ANY)
def test_health_checks_and_logs_show_everything_literally(text: str) -> None:
    line = HealthLine(item=text, ok=False, line=f"✗ {text}", action=text, codes=(40013,))
    tally = CodeTally(
        code=40013, message=text, count=3, first_seen=text or None, last_seen=None, first_line=1, last_line=2
    )

    assert_dead(health.render(HealthAnswer(headline=f"🔴 {text}", lines=(line,) * 30), EN))
    found = LogSummary(bytes_read=1, lines=1, undecodable=0, records=1, codes=(tally,))
    assert_dead(summary.render(found, {40013: text}, "en", EN))


def poisoned_overview(text: str) -> Overview:
    """A status with `text` in every field that can hold something from outside, or from a settings file."""
    # A settings file holds no half characters; an address cut in its slashes is one to the reader alone.
    short = text.encode("utf-8", "replace").decode()[:60].rstrip(":/") or "x"
    failing = items(keyCheck=False, licenseCheck=False)
    told = tuple(item.model_copy(update={"error": text}) for item in failing)
    error = SkmsError(code=49_999, message=text, detail=text)
    target = a_health_target("sdf", environment=short, licence=short)
    other = a_witness("witness", environment=short)
    standings = {
        "sdf": a_standing("sdf", "down", 545, items=told, error=error),
        "witness": a_standing("witness", "blind", 545, reason=short, detail=short),
    }
    return look([target, other], standings, {"sdf": a_past(*["up"] * 30)}, CATALOG, NOW)


@SOME
@given(ANY)
def test_a_status_shows_everything_literally(text: str) -> None:
    contact = Contact(label=text, channel=text)
    wording = worded(contacts={"key-vault-ops": contact, "tenant-admin": contact})

    assert_dead(status.render(poisoned_overview(text), wording, text))
    assert_dead(status.render(poisoned_overview(text), wording, text, chart=False, asking=True))
    assert_dead(status.render_unknown(text, (text, text), wording))


@settings(max_examples=10, deadline=None)
@given(st.sampled_from(["`", "*", "&", ":a", "<!channel> ", "x", "😀", "\n> "]))
def test_sixty_four_kibibytes_in_every_field_still_fit(piece: str) -> None:
    text = piece * (20_000 // len(piece))

    assert_dead(answer.render_several([poisoned(text)] * 7, EN, SHOWING))
    assert_dead(card.render(poisoned(text), EN))
    assert_dead_view(runbook.render(poisoned(text), EN, PLACE))
    assert_dead(health.render(HealthAnswer(headline=text, lines=()), EN))
    assert_dead(status.render(poisoned_overview(text), worded(contacts={"key-vault-ops": Contact(label=text)}), text))
