"""What every listener module is given; holds what they share, does nothing itself."""

from dataclasses import dataclass

from bot.slack.answering import Answering
from bot.slack.intake import Intake
from bot.slack.reader import Readers
from bot.slack.surface import Surface


@dataclass(frozen=True, slots=True)
class Desk:
    """One for the whole process."""

    surface: Surface
    readers: Readers
    answering: Answering
    intake: Intake


def make_desk(surface: Surface) -> Desk:
    """The desk on a surface."""
    readers = Readers(surface)
    answering = Answering(surface, readers)
    return Desk(surface, readers, answering, Intake(surface, answering))
