import pytest

from bot.explain.environment import recognise_environment
from bot.models.environment import EnvironmentSigns
from bot.models.live import Surroundings
from tests.fakes.live_status import vault, witness

SIGNS = (
    EnvironmentSigns(name="prod", hosts=("*.prod.example.test",), words=("prod", "운영")),
    EnvironmentSigns(name="test", hosts=("skms.lab.example.test",), words=("test", "테스트")),
)
TARGETS = (vault("prod"), witness())
NOWHERE = Surroundings()


def recognise(text: str, channel: str | None = None) -> Surroundings:
    return recognise_environment(text, channel, SIGNS, TARGETS)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Connect to kms.example.test:8080 failed", "prod"),
        ("Connect to KMS.EXAMPLE.TEST failed", "prod"),
        ("https://a.prod.example.test/drm", "prod"),
        ("https://skms.lab.example.test/drm", "test"),
    ],
)
def test_a_host_tells_its_environment(text: str, name: str) -> None:
    assert recognise(text, "test") == Surroundings(name=name, told_by="host")


@pytest.mark.parametrize(
    "host", ["notkms.example.test", "kms.example.test.evil.test", "xprod.example.test", "gw.example.test"]
)
def test_a_host_that_only_looks_alike_tells_nothing(host: str) -> None:
    assert recognise(f"Connect to {host} failed") == NOWHERE


def test_hosts_of_two_environments_tell_none() -> None:
    both = recognise("a.prod.example.test called skms.lab.example.test", "prod")

    assert both == Surroundings(rivals=("prod", "test"))


@pytest.mark.parametrize(
    ("text", "name"), [("seen on PROD today", "prod"), ("운영에서 오류가 납니다", "prod"), ("(test)", "test")]
)
def test_a_word_that_stands_alone_tells_its_environment(text: str, name: str) -> None:
    assert recognise(text) == Surroundings(name=name, told_by="words")


@pytest.mark.parametrize("text", ["product id 7", "latest build", "비운영 시간", "kms-prod.other.example.test is up"])
def test_a_word_within_another_or_within_a_host_tells_nothing(text: str) -> None:
    assert recognise(text) == NOWHERE


def test_the_channel_tells_it_where_the_text_does_not() -> None:
    assert recognise("what is this?", "prod") == Surroundings(name="prod", told_by="channel")
    assert recognise("works on test, fails on prod", "prod") == Surroundings(name="prod", told_by="channel")


def test_a_channel_and_a_word_that_disagree_are_rivals() -> None:
    assert recognise("again on test", "prod") == Surroundings(rivals=("test", "prod"))


def test_two_words_without_a_channel_are_rivals() -> None:
    assert recognise("works on test, fails on prod") == Surroundings(rivals=("prod", "test"))
