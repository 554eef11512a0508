import pytest

from bot.explain.paste import look_into
from tests.fakes.slack_talk import knowledge


@pytest.mark.parametrize(
    ("text", "cause", "host"),
    [
        (
            "what is 50001 with Connect to kms.example.test:8080 failed: connect timed out?",
            "connect_timeout",
            "kms.example.test",
        ),
        ("SKMS 50001 java.net.UnknownHostException: kms.example.test", "dns_failure", "kms.example.test"),
    ],
)
def test_a_number_typed_beside_its_exception_is_diagnosed_by_it(text: str, cause: str, host: str) -> None:
    ((_, diagnosis),) = look_into(text, knowledge()).sightings

    assert (diagnosis.cause, diagnosis.host) == (cause, host)


@pytest.mark.parametrize(
    "text",
    [
        "skms 50001 again, is it a timeout?",
        "SKMS 40013 for keyId 0000012, see https://wiki.example.test/x",
        "SKMS 50001 and SKMS 50002: Connect to kms.example.test:8080 failed: connect timed out",
    ],
)
def test_talk_beside_a_number_is_no_diagnosis(text: str) -> None:
    assert {diagnosis.cause for _, diagnosis in look_into(text, knowledge()).sightings} <= {None, "other"}
