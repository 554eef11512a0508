from typing import Any

import pytest

from bot.explain.fold import ROOM, fold
from bot.models.sighting import Hidden
from bot.slack.blocks import answer, ids
from bot.slack.blocks.answer import Showing
from bot.slack.blocks.ids import Reference, unpack
from bot.slack.blocks.page import Message
from tests.fakes.slack_phone import lines_of, show
from tests.slack.scenes import (
    AUDIENCES,
    AZURE_PASTE,
    CHANNEL,
    CODES,
    KEY_PASTE,
    LANGUAGES,
    LOCALES,
    SHOWING,
    TIMEOUT_PASTE,
    TS,
    answer_to,
    answers_to,
    paste_of,
    phrases_in,
)

EN, KO = phrases_in("en"), phrases_in("ko")


def elements(message: Message) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = list(message.blocks)
    beside = [block["accessory"] for block in blocks if "accessory" in block]
    return beside + [element for block in blocks if block["type"] == "actions" for element in block["elements"]]


def labels(message: Message) -> list[str]:
    return [element["text"]["text"] for element in elements(message) if element["type"] == "button"]


def choices(message: Message) -> dict[str, str]:
    [menu] = [element for element in elements(message) if element["type"] == "overflow"]
    return {option["text"]["text"]: option["value"] for option in menu["options"]}


def test_an_answer_reads_on_a_phone_as_the_yardstick_has_it() -> None:
    message = answer.render(answer_to(KEY_PASTE), EN, SHOWING)

    assert show(message.blocks, width=64).split("\n") == [
        "*🟡 Key 0000731 not found · 40013*",
        "Can wait: Other keys fail too? Page",
        "SKMS asked the key vault for key 0000731 and got none",
        "Missing in the paste: company id, SCI server id",
        "1 SCI admin: Does this key id exist on the SCI server?",
        "2 calling team: Do other documents of this company open?",
        "3 SKMS ops: KEY_UPDATE_TIME: when did the keys last arrive?",
        "⛔ Never re-create the key: old documents stay unreadable",
        "Owner: key vault ops (no contact set) · Retry: no",
        "  SKMS itself was not checked: this answer rests on the paste",
        "  alone",
        "[Full runbook] [⋯ 한국어 (only for me) | Not SKMS | Share in the channel]",
    ]


def test_a_korean_reader_gets_korean_words_on_every_button() -> None:
    message = answer.render(answer_to(KEY_PASTE, "ko"), KO, SHOWING)

    assert message.text.startswith("🟡 키 0000731 조회 안 됨 · 40013\n")
    assert labels(message) == ["전체 절차"]
    assert list(choices(message)) == ["English (나만 보기)", "SKMS 아님", "채널에 공유"]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("audience", AUDIENCES)
def test_no_answer_has_more_than_twelve_lines_whatever_was_hidden_or_wrapped(audience: Any, locale: str) -> None:
    hidden = (Hidden(kind="slack-token"), Hidden(kind="password"))
    pastes = [KEY_PASTE, TIMEOUT_PASTE, AZURE_PASTE, *map(paste_of, CODES)]

    for paste in pastes:
        for one in answers_to(paste, locale, audience, hidden=hidden):
            lines = lines_of(answer.render(one, phrases_in(locale), SHOWING).blocks)
            assert len(lines) <= ROOM
            assert one.hidden_line in "\n".join(lines)
            assert all(len(line) <= 110 or line == one.background.meaning for line in lines), lines


def test_where_room_is_short_the_essential_lines_stay() -> None:
    one = answer_to(AZURE_PASTE)

    lines = [line.text for line in fold(one, EN, room=8)]

    assert lines[0] == one.headline
    assert lines[1] == one.urgency_line
    assert one.said[0] in lines
    assert any(line.startswith("1 ") for line in lines)
    assert any(line.startswith("⛔") for line in lines)
    assert lines[-1] == one.owner_line


def test_a_private_answer_offers_to_share_it_and_a_public_one_to_show_it_in_the_channel() -> None:
    private = answer.render(answer_to(KEY_PASTE), EN, Showing(private=True))
    public = answer.render(answer_to(KEY_PASTE), EN, SHOWING)

    assert labels(private) == ["Full runbook", "Share"]
    assert "Share" not in choices(private)
    assert labels(public) == ["Full runbook"]
    assert "Share in the channel" in choices(public)


