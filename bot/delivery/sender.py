"""Carries out what should be visible: one attempt per channel at a time, the most urgent first; decides by rules.

An attempt ends in the database even where that is away for a while: until then its channel counts as busy. Whatever
goes wrong for all alike (no connection, no answers, a token refused) rests everything, so that it is tried once and
not once per message.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Protocol

import structlog

from bot.delivery.breaker import Breaker
from bot.delivery.lease import Lease
from bot.delivery.ports import Alarm, DoubtRows, OutboxRows, Screen, Time
from bot.delivery.rules import LONGEST_LOOK, Pace, conclude, drop_note, is_told_already, place_of, reconcile
from bot.errors import OutcomeUnknown, StorageError
from bot.models.delivery import Delivery, DeliveryKind, name_condition
from bot.models.showing import REPEAT, Mandate, NotShown, Outcome, Shown, Task, Unsure, Wish

log = structlog.get_logger("skms_bot.sender")

POLL = 0.5
AT_ONCE = 20
KEEP_AGAIN = 1.0
TOKEN_REST = 60.0
GENERAL = ("unreachable", "token")


class Rows(OutboxRows, DoubtRows, Protocol):
    """Both at once; bot.storage.deliveries has it."""


@dataclass(slots=True)
class Meters:
    """What delivery did since its start, for metrics."""

    shown: int = 0
    unsure: int = 0
    limited: int = 0
    repeated: int = 0
    swept: int = 0
    lost: int = 0


@dataclass(frozen=True, slots=True)
class Desk:
    """What a sender works with. `fallback` is where goes what a channel refuses; `hear` is told of trouble.

    `anew`: what was sent before may have been forgotten, so that each message is looked for before it is posted.
    """

    lease: Lease
    clock: Time
    hear: Alarm
    fallback: str | None = None
    pace: Pace = field(default_factory=Pace)
    meters: Meters = field(default_factory=Meters)
    anew: bool = False


class Sender:
    """Sends deliveries of some kinds to one screen, as long as the lease is ours."""

    def __init__(self, rows: Rows, screen: Screen, desk: Desk, kinds: tuple[DeliveryKind, ...]) -> None:
        self._rows = rows
        self._screen = screen
        self._desk = desk
        self._kinds = kinds
        self._breaker = Breaker()
        self._recovered: Mandate | None = None
        self._busy: dict[str, asyncio.Task[None]] = {}
        self._news = asyncio.Event()

    @property
    def busy(self) -> int:
        """How many attempts are under way."""
        return len(self._busy)

    def hurry(self) -> None:
        """There is something new to send: do not wait for the next look."""
        self._news.set()

    async def run(self) -> None:
        """Send for as long as this is not cancelled."""
        while True:
            await self.step()
            self._news.clear()
            await self._pause()

    async def drain(self, seconds: float) -> int:
        """Begin nothing more and wait for what is under way; returns how much is left then, to become unknown."""
        if self._busy:
            await asyncio.wait(self._busy.values(), timeout=seconds)
        left = len(self._busy)
        for task in self._busy.values():
            task.cancel()
        return left

    async def step(self) -> int:
        """Begin what may go now; returns how many attempts that were."""
        mandate = self._desk.lease.mandate
        if mandate is None:
            return 0
        try:
            tasks = await self._claim(mandate)
        except OutcomeUnknown:
            # Perhaps something was begun that nobody works on: whoever holds the lease next finds it.
            await self._desk.lease.lay_down()
            return 0
        except StorageError as error:
            log.warning("nothing_claimed", reason=type(error).__name__)
            return 0
        for task in tasks:
            name = task.row.channel
            self._busy[name] = asyncio.create_task(self._carry_out(mandate, task), name=f"send {name}")
        return len(tasks)

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        while self._busy:
            await asyncio.wait(self._busy.values())

    async def _claim(self, mandate: Mandate) -> list[Task]:
        now = self._desk.clock.now()
        if self._recovered != mandate:
            unknown = await self._rows.recover(mandate, now)
            self._recovered = mandate
            log.info("took_over", term=mandate.term, unknown=unknown)
        most = self._breaker.allows(AT_ONCE, self._desk.clock.monotonic()) - len(self._busy)
        if most <= 0:
            return []
        wish = Wish(now=now, kinds=self._kinds, busy=frozenset(self._busy), most=most)
        return await self._rows.claim(mandate, wish)

    async def _carry_out(self, mandate: Mandate, task: Task) -> None:
        try:
            row, trouble = await self._attempt(mandate, task)
            kept = await self._keep(mandate, row)
            if kept and row.state == "parked":
                await self._divert(mandate, row)
            if trouble is not None:
                # Last, since an alarm waits for its turn in a channel as everything does.
                await self._desk.hear(name_trouble(task, trouble), {"reason": trouble.reason, "channel": row.channel})
        finally:
            del self._busy[task.row.channel]
            self._news.set()

    async def _attempt(self, mandate: Mandate, task: Task) -> tuple[Delivery, NotShown | None]:
        """The row after the attempt, and what somebody has to be told of."""
        desk = self._desk
        try:
            if is_told_already(task):
                return drop_note(task.row), None
            earlier = await self._find_earlier(task) if desk.anew else None
            if earlier is not None:
                return earlier, None
            outcome = await self._screen.show(task, lambda: desk.lease.holds(mandate))
        except Exception as error:
            # A fault of ours in this one message, logged with its place: it waits, and the others go on.
            log.exception("not_written", incident=task.incident.number)
            outcome = NotShown(why="refused", reason=f"fault: {type(error).__name__}")
        self._count(task, outcome)
        told = isinstance(outcome, NotShown) and outcome.why not in ("limited", "unreachable", "gone")
        row = conclude(task, outcome, desk.clock.now(), desk.pace)
        return row, outcome if told and isinstance(outcome, NotShown) else None

    async def _find_earlier(self, task: Task) -> Delivery | None:
        """The row with the card of the same condition that an earlier database knew of; None where there is none."""
        row, now = task.row, self._desk.clock.now()
        if row.kind != "parent" or row.ts is not None:
            return None
        condition = name_condition(task.incident.fingerprint, row.channel)
        found = await self._screen.find(place_of(row), {condition}, now - LONGEST_LOOK) or {}
        copies = found.get(condition, ())
        if copies:
            log.info("found_again", incident=row.incident, channel=row.channel)
        return reconcile(row, copies[-1:], now, self._desk.pace) if copies else None

    def _count(self, task: Task, outcome: Outcome) -> None:
        meters, now = self._desk.meters, self._desk.clock.monotonic()
        if isinstance(outcome, Shown):
            self._breaker.work()
            meters.shown += 1
            meters.repeated += task.row.ts is None and task.row.err == REPEAT
            return
        log.warning("not_shown", channel=task.row.channel, incident=task.incident.number, outcome=repr(outcome))
        if isinstance(outcome, Unsure):
            meters.unsure += 1
            self._breaker.fail(now)
        elif outcome.why in GENERAL:
            self._breaker.fail(now, TOKEN_REST if outcome.why == "token" else 0.0)
        else:
            meters.limited += outcome.why == "limited"

    async def _keep(self, mandate: Mandate, row: Delivery) -> bool:
        """Write it down, however long the database is away; False where another has taken over."""
        while True:
            try:
                kept = await self._rows.keep(mandate, row)
            except StorageError as error:
                log.warning("outcome_not_kept", incident=row.incident, reason=type(error).__name__)
                await self._desk.clock.sleep(KEEP_AGAIN)
            else:
                self._desk.meters.lost += not kept
                return kept

    async def _divert(self, mandate: Mandate, row: Delivery) -> None:
        """Let another channel have what this one refuses; where it cannot, it is tried here again later."""
        fallback = self._desk.fallback
        if fallback is None or row.channel == fallback or row.kind == "page":
            return
        try:
            await self._rows.divert(mandate, row, fallback)
        except StorageError as error:
            log.warning("not_diverted", channel=row.channel, reason=type(error).__name__)

    async def _pause(self) -> None:
        """Until there is news, or the next look is due."""
        waits = {asyncio.ensure_future(self._news.wait()), asyncio.ensure_future(self._desk.clock.sleep(POLL))}
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for one in waits:
                one.cancel()


def name_trouble(task: Task, outcome: NotShown) -> str:
    """Which alarm a refusal is."""
    if task.row.kind == "page":
        return "pager"
    return "slack-token" if outcome.why == "token" else "refused"
