from bot.explain.templates import Phrases, fill


def test_the_first_alternative_whose_names_are_all_known_is_used() -> None:
    template = "{host}:{port} refused || {host} refused || refused"

    assert fill(template, {"host": "kms.example.test", "port": 8080}) == "kms.example.test:8080 refused"
    assert fill(template, {"host": "kms.example.test", "port": None}) == "kms.example.test refused"
    assert fill(template, {}) == "refused"


def test_a_template_that_cannot_be_filled_is_left_out() -> None:
    assert fill("key {key_id}", {"key_id": ""}) == ""


def test_braces_in_what_is_filled_in_are_never_filled_again() -> None:
    assert fill("{host}", {"host": "{port}", "port": 1}) == "{port}"


def test_a_phrase_missing_in_one_language_is_said_in_english() -> None:
    phrases = Phrases({"en": {"hello": "hello {name}"}, "ko": {}}, "ko")

    assert phrases.say("hello", name="x") == "hello x"
