"""Any paste that people put together, against a model that knows which errors they put in: no more, no fewer."""

import json
from collections import Counter

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from bot.recognition import recognise
from tests.recognition.test_recognise_properties import CATALOG, WORDS, body_of, codes

KEYS = st.integers(0, 9_999_999).map(lambda number: f"keyId : {number:07}")
DETAILS = st.none() | KEYS | st.sampled_from(["connect timed out", "path=/v1/keys status=503", "키 없음"])
CHAT = st.sampled_from(
    (
        "does anybody know this one?",
        "이거 뭐예요? 배포 뒤로 계속 나요",
        "we deployed order-service 3.18.2 at 12:30, 120 of 120 pods are ready",
        "2026-11-22T02:51:00.123Z INFO started in 3.2 s on port 8080",
        '{"level": "info", "msg": "request done", "status": 200, "took_ms": 12}',
        '{"code": 50001, "message": "Missing Access"}',
        '{"errcode": 40013, "errmsg": "invalid appid"}',
        '{"code": 40005, "message": "Invalid scLabelId"}',
        "GET /health 200 OK",
        "```\ncurl -s http://skms.example.test/health\n```",
    )
)


def in_a_log_record(body: str) -> str:
    return json.dumps({"level": "error", "logger": "KeyService", "log": body}, ensure_ascii=False)


def after_a_log_prefix(body: str) -> str:
    return f"2026-11-22 02:51:00.123 ERROR [nio-8080-exec-4] c.s.KeyService - call failed: {body}"


def by_spring(body: str) -> str:
    return f'org.springframework.web.client.HttpClientErrorException$BadRequest: 400 Bad Request: "{body}"'


def printed_prettily(body: str) -> str:
    return json.dumps(json.loads(body), indent=2, ensure_ascii=False)


def by_python(body: str) -> str:
    return f"got {json.loads(body)!r} back"


def beside_a_number(body: str) -> str:
    return json.dumps({"pid": 40008, "port": 50001, **json.loads(body)}, ensure_ascii=False)


FORMS = (str, in_a_log_record, after_a_log_prefix, by_spring, printed_prettily, by_python, beside_a_number)


class PasteLife(RuleBasedStateMachine):
    """The model: how often each error was put in; everything else is nobody's error."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.errors: Counter[tuple[int, str | None]] = Counter()

    @rule(code=codes, detail=DETAILS, form=st.sampled_from(FORMS))
    def somebody_pastes_an_error(self, code: int, detail: str | None, form: type[str]) -> None:
        self.parts.append(form(body_of(code, detail)))
        self.errors[code, detail] += 1

    @rule(words=CHAT)
    def somebody_says_something_else(self, words: str) -> None:
        self.parts.append(words)

    @rule()
    @precondition(lambda self: self.parts)
    def it_comes_through_slack(self) -> None:
        self.parts = [part.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") for part in self.parts]

    @invariant()
    def exactly_those_errors_are_found(self) -> None:
        text = "\n\n".join(self.parts)
        found = recognise(text, CATALOG)
        assert {(one.error.code, one.error.detail): one.count for one in found} == dict(self.errors), text
        assert [one.error.message for one in found] == [WORDS[one.error.code] for one in found]

    @invariant()
    def each_stands_where_it_is_said_to_stand(self) -> None:
        text = "\n\n".join(self.parts)
        found = recognise(text, CATALOG)
        assert [one.span for one in found] == sorted(one.span for one in found)
        assert all(str(one.error.code) in text[slice(*one.span)] for one in found)


TestPasteLife = PasteLife.TestCase
TestPasteLife.settings = settings(max_examples=60, stateful_step_count=12, deadline=None)
