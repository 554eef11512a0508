from bot.slack.memo import KEPT_FOR, LONGEST, MOST, Memo
from tests.fakes.hand_clock import HandClock

PASTE = '{"code": 40013, "message": "Key not found in the keyVault", "password": "not-a-password-1"}'


def test_a_text_is_found_again_by_its_place_without_its_secrets() -> None:
    memo = Memo(HandClock())

    text = memo.read(*memo.keep(PASTE))

    assert text is not None
    assert "Key not found" in text
    assert "not-a-password-1" not in text


def test_each_text_has_a_place_of_its_own_or_that_of_its_message() -> None:
    memo = Memo(HandClock())

    assert memo.keep(PASTE) != memo.keep(PASTE)
    assert memo.keep(PASTE, "C0123456789", "1700000000.000100") == ("C0123456789", "1700000000.000100")


def test_a_text_is_forgotten_after_a_while_and_when_there_are_too_many() -> None:
    clock = HandClock()
    memo = Memo(clock)
    first = memo.keep("first")
    clock.pass_by(KEPT_FOR.total_seconds() - 1)
    assert memo.read(*first) == "first"
    clock.pass_by(1)
    assert memo.read(*first) is None

    places = [memo.keep(f"text {number}") for number in range(MOST + 2)]
    assert memo.read(*places[0]) is None
    assert memo.read(*places[-1]) == f"text {MOST + 1}"


def test_what_is_longer_than_a_paste_is_not_kept() -> None:
    memo = Memo(HandClock())

    assert memo.read(*memo.keep("x" * (LONGEST + 1))) is None
