import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.explain.templates import Phrases
from bot.models.answer import Reader
from bot.slack.blocks.answer import Showing
from bot.slack.blocks.page import Message
from bot.slack.explaining import Explained, explain, explain_code
from tests.fakes.slack_limits import refuse_message
from tests.fakes.slack_talk import knowledge

AT = dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC)
PASTE = '{"code": 40013, "message": "Key not found in the keyVault", "detail": "keyId : 0000009"}'
TIMEOUT = '{"code": 50001, "detail": "Connect to http://kms.example.test:8080 timed out, keyId : 0000003"}'
HEALTH = (
    '{"code": 1, "healthCheck": {"result": true}, "keyCheck": {"result": false, "error": "kms.example.test timed out"}}'
)
COMPANIES = [f"ABCDEFGH-12345678-ABCDEFGH-1234567{number}" for number in range(2)]
SECRET = "token=xoxb-not-a-token-0123456789"  # noqa: S105 - says itself that it is none
OPERATOR = Reader()
EXTERNAL = Reader(audience="external")


def asked(text: str, reader: Reader = OPERATOR, environment: str = "") -> Explained:
    return explain(text, knowledge(), reader, direct=True, at=AT, environment=environment)


def overheard(text: str) -> Explained:
    return explain(text, knowledge(), OPERATOR, direct=False, at=AT)


def shown(explained: Explained, showing: Showing | None = None) -> Message:
    return explained.show(Phrases(knowledge().phrases, explained.locale), showing or Showing())


def test_what_is_merely_possible_is_explained_to_who_asks_alone() -> None:
    doubtful = "40013"

    assert asked(doubtful).found
    assert asked(doubtful).answers[0].confidence == "possible"
    assert not overheard(doubtful).found


@pytest.mark.parametrize(
    "same",
    [
        f"2026-11-22 02:51:07.113 ERROR [req-77] {PASTE}",
        PASTE.replace(": ", ":").replace(", ", ","),
        f"```{PASTE}```\nanybody?",
        f"{PASTE}\n{PASTE}",
    ],
)
def test_the_same_error_in_other_clothes_has_the_same_fingerprint(same: str) -> None:
    assert overheard(same).fingerprint == overheard(PASTE).fingerprint


def test_code_company_key_host_and_environment_each_tell_two_errors_apart() -> None:
    differing = [
        asked(PASTE),
        asked(PASTE.replace("40013", "40008").replace("Key not found in the keyVault", "Key Vault Service Failed")),
        asked(PASTE.replace("0000009", "0000010")),
        asked(PASTE.replace("keyId", f"companyId {COMPANIES[0]} keyId")),
        asked(f"company {COMPANIES[1]}: {PASTE}"),
        asked(TIMEOUT),
        asked(TIMEOUT.replace("kms.", "kms2.")),
        asked(PASTE, environment="prod"),
        asked(f"{PASTE}\n{TIMEOUT}"),
        asked(HEALTH),
    ]

    assert len({one.fingerprint for one in differing}) == len(differing)
    assert not any("40013" in one.fingerprint for one in differing)


def test_the_order_of_several_errors_does_not_matter() -> None:
    assert asked(f"{PASTE}\n{TIMEOUT}").fingerprint == asked(f"{TIMEOUT}\n{PASTE}").fingerprint
    assert asked(f"{PASTE}\n{TIMEOUT}").codes == asked(f"{TIMEOUT}\n{PASTE}").codes


def test_a_stranger_is_named_to_who_asks_and_has_no_fingerprint() -> None:
    stranger = asked('{"errcode": 40013, "errmsg": "invalid appid"}')

    assert not stranger.found
    assert stranger.fingerprint == ""
    assert "WeChat" in shown(stranger).text


def test_a_bare_code_is_explained_without_missing_anything() -> None:
    known = explain_code(40013, knowledge(), OPERATOR, at=AT)
    unknown = explain_code(40999, knowledge(), OPERATOR, at=AT)

    assert known.answers[0].missing == ()
    assert known.codes == (40013,)
    assert not unknown.found
    assert "40999 is not in the SKMS table" in shown(unknown).text


def test_a_health_check_is_explained_beside_an_error_and_to_outsiders_by_its_verdict_alone() -> None:
    both, outside = asked(f"{PASTE}\n{HEALTH}"), asked(HEALTH, EXTERNAL)

    assert shown(both).text.index("40013") < shown(both).text.index("keyCheck")
    assert "1 of 2" in shown(outside).text
    assert "kms.example.test" not in str(shown(outside))


@pytest.mark.parametrize("text", [HEALTH, "nothing here", PASTE])
def test_secrets_repeats_and_lateness_are_told_whatever_was_found(text: str) -> None:
    message = shown(asked(f"{text} {SECRET}"), Showing(repeats=3, late_minutes=7))

    assert "Slack token" in str(message.blocks)
    assert "3 times" in message.text
    assert "7 min late" in message.text
    assert "xoxb" not in str(message)


@given(st.lists(st.sampled_from([PASTE, TIMEOUT, HEALTH, SECRET, "40999", "<!channel>", "\0", "`"]) | st.text()))
@settings(max_examples=60, deadline=None)
def test_slack_takes_what_is_said_to_any_text(parts: list[str]) -> None:
    explained = asked("\n".join(parts))
    message = shown(explained, Showing(channel="C0000001", ts="1790000000.000001", late_minutes=1))

    assert refuse_message(message.as_arguments()) == []
    assert "xoxb" not in message.text
