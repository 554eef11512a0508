"""The strict reading of a plain body and the tolerant one agree on everything that the strict one reads."""

import json

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.recognition import bodies
from bot.recognition.bodies import read_body, read_plain
from bot.recognition.fields import KEY
from bot.recognition.strings import Effort

PIECES = st.sampled_from(
    ["40013", " ", "  ", *"{}[]()", ",", ":", "=", "'", "“", "key", "keyId : 1", "x=1", "키", "//", "#"]
)
keys = st.sampled_from(["code", "message", "detail", "error_code", "traceId", "a.b", "x-y"])
words = st.lists(PIECES, max_size=8).map("".join)
values = st.one_of(words, st.integers(-(10**6), 10**6), st.none(), st.booleans())
flat = st.dictionaries(keys, values, min_size=1, max_size=6)
around = st.sampled_from(["", " ", "x", '"', "'", "\n", ", ", "}", ")", "`", ": {", " [", "\t|"])


def tolerant(text: str, opener: int) -> bodies.Body:
    key = KEY.match(text, opener + 1 + len(text[opener + 1 :]) - len(text[opener + 1 :].lstrip()))
    assert key is not None
    return bodies.read_fields(text, (opener, key), "}", Effort(100_000))


@settings(max_examples=400, deadline=None)
@given(flat, around, around, st.sampled_from([None, 2, "\t"]), st.booleans())
@example({"code": 40013, "message": "a, b=c } d"}, "", "", None, False)
def test_a_plain_body_is_read_as_the_tolerant_reading_reads_it(
    body: dict[str, object], before: str, after: str, indent: int | str | None, tight: bool
) -> None:
    separators = (",", ":") if tight and indent is None else None
    text = before + json.dumps(body, ensure_ascii=False, indent=indent, separators=separators) + after
    opener = len(before)

    plain = read_plain(text, opener, Effort(100_000))

    assert plain is not None
    assert plain == tolerant(text, opener) == read_body(text, opener, Effort(100_000))


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES | st.sampled_from(['"', "\\", "\n", "null", "1", '"code":']), max_size=25).map("".join))
def test_whatever_the_strict_reading_reads_the_tolerant_one_reads_alike(rest: str) -> None:
    text = '{"code":40013,' + rest

    plain = read_plain(text, 0, Effort(100_000))

    assert plain is None or plain == tolerant(text, 0)
