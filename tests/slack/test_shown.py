from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.models.answer import Reader
from bot.models.conversation import PostedAnswer
from bot.slack.blocks.answer import Showing
from bot.slack.explaining import explain
from bot.slack.shown import JOINTS, Shelf, Shown
from tests.fakes.live_status import NOW, live, standing, vault
from tests.fakes.slack import FakeSlack
from tests.fakes.slack_bot import PASTE, Echo, made
from tests.fakes.slack_talk import knowledge


@pytest.fixture
async def shelf(tmp_path: Path) -> AsyncIterator[Shelf]:
    async with FakeSlack() as slack, made(slack, tmp_path / "bot.db", Echo()) as bot:
        yield Shelf(bot.core.surface)


def shown(*, checked: bool = True) -> Shown:
    explained = explain(PASTE, knowledge(), Reader(), direct=False, at=NOW).joined(live(standing(vault(), "up")))
    assert explained.joint is not None
    after = explained.as_in(explained.joint.having_found((), explained.joint.live)) if checked else explained
    return Shown(after, Showing())


def answer(number: int) -> PostedAnswer:
    return PostedAnswer(
        id=f"a{number}",
        team="T",
        channel="C",
        fingerprint="f",
        paste_channel="C",
        paste_ts=f"{number}.0",
        at=NOW,
        last_at=NOW,
    )


async def test_old_answers_keep_their_lines_and_not_the_state_of_every_target(shelf: Shelf) -> None:
    first = shown()
    before = shelf.body(first)
    for number in range(JOINTS + 1):
        shelf.keep(answer(number), first if number == 0 else shown())
    old, new = shelf.of("a0"), shelf.of("a1")

    assert old is not None
    assert new is not None
    assert (old.explained.joint, new.explained.joint is None) == (None, False)
    assert shelf.body(old) == before


async def test_an_answer_whose_checks_are_on_their_way_keeps_what_they_need(shelf: Shelf) -> None:
    for number in range(JOINTS + 5):
        shelf.keep(answer(number), shown(checked=False))
    waiting = shelf.of("a0")

    assert waiting is not None
    assert waiting.explained.joint is not None


async def test_an_update_has_as_many_lines_as_the_message_had(shelf: Shelf) -> None:
    first = shown(checked=False)
    now = shelf.holding_lines(first, shown().explained)

    def lines(one: Shown) -> int:
        return str(shelf.body(one).blocks[0]["text"]).count("\\n")

    assert lines(now) == lines(first)
