from bot.checks.lately import Lately
from bot.models.target import Place
from tests.fakes.hand_clock import HandClock
from tests.fakes.live_status import VAULT_PLACE, skms, vault
from tests.fakes.scripted_asks import ScriptedAsks


async def test_what_was_asked_a_moment_ago_is_not_asked_again() -> None:
    asks, clock = ScriptedAsks(), HandClock()
    lately = Lately(asks, clock, fresh=5)
    first = [await lately.probe(skms()), await lately.ask_place(VAULT_PLACE, "tcp", (vault(),))]
    clock.pass_by(4.9)

    assert [await lately.probe(skms()), await lately.ask_place(VAULT_PLACE, "tcp", (vault(),))] == first
    assert asks.asked == ["skms-prod", "tcp"]


async def test_after_that_it_is_asked_anew() -> None:
    asks, clock = ScriptedAsks(), HandClock()
    lately = Lately(asks, clock, fresh=5)
    await lately.probe(skms())
    clock.pass_by(5)
    await lately.probe(skms())

    assert asks.asked == ["skms-prod", "skms-prod"]


async def test_other_protocols_and_other_targets_are_other_questions() -> None:
    asks = ScriptedAsks()
    lately = Lately(asks, HandClock())
    for kind in ("dns", "tcp"):
        await lately.ask_place(VAULT_PLACE, kind, (vault(),))
    await lately.probe(skms())
    await lately.probe(skms("test"))

    assert asks.asked == ["dns", "tcp", "skms-prod", "skms-test"]


async def test_a_place_that_no_target_allows_stays_unasked() -> None:
    asks = ScriptedAsks()
    elsewhere = Place(host="elsewhere.example.test", port=1)

    assert await Lately(asks, HandClock()).ask_place(elsewhere, "tcp", (vault(),)) is None
    assert asks.asked == []
