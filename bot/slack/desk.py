"""What every listener module is given; holds what they share, does nothing itself."""

from dataclasses import dataclass

from bot.slack.answering import Answering
from bot.slack.duty import Duty
from bot.slack.intake import Intake
from bot.slack.meeting import Meeting
from bot.slack.memo import Memo
from bot.slack.reader import Readers
from bot.slack.sight import Sight
from bot.slack.surface import Surface


@dataclass(frozen=True, slots=True)
class Desk:
    """One for the whole process; `duty` is None where the site wants no alerts."""

    surface: Surface
    readers: Readers
    sight: Sight
    answering: Answering
    intake: Intake
    memo: Memo
    duty: Duty | None = None


def make_desk(surface: Surface) -> Desk:
    """The desk on a surface."""
    readers = Readers(surface)
    duty = None if surface.alerts is None else Duty(surface, surface.alerts)
    meeting = Meeting(surface, readers, duty)
    sight = Sight(surface, readers, meeting)
    answering = Answering(surface, readers, sight, meeting)
    return Desk(surface, readers, sight, answering, Intake(surface, answering), Memo(surface.clock), duty)
