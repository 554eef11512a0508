"""Applies what is held of all targets to the ledger: what fails of one cause, what recovered, what is not seen."""

from collections.abc import Sequence

from bot.incidents.grouping import Group, Match, find_blindness, judge_members, match_open, name_group
from bot.incidents.keeping import Keeper
from bot.models.alerting import Observed
from bot.models.catalog import Catalog
from bot.models.incident import Failing, Incident, Merged, Recovered, Unseen

BLIND = "blind"


def observe_targets(keeper: Keeper, groups: Sequence[Group], observed: Sequence[Observed], catalog: Catalog) -> None:
    """Go on with, begin, merge and end the incidents about targets."""
    mine = [one for one in keeper.ledger.incidents.values() if one.open and one.subject.kind == "target"]
    matches = match_open(groups, mine)
    taken: set[int] = set()
    for match in matches:
        into = _apply(keeper, match)
        taken.update(one.number for one in (into, *match.merged))
        for other in match.merged:
            keeper.happen(other, Merged(into=into.number))
    for one in mine:
        held = None if one.number in taken else judge_members(one, observed, catalog)
        if held is not None:
            keeper.happen(one, Recovered() if held == "up" else Unseen())


def observe_blindness(keeper: Keeper, observed: Sequence[Observed]) -> None:
    """One incident for all that cannot be seen, over when all can."""
    group = find_blindness(observed)
    known = keeper.ledger.latest(BLIND)
    if group is not None:
        keeper.begin_or_go_on(BLIND, _failing(group))
    elif known is not None and known.open and all(_is_judged(one, known) for one in observed):
        keeper.happen(known, Recovered())


def _is_judged(one: Observed, incident: Incident) -> bool:
    return one.target.name not in incident.subject.members or one.standing.verdict is not None


def _apply(keeper: Keeper, match: Match) -> Incident:
    if match.incident is not None:
        return keeper.happen(match.incident, _failing(match.group)).after or match.incident
    after = keeper.begin_or_go_on(_free_name(keeper, match.group), _failing(match.group)).after
    if after is None:
        raise LookupError(name_group(match.group))
    return after


def _free_name(keeper: Keeper, group: Group) -> str:
    """The fingerprint of a new incident: that of its root, unless an open incident has it that is about another."""
    name = name_group(group)
    known = keeper.ledger.latest(name)
    return name if known is None or not known.open else f"{name}+{keeper.ledger.last_number + 1}"


def _failing(group: Group) -> Failing:
    return Failing(subject=group.subject, evidence=group.evidence)