def test_check_now_is_there_only_where_there_is_something_to_ask_and_never_for_readers_outside() -> None:
    asked = Showing(channel=CHANNEL, ts=TS, check_now=True, private=True)

    assert labels(answer.render(answer_to(KEY_PASTE), EN, asked)) == ["Full runbook", "Check now"]
    assert "Share" in choices(answer.render(answer_to(KEY_PASTE), EN, asked))
    outside = answer.render(answer_to(KEY_PASTE, audience="external"), EN, asked)
    assert labels(outside) == ["Full runbook", "Share"]


def test_readers_outside_see_no_host_no_owner_and_cannot_withdraw() -> None:
    message = answer.render(answer_to(TIMEOUT_PASTE, audience="external"), EN, SHOWING)
    shown = message.text + show(message.blocks)

    assert "kms.example.test" not in shown
    assert "192.0.2" not in shown
    assert "Owner" not in shown
    assert "Not SKMS" not in choices(message)


def test_every_button_carries_code_language_and_place_and_no_word_of_the_message() -> None:
    message = answer.render(answer_to(TIMEOUT_PASTE), EN, SHOWING)
    values = [element["value"] for element in elements(message) if "value" in element] + list(choices(message).values())

    for value in values:
        reference = unpack(value)
        assert reference is not None
        assert (reference.code, reference.locale, reference.channel, reference.ts) == (50001, "en", CHANNEL, TS)
        assert "example" not in value


def test_the_other_language_is_offered_by_its_own_name() -> None:
    reference = unpack(choices(answer.render(answer_to(KEY_PASTE), EN, SHOWING))["한국어 (only for me)"])

    assert reference is not None
    assert (reference.choice, reference.extra) == (ids.CHOICE_LANGUAGE, "ko")


def test_many_languages_leave_room_for_the_other_choices() -> None:
    many = {**LANGUAGES, "ja": "日本語", "de": "Deutsch", "fr": "français", "es": "español"}

    assert len(choices(answer.render(answer_to(KEY_PASTE), EN, Showing(languages=many)))) == 5


def test_several_errors_are_one_message_the_most_severe_first_five_at_most_and_a_count() -> None:
    answers = answers_to("\n".join(paste_of(code) for code in CODES[:8]))

    message = answer.render_several(answers, EN, SHOWING)
    lines = lines_of(message.blocks)

    assert message.text.startswith(answers[0].headline)
    assert len(lines) <= ROOM
    assert [one.headline in "\n".join(lines) for one in answers] == [True] * 5 + [False] * 3
    assert "and 3 more" in "\n".join(lines)
    assert labels(message).count("Runbook") == 4


def test_among_equally_severe_errors_what_cannot_wait_comes_first() -> None:
    answers = answers_to(f"{paste_of(40005)}\n{paste_of(40008)}")

    assert [one.code for one in answers] == [40008, 40005]


def test_an_error_that_stands_there_often_says_so() -> None:
    message = answer.render(answer_to(KEY_PASTE).model_copy(update={"count": 3}), EN)

    assert message.text.startswith("🟡 Key 0000731 not found · 40013 · 3×")


def test_a_late_answer_and_a_repeated_one_say_so_in_the_last_line_and_move_nothing() -> None:
    plain = lines_of(answer.render(answer_to(KEY_PASTE), EN).blocks)
    later = lines_of(answer.render(answer_to(KEY_PASTE), EN, Showing(repeats=7, late_minutes=12)).blocks)

    assert later[:-1] == plain[:-1]
    assert later[-1] == f"{plain[-1]} · pasted 7 times · answered 12 min late"


def test_a_hidden_secret_is_announced_right_below_the_verdict() -> None:
    [one] = answers_to(KEY_PASTE, hidden=(Hidden(kind="slack-token"),))

    lines = lines_of(answer.render(one, EN).blocks)

    assert "Slack token" in lines[1]
    assert "delete the paste" in lines[1]


def test_a_withdrawn_answer_names_who_did_it_and_offers_the_way_back() -> None:
    message = answer.render_withdrawn("U0123456789", Reference(40013, "en", CHANNEL, TS), EN)

    assert lines_of(message.blocks) == ["Not SKMS: withdrawn by <@U0123456789>"]
    assert labels(message) == ["Undo"]
    assert "U0123456789" not in message.text
