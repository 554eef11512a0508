"""Ends storms truthfully: a summary is over when nothing that it stands for is left without a message of its own."""

from bot.incidents.changes import quiet_due
from bot.incidents.keeping import STORM_QUIET, Keeper
from bot.models.incident import Incident, Occurred, Subject, Tick
from bot.models.ledger import MOST_LEFT


def calm(keeper: Keeper, storm: Incident) -> None:
    """Do what time alone does to a summary.

    When nothing more joins it, the few that are still open get their own messages and it is over; while they are many
    it goes on standing for them, and says how many they are. Who is muted needs no message until the mute ends.
    """
    due = quiet_due(storm, keeper.alerting.policy)
    if due is not None and due <= keeper.now:
        left = [one for one in keeper.ledger.incidents.values() if one.open and one.storm == storm.number]
        shown = [one for one in left if not one.muted(keeper.now)]
        room = keeper.alerting.policy.storm_after - keeper.ledger.fresh_parents
        if len(shown) > room:
            known = len(left) if len(left) <= MOST_LEFT else None
            still = Occurred(subject=Subject(kind="storm"), count=0, quiet_after=STORM_QUIET, left=known)
            keeper.happen(storm, still)
            return
        for one in left:
            keeper.leave_storm(one)
    # One that left may have joined it again, where a message each would be too many: then it goes on.
    keeper.happen(keeper.ledger.incidents[storm.number], Tick(heard=True))
