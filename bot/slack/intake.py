"""Takes pastes in for answering, joins the parts of one that Slack split, and queues the work; answers nothing."""

from bot.slack.answering import Answering, Question
from bot.slack.front import Arrival
from bot.slack.surface import Surface


class Intake:
    """One for the whole process: the parts of a paste may come through different listeners."""

    def __init__(self, surface: Surface, answering: Answering) -> None:
        self._surface = surface
        self._answering = answering

    def take(self, question: Question, arrival: Arrival) -> None:
        """Queue the answer to a message, or to the paste that it is a part of; raises InboxFull, never waits."""
        raise NotImplementedError
