import datetime as dt
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.incident_verbs import Acknowledge, Incidents, Silence, Unclear, Unsilence
from bot.slack.verbs import (
    LOOKED_AT,
    VERBS,
    About,
    Card,
    Code,
    Help,
    Language,
    Nothing,
    Paste,
    Refusal,
    Request,
    Search,
    Status,
    read_mention,
    read_request,
)

BODY = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009"}'
ME = "UBOT1"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("40013", Code(40013)),
        ("  40013 ", Code(40013)),
        ("code 40013", Code(40013)),
        ("SKMS 40013?", Code(40013)),
        ("`40013`", Code(40013)),
        ("４００１３", Code(40013)),
        ("40013\u200b", Code(40013)),
        ("/skms 40013", Code(40013)),
        ("explain 40013", Code(40013)),
        ("40013 뭐야?", Code(40013)),
        ("코드 40013", Code(40013)),
        ("40013 설명해줘", Code(40013)),
        ("40013 설명해 주세요", Code(40013)),
        ("40013 의미가 뭐야?", Code(40013)),
        ("40013 해결 방법 알려 줘", Code(40013)),
        ("40013 왜 나는 거예요?", Code(40013)),
        ("혹시 SKMS 오류코드: 40013 뭔가요", Code(40013)),
        ("search key vault", Search("key vault")),
        ("Search: “key vault”", Search("key vault")),
        ("SEARCH a &amp; b", Search("a & b")),
        ("검색 키볼트", Search("키볼트")),
        ("키볼트 검색해줘", Search("키볼트")),
        ("키볼트 찾아 줘", Search("키볼트")),
        ("찾아줘 키볼트", Search("키볼트")),
        ("키볼트 검색 부탁드립니다", Search("키볼트")),
        ("lang ko", Language("ko")),
        ("언어를 영어로 바꿔 주세요", Language("영어로")),
        ("한국어로 답해줘", Language("한국어로")),
        ("language English", Language("English")),
        ("언어 한국어로 바꿔줘", Language("한국어로")),
        ("lang", Language("")),
        ("status", Status("")),
        ("Status?", Status("")),
        ("status prod", Status("prod")),
        ("status of the key vault", Status("key vault")),
        ("상태", Status("")),
        ("키볼트 상태 알려줘", Status("키볼트")),
        ("상태 알려줘", Status("")),
        ("운영 상태 좀 보여주세요", Status("운영")),
        ("키볼트 상태", Status("키볼트")),
        ("운영 상태는?", Status("운영")),
        ("status 40013", Paste("status 40013")),
        ("status of my last deployment in Frankfurt", Paste("status of my last deployment in Frankfurt")),
        (f"status {BODY}", Paste(f"status {BODY}")),
        ("about", About()),
        ("소개", About()),
        ("help", Help()),
        ("HELP!!", Help()),
        ("help search", Help()),
        ("?", Help()),
        ("도움말", Help()),
        ("도와 주세요", Help()),
        ("사용법 알려줘", Help()),
        ("사용법이 뭐야?", Help()),
        ("incidents", Incidents()),
        ("장애 목록", Incidents()),
        ("incident #14", Incidents(14)),
        ("ack", Acknowledge()),
        ("ack #14", Acknowledge(14)),
        ("ack 14 over", Acknowledge(14, over=True)),
        ("제가 맡을게요", Acknowledge()),
        ("mute #14 2h moving racks", Silence(("#14",), dt.timedelta(hours=2), "moving racks")),
        ("mute prod key-vault 90m", Silence(("prod", "key-vault"), dt.timedelta(minutes=90))),
        ("mute 40013 2 hours racks", Silence(("40013",), dt.timedelta(hours=2), "racks")),
        ("알림 중지 #14 2시간 배포", Silence(("#14",), dt.timedelta(hours=2), "배포")),
        ("#14 1일 패치 음소거", Silence(("#14",), dt.timedelta(days=1), "패치")),
        ("mute #14", Unclear("mute")),
        ("mute", Unclear("mute")),
        ("ack that", Unclear("ack")),
        ("unmute", Unsilence()),
        ("알림 재개 #14", Unsilence(("#14",))),
        ("card 40013", Card(40013)),
        ("40013 카드", Card(40013)),
        ("40013 요약해 줘", Card(40013)),
        ("요약 40013", Card(40013)),
        ("", Nothing()),
        (" \n\t", Nothing()),
    ],
)
def test_what_is_typed_is_read_as_it_is_meant(typed: str, meant: Request) -> None:
    assert read_request(typed) == meant


