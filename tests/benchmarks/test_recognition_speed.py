"""What recognition costs: a message with nothing in it, a usual paste, a log record, and text made to be slow."""

import time
from collections.abc import Callable

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from bot.recognition import recognise
from tests.fakes.knowledge import specification_catalog

CATALOG = specification_catalog()
CHAT = "shall we have lunch at 12:30? the build is green again, the deploy took 4005 ms and 50 people came by"
KOREAN = "안녕하세요 오늘 점심은 12:30에 먹을까요? 빌드는 초록색이고 4005ms 걸렸어요"
BODY = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009"}'
RECORD = f'2026-11-22 02:51:00.123 ERROR 1 --- [exec-1] c.e.SkmsClient : failed: 400 Bad Request: "{BODY}"'
PASTE = "\n".join(
    ["what is this?", "```", "HTTP/1.1 400 Bad Request", "", BODY, *("\tat com.example.A.b(A.java:7)",) * 30, "```"]
)
SIZE = 65536


def filled(piece: str) -> str:
    return (piece * (SIZE // len(piece) + 1))[:SIZE]


HOSTILE = {
    "nested braces": filled('{"code":40013,"a":'),
    "braces": "40013" + "{" * SIZE,
    "brackets": "[" * SIZE + "40013",
    "parentheses": "40013" + "(" * SIZE,
    "a million backslashes": '{"code":40013,"message":"' + "\\" * 1_000_000,
    "quotes": '{"code":40013,"message":"' + '"' * SIZE,
    "single quotes": "{'code':40013,'message':" + "'" * SIZE,
    "ten thousand codes": "40013 " * 10_000,
    "codes with keys": filled('"code":40013,'),
    "codes with bare keys": filled("code=40013 "),
    "codes with escaped keys": filled('\\"code\\":40013,'),
    "codes on lines": filled("code: 40013\n"),
    "codes on lines with messages": filled("code: 40013\nmessage: x\n"),
    "codes in cells": filled("|40013"),
    "codes in tags": filled("<a>40013</a>"),
    "codes in queries": filled("?code=40013&"),
    "codes beside messages": filled("Key not found in the keyVault 40013 "),
    "whole bodies": filled(BODY + "\n"),
    "bodies and statuses": filled('{"code":40013,"message":"Key not found in the keyVault"} HTTP/1.1 '),
    "deep json": '{"a":' * 100_000 + '{"code":40013}' + "}" * 100_000,
    "a long number": '{"code":40013,"detail":' + "9" * 5000 + "}",
    "blanks": ("40013" + " " * 100) * (SIZE // 105),
    "line breaks": "40013" + "\n" * SIZE,
    "slack links": filled("<https://") + "40013",
    "entities": filled("&lt;") + "40013",
    "commas": '{"code":40013' + "," * SIZE,
    "rulers": filled("--- ---\n40013 a\n"),
    "cells of a page": filled("<td>40013</td><td>x</td>"),
    "named data": filled('<Data Name="code">40013</Data>'),
    "escaped bodies": filled('{\\"code\\":40013,\\"message\\":\\"Key not found in the keyVault\\"}\n'),
    "bodies beside statuses": filled('{"http":{"a":1},"e":{"code":40013,"message":"Key not found in the keyVault"}},'),
    "pairs": '{"code":40013,' + filled("a=b,"),
}


def best_of_five(work: Callable[[], object], times: int = 1) -> float:
    """Processor seconds of the best of five rounds, each `times` calls long: other processes do not count."""
    rounds = []
    for _ in range(5):
        start = time.process_time()
        for _ in range(times):
            work()
        rounds.append((time.process_time() - start) / times)
    return min(rounds)


@pytest.mark.parametrize("text", [CHAT, KOREAN], ids=["english", "korean"])
def test_a_chat_message_with_nothing_in_it_costs_under_20_microseconds(text: str) -> None:
    assert best_of_five(lambda: recognise(text, CATALOG), 500) < 20e-6


def test_a_usual_paste_costs_under_a_millisecond() -> None:
    assert best_of_five(lambda: recognise(PASTE, CATALOG), 20) < 1e-3


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_costs_under_100_milliseconds(name: str) -> None:
    assert best_of_five(lambda: recognise(HOSTILE[name], CATALOG)) < 0.1


@pytest.mark.parametrize("text", [CHAT, PASTE, RECORD, BODY], ids=["chat", "paste", "record", "body"])
def test_recognition_is_measured(benchmark: BenchmarkFixture, text: str) -> None:
    benchmark(recognise, text, CATALOG)
