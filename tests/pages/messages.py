"""The pages of what Slack is sent about errors: answers, cards, runbooks, searches, logs, notices."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.explain.paste import health_for, look_into
from bot.explain.templates import Phrases
from bot.models.alerting import Scope, Wish
from bot.models.answer import Answer, HealthAnswer, HealthLine, Reader
from bot.models.sighting import Hidden, Stranger
from bot.models.summary import LogSummary
from bot.slack.blocks import (
    about,
    answer,
    card,
    health,
    ids,
    nothing,
    notices,
    overturn,
    page,
    runbook,
    search,
    summary,
    usage,
    wish_button,
)
from bot.slack.blocks.answer import Showing
from bot.slack.blocks.ids import Reference
from bot.slack.blocks.page import Message, View
from bot.slack.blocks.rows import Row, name_components, rows_about, rows_of
from tests.fakes.incidents import MINUTE
from tests.pages.answers import HEALTH_PASTE, HEALTHY, LIVES, answers, live_answer
from tests.pages.knowledge import CATALOG
from tests.pages.letters import visible, write_brief, write_message, write_thing
from tests.slack.scenes import (
    AZURE_PASTE,
    CHANNEL,
    CODES,
    EDIT,
    KEY_PASTE,
    LANGUAGES,
    TIMEOUT_PASTE,
    TS,
    log_summary,
    paste_of,
    row_of,
)

EN, KO = Phrases(CATALOG.phrases, "en"), Phrases(CATALOG.phrases, "ko")
MANY = {**LANGUAGES, "ja": "日本語", "de": "Deutsch", "fr": "Français", "es": "Español", "it": "Italiano"}
LONG = "x" * 300
PLACED: dict[str, Any] = {"channel": CHANNEL, "ts": TS, "languages": LANGUAGES}
SHOWINGS: dict[str, Showing] = {
    "in a channel": Showing(**PLACED),
    "with something to check": Showing(**PLACED, check_now=True),
    "private, to be shared": Showing(**PLACED, private=True),
    "private, with something to check": Showing(**PLACED, private=True, check_now=True),
    "private, no channel to share it in": Showing(languages=LANGUAGES, private=True, shareable=False),
    "nothing to withdraw, many languages": Showing(channel=CHANNEL, ts=TS, languages=MANY, disputable=False),
    "many languages": Showing(channel=CHANNEL, ts=TS, languages=MANY),
    "repeated, late, part of an incident": Showing(
        **PLACED,
        repeats=7,
        late_minutes=12,
        incident="Part of incident #14 since 02:51 KST: <nobody> has it",
        incident_url="https://example.slack.test/archives/C0/p1",
    ),
    "an update that holds twelve lines": Showing(**PLACED, held_lines=12),
    "an update that holds four lines": Showing(**PLACED, held_lines=4, repeats=2, late_minutes=1),
}


def shown_answers() -> Iterator[str]:
    """One answer in every way to show it, others in the usual one."""
    [key] = answers(KEY_PASTE)
    for name, showing in SHOWINGS.items():
        yield f"== {name}"
        message = answer.render(key, EN, showing)
        for block in message.blocks[0 if showing.held_lines else 1 :]:
            yield from write_thing(block)
    yield from _said("no showing", answer.render(key, EN))
    [secret, *_] = answers(KEY_PASTE, "ko")
    hidden = secret.model_copy(update={"hidden": (Hidden(kind="password"),), "hidden_line": "비밀 <값>", "count": 3})
    yield from _said("Korean, a secret, three times", answer.render(hidden, KO, SHOWINGS["in a channel"]))
    [outside] = answers(TIMEOUT_PASTE, "en", "external")
    yield from _said("outside", answer.render(outside, EN, SHOWINGS["with something to check"]))
    yield from _said("outside, private", answer.render(outside, EN, SHOWINGS["private, to be shared"]))
    checked = live_answer(TIMEOUT_PASTE, LIVES["key vault down, checks fail"])
    yield from _said("checked", answer.render(checked, EN, SHOWINGS["with something to check"]))
    long = key.model_copy(
        update={"said": (LONG, f"two\nlines {LONG}"), "scope_line": LONG, "headline": f"{LONG} · 40013"}
    )
    yield from _said("long lines", answer.render_several((long, long), EN))


def several_answers() -> Iterator[str]:
    """Several errors in one message: the first whole, the others by their verdict, beyond five counted."""
    some = answers("\n".join(map(paste_of, CODES[:7])))
    for count, showing in ((2, "in a channel"), (5, "repeated, late, part of an incident"), (7, "in a channel")):
        yield f"== {count} errors"
        yield from write_brief(answer.render_several(some[:count], EN, SHOWINGS[showing]))
    for room in (3, 9):
        held = answer.render_several(some[:3], EN, Showing(held_lines=room))
        yield f"held {room}: {answer.count_lines(held.blocks)}"
    yield from _said("withdrawn", answer.render_withdrawn("U0123456789", Reference(40013, "en", CHANNEL, TS), EN))
    for parts in ((), ({"type": "section"},), ({"type": "section", "text": {"text": 7}},), (page.section("a\nb"),)):
        yield f"lines: {answer.count_lines(parts)}"


def small_messages() -> Iterator[str]:
    """Cards, health checks, what overturns a verdict, what the bot is, two messages as one."""
    [key], [outside] = answers(KEY_PASTE), answers(TIMEOUT_PASTE, "ko", "external")
    yield from _said("a card", card.render(key, EN))
    yield from _said("a card in a channel", card.render(outside, KO, SHOWINGS["in a channel"]))
    for text in (HEALTH_PASTE, HEALTHY):
        shown = health_for(Reader(), look_into(text, CATALOG), CATALOG)
        assert shown is not None
        yield from _said("a health check", health.render(shown, EN))
    many = HealthAnswer(headline=f"many {LONG}", lines=tuple(_item(number) for number in range(10)))
    yield from _said("a health check of ten items", health.render(many, KO))
    eight = many.model_copy(update={"lines": many.lines[:8]})
    yield f"eight items: {len(health.render(eight, EN).text.splitlines())} lines"
    yield from _said("overturned", overturn.render(f"Checks changed the verdict: <x> {LONG}", "U0123456789"))
    yield from _said("overturned, a bot's paste", overturn.render("Checks changed it", "B0AAAAAAAAA"))
    yield from _said("about", about.render(about.Facts("0.1", CATALOG.revision, 27), EN))
    yield from _said(
        "joined", page.join(search.render("a", [row_of(40013, "en")], "en", EN), search.render("b", (), "en", EN))
    )


def lists_and_words() -> Iterator[str]:
    """Searches, logs, strangers, notices, help."""
    rows = [row_of(code, "en") for code in CODES[:2]]
    yield from _said("found", search.render("key *vault* " + LONG, rows, "en", EN))
    yield from _said("not found", search.render("<!here> " + LONG, (), "ko", KO))
    titles = {row.code: row.title for row in rows}
    yield "== a log"
    yield from write_brief(summary.render(log_summary(), titles, "en", EN))
    five = log_summary().model_copy(update={"codes": log_summary().codes[:5]})
    yield f"five codes: {len(summary.render(five, titles, 'en', EN).blocks)} blocks"
    empty = LogSummary(bytes_read=2048, lines=2, undecodable=0, records=0, codes=())
    yield from _said("an empty log", summary.render(empty, {}, "en", EN))
    yield from _strangers()
    yield from _said("help", usage.render(EN))
    yield from _said("help, another command", usage.render(KO, "/drm"))
    yield from _notices()
    wish = Wish(scope=Scope(number=14), span=90 * MINUTE, reason="known")
    yield from write_thing(wish_button.render(wish, EN))
    yield f"components: {name_components(CATALOG, 'ko')}"
    yield f"about the auth service: {rows_about('auth-service', CATALOG, 'en')}"
    yield f"by code: {rows_of((50001, 49999, 40013), CATALOG, 'ko')}"


def _item(number: int) -> HealthLine:
    bad = number % 5 == 1
    given = {"action": f"Do <{number}> " + LONG, "codes": (40008, 40013)} if bad else {}
    return HealthLine.model_validate({"item": f"item{number}", "ok": not bad, "line": f"line {number}", **given})


def _strangers() -> Iterator[str]:
    products = {neighbour.id: neighbour.name for neighbour in CATALOG.neighbours.values()}
    strangers = [
        Stranger(code=40013, message="invalid appid", neighbour="wechat", in_table=True, span=(0, 5)),
        Stranger(code=40013, neighbour="no-such-product", in_table=True, span=(0, 5)),
        Stranger(code=40013, in_table=True, span=(0, 5)),
        *(Stranger(code=49990 + number, in_table=False, span=(0, 5)) for number in range(4)),
    ]
    rows = [row_of(code, "en") for code in CODES[:4]]
    yield "== strangers"
    yield from write_brief(nothing.render(strangers, products, rows, "en", EN))
    yield from _said("one stranger", nothing.render(strangers[:1], products, (), "ko", KO))
    yield from _said("nothing", nothing.render((), products, [Row(40013, "a\nb " + LONG)], "en", EN))


def _notices() -> Iterator[str]:
    known = {"kinds": "a <b>", "language": "English", "languages": "en, ko", "limit": "1.0 MiB", "words": "fly\nhigh"}
    for notice in notices.Notice:
        for phrases in (EN, KO):
            shown = notices.render(notice, phrases, **known)
            [line] = (visible(line) for block in shown.blocks for line in write_thing(block) if line.startswith("  |"))
            yield f"{notice.value}: {visible(shown.text)}{line}"
    long = notices.render(notices.Notice.UNKNOWN_VERB, EN, words=LONG * 3)
    yield from _said("a long notice", long)


def runbooks() -> Iterator[str]:
    """Whole runbooks: with all that belongs to them, checked, for a reader outside, in Korean; and leafing."""
    [key], [azure] = answers(KEY_PASTE), answers(AZURE_PASTE, "ko")
    place = Reference(40013, "en", CHANNEL, TS)
    locked = azure.model_copy(update={"steps": azure.steps[-1:]})
    noted = {key.steps[0].id: ids.STEP_WRONG, key.steps[1].id: ids.STEP_DANGEROUS, "": ids.STEP_FIXED}
    shelf = runbook.Shelf(EDIT.format(code=40013), MANY, noted, 0, "Rests on <#14>")
    yield from _viewed("a missing key, noted", runbook.render(key, EN, place, shelf))
    yield from _viewed("no Azure tenant, Korean", runbook.render(locked, KO, Reference(40011, "ko")))
    checked = live_answer(TIMEOUT_PASTE, LIVES["checks of steps"])
    less = checked.background.model_copy(update={"causes": (), "evidence": (), "oddities": ()})
    brief = checked.model_copy(update={"steps": checked.steps[:1], "background": less})
    yield from _viewed("a timeout, checked", runbook.render(brief, EN, Reference(50001, "en"), runbook.Shelf(EDIT)))
    [outside] = answers(TIMEOUT_PASTE, "en", "external")
    shelf = runbook.Shelf(edit_url=EDIT, languages=LANGUAGES)
    yield from _viewed("outside", runbook.render(outside, EN, Reference(50001, "en"), shelf))
    long = key.receipt.model_copy(update={"command": "skms-bot explain " + "`x` " * 1000})
    short = key.model_copy(update={"steps": (), "receipt": long})
    blocks = runbook.render(short, EN, place)["blocks"]
    assert isinstance(blocks, list)
    yield f"a long command: {len(str(blocks[-2]))} {str(blocks[-2])[-40:]}"
    less = key.background.model_copy(update={"severity": (), "oddities": ("odd",), "evidence": ()})
    bare = key.model_copy(update={"steps": (), "never": (), "background": less})
    bare = bare.model_copy(update={"receipt": key.receipt.model_copy(update={"command": ""})})
    yield from _viewed("no steps, no command", runbook.render(bare, EN, place))
    yield from _leafing(key)
    yield from _explained()


def _leafing(key: Answer) -> Iterator[str]:
    """A runbook of many long steps: how much stands on which page, and what leafs from there."""
    steps = tuple(key.steps[0].model_copy(update={"id": f"s{n}", "more": "word " * 600}) for n in range(60))
    for number in (-1, 0, 1, 2, 9):
        view = runbook.render(
            key.model_copy(update={"steps": steps}), EN, Reference(40013, "en"), runbook.Shelf(page=number)
        )
        blocks = view["blocks"]
        assert isinstance(blocks, list)
        yield f"== page {number}: {len(blocks)} blocks, {len(str(blocks))} characters, {view['private_metadata']}"
        for block in blocks:
            if block["type"] == "actions":
                yield from write_thing(block)


def _explained() -> Iterator[str]:
    """How the words of a step are told from its commands."""
    for more in (
        "words",
        "words\n\n  a command\n    deeper\n\n  another\n\nmore words",
        "  only *a* command",
        "\n\n",
        "words\n   \n  one\n\n\n",
        "word " * 600,
        "  " + "command " * 400,
        "*" * 2000,
    ):
        yield f"== {visible(more[:60])}… {len(more)}"
        for part in runbook.write_how(more):
            yield f"{len(part)}: {visible(part[:70])} … {visible(part[-20:])}"


def _said(name: str, message: Message) -> Iterator[str]:
    yield f"== {name}"
    yield from write_message(message)


def _viewed(name: str, view: View | Mapping[str, object]) -> Iterator[str]:
    yield f"== {name}"
    yield from write_thing(view)
