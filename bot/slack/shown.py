"""What answers show, by their ids and for a while, so that a change of one needs no second look; sends nothing."""

from collections import OrderedDict
from dataclasses import dataclass, replace

from bot.explain.templates import Phrases
from bot.models.conversation import PostedAnswer
from bot.slack.blocks.answer import Showing, count_lines
from bot.slack.explaining import Explained
from bot.slack.messenger import Body
from bot.slack.surface import Surface

MOST = 500
JOINTS = 50
"""Answers that keep what was known live of every target: that of 200 targets takes half a megabyte each."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What an answer shows, so that its count can change without asking for the paste again."""

    explained: Explained
    showing: Showing


class Shelf:
    """One for the whole process."""

    def __init__(self, surface: Surface) -> None:
        self._surface = surface
        self._shown = OrderedDict[str, Shown]()

    def of(self, answer_id: str) -> Shown | None:
        """What an answer shows, None where this process does not know it, or no more."""
        return self._shown.get(answer_id)

    def keep(self, answer: PostedAnswer, shown: Shown) -> None:
        """Remember what an answer shows from now on; its thread is followed."""
        self._surface.watch.threads.add(answer.channel, answer.thread_ts or answer.paste_ts)
        self._shown[answer.id] = shown
        self._shown.move_to_end(answer.id)
        if len(self._shown) > MOST:
            self._shown.popitem(last=False)
        for old in list(self._shown)[:-JOINTS]:
            self._shown[old] = _lighter(self._shown[old])

    def body(self, shown: Shown) -> Body:
        """The message."""
        phrases = Phrases(self._surface.catalog().phrases, shown.explained.locale)
        message = shown.explained.show(phrases, shown.showing)
        return Body(message.text, message.blocks)

    def holding_lines(self, shown: Shown, after: Explained) -> Shown:
        """The same message with another explanation, its lines and buttons where they were."""
        lines = count_lines(self.body(shown).blocks)
        return Shown(after, replace(shown.showing, held_lines=lines))


def _lighter(shown: Shown) -> Shown:
    """Without what was known live, once its checks are done: its lines stay as they are."""
    joint = shown.explained.joint
    if joint is None or joint.findings is None:
        return shown
    return replace(shown, explained=replace(shown.explained, joint=None, source=None))
