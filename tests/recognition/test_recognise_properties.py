"""What holds for any text: nothing raises, and wrapping a body keeps its code, message and detail."""

import json

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.recognition import recognise
from bot.recognition.prose import find_mentions
from bot.recognition.reader import Reader
from tests.fakes.knowledge import specification_catalog, specification_words

CATALOG = specification_catalog()
WORDS = {code: words.message for code, words in specification_words().items()}
PIECES = (
    "40013",
    "50001",
    '"',
    "'",
    "\\",
    "{",
    "}",
    "[",
    "(",
    ":",
    "=",
    ",",
    "\n",
    "|",
    "<",
    "&",
    "code",
    "message",
    " ",
    "400",
    "\t",
    "“",
    "\ud800",
    "\0",
)

codes = st.sampled_from(sorted(WORDS))
words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Zs")) | st.just(" "),
    min_size=1,
    max_size=60,
)
details = st.one_of(
    st.none(),
    words,
    st.text(st.sampled_from("ab 7:/.,;{}[]()\"'\\<>=-_|\n\t&%#키"), max_size=60),
)
relaxed = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def usable(detail: str | None) -> bool:
    """Whether the detail says nothing that is meant to be rewritten (another code, Slack's links, entities)."""
    if detail is None:
        return True
    marks = ("<http", "&lt;", "&gt;", "&amp;", "40", "50")
    return not any(mark in detail for mark in marks)


def body_of(code: int, detail: str | None) -> str:
    return json.dumps({"code": code, "message": WORDS[code], "detail": detail}, ensure_ascii=False)


def only(text: str) -> tuple[int, str | None, str | None]:
    found = recognise(text, CATALOG)
    assert len(found) == 1, (text, found)
    return found[0].error.code, found[0].error.message, found[0].error.detail


@relaxed
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=60).map("".join))
@example('{"code":40013,"code":NaN,' + "9" * 5000)
@example('{"a":' * 500 + '{"code":40013}')
def test_no_text_makes_it_raise(text: str) -> None:
    for one in recognise(text, CATALOG):
        start, end = one.span
        assert 0 <= start < end <= len(text)
        one.model_dump_json()


@relaxed
@given(codes, details.filter(usable), st.integers(0, 3))
def test_escaping_a_body_keeps_what_it_says(code: int, detail: str | None, times: int) -> None:
    text = body_of(code, detail)
    for _ in range(times):
        text = json.dumps({"level": "error", "log": text}, ensure_ascii=False)
    assert only(text) == (code, WORDS[code], detail)


@relaxed
@given(codes, details.filter(usable), st.sampled_from([2, 4, "\t"]), st.booleans())
def test_printing_a_body_prettily_keeps_what_it_says(
    code: int, detail: str | None, indent: int | str, escaped: bool
) -> None:
    text = json.dumps(json.loads(body_of(code, detail)), indent=indent, ensure_ascii=escaped)
    assert only(f"answer:\n```\n{text}\n```") == (code, WORDS[code], detail)


@relaxed
@given(codes, details.filter(usable))
def test_a_python_dump_keeps_what_it_says(code: int, detail: str | None) -> None:
    assert only(f"got {json.loads(body_of(code, detail))!r} from it") == (code, WORDS[code], detail)


@relaxed
@given(
    codes,
    details.filter(usable),
    st.sampled_from(["> ", "| ", "skms-1  | ", "2026-11-22T02:51:00.123Z ", "[ERROR] ", "&gt; "]),
)
def test_a_prefix_on_every_line_keeps_what_it_says(code: int, detail: str | None, prefix: str) -> None:
    text = json.dumps(json.loads(body_of(code, detail)), indent=2, ensure_ascii=False)
    assert only("\n".join(prefix + line for line in text.split("\n"))) == (code, WORDS[code], detail)


@relaxed
@given(
    codes,
    details.filter(usable),
    st.sampled_from([0, 1, 50001, 60001, -36]),
    st.sampled_from(["message", "detail"]),
    st.sampled_from(["", "400 : ", "500 Internal Server Error: "]),
)
def test_a_documented_wrapping_is_unwrapped(code: int, detail: str | None, outer: int, key: str, before: str) -> None:
    inner = body_of(code, detail)
    text = json.dumps(
        {"code": outer, "message": "x", key: f'{before}"{inner}"' if before else inner}, ensure_ascii=False
    )
    found = recognise(text, CATALOG)
    assert [(one.error.code, one.error.message, one.error.detail) for one in found] == [(code, WORDS[code], detail)]
    assert [layer.code for layer in found[0].layers] == [outer, code]
    assert found[0].false_success == (outer in (0, 1))


@relaxed
@given(codes, codes, st.sampled_from(["port", "pid", "time_unix_nano", "elapsed", "n"]), st.booleans())
def test_another_number_of_the_family_beside_the_code_hides_nothing(
    code: int, other: int, key: str, first: bool
) -> None:
    own, beside = {"code": code, "message": WORDS[code]}, {key: other}
    assert only(json.dumps({**beside, **own} if first else {**own, **beside}))[:2] == (code, WORDS[code])


@relaxed
@given(codes, details.filter(usable), st.integers(25, 90))
def test_a_cut_body_keeps_its_code(code: int, detail: str | None, at: int) -> None:
    text = body_of(code, detail)[:at]
    found = recognise(text, CATALOG)
    assert [one.error.code for one in found] == [code], text
    assert (detail or "").startswith(found[0].error.detail or "")


@relaxed
@given(codes, details.filter(usable))
def test_slack_entities_are_undone(code: int, detail: str | None) -> None:
    text = body_of(code, detail).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert only(text) == (code, WORDS[code], detail)


@relaxed
@given(st.lists(codes, min_size=1, max_size=6))
def test_equal_errors_are_one_with_a_count(several: list[int]) -> None:
    text = "\n".join(body_of(code, None) for code in several)
    found = recognise(text, CATALOG)
    assert {one.error.code: one.count for one in found} == {code: several.count(code) for code in several}


@relaxed
@given(st.lists(st.sampled_from([*PIECES, "４００１３", "50001s ", body_of(40013, None)]), max_size=12).map("".join))
def test_where_every_number_was_read_no_words_around_mention_another(text: str) -> None:
    reader = Reader(text, CATALOG)
    reader.read()

    if reader.has_read_all():
        assert find_mentions(text, CATALOG, sorted(reader.taken)) == []
