import asyncio
import time

from bot.checks.plan import Errand
from bot.checks.run import carry_out
from bot.clock import SystemClock
from bot.models.entry import Check
from bot.models.live import Finding
from bot.models.target import Reading
from tests.fakes.asking import health, tcp
from tests.fakes.live_status import NOW, VAULT_PLACE, items, skms, vault, witness
from tests.fakes.loopback import Line, Loopback
from tests.fakes.scripted_asks import ScriptedAsks
from tests.status.conftest import Making

REFUSED = Reading(target="kms-prod", verdict="down", at=NOW, reason="connect-refused", cause="connection_refused")
DNS = Errand(Check(kind="dns"), "", VAULT_PLACE, "dns", vault())
TCP = Errand(Check(kind="tcp"), "", VAULT_PLACE, "tcp", vault())
STEP = Errand(Check(kind="tcp"), "tcp-from-pod", VAULT_PLACE, "tcp", vault())
WITNESS = Errand(Check(kind="tcp"), target=witness())
KEY_CHECK = Errand(Check(kind="health-item", item="keyCheck"), "keys", target=skms(), items=("keyCheck",))


async def carried(*errands: Errand, asks: ScriptedAsks, deadline: float = 2) -> tuple[Finding, ...]:
    return await carry_out(errands, asks, SystemClock(), deadline)


async def test_one_question_is_asked_once_for_all_who_wait_for_it() -> None:
    asks = ScriptedAsks()

    findings = await carried(TCP, STEP, asks=asks)

    assert asks.asked == ["tcp"]
    assert [one.outcome for one in findings] == ["passed", "passed"]


async def test_nothing_is_asked_above_the_first_protocol_that_fails() -> None:
    asks = ScriptedAsks({"dns": REFUSED})

    findings = await carried(TCP, DNS, asks=asks)

    assert asks.asked == ["dns"]
    assert [(one.outcome, one.why) for one in findings] == [
        ("skipped", "earlier-failed"),
        ("failed", "connect-refused"),
    ]


async def test_what_hangs_ends_at_the_deadline_and_holds_nobody_else_up() -> None:
    asks = ScriptedAsks(hanging=["tcp"])
    began = time.monotonic()

    findings = await carried(TCP, KEY_CHECK, WITNESS, asks=asks, deadline=0.1)

    assert time.monotonic() - began < 0.5
    assert (findings[0].outcome, findings[0].why) == ("skipped", "no-time")
    assert findings[2].outcome == "passed"


async def test_a_failure_while_no_witness_answers_is_unclear() -> None:
    blind = REFUSED.model_copy(update={"target": "gateway"})

    failing, _ = await carried(TCP, WITNESS, asks=ScriptedAsks({"tcp": REFUSED, "gateway": blind}))

    assert (failing.outcome, failing.why) == ("unclear", "witnesses-fail")


async def test_a_failing_item_fails_its_check_and_says_what_it_reported() -> None:
    bad = [one.model_copy(update={"error": "no key"}) if not one.ok else one for one in items("keyCheck")]
    reading = Reading(target="skms-prod", verdict="down", at=NOW, items=tuple(bad))

    [finding] = await carried(KEY_CHECK, asks=ScriptedAsks({"skms-prod": reading}))

    assert (finding.outcome, finding.actual) == ("failed", "no key")


async def test_another_failing_item_does_not_fail_it() -> None:
    reading = Reading(target="skms-prod", verdict="down", at=NOW, items=items("azureInfoCheck"))

    [finding] = await carried(KEY_CHECK, asks=ScriptedAsks({"skms-prod": reading}))

    assert finding.outcome == "passed"


async def test_an_item_that_was_not_told_is_unclear() -> None:
    [finding] = await carried(KEY_CHECK, asks=ScriptedAsks())

    assert finding.outcome == "unclear"


async def test_what_cannot_be_asked_says_why_and_asks_nobody() -> None:
    asks = ScriptedAsks()

    [finding] = await carried(Errand(Check(kind="tcp"), "tcp-from-pod", skip="not-a-target"), asks=asks)

    assert (finding.outcome, finding.why) == ("skipped", "not-a-target")
    assert asks.asked == []


async def test_a_place_that_the_asker_refuses_is_no_target() -> None:
    asks = ScriptedAsks()
    elsewhere = VAULT_PLACE.model_copy(update={"port": 9})

    [finding] = await carried(Errand(Check(kind="tcp"), "", elsewhere, "tcp", vault()), asks=asks)

    assert (finding.outcome, finding.why) == ("skipped", "not-a-target")


async def test_real_sockets_are_asked_and_told_apart(making: Making) -> None:
    async def healthy(line: Line) -> None:
        await line.answer('{"code": 0, "data": {"keyCheck": {"result": "OK", "error": ""}}}')

    async with Loopback(healthy) as server:
        open_, closed = tcp(server.port, name="open"), tcp(1, name="closed")
        errands = [
            Errand(Check(kind="tcp"), "open", open_.asked, "tcp", open_),
            Errand(Check(kind="tcp"), "closed", closed.asked, "tcp", closed),
            Errand(Check(kind="health-item", item="keyCheck"), "keys", target=health(server.port), items=("keyCheck",)),
        ]
        async with asyncio.timeout(5):
            findings = await carry_out(errands, making(), SystemClock())

    assert [(one.outcome, one.cause) for one in findings] == [
        ("passed", None),
        ("failed", "connection_refused"),
        ("passed", None),
    ]
