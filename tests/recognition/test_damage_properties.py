"""What cuts and rewriting leave of a body in each of ten wrappings: the code, and never another error or message."""

import json
import re
from collections.abc import Callable

import pytest

from bot.recognition import recognise
from tests.fakes.knowledge import specification_catalog, specification_words

CATALOG = specification_catalog()
CODE = 50001
MESSAGE = specification_words()[CODE].message
DETAIL = "I/O error on GET request: refused (job a-b, step c)"
FIELDS = {"code": CODE, "message": MESSAGE, "detail": DETAIL}
BODY = json.dumps(FIELDS)
PRETTY = json.dumps(FIELDS, indent=2)

WRAPPINGS = {
    "json": BODY,
    "pretty": PRETTY,
    "escaped": json.dumps({"level": "error", "log": BODY}),
    "escaped twice": json.dumps({"a": json.dumps({"level": "error", "log": BODY})}),
    "python": f"got {FIELDS!r} back",
    "toString": f"ErrorBody(code={CODE}, message={MESSAGE}, detail={DETAIL})",
    "logfmt": f'level=error code={CODE} message="{MESSAGE}" detail="{DETAIL}"',
    "spring": f'org.example.Client: 500 Internal Server Error: "{BODY}"',
    "container": json.dumps({"code": 60001, "message": f'500 : "{BODY}"'}),
    "lines": f"code: {CODE}\nmessage: {MESSAGE}\ndetail: {DETAIL}",
    "ruby": f'{{"code"=>{CODE}, "message"=>"{MESSAGE}", "detail"=>"{DETAIL}"}}',
    "node": f"{{\n  code: {CODE},\n  message: '{MESSAGE}',\n  detail: '{DETAIL}'\n}}",
}


def is_start_of(said: str | None, whole: str) -> bool:
    return said is None or whole.startswith(said.rstrip("\\. ")) or said.strip("\\\"'`} \n") == whole


@pytest.mark.parametrize("name", WRAPPINGS)
def test_cut_anywhere_after_the_code_it_says_no_other_error_and_no_other_message(name: str) -> None:
    text = WRAPPINGS[name]
    for cut in range(text.index(str(CODE)) + 5, len(text) + 1):
        found = recognise(text[:cut], CATALOG)
        assert {one.error.code for one in found} <= {CODE}, (cut, text[:cut])
        assert len(found) <= 1, (cut, text[:cut])
        for one in found:
            assert is_start_of(one.error.message, MESSAGE), (cut, one.error.message)
            assert is_start_of(one.error.detail, DETAIL), (cut, one.error.detail)


@pytest.mark.parametrize("name", WRAPPINGS)
def test_cut_anywhere_in_the_detail_it_keeps_code_and_message(name: str) -> None:
    text = WRAPPINGS[name]
    for cut in range(text.index(MESSAGE) + len(MESSAGE) + 1, len(text) + 1):
        found = recognise(text[:cut], CATALOG)
        assert [(one.error.code, one.error.message) for one in found] == [(CODE, MESSAGE)], (cut, text[:cut])


@pytest.mark.parametrize("name", [name for name in WRAPPINGS if name not in ("toString", "logfmt", "lines", "python")])
def test_cut_right_after_the_code_of_a_body_it_is_still_found(name: str) -> None:
    text = WRAPPINGS[name]
    for cut in range(text.index(str(CODE)) + 6, len(text) + 1):
        assert [one.error.code for one in recognise(text[:cut], CATALOG)] == [CODE], (cut, text[:cut])


def entities(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def smart(text: str) -> str:
    return re.sub(r"\"([^\"]*)\"", "“\\1”", text)


def wide(text: str) -> str:
    return text.replace(str(CODE), "".join(chr(ord(digit) + 0xFEE0) for digit in str(CODE)))


def invisible(text: str) -> str:
    return text.replace("error", "err\u200bor").replace("0001", "00\u200b01")


REWRITINGS: dict[str, Callable[[str], str]] = {
    "entities": entities,
    "full-width digits": wide,
    "invisible characters": invisible,
    "quoted": lambda text: "\n".join("> " + line for line in text.split("\n")),
    "quoted as sent": lambda text: "\n".join("&gt; " + line for line in text.split("\n")),
    "fenced": lambda text: f"```\n{text}\n```",
    "wrapped at 72": lambda text: "\n".join(
        line[place : place + 72] for line in text.split("\n") for place in range(0, max(1, len(line)), 72)
    ),
    "korean around": lambda text: f"안녕하세요 방금 이런 게 떴습니다\n{text}\n확인 부탁드립니다 🙏",
    "korean on the line": lambda text: f"로그 보니까 {text} 라고 나오네요",
    "line endings": lambda text: text.replace("\n", "\r\n"),
    "no-break spaces": lambda text: text.replace(" ", "\u00a0"),
}


@pytest.mark.parametrize("rewriting", REWRITINGS)
@pytest.mark.parametrize("name", WRAPPINGS)
def test_rewriting_keeps_code_and_message(name: str, rewriting: str) -> None:
    text = REWRITINGS[rewriting](WRAPPINGS[name])

    found = recognise(text, CATALOG)

    assert [(one.error.code, one.error.message) for one in found] == [(CODE, MESSAGE)], text


@pytest.mark.parametrize("name", ["json", "pretty", "ruby", "logfmt", "spring"])
def test_typographic_quotes_keep_code_and_message(name: str) -> None:
    found = recognise(smart(WRAPPINGS[name]), CATALOG)

    assert [(one.error.code, one.error.message) for one in found] == [(CODE, MESSAGE)]
