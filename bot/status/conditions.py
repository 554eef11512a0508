"""Judges readings: what is held of a target after hysteresis and witnesses; pure, asks nobody."""

from collections.abc import Iterable, Iterator, Sequence

from bot.models.target import Reading, Standing, Target, Verdict

WITNESSES_FAIL = "witnesses-fail"
"""The reason of a reading that was taken for blind because no witness was up, either."""


def judge(before: Standing, reading: Reading, target: Target) -> Standing:
    """What is held after one reading more.

    A verdict changes when as many equal readings in a row speak against it as the target demands: `down_after` to
    be down or blind, `up_after` to be up, one for the very first up. It then holds since the first of them.
    """
    said = reading.verdict
    if said == before.verdict:
        return before.model_copy(update={"reading": reading, "proof": reading, "run": 0, "run_since": None})
    goes_on = before.run > 0 and before.reading is not None and before.reading.verdict == said
    run = before.run + 1 if goes_on else 1
    begun = before.run_since if goes_on else reading.at
    if run < readings_needed(before, said, target):
        return before.model_copy(update={"reading": reading, "run": run, "run_since": begun})
    return Standing(target=target.name, verdict=said, since=begun, reading=reading, proof=reading)


def readings_needed(before: Standing, said: Verdict, target: Target) -> int:
    """How many equal readings in a row change what is held to `said`."""
    if said != "up":
        return target.down_after
    return 1 if before.verdict is None else target.up_after


def would_turn(before: Standing, reading: Reading, target: Target) -> bool:
    """Whether this reading would change what is held."""
    return judge(before, reading, target).verdict != before.verdict


def peers_of(target: Target, targets: Iterable[Target]) -> tuple[Target, ...]:
    """Those whose readings tell whether we can see at all: the witnesses; for a witness, everything else.

    Witnesses of another environment do not count, since the way there may be another one, unless there are no others.
    """
    others = [other for other in targets if other.name != target.name]
    if target.witness:
        return tuple(others)
    witnesses = [other for other in others if other.witness]
    near = [witness for witness in witnesses if witness.environment in ("", target.environment)]
    return tuple(near or witnesses)


def weigh(reading: Reading, peers: Sequence[Reading]) -> Reading:
    """The reading, as blind where it found the target down and not one of its peers was up.

    A target that answered, however badly, was seen: it is down whatever its peers say.
    """
    if reading.verdict != "down" or _answered(reading) or not peers or any(peer.verdict == "up" for peer in peers):
        return reading
    # Its own reason goes into the detail.
    said = {"verdict": "blind", "reason": WITNESSES_FAIL, "cause": None, "detail": reading.reason}
    return reading.model_copy(update=said)


def together(verdicts: Iterable[Verdict]) -> Verdict | None:
    """What several verdicts on one component come to: down where any is, else up where any is, else blind."""
    found = set(verdicts)
    order: tuple[Verdict, ...] = ("down", "up", "blind")
    return next((verdict for verdict in order if verdict in found), None)


def failing_items(standing: Standing) -> Iterator[tuple[str, str]]:
    """The items of a health check that it is down for, as (item, error)."""
    if standing.verdict == "down" and standing.proof is not None:
        yield from ((item.item, item.error) for item in standing.proof.items if not item.ok)


def _answered(reading: Reading) -> bool:
    return reading.http_status is not None or bool(reading.items) or reading.certificate_days is not None
