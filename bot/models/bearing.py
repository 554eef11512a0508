"""What the standing of a target says of which component; pure, weighs nothing."""

from collections.abc import Mapping

from bot.models.catalog import HealthTest
from bot.models.target import Standing, Target, Verdict

UNSEEN: Verdict = "blind"


def bearing(target: Target, standing: Standing, health: Mapping[str, HealthTest]) -> dict[str, Verdict]:
    """What a target's standing says of which component.

    A health check speaks of the components that its items test: where it is down because items failed, those are
    down and it is not; where it does not answer, it cannot see them.
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
    for item in sorted(proof.items, key=lambda item: item.ok, reverse=True):
        if item.item in health:
            component = health[item.item].component
            said[component] = "down" if not item.ok else said.get(component, "up")
    return said
