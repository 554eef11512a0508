import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack import escape
from tests.fakes.slack_limits import units
from tests.fakes.slack_reader import JOINER, decode, read, read_plain

PIECES = (
    "<!channel>",
    "<!here|here>",
    "<@U0123456789>",
    "<#C0123456789|general>",
    "<!subteam^S012345>",
    "<!date^1392734382^{date}|soon>",
    "<https://evil.example.test|kms.example.test>",
    "https://evil.example.test/a_b_c",
    "fire:/",
    "git+:/x",
    "mailto:a@example.test",
    "www.example.test",
    "a.person@example.test",
    "@channel",
    "@here ",
    "#general",
    ":fire:",
    ":+1::skin-tone-2:",
    ":확인:",
    "*bold*",
    "_italic_",
    "~strike~",
    "`code`",
    "```",
    "``",
    "`",
    "> quote",
    "\n>",
    "\n>>> ",
    "&lt;!channel&gt;",
    "&amp;lt;",
    "&",
    "<",
    ">",
    "|",
    "\\",
    "02:51:30",
    "snake_case_name",
    "__init__",
    "2*3*4",
    "한글",
    "*한글*",
    "😀",
    "👨‍👩‍👧",
    "\u202egnp.exe",
    "\x1b[31m",
    "\x00",
    "\ud83d",
    "\u2028",
    "\r\n",
    "\n",
    " ",
    "x",
    "0",
)
HOSTILE = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=12).map("".join)
MARKS = st.text(alphabet="*_~`<>&:@#!|^ab 0\n", max_size=40)
ANY = HOSTILE | MARKS | st.text(st.characters(), max_size=60)
BACK = str.maketrans({alike: mark for mark, alike in escape.LOOKALIKES.items()})
MANY = settings(max_examples=400, deadline=None)


def as_seen(text: str) -> str:
    """What an eye tells apart: look-alikes and what is invisible are the same to it."""
    return text.replace(JOINER, "").translate(BACK)


@MANY
@given(ANY)
def test_in_mrkdwn_nothing_from_outside_is_alive_and_every_letter_is_seen(text: str) -> None:
    seen = read(escape.mrkdwn(text))

    assert seen.live == []
    assert as_seen(seen.shown) == as_seen(escape.clean(text))


@MANY
@given(ANY)
def test_in_the_text_of_a_message_no_address_is_linked_either(text: str) -> None:
    seen = read(escape.message_text(text), verbatim=False)

    assert seen.live == []
    assert as_seen(seen.shown) == as_seen(escape.clean(text))


@MANY
@given(ANY)
def test_in_plain_text_nothing_is_alive_and_there_is_one_line(text: str) -> None:
    shown = escape.plain(text)

    assert read_plain(shown).live == []
    assert "\n" not in shown
    assert as_seen(shown) == as_seen(escape.one_line(text))


@MANY
@given(ANY)
def test_a_code_span_is_one_span_and_holds_the_whole_text(text: str) -> None:
    shown = escape.code(text)
    seen = read(shown)

    if shown:
        assert [kind for kind, _ in seen.live] == ["code"]
        assert as_seen(seen.live[0][1]) == as_seen(escape.one_line(text))
    else:
        assert escape.one_line(text) == ""


@MANY
@given(ANY)
def test_a_fence_is_one_fence_and_nothing_leaks_out_of_it(text: str) -> None:
    shown = escape.fence(text)
    seen = read(shown)

    if shown:
        assert [kind for kind, _ in seen.live] == ["fence"]
        assert as_seen(seen.live[0][1]) == as_seen(escape.clean(text).strip("\n"))
    else:
        assert escape.clean(text).strip() == ""


@MANY
@given(ANY, st.integers(1, 60))
def test_a_cut_text_is_within_its_limit_and_never_ends_inside_an_entity_or_a_character(text: str, limit: int) -> None:
    for write, verbatim in ((escape.mrkdwn, True), (escape.message_text, False)):
        shown = write(text, limit)
        seen = read(shown, verbatim=verbatim)

        assert units(shown) <= limit
        assert seen.live == []
        whole = as_seen(escape.clean(text))
        assert whole.startswith(as_seen(seen.shown).removesuffix(escape.ELLIPSIS).rstrip("\u200d\ufe0f"))
        assert shown.encode("utf-16-le", "strict").decode("utf-16-le") == shown


@MANY
@given(ANY, st.integers(12, 60))
def test_cut_spans_and_fences_are_still_closed(text: str, limit: int) -> None:
    for write, kind in ((escape.code, "code"), (escape.fence, "fence")):
        shown = write(text, limit)

        assert units(shown) <= limit
        assert not shown or [found for found, _ in read(shown).live] == [kind]


