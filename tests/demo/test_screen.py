import io
from collections.abc import Sequence
from typing import Any

import pytest
from rich.console import Console

from bot.catalog.loader import find_knowledge, open_catalog
from bot.demo.looks import lines_of
from bot.demo.screen import Screen
from bot.demo.skms import FAULTS
from bot.demo.workspace import BOT, CHANNEL, PERSON, Happening, Message, View
from bot.explain.templates import Phrases
from bot.terminal.page import open_console

CATALOG = open_catalog([find_knowledge(None)])
ANSWER: list[dict[str, Any]] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*Key 7 not found*\nOwner: <@U0YOU0000> &amp; co"}},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "key vault not asked"}]},
    {
        "type": "actions",
        "elements": [
            {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "Full runbook"}},
            {
                "type": "overflow",
                "action_id": "m",
                "options": [{"text": {"type": "plain_text", "text": word}, "value": word} for word in ("ko", "Share")],
            },
        ],
    },
]


def plain(text: str, blocks: Sequence[dict[str, Any]] = ()) -> list[str]:
    return [line.plain for line in lines_of(text, list(blocks))]


class Paper:
    """A screen whose words can be read afterwards."""

    def __init__(self, locale: str = "en") -> None:
        self._stream = io.StringIO()
        self.screen = Screen(open_console(stream=self._stream), Phrases(CATALOG.phrases, locale))

    @property
    def lines(self) -> list[str]:
        return self._stream.getvalue().splitlines()


def message(text: str, blocks: Sequence[dict[str, Any]] = (), **more: Any) -> Message:
    return Message(CHANNEL, "1.000001", more.pop("user", BOT), text, list(blocks), **more)


def test_blocks_read_as_in_slack() -> None:
    assert plain("a fallback that nobody sees", ANSWER) == [
        "Key 7 not found",
        "Owner: @you & co",
        "key vault not asked",
        "[ Full runbook ]  [ ⋯ ko | Share ]",
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a _quiet_ ~gone~ `code` word", "a quiet gone code word"),
        ("snake_case_name 2*3*4", "snake_case_name 2*3*4"),
        ("<https://kms.example.test/x|the vault> <#C0SKMSOPS> <!here>", "the vault #skms-ops @here"),
        ("<!date^1700000000^{time}|02:51 KST>", "02:51 KST"),
        ("&lt;b&gt; at\u2060 10", "<b> at 10"),
        ("```\n*not bold*\n```", "*not bold*"),
        ("a \x1b[31mred\x1b[0m lie", "a �[31mred�[0m lie"),
    ],
)
def test_marks_are_read_and_what_is_none_stays(text: str, shown: str) -> None:
    assert plain(text) == [shown]


def test_bold_is_shown_bold() -> None:
    (line,) = lines_of("*Key* vault", [])

    assert [(span.start, span.end, span.style) for span in line.spans if span.style == "bold"] == [(0, 3, "bold")]


def test_tables_and_charts_have_a_plain_look() -> None:
    rows: list[Any] = [
        [{"type": "raw_text", "text": cell} for cell in row] for row in (["target", "up"], ["key-vault", "99 %"])
    ]
    series = [{"name": "ms", "data": [{"label": "1", "value": value} for value in (0, 35, 70)]}]
    chart: dict[str, Any] = {
        "type": "data_visualization",
        "title": "Latency",
        "chart": {"type": "line", "series": series},
    }

    assert plain("", [{"type": "table", "rows": rows}, chart]) == [
        "target     up",
        "key-vault  99 %",
        "Latency",
        "▁▅█ ms 0-70",
    ]


def test_a_block_of_another_kind_is_named() -> None:
    assert plain("", [{"type": "video"}]) == ["[video]"]


def test_a_message_shows_where_it_stands_and_who_sees_it() -> None:
    paper = Paper()
    paper.screen.on_happening(Happening("posted", message("hello", thread_ts="1.0")))
    paper.screen.on_happening(Happening("whispered", message("psst", private=True)))

    assert paper.lines == [
        "┌ skms · #skms-ops, thread",
        "│ hello",
        "┌ skms, only visible to you · #skms-ops",
        "│ psst",
    ]


def test_an_edit_shows_what_changed_and_its_neighbours() -> None:
    paper = Paper()
    before = "\n".join(f"line {number}" for number in range(8))
    after = before.replace("line 4", "line 4: ✓ up")
    paper.screen.on_happening(Happening("edited", message(after, before=(before, []))))

    assert paper.lines == [
        "┌ edited · #skms-ops",
        "│   ⋮",
        "│   line 3",
        "│ ✎ line 4: ✓ up",
        "│   line 5",
        "│   ⋮",
    ]


def test_the_persons_own_words_are_not_repeated() -> None:
    paper = Paper()
    paper.screen.on_happening(Happening("posted", message("hello", user=PERSON)))

    assert paper.lines == []


def test_a_window_has_its_title_and_its_content() -> None:
    paper = Paper()
    body = {"title": {"type": "plain_text", "text": "Runbook 40013"}, "blocks": ANSWER[:1]}
    paper.screen.on_happening(Happening("modal", view=View("V1", body, "h")))

    assert paper.lines[:2] == ["┌ window: Runbook 40013", "│ Key 7 not found"]


def test_a_long_window_is_scrolled_once() -> None:
    paper = Paper()
    rows = [{"type": "section", "text": {"type": "mrkdwn", "text": f"row {number}"}} for number in range(40)]
    paper.screen.on_happening(Happening("home", view=View("V1", {"type": "home", "blocks": rows}, "h")))
    first = paper.lines
    paper.screen.scroll()
    paper.screen.scroll()

    assert first[-2:] == ["│ row 15", "24 more lines: !more"]
    assert paper.lines[len(first) :] == [f"│ row {number}" for number in range(16, 40)]


def test_long_and_wide_lines_stay_narrow() -> None:
    paper = Paper("ko")
    paper.screen.on_happening(Happening("posted", message("키 조회 안 됨 " * 20)))

    console = Console()
    assert len(paper.lines) > 3
    assert max(console.measure(line).maximum for line in paper.lines) <= 76


@pytest.mark.parametrize("locale", ["en", "ko"])
def test_every_fault_is_told_in_each_language(locale: str) -> None:
    said = [Phrases(CATALOG.phrases, locale).say(f"demo-broke-{fault}") for fault in FAULTS]

    assert all(words and not words.startswith("demo-") for words in said)
    assert len(set(said)) == len(FAULTS)
