import pytest

from bot.models.alerting import Alerting, Route, Scope
from bot.slack.scoping import NotKnown, known_environments, read_scope
from tests.fakes.incident_scenes import CATALOG
from tests.fakes.incidents import a_target


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("#14", Scope(number=14)),
        ("14", Scope(number=14)),
        ("14번", Scope(number=14)),
        ("#40013", Scope(number=40013)),
        ("40013", Scope(code=40013)),
        ("prod", Scope(environment="prod")),
        ("PROD", Scope(environment="prod")),
        ("prod key-vault", Scope(environment="prod", component="key-vault")),
        ("키볼트", Scope(component="key-vault")),
        ("env=dr code=40013", Scope(environment="dr", code=40013)),
        ("blind", Scope(kind="blind")),
        ("", Scope()),
    ],
)
def test_words_that_people_have_for_it_are_read(words: str, meant: Scope) -> None:
    assert read_scope(words.split(), CATALOG, ("prod", "stage")) == meant


@pytest.mark.parametrize("words", ["nonsense", "prod stage", "code=prod", "#14 #15", "company=x"])
def test_what_names_nothing_or_two_things_is_refused_by_its_word(words: str) -> None:
    with pytest.raises(NotKnown) as refused:
        read_scope(words.split(), CATALOG, ("prod", "stage"))

    assert str(refused.value) in words


def test_environments_are_known_from_routes_targets_and_what_is_open() -> None:
    routes = (Route(name="a", environments=("prod",), channels=("C0OPS",)),)
    target = a_target(environment="stage")

    assert known_environments(Alerting(routes=routes, paging=("dr",)), [target], []) == ("dr", "prod", "stage")