@MANY
@given(ANY, st.integers(1, 60))
def test_cut_plain_text_stays_dead_and_within_its_limit(text: str, limit: int) -> None:
    shown = escape.plain(text, limit)

    assert units(shown) <= limit
    assert read_plain(shown).live == []


@MANY
@given(ANY, ANY)
def test_lines_put_together_wake_nothing_and_only_our_own_bold_is_alive(first: str, second: str) -> None:
    lines = [escape.mrkdwn(escape.one_line(text)) for text in (first, second)]
    bold = escape.bold(lines[0])

    seen = read(f"{bold}\n{lines[1]}")

    assert [kind for kind, _ in seen.live] == (["bold"] if bold else [])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("KEY_UPDATE_TIME", "KEY_UPDATE_TIME"),
        ("at 02:51:30", "at 02:51:30"),
        ("http://kms.example.test:8080/x_y", "http://kms.example.test:8080/x_y"),
        ("2*3*4", "2*3*4"),
        ("a — b", "a — b"),
    ],
)
def test_what_is_harmless_stays_as_it_is_so_that_it_can_be_copied(text: str, shown: str) -> None:
    assert escape.mrkdwn(text) == shown


def test_commands_in_a_fence_can_be_copied_as_they_are() -> None:
    command = "kubectl exec deploy/x -- sh -c 'echo \"$HOME\" `date` *_x_* :fire:'"

    assert decode(escape.fence(command)) == f"```\n{command}\n```"


def test_a_mention_is_alive_for_an_id_and_for_nothing_else() -> None:
    assert escape.mention("U0123456789") == "<@U0123456789>"
    assert read(escape.mention("U1> <!channel")).live == []


def test_a_mention_of_a_group_is_alive_for_an_id_and_for_nothing_else() -> None:
    assert escape.mention_group("S0123456789") == "<!subteam^S0123456789>"
    assert read(escape.mention_group("S1> <!channel")).live == []
    assert escape.mention_group("a*b\nc") == escape.mrkdwn("a*b c")


def test_bold_is_without_blanks_at_its_ends_and_leaves_several_lines_alone() -> None:
    assert escape.bold(" a b ") == "*a b*"
    assert escape.bold("a\nb") == "a\nb"
    assert escape.bold("  ") == ""


def test_a_link_leads_to_an_https_address_of_ours_and_its_words_cannot_lead_elsewhere() -> None:
    assert escape.link("https://slack.example.test/a", "a|b\n<!channel>") == (
        "<https://slack.example.test/a|a\N{BROKEN BAR}b &lt;!channel&gt;>"
    )
    for address in ("http://slack.example.test/a", "https://slack.example.test/a|b", "https://x.example.test/?a=b"):
        assert escape.link(address, "words") == "words"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (escape.one_line(" a \n\t b "), "a b"),
        (escape.clean("a\r\nb\x85c\u2028d"), "a\nb\nc\nd"),
        (escape.code("abcdef", 6), "`abc…`"),
        (escape.fence("abcdef", 12), "```\nabc…\n```"),
        (escape.fence(" \n "), ""),
        (escape.plain("r&d dept", 4), "r&d…"),
        (escape.mrkdwn("r&d dept", 5), "r…"),
        (escape.mrkdwn("at 02:51:30 UTC", 10), "at 02:51…"),
        (escape.mrkdwn("a`b"), "a\u02cbb"),
    ],
)
def test_what_is_written_is_exactly_this(written: str, shown: str) -> None:
    assert written == shown


def test_what_just_fits_is_not_cut_and_what_is_cut_is_as_long_as_it_may_be() -> None:
    assert escape.cut("abcd", 4) == "abcd"
    assert escape.cut("abcde", 4) == "abc…"
    assert escape.cut("😀😀😀😀", 7) == "😀😀😀…"


def test_characters_outside_the_basic_plane_count_twice_as_in_slacks_clients() -> None:
    assert escape.units("a😀") == units("a😀") == 3
    assert escape.cut("😀😀😀", 4) == "😀…"


def test_what_turns_the_direction_of_a_line_is_replaced() -> None:
    shown = escape.mrkdwn("\u202eexe.gnp\u2066")

    assert not any(unicodedata.bidirectional(mark) in ("RLO", "LRI") for mark in shown)


@pytest.mark.parametrize("piece", [*PIECES, ":a", "<@", "\n ", "*\n", "`\n", "& ", "\t>", "\n\n>"])
def test_sixty_four_kibibytes_of_anything_take_a_moment(piece: str) -> None:
    text = piece * (65536 // len(piece))
    started = time.process_time()

    escape.mrkdwn(text, 3000)
    escape.message_text(text, 3000)
    escape.plain(text, 75)
    escape.code(text, 200)
    escape.fence(text, 2900)

    assert time.process_time() - started < 0.5
