from typing import Any

import pytest

from bot.explain.templates import Phrases
from bot.models.entry import Check
from bot.models.live import Live
from bot.slack.blocks import answer, runbook
from bot.slack.blocks.answer import Showing, count_lines
from bot.slack.blocks.ids import Reference
from bot.slack.blocks.page import Message
from tests.explain.test_answers import CATALOG, KEY_PASTE, TIMEOUT_PASTE
from tests.explain.test_live import ALL_UP, FINE_NOW, STILL_FAILING, VAULT_DOWN, answer_to
from tests.fakes.live_status import live, standing, vault
from tests.fakes.slack_phone import lines_of, show

PHRASES = {locale: Phrases(CATALOG.phrases, locale) for locale in CATALOG.locales}
ASKED = Showing(check_now=True)
UNJUDGED = live(standing(vault(), None))


def message(text: str, known: Live, locale: str = "en", showing: Showing = ASKED) -> Message:
    return answer.render(answer_to(text, known, locale), PHRASES[locale], showing)


def place_of_buttons(shown: Message) -> tuple[int, list[str]]:
    """After how many blocks and lines the buttons stand, and what they say."""
    kinds = [block["type"] for block in shown.blocks]
    [row] = [block for block in shown.blocks if block["type"] == "actions"]
    elements: Any = row["elements"]
    above = count_lines(shown.blocks)
    return kinds.index("actions") * 100 + above, [one["action_id"] for one in elements]


@pytest.mark.parametrize("locale", sorted(CATALOG.locales))
@pytest.mark.parametrize("paste", [TIMEOUT_PASTE, KEY_PASTE])
@pytest.mark.parametrize("before", [live(*ALL_UP), live(*VAULT_DOWN), UNJUDGED])
@pytest.mark.parametrize("findings", [STILL_FAILING, FINE_NOW])
def test_an_update_moves_no_button_whatever_the_checks_found(
    before: Live, findings: Any, paste: str, locale: str
) -> None:
    first = message(paste, before.model_copy(update={"checking": (Check(kind="tcp"),)}), locale)

    held = Showing(check_now=True, held_lines=count_lines(first.blocks))
    second = message(paste, before.having_found(findings), locale, held)

    assert place_of_buttons(first) == place_of_buttons(second)
    assert len(lines_of(second.blocks)) <= 12


def test_what_a_push_shows_is_the_verdict() -> None:
    shown = message(TIMEOUT_PASTE, live(*VAULT_DOWN))

    assert shown.text[:80].startswith("🔴 Key vault DOWN [prod] since 02:51 KST, 9 min → this 50001\n")


def test_the_line_of_running_checks_is_shown_and_then_filled() -> None:
    running = message(TIMEOUT_PASTE, live(*ALL_UP, checking=[Check(kind="dns"), Check(kind="tcp")]))
    done = message(TIMEOUT_PASTE, live(*ALL_UP, findings=FINE_NOW))

    assert "Bot is checking: DNS TCP …" in show(running.blocks)
    assert "Bot 15 s ago: DNS ✓ TCP ✓ · our side ✓" in show(done.blocks)


def test_the_runbook_tells_each_result_with_what_was_expected_and_how_long_it_took() -> None:
    known = live(*VAULT_DOWN, findings=STILL_FAILING)

    view = runbook.render(answer_to(TIMEOUT_PASTE, known), PHRASES["en"], Reference(50001, "en"))

    shown = str(view)
    assert "✓ DNS: 192.0.2.171" in shown
    assert "✗ TCP: Connection timed out (expected: the port opens) · 3000 ms" in shown
    assert "Bot: ✗ TCP: Connection timed out" in shown


def test_lines_that_an_update_no_longer_needs_stay_free() -> None:
    whole = message(KEY_PASTE, live(*ALL_UP))
    lines = count_lines(whole.blocks)

    held = message(KEY_PASTE, live(*ALL_UP), showing=Showing(check_now=True, held_lines=lines + 2))

    assert count_lines(held.blocks) == lines + 2