@pytest.mark.parametrize(
    "sentence",
    [
        BODY,
        f"explain {BODY}",
        f"search {BODY}",
        "about 40013 in production",
        "help, 40013 again",
        "card reader of the door fails with 40013",
        "language of the error body is wrong",
        "정보: 40013 에러가 계속 납니다",
        "the key vault says 40013",
        "silence is golden",
        f"mute {BODY}",
        "ack the alarm, we are all awake by now",
        "장애 났어요 도와주세요",
        "incident in Frankfurt last week",
        "알림 설정은 어디에 있나요",
        "1234567890123",
        '2026-11-22 03:00:00 ERROR "code":40013\n  at com.softcamp.skms',
    ],
)
def test_a_sentence_that_begins_like_a_verb_is_a_paste(sentence: str) -> None:
    assert read_request(sentence) == Paste(sentence)


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        ("serach key", Refusal("verb", "serach key")),
        ("halp", Refusal("verb", "halp")),
        ("search", Refusal("search")),
        ("검색", Refusal("search")),
        ("card", Refusal("card")),
        ("card forty", Refusal("card")),
    ],
)
def test_a_slip_is_refused_with_what_is_missing(typed: str, refused: Refusal) -> None:
    assert read_request(typed) == refused


@pytest.mark.parametrize("words", ["thanks", "hello there", "key vault", "wat", "고마워", "설정 바꿔줘", "알려줘"])
def test_words_that_resemble_no_verb_are_looked_for(words: str) -> None:
    assert read_request(words) == Paste(words)


def test_a_paste_keeps_its_lines() -> None:
    assert read_request('\n{\n  "code": 40013\n}\n') == Paste('{\n  "code": 40013\n}')


def test_a_verb_before_a_wall_of_text_is_no_verb() -> None:
    wall = "search " + "x" * LOOKED_AT

    assert read_request(wall) == Paste(wall)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (f"<@{ME}> 40013", Code(40013)),
        (f"<@{ME}|skms>: 40013", Code(40013)),
        (f"40013 <@{ME}>", Code(40013)),
        (f"hey <@{ME}> search key vault", Search("key vault")),
        (f"키볼트 검색 <@{ME}>", Search("키볼트")),
        (f"good morning <@{ME}>, lang ko please", Language("ko")),
        (f"I asked <@{ME}> about 40013", Paste("I asked about 40013")),
        (f"<@{ME}> what is it? {BODY}", Paste(f"what is it? {BODY}")),
        (f"{BODY}\n<@{ME}> help", Paste(f"{BODY} help")),
        (f"<@{ME}>", Nothing()),
        (f"<@{ME}> <@{ME}>", Nothing()),
        (f"<@{ME}> serach key", Refusal("verb", "serach key")),
        ("40013", Code(40013)),
    ],
)
def test_a_mention_may_stand_anywhere(said: str, meant: Request) -> None:
    assert read_mention(said, ME) == meant


def test_another_person_that_is_mentioned_is_not_the_bot() -> None:
    assert read_mention("<@U40013> knows", ME) == Paste("<@U40013> knows")


def test_every_name_belongs_to_one_verb() -> None:
    names = [name for verb in VERBS for name in verb.names]

    assert len(names) == len(set(names))


@given(st.text(max_size=200) | st.text(alphabet=string.punctuation + "40013 \n<@UBOT1>|검색", max_size=60))
def test_any_text_is_read(text: str) -> None:
    request = read_mention(text, ME)

    if isinstance(request, Paste):
        assert request.text.strip()
    if isinstance(request, Code | Card):
        assert 0 <= request.code < 10**9
