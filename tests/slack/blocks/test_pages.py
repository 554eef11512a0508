"""Home, search, help, card, about, health, logs, the paste modal and notices, read as a person reads them."""

from typing import Any

import pytest

from bot.models.answer import HealthAnswer, HealthLine
from bot.models.sighting import Stranger
from bot.slack.blocks import about, card, health, home, ids, nothing, notices, page, paste_modal, search, summary, usage
from bot.slack.blocks.answer import Showing
from bot.slack.blocks.ids import Reference, unpack
from bot.slack.blocks.notices import Notice
from bot.slack.blocks.page import Block, Message
from bot.slack.blocks.rows import name_components, rows_about, rows_of
from tests.fakes.slack_phone import lines_of, show
from tests.fakes.slack_reader import read
from tests.slack.scenes import (
    CATALOG,
    KEY_PASTE,
    LANGUAGES,
    LOCALES,
    answer_to,
    health_answer,
    log_summary,
    phrases_in,
)

EN, KO = phrases_in("en"), phrases_in("ko")


def home_blocks(**changes: Any) -> list[Block]:
    visit = home.Visit(
        locale="en",
        chosen=ids.AUTOMATIC,
        languages=LANGUAGES,
        components=name_components(CATALOG, "en"),
        knowledge="abc123",
        **changes,
    )
    blocks = home.render(visit, EN)["blocks"]
    assert isinstance(blocks, list)
    return blocks


def buttons(blocks: list[Block] | tuple[Block, ...]) -> list[Any]:
    return [block["accessory"] for block in blocks if "accessory" in block]


def test_home_says_what_the_bot_is_and_how_to_ask_before_anything_else() -> None:
    shown = show(home_blocks()).split("\n")

    assert shown[0] == "# SKMS errors, explained"
    assert "Paste an SKMS error in a channel" in shown[1]
    assert any("/skms 40013" in line for line in shown)


def test_home_searches_browses_and_sets_the_language() -> None:
    blocks: list[Any] = home_blocks()
    fields = {block["element"]["action_id"] for block in blocks if block["type"] == "input"}
    menus = [element for block in blocks if block["type"] == "actions" for element in block["elements"]]

    assert fields == {ids.HOME_SEARCH}
    assert [menu["action_id"] for menu in menus] == [ids.HOME_COMPONENT]
    [language] = buttons(blocks)
    assert language["action_id"] == ids.HOME_LANGUAGE
    assert language["initial_option"]["value"] == ids.AUTOMATIC
    assert [option["text"]["text"] for option in language["options"]] == ["Same as my Slack", "English", "한국어"]


def test_a_component_lists_its_entries_with_their_runbooks() -> None:
    rows = rows_about("key-vault", CATALOG, "en")
    blocks = home_blocks(component="key-vault", rows=rows)

    assert {row.code for row in rows} >= {40008, 40013}
    opened = [unpack(button["value"]) for button in buttons(blocks)[:-1]]
    assert opened == [Reference(row.code, "en") for row in rows]


def test_only_components_with_entries_can_be_browsed() -> None:
    named = name_components(CATALOG, "ko")

    assert named["key-vault"] == "키볼트"
    assert all(rows_about(component, CATALOG, "ko") for component in named)


def test_home_keeps_the_question_and_says_where_nothing_was_found() -> None:
    blocks: list[Any] = home_blocks(query="zzz")

    assert any(block["type"] == "input" and block["element"]["initial_value"] == "zzz" for block in blocks)
    assert "Nothing found for “zzz”" in show(blocks)


def test_a_search_lists_what_it_found_and_a_vain_one_says_what_to_try() -> None:
    found = search.render("key", rows_of([40013, 99999], CATALOG, "en"), "en", EN)
    vain = search.render("zzz", (), "en", EN)

    assert lines_of(found.blocks) == ["*Found for “key”*", "*40013* Key not found in the key vault"]
    assert lines_of(vain.blocks)[0] == "Nothing found for “zzz”"
    assert "40013" in lines_of(vain.blocks)[1]


def test_a_strangers_number_is_named_by_its_product() -> None:
    stranger = Stranger(code=40013, message="invalid appid", neighbour="wechat", in_table=True, span=(0, 5))

    message = nothing.render([stranger], {"wechat": "WeChat"}, (), "en", EN)

    assert message.text.startswith("This 40013 is not from SKMS: it looks like an error of WeChat\n")


def test_where_nothing_was_found_the_nearest_entries_are_offered() -> None:
    message = nothing.render((), {}, rows_of([40013, 40110, 40111, 40003], CATALOG, "en"), "en", EN)

    assert lines_of(message.blocks)[0] == "*No SKMS error found in this text.*"
    assert len(buttons(message.blocks)) == nothing.NEAREST


