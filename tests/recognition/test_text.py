"""The view of a paste: what Slack and consoles did is undone, and each place finds its way back."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.recognition.quoting import level_of, unescape
from bot.recognition.text import read_view


@pytest.mark.parametrize(
    ("given_text", "meant"),
    [
        ("<https://kms.example.test/a|kms.example.test/a>", "kms.example.test/a"),
        ("<https://kms.example.test/a>", "https://kms.example.test/a"),
        ("<https://kms.example.test/a|click here>", "https://kms.example.test/a"),
        ("<mailto:kim@example.test|kim@example.test>", "kim@example.test"),
        ("<tel:+82212345678|02-1234-5678>", "+82212345678"),
        ("&lt;a&gt; &amp;amp;", "<a> &amp;"),
        ("4\u200b0\u200d013", "40013"),
        ("４００１３", "40013"),
        ("a\u00a0b", "a b"),
        ("&gt; a\n&gt; b", "a\nb"),
        ("skms-1 | a\nskms-1 | b", "a\nb"),
        ("code | 40013\nmessage | x", "code | 40013\nmessage | x"),
        ("| a | b |\n| 1 | 2 |", "| a | b |\n| 1 | 2 |"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("[39m in a value", "[39m in a value"),
        ("<@U012AB3CD> hi", "<@U012AB3CD> hi"),
    ],
)
def test_a_paste_is_read_as_it_was_meant(given_text: str, meant: str) -> None:
    assert read_view(given_text).text == meant


@given(
    st.lists(
        st.sampled_from(["&lt;", "a", "4", "\u200b", "<https://x.example.test|x>", "\n> ", "４", "b"]), max_size=30
    )
)
@example(["\u200b", "\n> ", "\n> ", "\u200b", "&lt;"])
def test_a_place_finds_its_way_back(pieces: list[str]) -> None:
    text = "".join([*pieces, "\0end"])
    view = read_view(text)
    place = view.text.index("\0")
    assert text[view.origin(place)] == "\0"
    origins = [view.origin(at) for at in range(len(view.text))]
    assert origins == sorted(origins)


@pytest.mark.parametrize(("count", "level"), [(0, 0), (1, 1), (2, 0), (3, 2), (5, 1), (7, 3)])
def test_a_quotes_level_is_told_by_its_backslashes(count: int, level: int) -> None:
    assert level_of(count) == level


@pytest.mark.parametrize(
    ("raw", "times", "plain"),
    [
        ('a \\"b\\"', 1, 'a "b"'),
        ('a \\\\\\"b\\\\\\"', 2, 'a "b"'),
        ("\\ud55c\\n", 1, "한\n"),
        ("\\ud83d\\ude00", 1, "😀"),
        ("\\ud83d", 1, "\ufffd"),
        ("C:\\data", 1, "C:\\data"),
        ("https:\\/\\/x", 1, "https://x"),
        ("ends in \\", 1, "ends in \\"),
    ],
)
def test_escapes_are_undone(raw: str, times: int, plain: str) -> None:
    assert unescape(raw, times) == plain
