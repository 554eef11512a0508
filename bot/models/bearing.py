"""What the standing of a target says of which component; pure, weighs nothing."""

from collections.abc import Iterator, Mapping

from bot.models.catalog import HealthTest
from bot.models.target import Reading, Standing, Target, Verdict

UNSEEN: Verdict = "blind"
_SEEN: Verdict = "up"
_FAILS: Verdict = "down"


def bearing(target: Target, standing: Standing, health: Mapping[str, HealthTest]) -> dict[str, Verdict]:
    """What a target's standing says of which component.

    A health check speaks of the components that its items test: where it is down because items failed, those are
    down and it is not; where it does not answer, it cannot see them. Nor can it see what lies behind an item that
    failed: that SKMS is out of reach says nothing of the key vault.
    """
    held, proof = standing.verdict, standing.proof
    if held is None:
        return {}
    said: dict[str, Verdict] = {target.component: held} if target.component else {}
    if target.kind != "sdf-health":
        return said
    if proof is None or not proof.items or held == "blind":
        return said if held == "up" else dict.fromkeys((test.component for test in health.values()), UNSEEN) | said
    if target.component and any(not item.ok for item in proof.items):
        said[target.component] = "up"
    items = list(_items(proof, health))
    said = dict.fromkeys((part for part, verdict in items if verdict == _SEEN), _SEEN) | said
    for worse in (UNSEEN, _FAILS):
        said |= dict.fromkeys((part for part, verdict in items if verdict == worse), worse)
    return said


def _items(proof: Reading, health: Mapping[str, HealthTest]) -> Iterator[tuple[str, Verdict]]:
    """What each item says of its component; one that SKMS answered with a code of that item was not out of reach."""
    failed = {(one.server, one.item) for one in proof.items if not one.ok}
    code = proof.error.code if proof.error is not None else None
    for one in proof.items:
        test = health.get(one.item)
        if test is None:
            continue
        hidden = (one.server, test.through) in failed and code not in test.codes
        yield test.component, _SEEN if one.ok else UNSEEN if hidden else _FAILS