@pytest.mark.parametrize("locale", LOCALES)
def test_help_names_every_verb_in_code_and_fits_on_a_phone(locale: str) -> None:
    message = usage.render(phrases_in(locale), "/skms-test")
    [block] = message.blocks
    text: Any = block["text"]

    codes = [content for kind, content in read(text["text"]).live if kind == "code"]
    assert codes == [f"/skms-test {words}" for words, _ in usage.VERBS]
    assert len(lines_of(message.blocks)) <= 10


def test_about_says_what_is_stored_and_on_what_knowledge_it_rests() -> None:
    shown = "\n".join(lines_of(about.render(about.Facts("1.2", "abc123", 26), EN).blocks))

    assert "no message text" in shown
    assert "No AI" in shown
    assert "skms-bot 1.2 · knowledge abc123 · 26 codes" in shown


def test_a_card_is_one_block_of_text_to_copy() -> None:
    message = card.render(answer_to(KEY_PASTE), EN)
    text: Any = message.blocks[0]["text"]

    [(kind, copied)] = read(text["text"]).live
    assert kind == "fence"
    assert copied.split("\n")[0] == "🟡 Key 0000731 not found · 40013"
    assert "⛔ Never re-create the key: old documents stay unreadable" in copied
    assert "Fixed when: The same key id resolves" in copied


def test_a_shared_card_is_not_shared_again() -> None:
    public = card.render(answer_to(KEY_PASTE), EN, Showing())

    assert "Share" not in show(public.blocks)


def test_a_health_check_shows_what_failed_first_with_what_to_do() -> None:
    lines = lines_of(health.render(health_answer("en"), EN).blocks)

    assert lines[0] == "*🔴 Health check: 1 of 2 items failed*"
    assert lines[1].startswith("✗ keyCheck")
    assert lines[2].startswith("→ ")
    assert lines[-1] == "✓ licenseCheck"


def test_a_health_check_of_many_items_is_counted_beyond_eight() -> None:
    line = HealthLine(item="keyCheck", ok=True, line="✓ keyCheck")
    lines = lines_of(health.render(HealthAnswer(headline="🟢 ok", lines=(line,) * 30), EN).blocks)

    assert lines[-1] == "and 22 more"


def test_a_log_is_told_by_its_most_frequent_codes_with_when() -> None:
    titles = {row.code: row.title for row in rows_of(CATALOG.vendor, CATALOG, "en")}
    message = summary.render(log_summary(), titles, "en", EN)
    lines = lines_of(message.blocks)

    assert lines[0].startswith("*SKMS errors: 679 (codes: 7)")
    assert lines[2] == "line 7 – line 9000"
    assert lines[4] == "2026-11-22 02:51:07 – 2026-11-22 03:00:12"
    assert lines[-1] == "and 2 more"


def test_what_was_pasted_into_the_modal_is_found_in_its_state() -> None:
    state = {"values": {ids.PASTE_BLOCK: {ids.PASTE_INPUT: {"type": "plain_text_input", "value": KEY_PASTE}}}}

    assert paste_modal.find_paste(state) == KEY_PASTE
    nothing_in_it: list[object] = [
        None,
        {},
        {"values": {}},
        {"values": {ids.PASTE_BLOCK: {ids.PASTE_INPUT: {"value": None}}}},
    ]
    for empty in nothing_in_it:
        assert paste_modal.find_paste(empty) == ""


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("notice", Notice)
def test_every_notice_is_one_short_sentence_or_two(notice: Notice, locale: str) -> None:
    known = {"kinds": "token", "language": "한국어", "languages": "en, ko", "limit": "1.0 MiB", "words": "fly"}

    message = notices.render(notice, phrases_in(locale), **known)

    [line] = lines_of(message.blocks)
    assert 2 <= len(line) <= 130
    assert message.text.startswith(line[:10])


def test_joined_messages_keep_the_first_verdict_in_front() -> None:
    first, second = Message("one", (page.section("one"),)), Message("two", (page.section("two"),))

    assert page.join(first, second).text == "one\ntwo"
    assert lines_of(page.join(first, second).blocks) == ["one", "two"]


def test_long_texts_are_spread_over_sections_and_none_is_lost() -> None:
    parts = ["x" * 1400] * 5

    blocks = page.sections(parts, page.button("a", "b"))

    assert sum(str(block["text"]).count("x" * 1400) for block in blocks) == 5
    assert [("accessory" in block) for block in blocks] == [True, False, False]


def test_a_korean_modal_is_korean() -> None:
    view: Any = paste_modal.render(KO, "ko")

    assert view["title"]["text"] == "SKMS 오류 설명"
    assert view["submit"]["text"] == "설명"
    assert view["private_metadata"] == "ko"
