"""What the standing of a target says of which component; pure, weighs nothing."""

from collections.abc import Mapping

from bot.models.catalog import HealthTest
from bot.models.target import Standing, Target, Verdict

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
    failed = {item.item for item in proof.items if not item.ok}
    hidden = {name for name in failed if name in health and health[name].through in failed}
    of_items = [(health[item.item].component, item) for item in proof.items if item.item in health]
    said |= dict.fromkeys((component for component, item in of_items if item.ok), _SEEN)
    said |= dict.fromkeys((component for component, item in of_items if item.item in hidden), UNSEEN)
    said |= dict.fromkeys((component for component, item in of_items if item.item in failed - hidden), _FAILS)
    return said
